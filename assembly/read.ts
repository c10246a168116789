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
  const length = clamp(start, total, size);
  if (length === 0) return 0;

  const user_end = memory_end();
  const id_offset: u64 = load<u32>(header, HEADER_ID_OFFSET);
  const desc_offset: u64 = load<u32>(header, HEADER_DESC_OFFSET);
  const data_offset: u64 = load<u32>(header, HEADER_DATA_OFFSET);
  let done: isize = 0;
  if (wants(start, length, done, HEADER_SIZE)) {
    done = copy_block(header, 0, HEADER_SIZE, start, length, done, user_buffer, user_end);
  }
  if (wants(start, length, done, id_offset + KVM_STATS_NAME_SIZE)) {
    done = copy_block(id, id_offset, KVM_STATS_NAME_SIZE, start, length, done, user_buffer, user_end);
  }
  if (wants(start, length, done, desc_offset + size_desc)) {
    done = copy_block(desc, desc_offset, size_desc, start, length, done, user_buffer, user_end);
  }
  if (wants(start, length, done, data_offset + (size_stats as u64))) {
    done = copy_block(stats, data_offset, size_stats, start, length, done, user_buffer, user_end);
  }
  if (done < 0) return done;
  store<i64>(offset, position + (done as i64));
  return length;
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
  const length = count === 0 ? 0 : clamp(start, extent_end(end - EXTENT_SIZE), size);
  const limit: usize = min(user_end, memory_end());
  let done: isize = 0;
  for (; (done as usize) < (length as usize); extent += EXTENT_SIZE) {
    if (!wants(start, length, done, extent_end(extent))) continue;
    const block: usize = load<u32>(extent, EXTENT_ADDRESS);
    const from = load<u64>(extent, EXTENT_OFFSET);
    const bytes: u64 = load<u32>(extent, EXTENT_BYTES);
    done = copy_block(block, from, bytes, start, length, done, user_buffer, limit);
  }
  return done;
}

/**
 * Whether a block that ends at file offset `end` holds the next byte of a read: not when the read is done or has failed,
 * nor when the block is wholly behind. Checked before copy_block is called, because the call costs more than the check.
 */
function wants(start: u64, length: isize, done: isize, end: u64): bool {
  return (done as usize) < (length as usize) && start + (done as u64) < end;
}

/** First file offset after an extent. */
function extent_end(extent: usize): u64 {
  return load<u64>(extent, EXTENT_OFFSET) + u64(load<u32>(extent, EXTENT_BYTES));
}

/** Bytes that a read of `size` at `start` gives in a file of `total` bytes. Cut to MAX_RW_COUNT, so isize holds it. */
function clamp(start: u64, total: u64, size: usize): isize {
  if (start >= total) return 0;
  return min(total - start, min<u64>(size, MAX_RW_COUNT)) as isize;
}

/**
 * Copies the part of one block that a read still wants. `done` of the `length` bytes wanted from file offset `start` on
 * have been copied; the block has `bytes` bytes at file offset `from` and ends behind the position.
 * Returns the new `done`, or -EFAULT when the buffer ends, or when the block begins after the position: there the kernel
 * would copy what lies in front of the block in its own memory.
 */
function copy_block(
  block: usize,
  from: u64,
  bytes: u64,
  start: u64,
  length: isize,
  done: isize,
  user_buffer: usize,
  user_end: usize,
): isize {
  const position: u64 = start + (done as u64);
  const end: u64 = from + bytes;
  if (position < from) return -EFAULT;
  const count = min(end - position, (length - done) as u64) as usize;
  const skip = (position - from) as usize;
  if (copy_to_user(user_buffer + (done as usize), block + skip, count, user_end) !== count) return -EFAULT;
  return done + (count as isize);
}
