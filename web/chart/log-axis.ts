// A logarithmic value axis: both ends at 1, 2 or 5 times a power of ten, zeros at its foot. Pure.

import type { WindowAnswer } from "../series/model.ts";
import type { UnitFormat } from "../series/units.ts";
import type { Domain } from "./domain.ts";
import type { ValueAxis } from "./frame.ts";
import { firstAtOrAfter } from "./readout.ts";
import { gridOf, logPlace } from "./spans.ts";
import type { TimeRange } from "./view-store.ts";

const STEPS: readonly number[] = [1, 2, 5];

/** Smallest and largest visible value above 0; null without any. Not rounded yet. */
export function positiveDomain(
  series: readonly { readonly data: WindowAnswer | null }[],
  range: TimeRange,
): Domain | null {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  function add(value: number): void {
    if (!(value > 0) || value === Number.POSITIVE_INFINITY) return;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  for (const { data } of series) {
    if (!data) continue;
    if (data.points) {
      const { time, value } = data.points;
      for (let i = firstAtOrAfter(time, range.from); i < time.length && (time[i] ?? 0) <= range.to; i++)
        add(value[i] ?? Number.NaN);
      continue;
    }
    const grid = gridOf(data, data.count.length);
    const end = Math.min(grid.columns, Math.ceil((range.to - grid.from) / grid.width));
    for (let i = Math.max(0, Math.floor((range.from - grid.from) / grid.width)); i < end; i++)
      for (const values of [data.min, data.mean, data.max]) add(values[i] ?? Number.NaN);
  }
  return max > 0 ? [min, max] : null;
}

/** The domain widened to 1, 2 or 5 times powers of ten, at least a decade; [1, 10] for none. */
export function logDomain(wanted: Domain | null): Domain {
  if (wanted === null) return [1, 10];
  const low = stepDown(wanted[0]);
  const high = stepUp(wanted[1]);
  return [low, Math.max(high, low * 10)];
}

/** The next axis: during a gesture it only grows. The same pair when nothing changes. */
export function nextLogDomain(now: Domain | null, wanted: Domain | null, gesture: boolean): Domain {
  const next = now !== null && gesture && wanted === null ? now : logDomain(wanted);
  const held: Domain = now !== null && gesture ? [Math.min(now[0], next[0]), Math.max(now[1], next[1])] : next;
  return now !== null && now[0] === held[0] && now[1] === held[1] ? now : held;
}

/** Ticks as places from 0 at the foot to 1 at the top: powers of ten, with twos and fives where there is room. */
export function logAxis([min, max]: Domain, format: UnitFormat, count: number): ValueAxis {
  const decades = Math.log10(max / min);
  const all = numbersBetween(min, max, decades * STEPS.length <= count + 1 ? STEPS : [1]);
  const every = Math.max(1, Math.ceil(all.length / (count + 1)));
  const shown = all.filter((_, index) => index % every === 0);
  const values = shown.length > 1 ? shown : [min, max];
  const places = [0, ...values.map((value) => logPlace(value, min, max))];
  return {
    domain: [0, 1],
    ticks: places,
    label(place) {
      const index = places.indexOf(place);
      return index <= 0 ? "0" : format.format(values[index - 1] ?? Number.NaN);
    },
  };
}

function numbersBetween(min: number, max: number, steps: readonly number[]): number[] {
  const found: number[] = [];
  for (let decade = Math.floor(Math.log10(min) + 1e-9); decade <= Math.ceil(Math.log10(max)); decade++)
    for (const step of steps) {
      const value = Number(`${step}e${decade}`);
      if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) found.push(value);
    }
  return found;
}

/** The largest 1, 2 or 5 times a power of ten that is not above a value. */
function stepDown(value: number): number {
  const decade = Math.floor(Math.log10(value) + 1e-12);
  const mantissa = value / Number(`1e${decade}`);
  const step = STEPS.findLast((each) => each <= mantissa * (1 + 1e-9)) ?? 1;
  return Number(`${step}e${decade}`);
}

/** The smallest 1, 2 or 5 times a power of ten that is not below a value. */
function stepUp(value: number): number {
  const decade = Math.floor(Math.log10(value) + 1e-12);
  const mantissa = value / Number(`1e${decade}`);
  const step = STEPS.find((each) => each >= mantissa * (1 - 1e-9)) ?? 10;
  return Number(`${step}e${decade}`);
}
