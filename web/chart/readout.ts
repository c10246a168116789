// What a chart says about one moment, and how it moves from one to the next. Pure.

import { MARK_ABSENT, MARK_GAP, MARK_RESET, MARK_WRAP } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import type { SeriesKind } from "./props.ts";
import { gridOf, PEN_UP } from "./spans.ts";
import type { TimeRange } from "./view-store.ts";

/** One series at the cursor. */
export interface Reading {
  /** NaN: no value there. */
  readonly value: number;
  /** Extremes of the pixel column; equal to value for a single sample. */
  readonly min: number;
  readonly max: number;
  /** Where the dot goes: time of the sample or middle of the column. */
  readonly time: number;
  readonly marks: number;
}

/**
 * The reading of a series at a time: of the last sample at or before it, as the table reads it, whose rate is that of the
 * interval that ends there; marked as a gap while the next one comes after a gap. Where samples are dense, of the pixel column.
 */
export function readingAt(answer: WindowAnswer, time: number): Reading | null {
  if (time < answer.from || time >= answer.to) return null;
  const { points } = answer;
  if (!points) return columnReading(answer, time);
  const after = firstAtOrAfter(points.time, time);
  const index = points.time[after] === time ? after : after - 1;
  const sample = points.time[index];
  const value = points.value[index];
  if (sample === undefined || value === undefined) return null;
  const gap = index === after ? 0 : (points.marks[after] ?? 0) & MARK_GAP;
  return { value, min: value, max: value, time: sample, marks: (points.marks[index] ?? 0) | gap };
}

function columnReading(answer: WindowAnswer, time: number): Reading | null {
  const grid = gridOf(answer, answer.count.length);
  const index = Math.min(Math.floor((time - grid.from) / grid.width), grid.columns - 1);
  return {
    value: answer.mean[index] ?? Number.NaN,
    min: answer.min[index] ?? Number.NaN,
    max: answer.max[index] ?? Number.NaN,
    time: grid.from + (index + 0.5) * grid.width,
    marks: answer.marks[index] ?? 0,
  };
}

/** Why there is no value, or what is special about it; empty for a plain value. */
export function markNote(marks: number): string {
  if ((marks & MARK_RESET) !== 0) return "reset";
  if ((marks & MARK_ABSENT) !== 0) return "no value";
  if ((marks & MARK_GAP) !== 0) return "gap";
  return (marks & MARK_WRAP) !== 0 ? "wrapped at 2^64" : "";
}

/** Time of the sample before (-1) or after (1) `time`, over all series; one pixel on where samples are denser. */
export function stepTime(answers: readonly WindowAnswer[], time: number, direction: -1 | 1, pixel: number): number {
  let found = Number.NaN;
  for (const { points } of answers) {
    if (!points) return time + direction * pixel;
    const at = firstAtOrAfter(points.time, time);
    const next = direction < 0 ? points.time[at - 1] : points.time[points.time[at] === time ? at + 1 : at];
    if (next === undefined) continue;
    if (Number.isNaN(found) || (direction < 0 ? next > found : next < found)) found = next;
  }
  return Number.isNaN(found) ? time + direction * pixel : found;
}

/** Index of the first time that is not before `time`; the length when there is none. Times ascend. */
export function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where the line of a series crosses the two ends of a range, coming from or going to a sample outside of it. NaN where it
 * does not.
 */
export function edgeValues(answer: WindowAnswer, kind: SeriesKind, range: TimeRange): readonly [number, number] {
  const { time, value, marks } = answer.points ?? columnPoints(answer, kind === "rate" ? answer.mean : answer.last);
  function at(edge: number): number {
    const after = firstAtOrAfter(time, edge);
    if (((marks[after] ?? 0) & PEN_UP) !== 0) return Number.NaN;
    const [left = Number.NaN, right = Number.NaN] = [value[after - 1] ?? answer.before, value[after]];
    if (kind !== "rate") return left;
    const [from = Number.NaN, to = Number.NaN] = [time[after - 1], time[after]];
    return left + ((right - left) * (edge - from)) / (to - from);
  }
  return [at(range.from), at(range.to)];
}

/** The columns that hold something as points, as their line runs through them. */
function columnPoints(answer: WindowAnswer, values: Float64Array): NonNullable<WindowAnswer["points"]> {
  const { from, width } = gridOf(answer, answer.count.length);
  const held = Uint32Array.from(answer.count.keys()).filter((index) => (answer.count[index] ?? 0) > 0);
  return {
    time: Float64Array.from(held, (index) => from + (index + 0.5) * width),
    value: Float64Array.from(held, (index) => values[index] ?? Number.NaN),
    weight: Float64Array.from(held, (index) => answer.weight[index] ?? 0),
    marks: Uint8Array.from(held, (index) => answer.marks[index] ?? 0),
  };
}

/** Smallest, largest and last value of what is visible; NaN where nothing is. */
export interface Summary {
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

/** Sums up the part of an answer that lies in a range. */
export function summarise(answer: WindowAnswer, range: TimeRange): Summary {
  let min = Number.NaN;
  let max = Number.NaN;
  let last = Number.NaN;
  function add(low: number, high: number, end: number): void {
    if (Number.isNaN(low)) return;
    if (!(min <= low)) min = low;
    if (!(max >= high)) max = high;
    last = end;
  }
  const { points } = answer;
  if (points) {
    const end = points.time.length;
    for (let i = firstAtOrAfter(points.time, range.from); i < end && (points.time[i] ?? 0) <= range.to; i++) {
      const value = points.value[i] ?? Number.NaN;
      add(value, value, value);
    }
    return { min, max, last };
  }
  const grid = gridOf(answer, answer.count.length);
  const first = Math.max(0, Math.floor((range.from - grid.from) / grid.width));
  const end = Math.min(grid.columns, Math.ceil((range.to - grid.from) / grid.width));
  for (let i = first; i < end; i++) {
    add(answer.min[i] ?? Number.NaN, answer.max[i] ?? Number.NaN, answer.last[i] ?? Number.NaN);
  }
  return { min, max, last };
}
