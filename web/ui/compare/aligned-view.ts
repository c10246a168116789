// The time axis that two sides share in a chart. Pure, but for the store it makes.

import { type ChartView, createChartView, type TimeRange } from "../../chart/view-store.ts";
import type { View } from "../../series/model.ts";
import type { Side } from "./sides.ts";

/** start: both begin at 0. clock: at the same time of day. */
export type Alignment = "start" | "clock";

/** Where a side's seconds lie on the shared axis. */
export interface Placed {
  /** Added to a side's seconds. */
  readonly by: number;
  /** The side's range on the axis. */
  readonly within: TimeRange;
}

/** Whether both sides know what time it was, or are of one recording. */
export function hasCommonClock(a: Side, b: Side): boolean {
  return a.recording.id === b.recording.id || (a.info.start !== null && b.info.start !== null);
}

/** Both sides on one axis, in seconds since the start of A's recording or since the start of each. */
export function placeSides(a: Side, b: Side, alignment: Alignment): { readonly a: Placed; readonly b: Placed } {
  if (alignment === "start") return { a: place(a, -a.range.from), b: place(b, -b.range.from) };
  const later = a.info.start !== null && b.info.start !== null ? Number(b.info.start - a.info.start) / 1e9 : 0;
  return { a: place(a, 0), b: place(b, later) };
}

function place({ range }: Side, by: number): Placed {
  return { by, within: { from: range.from + by, to: range.to + by } };
}

/** A view of all of both sides. */
export function alignedView(a: Side, b: Side, alignment: Alignment): ChartView {
  const placed = placeSides(a, b, alignment);
  const from = Math.min(placed.a.within.from, placed.b.within.from);
  const to = Math.max(placed.a.within.to, placed.b.within.to);
  const clock = alignment === "clock" && a.info.start !== null;
  const view = createChartView({ from, to }, clock ? "utc" : "relative", clock ? a.info.start : null);
  const periods = [...a.sources, ...b.sources].map(({ period }) => period).filter((period) => period > 0);
  if (periods.length > 0) view.set({ minSpan: 4 * Math.min(...periods) });
  return view;
}

/** A stretch of the axis in a side's own seconds. */
export function viewOf({ by }: Placed, view: View): View {
  return { ...view, from: view.from - by, to: view.to - by };
}
