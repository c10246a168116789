// A distribution by percentile: q across, so that each further nine takes the same room, the value up. The value at q is the
// bucket that percentile.ts finds, in steps: between edges nothing is known. Pure.

import { sumOf } from "../series/cumulative.ts";
import { type Buckets, percentileBucket } from "../series/percentile.ts";
import { percentilePlace } from "./heat.ts";
import type { PlotArea } from "./layout.ts";

/** One curve. */
export interface PercentileSeries {
  readonly id: string;
  readonly label: string;
  /** Palette number; null: the sum of all, in the text's colour. */
  readonly colour: number | null;
  readonly counts: ArrayLike<bigint>;
}

/** A stretch of percentiles with the same bucket, in nines. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly bucket: number;
}

/** percentile.ts knows q to a millionth. */
const MOST_NINES = 6;

/** Place of q on the axis: 0 at 0 %, 1 at 90 %, 2 at 99 %. */
export function ninesOf(q: number): number {
  return q >= 1 ? Number.POSITIVE_INFINITY : Math.log10(1 / (1 - q));
}

/** The percentile at a place, a share of 1; 1 from the end of the axis on. */
export function shareAt(nines: number, end: number): number {
  return nines >= end - 1e-9 ? 1 : Math.max(0, 1 - 10 ** -nines);
}

/** Where the axis ends: one nine beyond those that the number of samples tells apart; at least 2, at most 6. */
export function endOfNines(series: readonly PercentileSeries[]): number {
  const most = Math.max(...series.map(({ counts }) => Number(sumOf(counts))), 1);
  return Math.min(Math.max(2, Math.floor(Math.log10(most)) + 1), MOST_NINES);
}

/** 0, 50, 90, 99 … up to the end, the last of which is the largest sample. */
export function percentileStops(end: number): readonly number[] {
  const nines = Array.from({ length: end - 1 }, (_, index) => index + 1);
  return [0, ninesOf(0.5), ...nines, end];
}

/** "p99.9"; "max" at the end. */
export function stopLabel(nines: number, end: number): string {
  const q = shareAt(nines, end);
  return q >= 1 ? "max" : `p${Number((q * 100).toPrecision(Math.floor(nines) + 3))}`;
}

/** The steps of a curve up to `end` nines; none without samples. */
export function stepsOf({ counts }: Pick<PercentileSeries, "counts">, end: number): readonly Step[] {
  const total = Number(sumOf(counts));
  const steps: Step[] = [];
  let sum = 0;
  let from = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = Number(counts[bucket] ?? 0n);
    if (count === 0 || from >= end) continue;
    sum += count;
    const to = sum >= total ? end : Math.min(Math.log10(total / (total - sum)), end);
    if (to > from) steps.push({ from, to, bucket });
    from = to;
  }
  const largest = bucketAt({ counts }, end, end);
  // what is beyond the axis is a jump at its end
  return largest < 0 || steps.at(-1)?.bucket === largest ? steps : [...steps, { from: end, to: end, bucket: largest }];
}

/** Bucket of the percentile at a place of the axis; -1 without samples. */
export function bucketAt({ counts }: Pick<PercentileSeries, "counts">, nines: number, end: number): number {
  return percentileBucket(counts, shareAt(nines, end));
}

/** Where a plot lies, and what its axes span: nines across, buckets up. */
export interface PercentileArea {
  readonly area: PlotArea;
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/** A curve as an SVG path. */
export function stepPath(buckets: Buckets, steps: readonly Step[], { area, end, low, high }: PercentileArea): string {
  const x = (nines: number) => (area.x + (nines / end) * area.width).toFixed(1);
  const y = (bucket: number) => {
    const place = Math.min(Math.max(percentilePlace(buckets, bucket), low), high);
    return (area.y + area.height * (1 - (place - low) / (high - low))).toFixed(1);
  };
  return steps
    .map(({ from, to, bucket }, index) => `${index === 0 ? `M${x(from)} ` : "V"}${y(bucket)}H${x(to)}`)
    .join("");
}
