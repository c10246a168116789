// Two histograms over time, one subtracted from the other: shares of each column, so that more samples alone make no
// difference. Pure.

import type { HistogramAnswer } from "../series/model.ts";
import type { Rgb } from "./colors.ts";
import { joinBlocks } from "./heat.ts";
import type { Grid } from "./spans.ts";

/** B minus A by block of columns and bucket. */
export interface DifferenceBlocks {
  readonly grid: Grid;
  readonly of: (column: number) => number;
  readonly blocks: number;
  /** blocks x buckets, -1 to 1: share of B's samples less that of A's. NaN where neither has a sample in the cell. */
  readonly cells: Float64Array;
  /** The same without what chance explains: two standard errors nearer to 0. It is what is coloured. */
  readonly sure: Float64Array;
  /** Per block: which sides have samples. */
  readonly has: readonly ("both" | "a" | "b" | "none")[];
  /** Largest absolute value of `sure`, at least LEAST. */
  readonly most: number;
}

/** A scale that ends below would show noise in full colour. */
const LEAST = 0.05;
/** Standard errors that chance explains. */
const ERRORS = 2;

/** Both answers are on the same grid: of the same view. */
export function differenceBlocks(
  a: HistogramAnswer,
  b: HistogramAnswer,
  period: number,
  least: number,
): DifferenceBlocks {
  const [left, right] = [joinBlocks(a, period, least), joinBlocks(b, period, least)];
  const buckets = Math.max(a.buckets, b.buckets);
  const cells = new Float64Array(left.blocks * buckets).fill(Number.NaN);
  const sure = new Float64Array(cells.length).fill(Number.NaN);
  const has: DifferenceBlocks["has"][number][] = [];
  let most = LEAST;
  for (let block = 0; block < left.blocks; block++) {
    const [sumA, sumB] = [sumOf(left.counts, block, a.buckets), sumOf(right.counts, block, b.buckets)];
    has.push(sumA > 0 ? (sumB > 0 ? "both" : "a") : sumB > 0 ? "b" : "none");
    if (sumA === 0 || sumB === 0) continue;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const inA = bucket < a.buckets ? (left.counts[block * a.buckets + bucket] ?? 0) : 0;
      const inB = bucket < b.buckets ? (right.counts[block * b.buckets + bucket] ?? 0) : 0;
      if (inA === 0 && inB === 0) continue;
      const apart = inB / sumB - inA / sumA;
      const share = (inA + inB) / (sumA + sumB);
      const certain = Math.abs(apart) - ERRORS * Math.sqrt(share * (1 - share) * (1 / sumA + 1 / sumB));
      cells[block * buckets + bucket] = apart;
      sure[block * buckets + bucket] = certain > 0 ? Math.sign(apart) * certain : 0;
      most = Math.max(most, certain);
    }
  }
  return { grid: left.grid, of: left.of, blocks: left.blocks, cells, sure, has, most };
}

function sumOf(counts: Float64Array, block: number, buckets: number): number {
  let sum = 0;
  for (let bucket = 0; bucket < buckets; bucket++) sum += counts[block * buckets + bucket] ?? 0;
  return sum;
}

/** What a difference is coloured between. */
export interface Diverging {
  readonly a: Rgb;
  readonly middle: Rgb;
  readonly b: Rgb;
}

/** Colour of a difference from -1 to 1 of the scale: A's, grey where equal, B's. Small ones already stand out. */
export function divergingColour(share: number, { a, middle, b }: Diverging): Rgb {
  const end = share < 0 ? a : b;
  const weight = Math.min(1, Math.abs(share)) ** 0.7;
  const mix = (channel: 0 | 1 | 2) => Math.round(middle[channel] + (end[channel] - middle[channel]) * weight);
  return [mix(0), mix(1), mix(2)];
}
