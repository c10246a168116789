// The value axis of a chart: round, steady, and from 0 for rates.

import type { WindowAnswer } from "../series/model.ts";
import { niceCeil } from "../series/units.ts";
import type { SeriesKind } from "./props.ts";
import { summarise } from "./readout.ts";
import type { TimeRange } from "./view-store.ts";

export type Domain = readonly [min: number, max: number];

/** Round axis ends that hold all that is visible. Rates and unsigned values that come near 0 start there. */
export function visibleDomain(
  series: readonly { readonly kind: SeriesKind; readonly data: WindowAnswer | null }[],
  range: TimeRange,
): Domain {
  let min = Number.NaN;
  let max = Number.NaN;
  let rate = false;
  for (const { kind, data } of series) {
    if (!data) continue;
    rate ||= kind === "rate";
    const seen = summarise(data, range);
    if (!(min <= seen.min)) min = Number.isNaN(seen.min) ? min : seen.min;
    if (!(max >= seen.max)) max = Number.isNaN(seen.max) ? max : seen.max;
  }
  if (Number.isNaN(max)) return [0, 1];
  return niceDomain(rate ? Math.min(0, min) : min, max);
}

/** Round ends around a stretch of values. */
export function niceDomain(min: number, max: number): Domain {
  if (min >= 0 && (min <= max / 2 || max === 0)) return [0, niceCeil(max * 1.02) || 1];
  // far from 0 or below it: a tenth of the spread above and below, never none
  const spread = max - min || Math.abs(max) || 1;
  const step = niceCeil(spread / 4);
  return [Math.floor((min - spread * 0.05) / step) * step, Math.ceil((max + spread * 0.05) / step) * step];
}

/** During a gesture an axis only grows: it would jump under the pointer. */
export function holdDomain(now: Domain, wanted: Domain, gesture: boolean): Domain {
  if (!gesture) return now[0] === wanted[0] && now[1] === wanted[1] ? now : wanted;
  if (wanted[0] >= now[0] && wanted[1] <= now[1]) return now;
  return [Math.min(now[0], wanted[0]), Math.max(now[1], wanted[1])];
}
