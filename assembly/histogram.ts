import { pixel_of, pixel_start } from "./pixels";
import { lower_bound } from "./window";

/**
 * How many samples of a histogram fell into each bucket, per pixel column, for the dumps with a time in [from, to).
 * hist_deltas is u64[n][buckets]; out is f64[pixels][buckets], out_marks u8[pixels] with the marks or-ed, total
 * u64[buckets] the exact sums over the stretch. Every interval counts where it ends, also after a gap or reset: the marks
 * tell. Returns the number of dumps in [from, to).
 */
export function hist_window(
  times: usize,
  hist_deltas: usize,
  marks: usize,
  n: usize,
  buckets: usize,
  from: i64,
  to: i64,
  pixels: usize,
  out: usize,
  out_marks: usize,
  total: usize,
): usize {
  memory.fill(out, 0, (pixels * buckets) << 3);
  memory.fill(out_marks, 0, pixels);
  memory.fill(total, 0, buckets << 3);
  if (from >= to || pixels === 0) return 0;
  const span = (to - from) as u64;
  const start = lower_bound(times, n, from);
  const end = lower_bound(times, n, to);
  for (let i = start; i < end; ) {
    const pixel = pixel_of((load<i64>(times + (i << 3)) - from) as u64, span, pixels) as usize;
    const next = from + (pixel_start(pixel + 1, span, pixels) as i64);
    const column: usize = out + ((pixel * buckets) << 3);
    let mark: u32 = 0;
    for (; i < end && load<i64>(times + (i << 3)) < next; i++) {
      mark |= load<u8>(marks + i);
      add_row(hist_deltas + ((i * buckets) << 3), buckets, column, total);
    }
    store<u8>(out_marks + pixel, mark as u8);
  }
  return end - start;
}

/** Adds one row of counts to a pixel column and to the totals. */
function add_row(row: usize, buckets: usize, column: usize, total: usize): void {
  for (let at: usize = 0; at < buckets << 3; at += 8) {
    const count = load<u64>(row + at);
    store<f64>(column + at, load<f64>(column + at) + (count as f64));
    store<u64>(total + at, load<u64>(total + at) + count);
  }
}

/**
 * The bucket where the cumulative count reaches ceil(q * N), N the sum of counts, u64[buckets], at least the first sample.
 * Sums stop at 2^64 - 1. Returns -1 when N is 0.
 */
export function percentile(counts: usize, buckets: usize, q: f64): i32 {
  let sum: u64 = 0;
  for (let bucket: usize = 0; bucket < buckets; bucket++) sum = add_saturating(sum, load<u64>(counts + (bucket << 3)));
  if (sum === 0) return -1;
  const rank = max<u64>(1, min<u64>(sum, Math.ceil(q * (sum as f64)) as u64));
  let reached: u64 = 0;
  for (let bucket: usize = 0; bucket < buckets; bucket++) {
    reached = add_saturating(reached, load<u64>(counts + (bucket << 3)));
    if (reached >= rank) return bucket as i32;
  }
  return -1;
}

/** a + b, at most 2^64 - 1. */
function add_saturating(a: u64, b: u64): u64 {
  const sum = a + b;
  return sum < a ? u64.MAX_VALUE : sum;
}
