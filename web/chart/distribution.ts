// A histogram's counts as bars between true edges. Pure.

import { shareOf } from "../series/cumulative.ts";
import { type Buckets, bucketEdges, bucketLabel, edgeLabel, percentileBucket } from "../series/percentile.ts";
import { edgeText, edgeTicks, percentilePlace, usedBuckets } from "./heat.ts";
import type { PlotArea } from "./layout.ts";

/** One bar: usually a bucket, several neighbours where there are too many. */
export interface Bar {
  /** Middle of the bar on the bucket axis. */
  readonly place: number;
  readonly count: number;
  /** Exact. */
  readonly exact: bigint;
  /** 0 to 1. */
  readonly share: number;
  /** The same of the distribution beside it; null when there is none. */
  readonly other: { readonly exact: bigint; readonly share: number } | null;
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
  /** Of the other distribution; 0 without one. */
  readonly otherTotal: bigint;
  readonly most: number;
  /** Largest share of a bar, of either distribution. */
  readonly mostShare: number;
  /** Buckets of the percentiles; -1 without samples. */
  readonly p50: number;
  readonly p99: number;
}

/** recharts draws more only slowly. */
const MAX_BARS = 100;

/** Bars of the buckets that are used, in either of both where there is another distribution to compare with. */
export function distributionOf(
  buckets: Buckets,
  counts: ArrayLike<bigint>,
  compared: ArrayLike<bigint> | null = null,
): Distribution {
  const both = Array.from({ length: counts.length }, (_, i) => (counts[i] ?? 0n) + (compared?.[i] ?? 0n));
  const { low, high } = usedBuckets(both);
  const width = Math.max(1, Math.ceil((high - low) / MAX_BARS));
  const total = sumOf(counts, 0, counts.length);
  const otherTotal = compared === null ? 0n : sumOf(compared, 0, compared.length);
  const bars: Bar[] = [];
  for (let first = low; first < high; first += width) {
    const end = Math.min(first + width, high);
    const exact = sumOf(counts, first, end);
    const beside = compared === null ? null : sumOf(compared, first, end);
    bars.push({
      place: first + width / 2,
      count: Number(exact),
      exact,
      share: shareOf(exact, total),
      other: beside === null ? null : { exact: beside, share: shareOf(beside, otherTotal) },
      label: barLabel(buckets, first, end),
    });
  }
  const most = bars.reduce((largest, bar) => Math.max(largest, bar.count), 0);
  const mostShare = bars.reduce((largest, bar) => Math.max(largest, bar.share, bar.other?.share ?? 0), 0);
  const to = low + bars.length * width;
  const [p50, p99] = [percentileBucket(counts, 0.5), percentileBucket(counts, 0.99)];
  return { bars, from: low, to, width, total, otherTotal, most, mostShare, p50, p99 };
}

function sumOf(counts: ArrayLike<bigint>, from: number, to: number): bigint {
  let sum = 0n;
  for (let i = from; i < to; i++) sum += counts[i] ?? 0n;
  return sum;
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

/** The other distribution's shares as an SVG path of steps over the bars of a plot; empty without another. */
export function outlinePath({ bars, from, to, width }: Distribution, top: number, area: PlotArea): string {
  const x = (place: number) => (area.x + ((place - from) / (to - from)) * area.width).toFixed(1);
  const y = (share: number) => (area.y + area.height * (1 - share / top)).toFixed(1);
  const steps = bars.flatMap(({ place, other }) =>
    other === null ? [] : [`V${y(other.share)}H${x(place + width / 2)}`],
  );
  return steps.length === 0 ? "" : `M${x(from)} ${y(0)}${steps.join("")}V${y(0)}`;
}
