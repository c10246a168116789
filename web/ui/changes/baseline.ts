// What a selected range is compared with. Pure.

import type { TimeRange } from "../../chart/view-store.ts";

/** The range before is this much longer: the longer it is, the better it tells what was usual. */
const LONGER = 4;

export interface Baseline {
  readonly range: TimeRange;
  readonly side: "before" | "after";
  /** The recording begins or ends in it: shorter than four times. */
  readonly clipped: boolean;
}

/**
 * The stretch before a range, four times as long, cut where the recording begins; after it where less than a quarter of the
 * range's own length is before. null when the range is all there is.
 */
export function baselineOf(range: TimeRange, extent: TimeRange): Baseline | null {
  const span = range.to - range.from;
  const least = span / 4;
  const before = { from: Math.max(extent.from, range.from - LONGER * span), to: range.from };
  const after = { from: range.to, to: Math.min(extent.to, range.to + LONGER * span) };
  const side = before.to - before.from >= least ? "before" : "after";
  const chosen = side === "before" ? before : after;
  const length = chosen.to - chosen.from;
  if (!(span > 0) || length < least || length <= 0) return null;
  return { range: chosen, side, clipped: length < LONGER * span * (1 - 1e-9) };
}
