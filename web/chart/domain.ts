// The value axis of a chart: round, steady, and from 0 for rates.

import type { WindowAnswer } from "../series/model.ts";
import type { AxisScale, UnitFormat } from "../series/units.ts";
import type { SeriesKind } from "./props.ts";
import { edgeValues, summarise } from "./readout.ts";
import type { TimeRange } from "./view-store.ts";

export type Domain = readonly [min: number, max: number];

/** What is visible, from 0 where that costs little: rates, and values that come near it. Not rounded yet. */
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
    for (const value of [seen.min, seen.max, ...edgeValues(data, kind, range)]) {
      if (Number.isNaN(value)) continue;
      if (!(min <= value)) min = value;
      if (!(max >= value)) max = value;
    }
  }
  if (Number.isNaN(max)) return [0, 1];
  const fromZero = rate || (min >= 0 && (min <= max / 2 || min === max));
  return fromZero ? [Math.min(0, min), max || 0.95] : [min, max];
}

export interface NiceAxis {
  readonly domain: Domain;
  readonly scale: AxisScale;
}

/** The axis with both ends on ticks, in the unit that its maximum asks for. */
export function niceAxis(format: UnitFormat, [min, max]: Domain, count: number): NiceAxis {
  const spread = max - min || Math.abs(max) || 1;
  // a little air above the highest value unless nothing can be there, and below the lowest one unless that is 0
  const low = min === 0 ? 0 : min - spread * 0.04;
  const { most = Number.POSITIVE_INFINITY } = format;
  const high = max > most ? max + spread * 0.04 : Math.min(max + spread * 0.04, most);
  const rough = format.axis(low, high, count).ticks;
  const step = (rough[1] ?? 0) - (rough[0] ?? 0);
  if (rough.length < 2 || !(step > 0)) return { domain: [low, high], scale: format.axis(low, high, count) };
  const from = (rough[0] ?? 0) - (low < (rough[0] ?? 0) - step * 1e-6 ? step : 0);
  const end = rough.at(-1) ?? 0;
  const to = end + (high > end + step * 1e-6 ? step : 0);
  return { domain: [from, to], scale: format.axis(from, to, Math.round((to - from) / step)) };
}

/** The next axis: during a gesture it only grows, it would jump under the pointer. The same object when nothing changes. */
export function nextAxis(
  now: NiceAxis | null,
  next: { readonly format: UnitFormat; readonly wanted: Domain; readonly count: number; readonly gesture: boolean },
): NiceAxis {
  const { format, wanted, count, gesture } = next;
  if (now && gesture && now.domain[0] <= wanted[0] && now.domain[1] >= wanted[1]) return now;
  const held = now && gesture;
  const covered: Domain = held ? [Math.min(now.domain[0], wanted[0]), Math.max(now.domain[1], wanted[1])] : wanted;
  const nice = niceAxis(format, covered, count);
  const same = now?.domain[0] === nice.domain[0] && now.domain[1] === nice.domain[1];
  return now && same && now.scale.ticks.length === nice.scale.ticks.length ? now : nice;
}
