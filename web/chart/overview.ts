// What the overview strip shows and what a pointer or a key does to its window. Pure.

import { MARK_ABSENT, MARK_FIRST, MARK_GAP, MARK_RESET } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import { type ChartViewState, clampRange, orderedRange, type TimeRange } from "./view-store.ts";

/** A statistic of several sources in columns of equal width. */
export interface OverviewColumns {
  readonly from: number;
  readonly to: number;
  /** Sum or mean of the sources that have a value; NaN where none has. */
  readonly value: Float64Array;
  /** Largest value; NaN without any. */
  readonly max: number;
  /** 1 where a source has a gap. */
  readonly gaps: Uint8Array;
  /** 1 where a counter of a source began anew. */
  readonly resets: Uint8Array;
}

/** Marks after which the time before a sample has no value. */
const NOTHING_BEFORE = MARK_ABSENT | MARK_FIRST | MARK_GAP | MARK_RESET;

/** Several sources' windows as one; null without any. Columns without a sample take what the next sample says of them. */
export function overviewColumns(answers: readonly WindowAnswer[], combine: "sum" | "mean"): OverviewColumns | null {
  const [first] = answers;
  if (first === undefined) return null;
  const columns = first.count.length;
  const value = new Float64Array(columns);
  const having = new Uint32Array(columns);
  const gaps = new Uint8Array(columns);
  const resets = new Uint8Array(columns);
  for (const answer of answers) {
    let next = Number.NaN;
    let gap = false;
    for (let column = columns - 1; column >= 0; column--) {
      const marks = answer.marks[column] ?? 0;
      const counted = (answer.count[column] ?? 0) > 0;
      const here = counted ? (answer.mean[column] ?? Number.NaN) : next;
      if (!Number.isNaN(here)) {
        value[column] = (value[column] ?? 0) + here;
        having[column] = (having[column] ?? 0) + 1;
      }
      if ((marks & MARK_RESET) !== 0) resets[column] = 1;
      // a gap goes back to the sample before it
      if ((marks & MARK_GAP) !== 0) gap = true;
      else if (counted || marks !== 0) gap = false;
      if (gap) gaps[column] = 1;
      if (counted || marks !== 0) next = (marks & NOTHING_BEFORE) !== 0 ? Number.NaN : here;
    }
  }
  let max = Number.NaN;
  for (let column = 0; column < columns; column++) {
    const count = having[column] ?? 0;
    value[column] = count === 0 ? Number.NaN : (value[column] ?? 0) / (combine === "mean" ? count : 1);
    if (!(max >= (value[column] ?? 0)) && count > 0) max = value[column] ?? 0;
  }
  return { from: first.from, to: first.to, value, max, gaps, resets };
}

/** What a pointer has taken hold of: an end of the window, all of it, or nothing, to draw a new one. */
export interface Grip {
  readonly kind: "from" | "to" | "window" | "new";
  /** Where it was taken. */
  readonly time: number;
  readonly range: TimeRange;
}

type Stretch = Pick<ChartViewState, "range" | "extent" | "minSpan">;

/** The grip at a time. `reach`: seconds that an end can be missed by. */
export function gripAt({ range, extent }: Stretch, time: number, reach: number): Grip {
  const [before, after] = [Math.abs(time - range.from), Math.abs(time - range.to)];
  const whole = range.from <= extent.from && range.to >= extent.to;
  const inside = time > range.from && time < range.to;
  if (Math.min(before, after) <= reach) return { kind: before < after ? "from" : "to", time, range };
  return { kind: inside && !whole ? "window" : "new", time, range };
}

/** The window after a grip was dragged to a time: never shorter than the least span, never outside of what there is. */
export function draggedRange(
  { kind, time: taken, range }: Grip,
  time: number,
  { extent, minSpan }: Stretch,
): TimeRange {
  switch (kind) {
    case "from":
      return { from: Math.min(Math.max(time, extent.from), range.to - minSpan), to: range.to };
    case "to":
      return { from: range.from, to: Math.max(Math.min(time, extent.to), range.from + minSpan) };
    case "window":
      return clampRange({ from: range.from + time - taken, to: range.to + time - taken }, extent, minSpan);
    case "new":
      return clampRange(orderedRange(Math.max(taken, extent.from), Math.min(time, extent.to)), extent, minSpan);
  }
}

/** The window in the middle around a time. */
export function centredRange({ range, extent, minSpan }: Stretch, time: number): TimeRange {
  const half = (range.to - range.from) / 2;
  return clampRange({ from: time - half, to: time + half }, extent, minSpan);
}

/** What a key does to an end of the window: arrows a hundredth of all there is, Page keys a tenth; null for other keys. */
export function endKey(state: Stretch, end: "from" | "to", key: string): TimeRange | null {
  const { range, extent } = state;
  const all = extent.to - extent.from;
  const to = (time: number) => draggedRange({ kind: end, time: 0, range }, time, state);
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return to(range[end] - all / 100);
    case "ArrowRight":
    case "ArrowUp":
      return to(range[end] + all / 100);
    case "PageDown":
      return to(range[end] - all / 10);
    case "PageUp":
      return to(range[end] + all / 10);
    case "Home":
      return to(extent.from);
    case "End":
      return to(extent.to);
    default:
      return null;
  }
}
