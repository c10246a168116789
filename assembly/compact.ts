// Messages of encoding kvm-stats-columns (docs/compact.md): many samples of one source, column by column, as differences cut
// to the bytes they need. Here they become messages as any others.

import {
  COMPACT_BIG_ENDIAN,
  COMPACT_BYTES,
  COMPACT_FLAGS,
  COMPACT_HEAD,
  COMPACT_LENGTH,
  COMPACT_SAMPLES,
  COMPACT_STAMPS,
  COMPACT_VERSION,
  COMPACT_ZERO,
  OP_MESSAGE,
  VALUE_SIZE,
  WALK_ADDRESS,
  WALK_BYTES,
  WALK_CHANNEL,
  WALK_ENTRY_SIZE,
  WALK_LOG_TIME,
  WALK_OPCODE,
  WALK_PUBLISH_TIME,
  WALK_SEQUENCE,
} from "./layout";

/** Whether a message is as columns_expand needs it: version, flags, and every length what the others make of it. */
export function columns_check(message: usize, bytes: usize): bool {
  if (bytes < usize(COMPACT_HEAD) || load<u8>(message, COMPACT_VERSION) !== 1) return false;
  if (u32(load<u8>(message, COMPACT_FLAGS)) > u32(COMPACT_BIG_ENDIAN) || load<u16>(message, COMPACT_ZERO) !== 0)
    return false;
  const samples: u64 = load<u32>(message, COMPACT_SAMPLES);
  const length = load<u32>(message, COMPACT_LENGTH);
  const columns: u64 = COMPACT_STAMPS + u64(length / VALUE_SIZE);
  if (samples === 0 || u64(bytes) < COMPACT_HEAD + columns * (1 + VALUE_SIZE)) return false;
  let widths: u64 = 0;
  for (let column: usize = 0; column < (columns as usize); column++) {
    const width: u64 = load<u8>(message + column, COMPACT_HEAD);
    if (width > u64(VALUE_SIZE)) return false;
    widths += width;
  }
  // widths <= 8 * columns < 2^33 and samples < 2^32: the product may pass 2^64 only if the message were as long
  if (widths > 0 && samples - 1 > u64(bytes) / widths) return false;
  const size: u64 =
    COMPACT_HEAD + columns * (1 + VALUE_SIZE) + (samples - 1) * widths + samples * u64(length % VALUE_SIZE);
  return size === u64(bytes) && size === u64(load<u32>(message, COMPACT_BYTES));
}

/**
 * Expands a message that columns_check accepted: its data blocks to `blocks`, each `stride` bytes behind the one before, a
 * multiple of 8 that holds one, and a WALK_* entry for each to `entries`, as of messages of `channel`.
 */
export function columns_expand(message: usize, channel: u32, blocks: usize, stride: usize, entries: usize): void {
  const samples: usize = load<u32>(message, COMPACT_SAMPLES);
  const length: usize = load<u32>(message, COMPACT_LENGTH);
  const swap: u32 = load<u8>(message, COMPACT_FLAGS) & COMPACT_BIG_ENDIAN;
  const columns: usize = COMPACT_STAMPS + length / VALUE_SIZE;
  const firsts: usize = message + COMPACT_HEAD + columns;
  let planes: usize = firsts + columns * VALUE_SIZE;
  for (let column: usize = 0; column < columns; column++) {
    const width: usize = load<u8>(message + column, COMPACT_HEAD);
    let value: u64 = 0;
    for (let byte: usize = 0; byte < usize(VALUE_SIZE); byte++) {
      value |= u64(load<u8>(firsts + byte * columns + column)) << (byte << 3);
    }
    for (let i: usize = 0; i < samples; i++) {
      if (i > 0) value += step(planes + i - 1, width, samples - 1);
      const entry: usize = entries + i * WALK_ENTRY_SIZE;
      if (column >= usize(COMPACT_STAMPS)) {
        store<u64>(blocks + i * stride + ((column - COMPACT_STAMPS) << 3), swap ? bswap<u64>(value) : value);
      } else if (column === 0) store<u32>(entry, value as u32, WALK_SEQUENCE);
      else if (column === 1) store<u64>(entry, value, WALK_PUBLISH_TIME);
      else store<u64>(entry, load<u64>(entry, WALK_PUBLISH_TIME) + value, WALK_LOG_TIME);
    }
    planes += width * (samples - 1);
  }
  const tail: usize = length % VALUE_SIZE;
  for (let i: usize = 0; i < samples; i++) {
    const block: usize = blocks + i * stride;
    const entry: usize = entries + i * WALK_ENTRY_SIZE;
    memory.copy(block + length - tail, planes + i * tail, tail);
    store<u16>(entry, channel as u16, WALK_CHANNEL);
    store<u16>(entry, OP_MESSAGE, WALK_OPCODE);
    store<u32>(entry, block as u32, WALK_ADDRESS);
    store<u32>(entry, length as u32, WALK_BYTES);
  }
}

/** One difference, zigzag: byte 0 at `plane`, each next one `distance` bytes behind. */
function step(plane: usize, width: usize, distance: usize): u64 {
  let zigzag: u64 = 0;
  for (let byte: usize = 0; byte < width; byte++) zigzag |= u64(load<u8>(plane + byte * distance)) << (byte << 3);
  return (zigzag >> 1) ^ (0 - (zigzag & 1));
}
