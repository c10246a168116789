// What all charts share: the visible time, the cursor, the selection. It lives outside React: canvases and crosshairs
// subscribe to it and paint in their own frame, React sees only what it selects.

import { useSyncExternalStore } from "react";
import type { View } from "../series/model.ts";
import type { TimeLabels } from "../series/time-labels.ts";

/** Seconds since the recording's start. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Two times to measure between, in seconds; null: not set. */
export interface Markers {
  readonly a: number | null;
  readonly b: number | null;
}

export type MarkerName = keyof Markers;

/** Neither marker is set. */
export const NO_MARKERS: Markers = { a: null, b: null };

export interface ChartViewState {
  /** What the charts show. */
  readonly range: TimeRange;
  /** All there is; the view never leaves it. */
  readonly extent: TimeRange;
  /**
   * The range; while the view glides, the one of the last time that there was more to see: what costs a question or a render
   * goes by it.
   */
  readonly settled: TimeRange;
  /** The range goes on by itself, a little every frame. */
  readonly gliding: boolean;
  /** Counts up when the same questions have other answers: the recording has grown. */
  readonly grown: number;
  /** Shortest visible stretch, seconds. Four sampling periods keep a sample beyond each end of the view. */
  readonly minSpan: number;
  readonly cursor: number | null;
  readonly selection: TimeRange | null;
  readonly markers: Markers;
  /** Id of the chart under the pointer or with the focus; null when the cursor comes from playback or the table. */
  readonly hover: string | null;
  /** A drag, wheel or pinch is under way: axes only grow, frames wait. */
  readonly gesture: "none" | "pan" | "zoom" | "select";
  /** Device pixels of the plot that was sized last, at most 2 per CSS pixel; 0 until a chart is on the page. */
  readonly pixels: number;
  /** Stretch wanted beyond the right end of the view, as a share of it: more while playback scrolls there. */
  readonly ahead: number;
  readonly labels: TimeLabels;
  /** ns since 1970 of second 0; null without a clock. */
  readonly start: bigint | null;
}

export interface ChartView {
  get(): ChartViewState;
  set(change: Partial<ChartViewState>): void;
  /** Called after every change, not later. */
  subscribe(listener: () => void): () => void;
}

/** Stretch drawn beyond each end of the view, as a share of it: a pan shows it before new data come. */
export const OVERSCAN = 0.25;

/** Default of minSpan: below it doubles of elapsed days run out of digits. */
const MIN_SPAN = 1e-6;

/** A store that shows all of `extent`. */
export function createChartView(
  extent: TimeRange,
  labels: TimeLabels = "relative",
  start: bigint | null = null,
): ChartView {
  const listeners = new Set<() => void>();
  let state: ChartViewState = {
    range: clampRange(extent, extent),
    extent,
    settled: clampRange(extent, extent),
    gliding: false,
    grown: 0,
    minSpan: MIN_SPAN,
    cursor: null,
    selection: null,
    markers: NO_MARKERS,
    hover: null,
    gesture: "none",
    pixels: 0,
    ahead: OVERSCAN,
    labels,
    start,
  };
  function set(change: Partial<ChartViewState>): void {
    const next = { ...state, ...change };
    next.range = clampRange(next.range, next.extent, next.minSpan);
    next.settled = next.gliding && next.grown === state.grown ? state.settled : next.range;
    if (sameState(next, state)) return;
    state = next;
    for (const listener of [...listeners]) listener();
  }
  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
  return { get: () => state, set, subscribe };
}

/** Follows one part of the view in a component. `select` must return a primitive or an object held by the state. */
export function useChartView<T>(view: ChartView, select: (state: ChartViewState) => T): T {
  return useSyncExternalStore(view.subscribe, () => select(view.get()));
}

/** The range moved and cut so that it lies in the extent. */
export function clampRange(range: TimeRange, extent: TimeRange, minSpan = MIN_SPAN): TimeRange {
  const full = extent.to - extent.from;
  const span = Math.min(Math.max(range.to - range.from, minSpan), Math.max(full, MIN_SPAN));
  const from = Math.min(Math.max(range.from, extent.from), Math.max(extent.to - span, extent.from));
  if (from === range.from && span === range.to - range.from) return range;
  return { from, to: from + span };
}

/** The range scaled by `factor` around `time`, which keeps its place. */
export function zoomRange(range: TimeRange, time: number, factor: number): TimeRange {
  return { from: time - (time - range.from) * factor, to: time + (range.to - time) * factor };
}

/** The same inside what there is to see: at the closest and the widest zoom the range stays as it is. */
export function zoomWithin(
  { range, extent, minSpan }: Pick<ChartViewState, "range" | "extent" | "minSpan">,
  time: number,
  factor: number,
): TimeRange {
  const span = range.to - range.from;
  const next = Math.min(Math.max(span * factor, minSpan), Math.max(extent.to - extent.from, MIN_SPAN));
  return Math.abs(next / span - 1) < 1e-9 ? range : zoomRange(range, time, next / span);
}

/** The range moved by a share of its span. */
export function panRange(range: TimeRange, share: number): TimeRange {
  const by = (range.to - range.from) * share;
  return { from: range.from + by, to: range.to + by };
}

/** Two times in order. */
export function orderedRange(a: number, b: number): TimeRange {
  return a <= b ? { from: a, to: b } : { from: b, to: a };
}

/** What is asked beside the visible time. */
export interface Beyond {
  /** As in ChartViewState. */
  readonly ahead: number;
  /** The view asked before; kept while it does. */
  readonly last: View | null;
}

/**
 * The view to ask the data for: on an absolute grid of columns, so that a pan keeps what is drawn and min-max does not
 * shimmer, with some columns beyond each end. The same object as before until half of those are used up.
 */
export function questionView(
  range: TimeRange,
  pixels: number,
  { ahead, last }: Beyond = { ahead: OVERSCAN, last: null },
): View {
  const columns = Math.max(1, Math.round(pixels));
  const width = (range.to - range.from) / columns;
  const spare = (share: number) => (range.to - range.from) * share * 0.5;
  const sameWidth = last !== null && Math.abs((last.to - last.from) / last.pixels / width - 1) < 1e-9;
  if (sameWidth && last.from <= range.from - spare(OVERSCAN) && last.to >= range.to + spare(ahead)) return last;
  const before = Math.ceil(columns * OVERSCAN);
  const first = Math.floor(range.from / width) - before;
  const count = columns + before + Math.ceil(columns * ahead) + 1;
  return { from: first * width, to: (first + count) * width, pixels: count };
}

/** The stretch between both markers; null while one is missing or both are at the same time. */
export function markedRange({ a, b }: Markers): TimeRange | null {
  return a === null || b === null || a === b ? null : orderedRange(a, b);
}

/** Whether a drawing holds all of a range, apart from the dust of doubles. */
export function coversRange(drawn: TimeRange, range: TimeRange): boolean {
  const dust = (range.to - range.from) * 1e-6;
  return drawn.from <= range.from + dust && drawn.to >= range.to - dust;
}

/**
 * The range to show until all of the wanted one is drawn: as near to it as the drawing goes, or, where they have
 * nothing in common, what was shown before.
 */
export function nearestRange(wanted: TimeRange, drawn: TimeRange, before: TimeRange | null): TimeRange {
  if (coversRange(drawn, wanted)) return wanted;
  const apart = wanted.from >= drawn.to || wanted.to <= drawn.from;
  return apart && before && coversRange(drawn, before) ? before : clampRange(wanted, drawn);
}

function sameState(a: ChartViewState, b: ChartViewState): boolean {
  return (
    sameRange(a.range, b.range) &&
    sameRange(a.extent, b.extent) &&
    sameRange(a.settled, b.settled) &&
    a.gliding === b.gliding &&
    a.grown === b.grown &&
    a.minSpan === b.minSpan &&
    a.cursor === b.cursor &&
    sameRange(a.selection, b.selection) &&
    a.markers.a === b.markers.a &&
    a.markers.b === b.markers.b &&
    a.hover === b.hover &&
    a.gesture === b.gesture &&
    a.pixels === b.pixels &&
    a.ahead === b.ahead &&
    a.labels === b.labels &&
    a.start === b.start
  );
}

function sameRange(a: TimeRange | null, b: TimeRange | null): boolean {
  return a === b || (a !== null && b !== null && a.from === b.from && a.to === b.to);
}
