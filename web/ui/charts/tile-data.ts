// What a figure's tile says of several sources together. Pure.

import { type Figure, figureTotal } from "../../series/figures.ts";
import type { RangeStat, WindowAnswer } from "../../series/model.ts";

/** NaN where there is no value. */
export interface TileValue {
  /** Of all sources together: the quotient of their sums. */
  readonly value: number;
  /** The smallest and largest of a source. */
  readonly low: number;
  readonly high: number;
  /** Sources with a value. */
  readonly sources: number;
}

/** A figure over a range, a statistic for each source: its mean counts by what it was divided by. */
export function rangeTile(stats: readonly RangeStat[]): TileValue {
  const known = stats.filter((stat) => Number.isFinite(stat.mean));
  const weights = known.reduce((sum, { weight }) => sum + weight, 0);
  const value = known.reduce((sum, { mean, weight }) => sum + mean * (weight / weights), 0);
  return tileOf(
    value,
    known.map((stat) => stat.mean),
  );
}

/** A figure of one dump for each source: since the VM was made. `total` gives a statistic's value in a source, or null. */
export function totalTile<T>(
  figure: Figure,
  sources: readonly T[],
  total: (source: T, name: string) => bigint | null,
): TileValue {
  const each = sources.map((source) => figureTotal(figure, (name) => total(source, name)));
  const having = sources.filter((_, index) => each[index] !== null);
  const sum = figureTotal(figure, (name) =>
    having.reduce<bigint | null>((sum, source) => {
      const value = total(source, name);
      return sum === null || value === null ? null : sum + value;
    }, 0n),
  );
  // what is divided by samples has one of each source
  const all = sum === null ? Number.NaN : figure.below === "samples" ? sum / having.length : sum;
  return tileOf(
    all,
    each.filter((value) => value !== null),
  );
}

function tileOf(value: number, each: readonly number[]): TileValue {
  if (each.length === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, sources: 0 };
  return { value, low: Math.min(...each), high: Math.max(...each), sources: each.length };
}

/** Several sources in one line: the mean of their columns, whatever each was divided by. null without an answer. */
export function meanTrend(windows: readonly WindowAnswer[]): WindowAnswer | null {
  const [first, ...others] = windows;
  if (first === undefined) return null;
  const columns = first.mean.length;
  const mean = new Float64Array(columns).fill(Number.NaN);
  const count = new Uint32Array(columns);
  for (let i = 0; i < columns; i++) {
    let sum = 0;
    let known = 0;
    for (const each of [first, ...others]) {
      const value = each.mean[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    if (known === 0) continue;
    mean[i] = sum / known;
    count[i] = known;
  }
  const marks = new Uint8Array(columns);
  const line = { min: mean, max: mean, first: mean, last: mean, mean, weight: Float64Array.from(count) };
  return { ...first, ...line, count, marks, points: null, before: Number.NaN };
}
