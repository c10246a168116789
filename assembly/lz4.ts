// One block of LZ4 (lz4_Block_format.md of the LZ4 project): a token, literals, then a copy of what was written before.

/** Bytes that the shortest match stands for. */
const MIN_MATCH: usize = 4;
/** A length of 15 in a token goes on in bytes of up to 255. */
const LONG: usize = 15;

/**
 * Writes the block at [from, end) to `to`, not beyond `limit`; matches may reach back to `start`, so that blocks that
 * depend on the ones before them work too. Returns the address after the last byte written; 0 when the block is damaged or
 * would not fit, and then the bytes up to `limit` are undefined.
 */
export function lz4_block(from: usize, end: usize, start: usize, to: usize, limit: usize): usize {
  while (from < end) {
    const token: usize = load<u8>(from++);
    let literals = token >>> 4;
    if (literals === LONG) {
      let more: usize = 255;
      while (more === 255) {
        if (from >= end) return 0;
        more = load<u8>(from++);
        literals += more;
      }
    }
    if (literals > end - from || literals > limit - to) return 0;
    memory.copy(to, from, literals);
    to += literals;
    from += literals;
    if (from === end) return to; // the last sequence has no match
    if (end - from < 2) return 0;
    const distance: usize = load<u16>(from);
    from += 2;
    if (distance === 0 || distance > to - start) return 0;
    let match: usize = token & LONG;
    if (match === LONG) {
      let more: usize = 255;
      while (more === 255) {
        if (from >= end) return 0;
        more = load<u8>(from++);
        match += more;
      }
    }
    match += MIN_MATCH;
    if (match > limit - to) return 0;
    to = repeat(to, distance, match);
  }
  return 0;
}

/** Writes `count` bytes that lie `distance` before `to`; they may be among those it writes. Returns the end. */
function repeat(to: usize, distance: usize, count: usize): usize {
  const end: usize = to + count;
  if (distance >= 8) {
    for (; to + 8 <= end; to += 8) store<u64>(to, load<u64>(to - distance));
  }
  for (; to < end; to++) store<u8>(to, load<u8>(to - distance));
  return end;
}
