// Where the right end of a view that follows stands: samples come in steps, the view shall glide. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import { formatSpan } from "../../series/time-labels.ts";

/** Longest way that is glided, seconds of the recording beyond the usual lag: further on it jumps. */
const JUMP = 1.5;
/** How fast an error of the lag is made up, share a second. */
const PULL = 1.5;
/** What a view follows at first, seconds. */
export const FOLLOWED_SPAN = 60;

export interface Edge {
  /** Seconds of the recording. */
  readonly at: number;
  /** Usual distance of the edge from the newest sample, seconds: as long as samples are apart. */
  readonly lag: number;
}

/** The edge after `elapsed` seconds, with the newest sample at `newest`. Never beyond it, never back. */
export function glide({ at, lag }: Edge, newest: number, elapsed: number): number {
  const error = newest - lag - at;
  if (error > JUMP + lag || error < -JUMP - lag) return newest - Math.min(lag, Math.max(newest, 0));
  const next = at + elapsed * Math.max(0, 1 + PULL * error);
  return Math.min(Math.max(next, at), newest);
}

/** The view that ends at the edge: `span` wide, or all there is until there is as much. */
export function rangeAt(edge: number, span: number, extent: TimeRange): TimeRange {
  if (extent.to - extent.from <= span) return extent;
  const to = Math.max(edge, extent.from + span);
  return { from: to - span, to };
}

/** Steps of arrivals smoothed, seconds: the lag that hides them. */
export function lagAfter(lag: number, step: number): number {
  const wanted = Math.min(Math.max(step * 1.3, 0.15), 3);
  // longer at once, shorter slowly: a late sample must not make the view stand
  return wanted > lag ? wanted : lag + (wanted - lag) * 0.1;
}

/** How old the newest sample is, ms; "" where the clock that stamped it is ahead of this one. */
export function ageText(age: number): string {
  const seconds = Math.floor(age / 1000);
  if (seconds < 0) return "";
  return `newest sample ${seconds === 0 ? "now" : `${formatSpan(seconds)} ago`}`;
}
