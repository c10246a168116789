// Answers as the engine gives them, written by hand.

import { MARK_GAP } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../../web/series/model.ts";

/** Few samples, each exactly; a column per second. */
export function pointsAnswer(of: {
  readonly from: number;
  readonly to: number;
  readonly time: readonly number[];
  readonly value: readonly number[];
  readonly marks?: readonly number[];
  readonly before?: number;
}): WindowAnswer {
  const values: number[][] = Array.from({ length: of.to - of.from }, () => []);
  for (const [i, time] of of.time.entries()) values[Math.floor(time - of.from)]?.push(of.value[i] ?? Number.NaN);
  const points = {
    time: Float64Array.from(of.time),
    value: Float64Array.from(of.value),
    weight: Float64Array.from(of.value, (value) => (Number.isNaN(value) ? 0 : 1)),
    marks: Uint8Array.from(of.marks ?? of.time.map(() => 0)),
  };
  const marks = new Uint8Array(values.length);
  for (const [i, time] of of.time.entries()) {
    const column = Math.floor(time - of.from);
    if (column in marks) marks[column] = (marks[column] ?? 0) | (points.marks[i] ?? 0);
  }
  return { ...columnsAnswer({ from: of.from, to: of.to, values }), marks, before: of.before ?? Number.NaN, points };
}

/** Columns of any number of samples. */
export function columnsAnswer(of: {
  readonly from: number;
  readonly to: number;
  readonly values: readonly (readonly number[])[];
  /** Columns with a gap in them. */
  readonly gaps?: readonly number[];
}): WindowAnswer {
  const known = of.values.map((column) => column.filter((value) => !Number.isNaN(value)));
  const each = (take: (column: readonly number[]) => number | undefined) =>
    Float64Array.from(known, (column) => (column.length === 0 ? Number.NaN : (take(column) ?? Number.NaN)));
  return {
    kind: "window",
    from: of.from,
    to: of.to,
    min: each((column) => Math.min(...column)),
    max: each((column) => Math.max(...column)),
    first: each((column) => column[0]),
    last: each((column) => column.at(-1)),
    mean: each((column) => column.reduce((sum, value) => sum + value, 0) / column.length),
    weight: Float64Array.from(known, (column) => column.length),
    count: Uint32Array.from(known, (column) => column.length),
    marks: Uint8Array.from(of.values, (_, column) => (of.gaps?.includes(column) ? MARK_GAP : 0)),
    before: Number.NaN,
    points: null,
  };
}
