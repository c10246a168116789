import { NULL_GUARD } from "./layout";

/** Bytes up to which the v128 loop copies; beyond, memory.copy. Measured in test/bench: see copy(). */
const BLOCK_COPY_MAX: usize = 2048;

/** First address after linear memory. At most 65535 pages (layout.ts), so it fits. */
export function memory_end(): usize {
  return (memory.size() as usize) << 16;
}

/**
 * Copies `count` bytes to where a caller asked for them. Writable is [NULL_GUARD, user_end); what lies beyond faults.
 * Returns the bytes copied: fewer than `count` is a fault, and those before it have been written, as copy_to_user() does.
 */
export function copy_to_user(to: usize, from: usize, count: usize, user_end: usize): usize {
  const room: usize = to >= usize(NULL_GUARD) && to < user_end ? user_end - to : 0;
  const copied: usize = min(count, room);
  copy(to, from, copied);
  return copied;
}

/**
 * Copies `count` bytes between areas that do not overlap.
 *
 * A data block is about 1 KiB and reads walk over many of them. memory.copy ends in the C library's memmove, which goes
 * backwards when (to - from) mod 4096 is small: 1.6 to 2.6 times slower from cold memory. Forward 16-byte steps never
 * meet that, and up to 2 KiB they cost no more than the call they save.
 */
function copy(to: usize, from: usize, count: usize): void {
  if (count > BLOCK_COPY_MAX) {
    memory.copy(to, from, count);
  } else if (count >= 16) {
    copy_vectors(to, from, count);
  } else {
    copy_few(to, from, count);
  }
}

/** 16 bytes or more: the last vector ends exactly at the end and may write some bytes a second time. */
function copy_vectors(to: usize, from: usize, count: usize): void {
  const last: usize = count - 16;
  let at: usize = 0;
  for (; at + 64 <= count; at += 64) {
    const a = v128.load(from + at);
    const b = v128.load(from + at, 16);
    const c = v128.load(from + at, 32);
    const d = v128.load(from + at, 48);
    v128.store(to + at, a);
    v128.store(to + at, b, 16);
    v128.store(to + at, c, 32);
    v128.store(to + at, d, 48);
  }
  for (; at < last; at += 16) v128.store(to + at, v128.load(from + at));
  v128.store(to + last, v128.load(from + last));
}

/** Fewer than 16 bytes: two words that overlap in the middle. */
function copy_few(to: usize, from: usize, count: usize): void {
  if (count >= 8) {
    const head = load<u64>(from);
    const tail = load<u64>(from + count - 8);
    store<u64>(to, head);
    store<u64>(to + count - 8, tail);
  } else if (count >= 4) {
    const head = load<u32>(from);
    const tail = load<u32>(from + count - 4);
    store<u32>(to, head);
    store<u32>(to + count - 4, tail);
  } else {
    for (let at: usize = 0; at < count; at++) store<u8>(to + at, load<u8>(from + at));
  }
}
