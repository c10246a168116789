// Several series on one grid of columns: what each is worth in every column, their total, their envelope, their order. Pure.

import { MARK_RESET, MARK_WRAP } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import type { SeriesKind } from "./props.ts";
import { firstAtOrAfter } from "./readout.ts";
import { gridOf, PEN_UP } from "./spans.ts";
import type { TimeRange } from "./view-store.ts";

/** A series as far as sums need it. */
export interface HeldSeries {
  readonly kind: SeriesKind;
  readonly data: WindowAnswer | null;
}

const known = new WeakMap<WindowAnswer, Map<boolean, Float64Array>>();

/**
 * One value per column: the mean where there are samples, between them what holds: a rate back to the sample before, as it
 * belongs to the time before its own; a value on to the next sample. NaN where nothing is known: gaps are no zeros.
 */
export function heldValues(answer: WindowAnswer, kind: SeriesKind): Float64Array {
  const back = kind === "rate";
  const made = known.get(answer) ?? new Map<boolean, Float64Array>();
  known.set(answer, made);
  const before = made.get(back);
  if (before !== undefined) return before;
  const held = back ? heldBack(answer) : heldOn(answer);
  made.set(back, held);
  return held;
}

function heldBack(answer: WindowAnswer): Float64Array {
  const { mean, count, marks, points } = answer;
  const held = new Float64Array(mean.length);
  const after = points ? firstAtOrAfter(points.time, answer.to) : -1;
  const broken = ((points?.marks[after] ?? 0) & PEN_UP) !== 0;
  let next = broken ? Number.NaN : (points?.value[after] ?? Number.NaN);
  for (let i = held.length - 1; i >= 0; i--) {
    const filled = (count[i] ?? 0) > 0;
    const up = ((marks[i] ?? 0) & PEN_UP) !== 0;
    held[i] = filled ? (mean[i] ?? Number.NaN) : up ? Number.NaN : next;
    if (up) next = Number.NaN;
    else if (filled) next = mean[i] ?? Number.NaN;
  }
  return held;
}

function heldOn(answer: WindowAnswer): Float64Array {
  const { mean, last, count, marks, points } = answer;
  const held = new Float64Array(mean.length).fill(Number.NaN);
  let value = answer.before;
  /** First column since the last sample: it is known only when the next sample follows without a gap. */
  let open = 0;
  function close(end: number): void {
    held.fill(value, open, end);
  }
  for (let i = 0; i < held.length; i++) {
    const filled = (count[i] ?? 0) > 0;
    const up = ((marks[i] ?? 0) & PEN_UP) !== 0;
    if (!filled && !up) continue;
    if (!up) close(i);
    held[i] = filled ? (mean[i] ?? Number.NaN) : Number.NaN;
    value = filled ? (last[i] ?? Number.NaN) : Number.NaN;
    open = i + 1;
  }
  const after = points ? firstAtOrAfter(points.time, answer.to) : -1;
  if (points && after < points.time.length && ((points.marks[after] ?? 0) & PEN_UP) === 0) close(held.length);
  return held;
}

/** The sum per column of those series that have a value there, and how many do. */
export interface Total {
  readonly values: Float64Array;
  readonly known: Uint16Array;
}

/** Adds up columns; NaN where no series is known. */
export function totalOf(columns: readonly Float64Array[]): Total {
  const length = columns[0]?.length ?? 0;
  const values = new Float64Array(length).fill(Number.NaN);
  const counted = new Uint16Array(length);
  for (const column of columns) {
    for (let i = 0; i < length; i++) {
      const value = column[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      values[i] = (counted[i] === 0 ? 0 : (values[i] ?? 0)) + value;
      counted[i] = (counted[i] ?? 0) + 1;
    }
  }
  return { values, known: counted };
}

/** The total of several series as one, by the mean of each column; null before the first answer. Resets are or-ed. */
export function sumWindow(series: readonly HeldSeries[]): WindowAnswer | null {
  return combined(series, (columns) => {
    const { values } = totalOf(columns);
    return { min: values, max: values, mean: values };
  });
}

/** Smallest, largest and mean value of several series per column, as one; null before the first answer. */
export function envelopeWindow(series: readonly HeldSeries[]): WindowAnswer | null {
  return combined(series, (columns, answers) => {
    const length = columns[0]?.length ?? 0;
    const min = new Float64Array(length).fill(Number.NaN);
    const max = new Float64Array(length).fill(Number.NaN);
    for (const [index, column] of columns.entries()) {
      const answer = answers[index];
      for (let i = 0; i < length; i++) {
        const dense = (answer?.count[i] ?? 0) > 0;
        const low = dense ? (answer?.min[i] ?? Number.NaN) : (column[i] ?? Number.NaN);
        const high = dense ? (answer?.max[i] ?? Number.NaN) : (column[i] ?? Number.NaN);
        if (Number.isNaN(low)) continue;
        if (!((min[i] ?? Number.NaN) <= low)) min[i] = low;
        if (!((max[i] ?? Number.NaN) >= high)) max[i] = high;
      }
    }
    const { values, known } = totalOf(columns);
    return { min, max, mean: values.map((value, i) => value / (known[i] ?? 1)) };
  });
}

function combined(
  series: readonly HeldSeries[],
  make: (
    columns: readonly Float64Array[],
    answers: readonly WindowAnswer[],
  ) => Pick<Record<keyof WindowAnswer, Float64Array<ArrayBufferLike>>, "min" | "max" | "mean">,
): WindowAnswer | null {
  const answered = series.flatMap(({ kind, data }) => (data ? [{ kind, data }] : []));
  const [first] = answered;
  if (first === undefined) return null;
  const same = answered.filter(({ data }) => data.mean.length === first.data.mean.length);
  const columns = same.map(({ kind, data }) => heldValues(data, kind));
  const { min, max, mean } = make(
    columns,
    same.map(({ data }) => data),
  );
  const marks = new Uint8Array(mean.length);
  for (const { data } of same) for (let i = 0; i < marks.length; i++) marks[i] = (marks[i] ?? 0) | (data.marks[i] ?? 0);
  const copy = (values: Float64Array<ArrayBufferLike>) => new Float64Array(values);
  return {
    kind: "window",
    from: first.data.from,
    to: first.data.to,
    min: copy(min),
    max: copy(max),
    first: copy(mean),
    last: copy(mean),
    mean: copy(mean),
    weight: Float64Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    count: Uint32Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    // where one series begins or lacks a sample the others go on; a reset is worth its sign
    marks: marks.map((mark, i) => (Number.isNaN(mean[i]) ? mark : mark & (MARK_RESET | MARK_WRAP))),
    before: Number.NaN,
    points: null,
  };
}

/** Columns in which some series has a value and another has none: a total there is of a part only. */
export function partialColumns(series: readonly HeldSeries[]): Uint8Array | null {
  const columns = series.flatMap(({ kind, data }) => (data ? [heldValues(data, kind)] : []));
  const { known } = totalOf(columns);
  return known.length === 0 ? null : Uint8Array.from(known, (count) => (count > 0 && count < columns.length ? 1 : 0));
}

/**
 * Mean over a range as its answer weighs it (model.ts); NaN without any. A rate belongs to the time before its sample: one at
 * the range's start does not count.
 */
export function meanIn(answer: WindowAnswer, kind: SeriesKind, range: TimeRange): number {
  let sum = 0;
  let weights = 0;
  function add(value = Number.NaN, weight = 0): void {
    if (Number.isNaN(value) || !(weight > 0)) return;
    sum += value * weight;
    weights += weight;
  }
  const { points } = answer;
  if (points) {
    const { time, value, weight } = points;
    for (let i = firstAtOrAfter(time, range.from); i < time.length && (time[i] ?? 0) <= range.to; i++)
      if (kind !== "rate" || time[i] !== range.from) add(value[i], weight[i]);
    return sum / weights;
  }
  const grid = gridOf(answer, answer.count.length);
  const end = Math.min(grid.columns, Math.ceil((range.to - grid.from) / grid.width));
  for (let i = Math.max(0, Math.floor((range.from - grid.from) / grid.width)); i < end; i++)
    add(answer.mean[i], answer.weight[i]);
  return sum / weights;
}

/** Indices of the `most` series with the highest mean in a range, in the order of the series. */
export function highestMeans(series: readonly HeldSeries[], range: TimeRange, most: number): readonly number[] {
  const means = series.map(({ data, kind }) => (data ? meanIn(data, kind, range) : Number.NaN));
  const rank = (index: number) => {
    const mean = means[index] ?? Number.NaN;
    return Number.isNaN(mean) ? Number.NEGATIVE_INFINITY : mean;
  };
  return [...series.keys()]
    .sort((a, b) => (rank(b) === rank(a) ? a - b : rank(b) - rank(a)))
    .slice(0, most)
    .sort((a, b) => a - b);
}
