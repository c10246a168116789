// Which values of a data block ever move, over many rows in one pass.

/** Bytes of one value, and of the two that a vector holds. */
const VALUE: usize = 8;
const PAIR: usize = 16;

/**
 * Compares the rows of one generation, among rows u32[n] with present u32[n] and generations u32[n], with `first`, which has
 * first_bytes bytes: a multiple of 8. Every bit of a value that ever differed is set in changed, u64[first_bytes / 8], and
 * every bit that was ever set in filled. Returns n, or the index of a row that has more values than `first`: those have not
 * been looked at.
 */
export function rows_moved(
  rows: usize,
  present: usize,
  generations: usize,
  n: usize,
  generation: u32,
  first: usize,
  first_bytes: usize,
  changed: usize,
  filled: usize,
): usize {
  for (let i: usize = 0; i < n; i++) {
    if (load<u32>(generations + (i << 2)) !== generation) continue;
    const row: usize = load<u32>(rows + (i << 2));
    const bytes: usize = usize(load<u32>(present + (i << 2))) & ~(VALUE - 1);
    const both = min(bytes, first_bytes);
    const pairs = both & ~(PAIR - 1);
    for (let at: usize = 0; at < pairs; at += PAIR) {
      const value = v128.load(row + at);
      const differs = v128.xor(value, v128.load(first + at));
      v128.store(changed + at, v128.or(v128.load(changed + at), differs));
      v128.store(filled + at, v128.or(v128.load(filled + at), value));
    }
    if (pairs < both) {
      const value = load<u64>(row + pairs);
      store<u64>(changed + pairs, load<u64>(changed + pairs) | (value ^ load<u64>(first + pairs)));
      store<u64>(filled + pairs, load<u64>(filled + pairs) | value);
    }
    if (bytes > first_bytes) return i;
  }
  return n;
}
