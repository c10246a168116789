// A histogram over time as cells. Pure: columns of an answer to blocks, blocks to bucket rows, counts to colours.

import type { HistogramAnswer } from "../series/model.ts";
import { type Buckets, bucketEdges, edgeLabel, percentileBucket } from "../series/percentile.ts";
import { CIVIDIS_SIZE } from "./colors.ts";
import type { ColumnRange } from "./raster.ts";
import { type Grid, gridOf } from "./spans.ts";

/** Buckets drawn: [low, high). */
export interface BucketRange {
  readonly low: number;
  readonly high: number;
}

/** Columns of an answer joined so that each holds at least one sample. */
export interface Blocks {
  readonly grid: Grid;
  /** Block of each column. */
  readonly of: (column: number) => number;
  readonly blocks: number;
  /** blocks x buckets. */
  readonly counts: Float64Array;
  /** Samples per block. */
  readonly sums: Float64Array;
  /** Largest count of a cell. */
  readonly most: number;
}

/** What the colour of a cell says: how many samples it has, or what share of its column. */
export type HeatMode = "count" | "share";

/** Percentiles that may be drawn over the cells. */
export const LINES = ["p50", "p90", "p99", "p99.9"] as const;
export type LineName = (typeof LINES)[number];

/**
 * Joins columns to blocks of at least `least` columns and one and a half sampling periods, on an absolute grid so that
 * a pan keeps them.
 */
export function joinBlocks(answer: HistogramAnswer, period: number, least: number): Blocks {
  const grid = gridOf(answer, answer.marks.length);
  const size = Math.max(1, Math.round(least), Math.ceil((period * 1.5) / grid.width));
  const first = Math.round(grid.from / grid.width);
  const offset = ((first % size) + size) % size;
  const of = (column: number) => Math.floor((column + offset) / size);
  const blocks = grid.columns === 0 ? 0 : of(grid.columns - 1) + 1;
  const { buckets } = answer;
  const counts = new Float64Array(blocks * buckets);
  for (let column = 0; column < grid.columns; column++) {
    const block = of(column);
    for (let bucket = 0; bucket < buckets; bucket++) {
      const at = block * buckets + bucket;
      counts[at] = (counts[at] ?? 0) + (answer.counts[column * buckets + bucket] ?? 0);
    }
  }
  const sums = new Float64Array(blocks);
  let most = 0;
  for (const [at, count] of counts.entries()) {
    const block = Math.floor(at / buckets);
    sums[block] = (sums[block] ?? 0) + count;
    if (count > most) most = count;
  }
  return { grid, of, blocks, counts, sums, most };
}

/** Bucket of a percentile per block, from its summed buckets; -1 without samples. */
export function lineOf({ blocks, counts }: Blocks, name: LineName): Int32Array {
  const buckets = blocks === 0 ? 0 : counts.length / blocks;
  const q = Number(name.slice(1)) / 100;
  return Int32Array.from({ length: blocks }, (_, block) => percentileBucket(counts, q, block * buckets, buckets));
}

/** Buckets that hold something, one more at each end, at least eight. All of them when none does. */
export function usedBuckets(total: ArrayLike<bigint>): BucketRange {
  let low = total.length;
  let high = 0;
  for (let bucket = 0; bucket < total.length; bucket++) {
    if ((total[bucket] ?? 0n) === 0n) continue;
    low = Math.min(low, bucket);
    high = bucket + 1;
  }
  if (high === 0) return { low: 0, high: total.length };
  low = Math.max(0, low - 1);
  high = Math.min(total.length, high + 1);
  while (high - low < Math.min(8, total.length)) {
    if (low > 0) low--;
    if (high < total.length && high - low < 8) high++;
  }
  return { low, high };
}

/** Place of a percentile on the axis, in buckets: the upper edge; inside bucket 0, whose values are one; at the start of the open one. */
export function percentilePlace(buckets: Buckets, bucket: number): number {
  const { upper } = bucketEdges(buckets, bucket);
  if (upper === null) return bucket;
  return bucket === 0 && upper === 1n ? 0.5 : bucket + 1;
}

/** Bucket edges that get a label, `distance` pixels apart or more, in steps of 1, 2, 4, 8 … buckets. */
export function edgeTicks(range: BucketRange, height: number, distance: number): number[] {
  const fit = Math.max(1, Math.floor(height / distance));
  let step = 1;
  while ((range.high - range.low) / step > fit) step *= 2;
  const ticks: number[] = [];
  for (let edge = Math.ceil(range.low / step) * step; edge <= range.high; edge += step) ticks.push(edge);
  return ticks;
}

/** Label of the edge below bucket `edge`; "∞" above the last. */
export function edgeText(buckets: Buckets, edge: number): string {
  return edge >= buckets.size ? "∞" : edgeLabel(buckets, bucketEdges(buckets, edge).lower);
}

/** Least colour: a single sample must stand out from an empty cell. */
const LEAST = 0.14;

/** Shares of a column below it have the least colour. */
export const LEAST_SHARE = 0.001;

/** The largest value of a cell: a count, or a share of 1. */
export function mostOf({ blocks, counts, sums, most }: Blocks, mode: HeatMode): number {
  if (mode === "count" || blocks === 0) return most;
  const buckets = counts.length / blocks;
  return counts.reduce((largest, count, at) => {
    const sum = sums[Math.floor(at / buckets)] ?? 0;
    return sum > 0 ? Math.max(largest, count / sum) : largest;
  }, 0);
}

/** Index into the colour table for a share of a column, up to the largest: logarithmic too. */
export function shareIndex(share: number, most: number): number {
  return heatIndex(Math.max(share / LEAST_SHARE, 1), most / LEAST_SHARE);
}

/** Index into the colour table for a count above 0: logarithmic up to the largest. */
export function heatIndex(count: number, most: number): number {
  const share = most > 1 ? Math.log(count) / Math.log(most) : 1;
  return Math.round((LEAST + (1 - LEAST) * Math.min(Math.max(share, 0), 1)) * (CIVIDIS_SIZE - 1));
}

/** Columns of a grid that a break covers, at least one; from < to only where it is on the grid. */
export function breakColumns(grid: Grid, { from, to }: { readonly from: number; readonly to: number }): ColumnRange {
  const first = Math.floor((from - grid.from) / grid.width + 1e-6);
  const end = Math.ceil((to - grid.from) / grid.width - 1e-6);
  return { from: Math.max(first, 0), to: Math.min(Math.max(end, first + 1), grid.columns) };
}
