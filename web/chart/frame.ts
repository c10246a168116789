// What React and recharts draw around the marks: it changes in steps, not with every move.

import { ticksAtStep, timeStep } from "../series/time-labels.ts";
import type { AxisScale } from "../series/units.ts";
import type { Domain } from "./domain.ts";
import type { ChartViewState, TimeRange } from "./view-store.ts";

/** The time axis: ticks for more than is visible, so that a pan finds them ready. */
export interface TimeAxis {
  readonly covers: TimeRange;
  readonly ticks: readonly number[];
  readonly step: number;
  readonly labels: ChartViewState["labels"];
  readonly start: bigint | null;
}

export interface ValueAxis {
  readonly domain: Domain;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

export interface ChartFrame {
  readonly time: TimeAxis;
  readonly value: ValueAxis;
}

/** The time axis for a view: the one there is as long as its step fits and it covers the view. */
export function timeAxisFor(state: ChartViewState, width: number, now: TimeAxis | null): TimeAxis {
  const { range, labels, start } = state;
  const span = range.to - range.from;
  const step = timeStep(span, width, labels);
  const sameLabels = now?.labels === labels && now.start === start;
  // while zooming in, wide steps do: every new set of ticks costs a frame of recharts
  const fits = state.gesture === "zoom" ? now && now.step >= step && now.step <= span / 2 : now?.step === step;
  if (now && sameLabels && fits && now.covers.from <= range.from && now.covers.to >= range.to) return now;
  const covers = { from: range.from - span / 2, to: range.to + span / 2 };
  return { covers, labels, start, ...ticksAtStep({ ...covers, step, labels, start }) };
}

/** Pixels between two value ticks. */
const VALUE_TICK = 38;

/** Number of value ticks that fit. */
export function valueTickCount(height: number): number {
  return Math.max(2, Math.round(height / VALUE_TICK));
}

/** Ticks of a value axis; the topmost carries the unit. */
export function valueAxis(domain: Domain, scale: AxisScale): ValueAxis {
  const top = scale.ticks.at(-1);
  const unit = scale.unit === "" ? "" : scale.unit.startsWith("/") ? scale.unit : `\u00a0${scale.unit}`;
  return {
    domain,
    ticks: scale.ticks,
    label: (value) => (value === top ? scale.label(value) + unit : scale.label(value)),
  };
}

/** A value axis that says nothing: what stands until the first answer. */
export const NO_VALUES: ValueAxis = { domain: [0, 1], ticks: [], label: () => "" };

/** Whether there was no answer yet: from the first one on an axis stays, also while other sources are asked. */
export function awaitsValues(series: readonly { readonly data: unknown }[], now: ValueAxis | null): boolean {
  return (now === null || now === NO_VALUES) && series.every(({ data }) => data === null);
}

/** Axes without ticks: what stands until the size and the data are known. */
export function emptyFrame(state: ChartViewState): ChartFrame {
  const time = { covers: state.range, ticks: [], step: 1, labels: state.labels, start: state.start };
  return { time, value: NO_VALUES };
}
