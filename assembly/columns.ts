// Rows to columns. A row is one sample's data block as captured, in the file's byte order; a column is one value of it over
// time, u64, little-endian. `rows` is u32[n]: addresses of the data blocks in time order. `present` is u32[n]: bytes of the
// data block that exist in each row.

import { CHANGED_DIFFERS, CHANGED_NONZERO, VALUE_SIZE } from "./layout";

/**
 * Takes the value at byte `offset` of each data block into dst, u64[n], and says in valid, u8[n], whether the row has it;
 * dst is 0 where it does not. `swap` is 1 for a big-endian file. Returns the number of valid values.
 */
export function extract(
  rows: usize,
  present: usize,
  n: usize,
  offset: usize,
  swap: u32,
  dst: usize,
  valid: usize,
): usize {
  return extract_block(rows, present, n, offset, 1, swap, dst, valid);
}

/**
 * Takes `cols` adjacent values from byte `offset` on into dst, u64[cols][n]: they share cache lines, so one pass over the
 * rows costs half of several. A row counts as valid when it has all of them; dst is 0 where it has not. Returns the number
 * of valid rows.
 */
export function extract_block(
  rows: usize,
  present: usize,
  n: usize,
  offset: usize,
  cols: usize,
  swap: u32,
  dst: usize,
  valid: usize,
): usize {
  const needed: u64 = u64(offset) + u64(cols) * VALUE_SIZE;
  const column: usize = n * VALUE_SIZE;
  const end: usize = dst + cols * column;
  let count: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const complete = u64(load<u32>(present + (i << 2))) >= needed;
    let from: usize = load<u32>(rows + (i << 2)) + offset;
    let to: usize = dst + (i << 3);
    store<u8>(valid + i, u8(complete));
    count += usize(complete);
    if (!complete) {
      for (; to < end; to += column) store<u64>(to, 0);
    } else if (swap) {
      for (; to < end; to += column, from += VALUE_SIZE) store<u64>(to, bswap<u64>(load<u64>(from)));
    } else {
      for (; to < end; to += column, from += VALUE_SIZE) store<u64>(to, load<u64>(from));
    }
  }
  return count;
}

/** What a column does over time: CHANGED_DIFFERS, CHANGED_NONZERO. Values that are not valid do not count. */
export function changed(column: usize, valid: usize, n: usize): u32 {
  let first: u64 = 0;
  let seen = false;
  let result: u32 = 0;
  for (let i: usize = 0; i < n; i++) {
    if (!load<u8>(valid + i)) continue;
    const value = load<u64>(column + (i << 3));
    if (!seen) first = value;
    seen = true;
    if (value !== first) result |= CHANGED_DIFFERS;
    if (value !== 0) result |= CHANGED_NONZERO;
    if (result === (CHANGED_DIFFERS | CHANGED_NONZERO)) break;
  }
  return result;
}
