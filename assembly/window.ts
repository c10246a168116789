import {
  MARK_ABSENT,
  MARK_FIRST,
  MARK_GAP,
  MARK_RESET,
  PIXEL_COUNT,
  PIXEL_FIRST,
  PIXEL_LAST,
  PIXEL_MARKS,
  PIXEL_MAX,
  PIXEL_MIN,
  PIXEL_SIZE,
  PIXEL_SUM,
  PIXEL_WEIGHT,
  RANGE_COVERED,
  RANGE_GAPS,
  RANGE_GROWTH,
  RANGE_RESETS,
  RANGE_TOTAL_HIGH,
  RANGE_TOTAL_LOW,
} from "./layout";
import { pixel_of, pixel_start } from "./pixels";

/** First index whose time, i64[n] sorted, is not before t; n when there is none. */
export function lower_bound(times: usize, n: usize, t: i64): usize {
  let low: usize = 0;
  let high: usize = n;
  while (low < high) {
    const middle: usize = low + ((high - low) >> 1);
    if (load<i64>(times + (middle << 3)) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What the samples with a time in [from, to) look like in `pixels` columns: out is that many PIXEL_SIZE records (layout.ts).
 * times is i64[n] sorted, values f64[n], marks u8[n]. A NaN value adds its marks and nothing else; a column without values
 * has NaN for min, max, first and last. With by_length a value weighs the ns since the sample before, as a rate does (the
 * first sample of all nothing); else 1. pixels is below 2^31. Returns the number of samples in [from, to).
 */
export function window(
  times: usize,
  values: usize,
  marks: usize,
  n: usize,
  from: i64,
  to: i64,
  pixels: usize,
  by_length: u32,
  out: usize,
): usize {
  for (let pixel: usize = 0; pixel < pixels; pixel++) store_pixel(out + pixel * PIXEL_SIZE);
  if (from >= to || pixels === 0) return 0;
  const span = (to - from) as u64;
  const start = lower_bound(times, n, from);
  const end = lower_bound(times, n, to);
  for (let i = start; i < end; ) {
    const pixel = pixel_of((load<i64>(times + (i << 3)) - from) as u64, span, pixels);
    const next = from + (pixel_start(pixel + 1, span, pixels) as i64);
    const record = out + (pixel as usize) * PIXEL_SIZE;
    const begin = i;
    i = fill_pixel(times, values, marks, i, end, next, record);
    if (by_length) weigh_pixel(times, values, begin, i, record);
  }
  return end - start;
}

/** An empty column. */
function store_pixel(pixel: usize): void {
  store<f64>(pixel, f64.NaN, PIXEL_MIN);
  store<f64>(pixel, f64.NaN, PIXEL_MAX);
  store<f64>(pixel, f64.NaN, PIXEL_FIRST);
  store<f64>(pixel, f64.NaN, PIXEL_LAST);
  store<f64>(pixel, 0, PIXEL_SUM);
  store<f64>(pixel, 0, PIXEL_WEIGHT);
  store<u32>(pixel, 0, PIXEL_COUNT);
  store<u32>(pixel, 0, PIXEL_MARKS);
}

/** One column from sample i up to `end` or the time `next`. Returns the first sample after it. */
function fill_pixel(times: usize, values: usize, marks: usize, i: usize, end: usize, next: i64, pixel: usize): usize {
  let lowest = f64.POSITIVE_INFINITY;
  let highest = f64.NEGATIVE_INFINITY;
  let first = f64.NaN;
  let last = f64.NaN;
  let sum: f64 = 0;
  let count: u32 = 0;
  let mark: u32 = 0;
  for (; i < end && load<i64>(times + (i << 3)) < next; i++) {
    mark |= load<u8>(marks + i);
    const value = load<f64>(values + (i << 3));
    if (Number.isNaN(value)) continue;
    if (count === 0) first = value;
    lowest = min(lowest, value);
    highest = max(highest, value);
    last = value;
    sum += value;
    count++;
  }
  store<u32>(pixel, mark, PIXEL_MARKS);
  if (count === 0) return i;
  store<f64>(pixel, lowest, PIXEL_MIN);
  store<f64>(pixel, highest, PIXEL_MAX);
  store<f64>(pixel, first, PIXEL_FIRST);
  store<f64>(pixel, last, PIXEL_LAST);
  store<f64>(pixel, sum, PIXEL_SUM);
  store<f64>(pixel, count as f64, PIXEL_WEIGHT);
  store<u32>(pixel, count, PIXEL_COUNT);
  return i;
}

/** Sum and weight of one column, samples [from, to), once more: each value weighs the ns since the sample before. */
function weigh_pixel(times: usize, values: usize, from: usize, to: usize, pixel: usize): void {
  let sum: f64 = 0;
  let weight: f64 = 0;
  let before = load<i64>(times + ((from > 0 ? from - 1 : 0) << 3));
  for (let i = from; i < to; i++) {
    const time = load<i64>(times + (i << 3));
    const length = (time - before) as f64;
    const value = load<f64>(values + (i << 3));
    before = time;
    if (Number.isNaN(value)) continue;
    sum += value * length;
    weight += length;
  }
  store<f64>(pixel, sum, PIXEL_SUM);
  store<f64>(pixel, weight, PIXEL_WEIGHT);
}

/**
 * What the intervals of the samples [from_index, to_index) add up to: a RANGE_SIZE record (layout.ts) with the exact sum of
 * their deltas, u64, in 128 bits, and how many of them are resets (then the sum is a lower bound) and gaps. Those that have
 * a rate are added up once more, with their length by times, i64[n] ns: their quotient is the mean rate.
 */
export function range(deltas: usize, marks: usize, times: usize, from_index: usize, to_index: usize, out: usize): void {
  const silent: u32 = MARK_FIRST | MARK_GAP | MARK_RESET | MARK_ABSENT;
  let growth: f64 = 0;
  let covered: f64 = 0;
  let low: u64 = 0;
  let high: u64 = 0;
  let resets: u32 = 0;
  let gaps: u32 = 0;
  for (let i = from_index; i < to_index; i++) {
    const delta = load<u64>(deltas + (i << 3));
    const mark: u32 = load<u8>(marks + i);
    low += delta;
    high += u64(low < delta);
    resets += u32((mark & MARK_RESET) !== 0);
    gaps += u32((mark & MARK_GAP) !== 0);
    if (i === 0 || mark & silent) continue;
    growth += delta as f64;
    covered += (load<i64>(times + (i << 3)) - load<i64>(times + ((i - 1) << 3))) as f64;
  }
  store<u64>(out, low, RANGE_TOTAL_LOW);
  store<u64>(out, high, RANGE_TOTAL_HIGH);
  store<u32>(out, resets, RANGE_RESETS);
  store<u32>(out, gaps, RANGE_GAPS);
  store<f64>(out, growth, RANGE_GROWTH);
  store<f64>(out, covered, RANGE_COVERED);
}
