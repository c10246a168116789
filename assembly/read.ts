// The read path. What a caller can observe is what Linux shows for a stats file descriptor (Documentation/virt/kvm/api.rst
// 4.133 and the measured table in test/fixtures/pread-truth): clamped at the end of the file, 0 at or past it, any byte may
// be the first, a fault is -EFAULT without a short count, and the position moves only on success.

import { copy_to_user, memory_end } from "./copy";
import {
  DESC_FIXED_SIZE,
  EFAULT,
  EINVAL,
  EXTENT_ADDRESS,
  EXTENT_BYTES,
  EXTENT_OFFSET,
  EXTENT_SIZE,
  FILE_COUNT,
  FILE_EXTENTS,
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_ID_OFFSET,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  KVM_STATS_NAME_SIZE,
  MAX_RW_COUNT,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_RESULT,
  READ_SIZE,
  USER_ADDRESS_BITS,
} from "./layout";

/** Where a read is after it has failed: behind every block. */
const FAULT: u64 = u64.MAX_VALUE;

/**
 * The kernel's function on four blocks in native order. `offset` is the address of an i64 position. Writable is linear
 * memory from NULL_GUARD to its end. num_desc and the block offsets come from the header; id and names have 48 bytes.
 * Returns the bytes read, 0 at or past the end, -EINVAL for a negative position (the VFS refuses it before the kernel's
 * function is called), -EFAULT when the buffer ends too early.
 */
export function kvm_stats_read(
  id: usize,
  header: usize,
  desc: usize,
  stats: usize,
  size_stats: usize,
  user_buffer: usize,
  size: usize,
  offset: usize,
): isize {
  const position = load<i64>(offset);
  if (position < 0) return -EINVAL;
  const start = position as u64;
  const size_desc: u64 = u64(load<u32>(header, HEADER_NUM_DESC)) * (DESC_FIXED_SIZE + KVM_STATS_NAME_SIZE);
  const total: u64 = HEADER_SIZE + KVM_STATS_NAME_SIZE + size_desc + (size_stats as u64);
  const stop = stop_of(start, total, size);
  if (stop <= start) return 0;

  const to: usize = user_buffer - (start as usize);
  const user_end = memory_end();
  const id_offset: u64 = load<u32>(header, HEADER_ID_OFFSET);
  const desc_offset: u64 = load<u32>(header, HEADER_DESC_OFFSET);
  const data_offset: u64 = load<u32>(header, HEADER_DATA_OFFSET);
  const id_end: u64 = id_offset + KVM_STATS_NAME_SIZE;
  const desc_end: u64 = desc_offset + size_desc;
  const data_end: u64 = data_offset + (size_stats as u64);
  let at = start;
  if (wants(at, HEADER_SIZE, stop)) at = copy_block(header, 0, HEADER_SIZE, at, stop, to, user_end);
  if (wants(at, id_end, stop)) at = copy_block(id, id_offset, id_end, at, stop, to, user_end);
  if (wants(at, desc_end, stop)) at = copy_block(desc, desc_offset, desc_end, at, stop, to, user_end);
  if (wants(at, data_end, stop)) at = copy_block(stats, data_offset, data_end, at, stop, to, user_end);
  if (at === FAULT) return -EFAULT;
  store<i64>(offset, at as i64);
  return (stop - start) as isize;
}

/**
 * The same over a file record (FILE_* of layout.ts): extents sorted, contiguous from 0, the last one ends the file.
 * `offset` is the address of an i64 position; writable is [NULL_GUARD, user_end), never beyond linear memory.
 * Returns as kvm_stats_read does.
 */
export function stats_file_read(file: usize, user_buffer: usize, size: usize, offset: usize, user_end: usize): isize {
  const position = load<i64>(offset);
  if (position < 0) return -EINVAL;
  const result = read_at(file, user_buffer, size, position, user_end);
  if (result > 0) store<i64>(offset, position + (result as i64));
  return result;
}

/**
 * pread(2) on a file record, with the VFS's checks in its order: a negative position is -EINVAL; a size that leaves user
 * addresses is -EFAULT; a position that would pass 2^63 - 1 is -EINVAL; then the size is cut to MAX_RW_COUNT and read.
 */
export function pread(file: usize, user_buffer: usize, user_end: usize, size: u64, position: i64): isize {
  if (position < 0) return -EINVAL;
  if (size >= (1 as u64) << USER_ADDRESS_BITS) return -EFAULT;
  if ((position as u64) + size > (i64.MAX_VALUE as u64)) return -EINVAL;
  return read_at(file, user_buffer, min<u64>(size, MAX_RW_COUNT) as usize, position, user_end);
}

/**
 * Answers `count` READ_* entries (layout.ts), each a read of its own: READ_RESULT is set, READ_OFFSET stays.
 * Returns how many ended with a result >= 0.
 */
export function read_batch(entries: usize, count: usize): usize {
  const end: usize = entries + count * READ_ENTRY_SIZE;
  let succeeded: usize = 0;
  for (let entry = entries; entry < end; entry += READ_ENTRY_SIZE) {
    const position = load<i64>(entry, READ_OFFSET);
    const result: isize =
      position < 0
        ? -EINVAL
        : read_at(
            load<u32>(entry, READ_FILE),
            load<u32>(entry, READ_BUFFER),
            load<u32>(entry, READ_SIZE),
            position,
            load<u32>(entry, READ_BUFFER_END),
          );
    store<i32>(entry, result as i32, READ_RESULT);
    succeeded += usize(result >= 0);
  }
  return succeeded;
}

/** Reads from a file record at a position that is not negative. */
function read_at(file: usize, user_buffer: usize, size: usize, position: i64, user_end: usize): isize {
  const start = position as u64;
  const count: usize = load<u32>(file, FILE_COUNT);
  let extent: usize = file + FILE_EXTENTS;
  const end: usize = extent + count * EXTENT_SIZE;
  if (count === 0) return 0;
  const stop = stop_of(start, extent_end(end - EXTENT_SIZE), size);
  if (stop <= start) return 0;

  const to: usize = user_buffer - (start as usize);
  const limit: usize = min(user_end, memory_end());
  let at = start;
  for (; at < stop; extent += EXTENT_SIZE) {
    const block_end = extent_end(extent);
    if (at >= block_end) continue;
    const block: usize = load<u32>(extent, EXTENT_ADDRESS);
    at = copy_block(block, load<u64>(extent, EXTENT_OFFSET), block_end, at, stop, to, limit);
  }
  return at === FAULT ? -EFAULT : ((stop - start) as isize);
}

/** First file offset after an extent. */
function extent_end(extent: usize): u64 {
  return load<u64>(extent, EXTENT_OFFSET) + u64(load<u32>(extent, EXTENT_BYTES));
}

/** First file offset that a read of `size` bytes at `start` does not give. The difference is at most MAX_RW_COUNT. */
function stop_of(start: u64, total: u64, size: usize): u64 {
  return min(total, start + min<u64>(size, MAX_RW_COUNT));
}

/**
 * Whether a read that is at file offset `at` and ends at `stop` has something to take from a block that ends at `end`.
 * Not after a FAULT. Asked before copy_block is called, because the call costs more than the question.
 */
function wants(at: u64, end: u64, stop: u64): bool {
  return at < end && at < stop;
}

/**
 * Copies what a read wants of one block: the bytes at file offsets [at, stop) that it has; it lies at [from, end) and ends
 * after `at`. File offset 0 would go to address `to`, which may wrap.
 * Returns the file offset reached, or FAULT when the buffer ends, or when the block begins after `at`: there the kernel
 * would copy what lies in front of the block in its own memory.
 */
function copy_block(block: usize, from: u64, end: u64, at: u64, stop: u64, to: usize, user_end: usize): u64 {
  if (at < from) return FAULT;
  const next = min(end, stop);
  const count = (next - at) as usize;
  const copied = copy_to_user(to + (at as usize), block + ((at - from) as usize), count, user_end);
  return copied === count ? next : FAULT;
}
