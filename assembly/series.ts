// Columns to series. The interval of sample i is (t[i - 1], t[i]]; its marks (MARK_* of layout.ts) say what it is.

import { BREAK_GENERATION, BREAK_ROUNDS, MARK_ABSENT, MARK_FIRST, MARK_GAP, MARK_RESET, MARK_WRAP } from "./layout";

/** Nanoseconds in a second. */
const SECOND: f64 = 1e9;

/**
 * Marks the intervals of a source: MARK_FIRST at sample 0 and where breaks, u8[n], begins a generation (bit 0); MARK_GAP where
 * rounds are missing (bit 1 of breaks), or the time, i64[n] ns, does not grow or grows by more than max_gap ns. Writes out,
 * u8[n].
 */
export function marks(times: usize, breaks: usize, n: usize, max_gap: i64, out: usize): void {
  for (let i: usize = 0; i < n; i++) {
    let mark: u32 = MARK_FIRST;
    const broken: u32 = load<u8>(breaks + i);
    if (i > 0 && !(broken & BREAK_GENERATION)) {
      const distance = load<i64>(times + (i << 3)) - load<i64>(times + ((i - 1) << 3));
      mark = broken & BREAK_ROUNDS || distance > max_gap || distance <= 0 ? MARK_GAP : 0;
    }
    store<u8>(out + i, mark as u8);
  }
}

/**
 * Growth of a cumulative column, u64[n] with valid u8[n], into out, u64[n], with the marks of its intervals in marks_out.
 *
 * A counter that fell was reset: the delta is the new value. If it was at 2^63 or more and grew by less than 2^63 modulo
 * 2^64, it wrapped: the delta is exact. A sample without a value is MARK_ABSENT with delta 0; the next one with a value has
 * MARK_GAP and its delta is against the last value, so that sums stay exact. The first value of a generation is MARK_FIRST
 * with delta 0. Returns the number of resets.
 */
export function deltas(column: usize, valid: usize, marks_in: usize, n: usize, out: usize, marks_out: usize): usize {
  return hist_deltas(column, valid, marks_in, n, 1, out, marks_out);
}

/**
 * The same for the buckets of a histogram: columns is u64[buckets][n], out is u64[n][buckets], one row per sample. If any
 * bucket was reset all of them were, in that interval. Returns the number of intervals with a reset.
 */
export function hist_deltas(
  columns: usize,
  valid: usize,
  marks_in: usize,
  n: usize,
  buckets: usize,
  out: usize,
  marks_out: usize,
): usize {
  const none: usize = usize.MAX_VALUE;
  let last: usize = none; // the newest sample of this generation that has a value
  let resets: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    let mark: u32 = load<u8>(marks_in + i);
    const row: usize = out + ((i * buckets) << 3);
    if (mark & MARK_FIRST) last = none;
    if (!load<u8>(valid + i)) {
      mark |= MARK_ABSENT;
      memory.fill(row, 0, buckets << 3);
    } else {
      if (last === none) {
        mark |= MARK_FIRST;
        memory.fill(row, 0, buckets << 3);
      } else {
        if (last + 1 !== i) mark |= MARK_GAP;
        const fell = subtract(columns, n, buckets, last, i, row);
        if (fell & MARK_RESET) {
          copy_sample(columns, n, buckets, i, row);
          resets++;
        }
        mark |= fell;
      }
      last = i;
    }
    store<u8>(marks_out + i, mark as u8);
  }
  return resets;
}

/** Differences of two samples into one row. Returns MARK_RESET if any bucket was reset, else MARK_WRAP if any wrapped. */
function subtract(columns: usize, n: usize, buckets: usize, before: usize, after: usize, row: usize): u32 {
  let fell: u32 = 0;
  for (let bucket: usize = 0; bucket < buckets; bucket++) {
    const column: usize = columns + ((bucket * n) << 3);
    const previous = load<u64>(column + (before << 3));
    const current = load<u64>(column + (after << 3));
    const delta: u64 = current - previous;
    if (current < previous) fell |= (previous as i64) < 0 && (delta as i64) >= 0 ? MARK_WRAP : MARK_RESET;
    store<u64>(row + (bucket << 3), delta);
  }
  return fell & MARK_RESET ? MARK_RESET : fell;
}

/** The values of one sample, bucket after bucket, into one row. */
function copy_sample(columns: usize, n: usize, buckets: usize, sample: usize, row: usize): void {
  for (let bucket: usize = 0; bucket < buckets; bucket++) {
    store<u64>(row + (bucket << 3), load<u64>(columns + ((bucket * n + sample) << 3)));
  }
}

/**
 * Deltas, u64[n], to growth per second, f64[n], with times in ns. NaN where the interval says nothing about a rate:
 * MARK_FIRST, MARK_GAP, MARK_RESET, MARK_ABSENT. A wrap has a rate.
 */
export function rates(deltas: usize, marks: usize, times: usize, n: usize, out: usize): void {
  const silent: u32 = MARK_FIRST | MARK_GAP | MARK_RESET | MARK_ABSENT;
  for (let i: usize = 0; i < n; i++) {
    let rate = f64.NaN;
    if (i > 0 && !(load<u8>(marks + i) & silent)) {
      const distance = load<i64>(times + (i << 3)) - load<i64>(times + ((i - 1) << 3));
      rate = ((load<u64>(deltas + (i << 3)) as f64) * SECOND) / (distance as f64);
    }
    store<f64>(out + (i << 3), rate);
  }
}

/**
 * A column, u64[n], as f64[n] for drawing; NaN where it is not valid. With is_signed a value from 2^63 on is the negative
 * number it stands for: instants are counted down by the kernel and may pass 0 for a moment.
 */
export function values(column: usize, valid: usize, n: usize, is_signed: u32, out: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const value = load<u64>(column + (i << 3));
    const shown: f64 = is_signed ? (value as i64 as f64) : (value as f64);
    store<f64>(out + (i << 3), load<u8>(valid + i) ? shown : f64.NaN);
  }
}
