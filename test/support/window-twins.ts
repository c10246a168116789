// The pixel kernels once more, on plain arrays and slow: the twins of assembly/window.ts and histogram.ts.

import { MARK_ABSENT, MARK_FIRST, MARK_GAP, MARK_RESET } from "../../assembly/layout.ts";

const SILENT = MARK_FIRST | MARK_GAP | MARK_RESET | MARK_ABSENT;

export interface PixelTwin {
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
  readonly sum: number;
  readonly weight: number;
  readonly count: number;
  readonly marks: number;
}

export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
  readonly pixels: number;
}

/** Indices of the samples in each pixel column. */
function columnsTwin(times: readonly bigint[], { from, to, pixels }: Stretch): number[][] {
  const columns = Array.from({ length: pixels }, (): number[] => []);
  for (const [i, time] of times.entries()) {
    if (time < from || time >= to) continue;
    columns[Number(((time - from) * BigInt(pixels)) / (to - from))]?.push(i);
  }
  return columns;
}

export function windowTwin(
  times: readonly bigint[],
  values: readonly number[],
  marks: readonly number[],
  stretch: Stretch,
  byLength: boolean,
): PixelTwin[] {
  const length = (i: number) => Number(BigInt.asIntN(64, (times[i] ?? 0n) - (times[i - 1] ?? times[i] ?? 0n)));
  return columnsTwin(times, stretch).map((samples) => {
    const known = samples.filter((i) => !Number.isNaN(values[i] ?? Number.NaN));
    const shown = known.map((i) => values[i] ?? Number.NaN);
    const weights = known.map((i) => (byLength ? length(i) : 1));
    const none = shown.length === 0;
    return {
      min: none ? Number.NaN : Math.min(...shown),
      max: none ? Number.NaN : Math.max(...shown),
      first: shown[0] ?? Number.NaN,
      last: shown.at(-1) ?? Number.NaN,
      sum: shown.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0),
      weight: weights.reduce((sum, weight) => sum + weight, 0),
      count: shown.length,
      marks: orAll(samples.map((i) => marks[i] ?? 0)),
    };
  });
}

export function histWindowTwin(
  times: readonly bigint[],
  rows: readonly (readonly bigint[])[],
  marks: readonly number[],
  buckets: number,
  stretch: Stretch,
) {
  const columns = columnsTwin(times, stretch);
  const bucketOf = (samples: readonly number[], bucket: number) => samples.map((i) => rows[i]?.[bucket] ?? 0n);
  const each = Array.from({ length: buckets }, (_, bucket) => bucket);
  return {
    counts: columns.map((samples) =>
      each.map((bucket) => bucketOf(samples, bucket).reduce((sum, count) => sum + Number(count), 0)),
    ),
    marks: columns.map((samples) => orAll(samples.map((i) => marks[i] ?? 0))),
    total: each.map((bucket) =>
      BigInt.asUintN(
        64,
        bucketOf(columns.flat(), bucket).reduce((sum, count) => sum + count, 0n),
      ),
    ),
  };
}

export function rangeTwin(
  {
    deltas,
    marks,
    times,
  }: Readonly<Record<"deltas" | "times", readonly bigint[]>> & { readonly marks: readonly number[] },
  from: number,
  to: number,
) {
  const inside = marks.slice(from, to);
  const counted = [...marks.keys()].filter((i) => i >= from && i < to && i > 0 && ((marks[i] ?? 0) & SILENT) === 0);
  return {
    total: deltas.slice(from, to).reduce((sum, delta) => sum + delta, 0n),
    resets: inside.filter((mark) => mark & MARK_RESET).length,
    gaps: inside.filter((mark) => mark & MARK_GAP).length,
    growth: counted.reduce((sum, i) => sum + Number(deltas[i]), 0),
    covered: counted.reduce((sum, i) => sum + Number((times[i] ?? 0n) - (times[i - 1] ?? 0n)), 0),
  };
}

/** N below 2^53, or q a whole number: doubles are exact. */
export function percentileTwin(counts: readonly bigint[], q: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0n);
  if (total === 0n) return -1;
  const rank = BigInt(Math.max(1, Math.ceil(q * Number(total))));
  let reached = 0n;
  return counts.findIndex((count) => {
    reached += count;
    return reached >= rank;
  });
}

function orAll(marks: readonly number[]): number {
  return marks.reduce((all, mark) => all | mark, 0);
}
