// A histogram's counts as bars between true edges. Pure.

import { type Buckets, bucketEdges, bucketLabel, edgeLabel, percentileBucket } from "../series/percentile.ts";
import { edgeText, edgeTicks, percentilePlace, usedBuckets } from "./heat.ts";

/** One bar: usually a bucket, several neighbours where there are too many. */
export interface Bar {
  /** Middle of the bar on the bucket axis. */
  readonly place: number;
  readonly count: number;
  /** Exact. */
  readonly exact: bigint;
  /** 0 to 1. */
  readonly share: number;
  readonly label: string;
}

export interface Distribution {
  readonly bars: readonly Bar[];
  /** First and last edge drawn, in buckets. */
  readonly from: number;
  readonly to: number;
  /** Buckets in a bar. */
  readonly width: number;
  readonly total: bigint;
  readonly most: number;
  /** Buckets of the percentiles; -1 without samples. */
  readonly p50: number;
  readonly p99: number;
}

/** recharts draws more only slowly. */
const MAX_BARS = 100;

/** Bars of the buckets that are used. */
export function distributionOf(buckets: Buckets, counts: ArrayLike<bigint>): Distribution {
  const { low, high } = usedBuckets(counts);
  const width = Math.max(1, Math.ceil((high - low) / MAX_BARS));
  let total = 0n;
  for (let i = 0; i < counts.length; i++) total += counts[i] ?? 0n;
  const bars: Bar[] = [];
  for (let first = low; first < high; first += width) {
    const end = Math.min(first + width, high);
    let exact = 0n;
    for (let i = first; i < end; i++) exact += counts[i] ?? 0n;
    // ten digits of a share survive also where counts pass 2^53
    const share = total === 0n ? 0 : Number((exact * 10_000_000_000n) / total) / 1e10;
    bars.push({ place: first + width / 2, count: Number(exact), exact, share, label: barLabel(buckets, first, end) });
  }
  const most = bars.reduce((largest, bar) => Math.max(largest, bar.count), 0);
  const to = low + bars.length * width;
  const [p50, p99] = [percentileBucket(counts, 0.5), percentileBucket(counts, 0.99)];
  return { bars, from: low, to, width, total, most, p50, p99 };
}

function barLabel(buckets: Buckets, first: number, end: number): string {
  if (end - first === 1) return bucketLabel(buckets, first);
  const { upper } = bucketEdges(buckets, end - 1);
  const lower = edgeLabel(buckets, bucketEdges(buckets, first).lower);
  return upper === null ? `>= ${lower}` : `[${lower}, ${edgeLabel(buckets, upper)})`;
}

/** Edges with labels: as many as fit into `width` pixels. */
export function distributionTicks(
  distribution: Distribution,
  buckets: Buckets,
  width: number,
): { readonly ticks: readonly number[]; readonly label: (edge: number) => string } {
  const ticks = edgeTicks({ low: distribution.from, high: distribution.to }, width, EDGE_WIDTH);
  return { ticks, label: (edge) => edgeText(buckets, edge) };
}

/** Pixels that the label of an edge needs. */
const EDGE_WIDTH = 54;

/** Where the lines of the percentiles stand; none without samples. */
export function percentileLines(
  distribution: Distribution,
  buckets: Buckets,
): readonly { readonly name: string; readonly place: number }[] {
  const { p50, p99 } = distribution;
  if (p50 < 0) return [];
  if (percentilePlace(buckets, p50) === percentilePlace(buckets, p99))
    return [{ name: "p50, p99", place: percentilePlace(buckets, p50) }];
  return [
    { name: "p50", place: percentilePlace(buckets, p50) },
    { name: "p99", place: percentilePlace(buckets, p99) },
  ];
}
