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
  let i: usize = 0;
  while (i < n) {
    if (i + 4 <= n && are_whole(present + (i << 2), generations + (i << 2), generation, first_bytes)) {
      four_moved(rows + (i << 2), first, first_bytes, changed, filled);
      i += 4;
      continue;
    }
    if (load<u32>(generations + (i << 2)) === generation) {
      const bytes: usize = usize(load<u32>(present + (i << 2))) & ~(VALUE - 1);
      row_moved(load<u32>(rows + (i << 2)), first, min(bytes, first_bytes), changed, filled);
      if (bytes > first_bytes) return i;
    }
    i++;
  }
  return n;
}

/** Whether the next four rows are of that generation, each as long as the first. */
function are_whole(present: usize, generations: usize, generation: u32, first_bytes: usize): bool {
  const same = i32x4.eq(v128.load(generations), i32x4.splat(generation));
  const bytes = v128.and(v128.load(present), i32x4.splat(-8));
  return i32x4.all_true(v128.and(same, i32x4.eq(bytes, i32x4.splat(first_bytes as u32))));
}

/** Four rows at once: what has been found so far is loaded and stored once for them. */
function four_moved(rows: usize, first: usize, bytes: usize, changed: usize, filled: usize): void {
  const a: usize = load<u32>(rows);
  const b: usize = load<u32>(rows, 4);
  const c: usize = load<u32>(rows, 8);
  const d: usize = load<u32>(rows, 12);
  const pairs = bytes & ~(PAIR - 1);
  for (let at: usize = 0; at < pairs; at += PAIR) {
    const base = v128.load(first + at);
    const one = v128.load(a + at);
    const two = v128.load(b + at);
    const three = v128.load(c + at);
    const four = v128.load(d + at);
    const differs = v128.or(
      v128.or(v128.xor(one, base), v128.xor(two, base)),
      v128.or(v128.xor(three, base), v128.xor(four, base)),
    );
    const bits = v128.or(v128.or(one, two), v128.or(three, four));
    v128.store(changed + at, v128.or(v128.load(changed + at), differs));
    v128.store(filled + at, v128.or(v128.load(filled + at), bits));
  }
  if (pairs < bytes) {
    last_moved(a + pairs, first + pairs, changed + pairs, filled + pairs);
    last_moved(b + pairs, first + pairs, changed + pairs, filled + pairs);
    last_moved(c + pairs, first + pairs, changed + pairs, filled + pairs);
    last_moved(d + pairs, first + pairs, changed + pairs, filled + pairs);
  }
}

function row_moved(row: usize, first: usize, bytes: usize, changed: usize, filled: usize): void {
  const pairs = bytes & ~(PAIR - 1);
  for (let at: usize = 0; at < pairs; at += PAIR) {
    const value = v128.load(row + at);
    const differs = v128.xor(value, v128.load(first + at));
    v128.store(changed + at, v128.or(v128.load(changed + at), differs));
    v128.store(filled + at, v128.or(v128.load(filled + at), value));
  }
  if (pairs < bytes) last_moved(row + pairs, first + pairs, changed + pairs, filled + pairs);
}

/** A value that has no neighbour. */
function last_moved(at: usize, first: usize, changed: usize, filled: usize): void {
  const value = load<u64>(at);
  store<u64>(changed, load<u64>(changed) | (value ^ load<u64>(first)));
  store<u64>(filled, load<u64>(filled) | value);
}
