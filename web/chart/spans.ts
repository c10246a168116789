// From answers to what each pixel column of a plot shows: a stretch of rows. Columns are device pixels on the time
// grid of the drawing, rows are device pixels from the top. NaN: nothing there.

import { MARK_ABSENT, MARK_FIRST, MARK_GAP, MARK_RESET } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import type { SeriesKind } from "./props.ts";

/** Columns of equal width from a time on. */
export interface Grid {
  readonly from: number;
  /** Seconds per column. */
  readonly width: number;
  readonly columns: number;
}

/** Values to rows. */
export interface RowScale {
  readonly min: number;
  readonly max: number;
  /** Rows of the plot. */
  readonly height: number;
  /** By powers: `min` is the smallest number above 0 on the axis, 0 and less lie at the foot. */
  readonly log?: boolean;
}

/** Share of a logarithmic axis between its foot and `min`: zeros lie apart from what is small. */
export const LOG_FOOT = 0.08;

/** Topmost and bottommost row per column, fractions included. */
export interface Spans {
  readonly top: Float32Array;
  readonly bottom: Float32Array;
}

/** Marks after which a line does not continue. */
export const PEN_UP = MARK_FIRST | MARK_GAP | MARK_RESET | MARK_ABSENT;

/** Spans without a row in any column. */
export function emptySpans(columns: number): Spans {
  return { top: new Float32Array(columns).fill(Number.NaN), bottom: new Float32Array(columns).fill(Number.NaN) };
}

/** The grid an answer is on. */
export function gridOf(answer: { readonly from: number; readonly to: number }, columns: number): Grid {
  return { from: answer.from, width: (answer.to - answer.from) / Math.max(columns, 1), columns };
}

/** Row of a value; not cut to the plot. */
export function rowOf(value: number, scale: RowScale): number {
  if (scale.log === true) return scale.height * (1 - logPlace(value, scale.min, scale.max));
  const span = scale.max - scale.min;
  return span > 0 ? scale.height * (1 - (value - scale.min) / span) : scale.height / 2;
}

/** Place on a logarithmic axis, 0 at the foot to 1 at `max`. NaN stays NaN. */
export function logPlace(value: number, min: number, max: number): number {
  if (value < min) return 0;
  const share = max > min ? Math.log(value / min) / Math.log(max / min) : 1;
  return LOG_FOOT + share * (1 - LOG_FOOT);
}

/** The line of a series: through its samples where they are few, else through the columns' means or last values. */
export function lineSpans(answer: WindowAnswer, kind: SeriesKind, grid: Grid, scale: RowScale): Spans {
  const spans = emptySpans(grid.columns);
  const place = (time: number) => (time - grid.from) / grid.width;
  if (kind === "rate") {
    if (answer.points) joinSamples(answer.points, spans, place, scale);
    else joinColumns(answer, answer.mean, spans, place, scale);
  } else if (answer.points) stepSamples(answer, answer.points, spans, place, scale);
  else stepColumns(answer, spans, place, scale);
  return spans;
}

/** Smallest to largest value per column: null when samples are drawn one by one. */
export function bandSpans(answer: WindowAnswer, grid: Grid, scale: RowScale): Spans | null {
  if (answer.points) return null;
  const spans = emptySpans(grid.columns);
  const own = gridOf(answer, answer.count.length);
  for (let column = 0; column < grid.columns; column++) {
    const index = Math.floor((grid.from + (column + 0.5) * grid.width - own.from) / own.width);
    if ((answer.count[index] ?? 0) === 0) continue;
    spans.top[column] = rowOf(answer.max[index] ?? Number.NaN, scale);
    spans.bottom[column] = rowOf(answer.min[index] ?? Number.NaN, scale);
  }
  return spans;
}

type Points = NonNullable<WindowAnswer["points"]>;
type Place = (time: number) => number;

function joinSamples(points: Points, spans: Spans, place: Place, scale: RowScale): void {
  let lastX = 0;
  let lastY = Number.NaN;
  for (let i = 0; i < points.time.length; i++) {
    const value = points.value[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      lastY = Number.NaN;
      continue;
    }
    const x = place(points.time[i] ?? 0);
    const y = rowOf(value, scale);
    if (Number.isNaN(lastY) || ((points.marks[i] ?? 0) & PEN_UP) !== 0) addSegment(spans, x, y, x, y);
    else addSegment(spans, lastX, lastY, x, y);
    lastX = x;
    lastY = y;
  }
}

function joinColumns(answer: WindowAnswer, values: Float64Array, spans: Spans, place: Place, scale: RowScale): void {
  const own = gridOf(answer, values.length);
  let lastX = 0;
  let lastY = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    const marks = answer.marks[i] ?? 0;
    if (Number.isNaN(value)) {
      if ((marks & PEN_UP) !== 0) lastY = Number.NaN;
      continue;
    }
    const x = place(own.from + (i + 0.5) * own.width);
    const y = rowOf(value, scale);
    if (Number.isNaN(lastY) || (marks & PEN_UP) !== 0) addSegment(spans, x, y, x, y);
    else addSegment(spans, lastX, lastY, x, y);
    lastX = x;
    lastY = y;
  }
}

function stepSamples(answer: WindowAnswer, points: Points, spans: Spans, place: Place, scale: RowScale): void {
  let lastX = place(answer.from);
  let lastY = rowOf(answer.before, scale);
  for (let i = 0; i < points.time.length; i++) {
    const value = points.value[i] ?? Number.NaN;
    const x = place(points.time[i] ?? 0);
    const broken = Number.isNaN(value) || Number.isNaN(lastY) || ((points.marks[i] ?? 0) & PEN_UP) !== 0;
    const y = rowOf(value, scale);
    if (!broken) {
      addSegment(spans, lastX, lastY, x, lastY);
      addSegment(spans, x, lastY, x, y);
    } else if (!Number.isNaN(value)) addSegment(spans, x, y, x, y);
    lastX = x;
    lastY = y;
  }
}

function stepColumns(answer: WindowAnswer, spans: Spans, place: Place, scale: RowScale): void {
  const own = gridOf(answer, answer.count.length);
  let lastX = place(answer.from);
  let lastY = rowOf(answer.before, scale);
  for (let i = 0; i < own.columns; i++) {
    const marks = answer.marks[i] ?? 0;
    if ((answer.count[i] ?? 0) === 0) {
      if ((marks & PEN_UP) !== 0) lastY = Number.NaN;
      continue;
    }
    const x = place(own.from + (i + 0.5) * own.width);
    if (!Number.isNaN(lastY) && (marks & PEN_UP) === 0) {
      addSegment(spans, lastX, lastY, x, lastY);
      addSegment(spans, x, lastY, x, rowOf(answer.first[i] ?? Number.NaN, scale));
    }
    addSegment(spans, x, rowOf(answer.max[i] ?? Number.NaN, scale), x, rowOf(answer.min[i] ?? Number.NaN, scale));
    lastX = x;
    lastY = rowOf(answer.last[i] ?? Number.NaN, scale);
  }
}

/** Grows the spans of all columns that a straight line crosses. x is in columns, y in rows. */
export function addSegment(spans: Spans, x0: number, y0: number, x1: number, y1: number): void {
  const columns = spans.top.length;
  const first = Math.max(0, Math.floor(x0));
  const last = Math.min(columns - 1, Math.floor(x1));
  const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  for (let column = first; column <= last; column++) {
    const a = column <= x0 ? y0 : y0 + (column - x0) * slope;
    const b = column + 1 >= x1 ? y1 : y0 + (column + 1 - x0) * slope;
    addRows(spans, column, Math.min(a, b), Math.max(a, b));
  }
}

function addRows(spans: Spans, column: number, top: number, bottom: number): void {
  // a comparison with NaN is false: an empty column takes the new rows
  if (!((spans.top[column] ?? Number.NaN) <= top)) spans.top[column] = top;
  if (!((spans.bottom[column] ?? Number.NaN) >= bottom)) spans.bottom[column] = bottom;
}
