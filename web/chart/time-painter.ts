// What a TimeChart draws and says, outside React.

import type { UnitFormat } from "../series/units.ts";
import { seriesColour } from "./colors.ts";
import { type Domain, type NiceAxis, nextAxis, visibleDomain } from "./domain.ts";
import {
  awaitsValues,
  type ChartFrame,
  NO_VALUES,
  timeAxisFor,
  type ValueAxis,
  valueAxis,
  valueTickCount,
} from "./frame.ts";
import type { PlotArea } from "./layout.ts";
import { logAxis, nextLogDomain, positiveDomain } from "./log-axis.ts";
import type { ChartSeries } from "./props.ts";
import { stepTime, summarise } from "./readout.ts";
import { markNearest, rowsAt, totalAt } from "./readout-rows.ts";
import { type RowScale, rowOf } from "./spans.ts";
import type { EdgeLabel, Painter, ReadoutRow } from "./surface.ts";
import { createTimeBitmap } from "./time-bitmap.ts";
import { pixelGrid, timeMarks } from "./vector.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface TimeContent {
  /** What is drawn. */
  readonly series: readonly ChartSeries[];
  /** What the tip tells. */
  readonly listed: readonly ChartSeries[];
  readonly format: UnitFormat;
  /** Given by the page; found from the data when null. */
  readonly domain: Domain | null;
  readonly log: boolean;
  readonly summable: boolean;
  readonly highlight: string | null;
  readonly partial: Uint8Array | null;
}

export interface TimePainter extends Painter {
  set(content: TimeContent): void;
}

const MAX_LABELS = 6;

/** A painter; `onFrame` hears of new axes. */
export function createTimePainter(
  view: ChartView,
  content: TimeContent,
  onFrame: (frame: ChartFrame) => void,
): TimePainter {
  const bitmap = createTimeBitmap();
  /** What was set last, and what of it is drawn. */
  let latest = content;
  let current = content;
  let axis: NiceAxis = { domain: [0, 1], scale: { ticks: [], unit: "", label: String } };
  let logDomain: Domain | null = null;
  let value: ValueAxis | null = null;
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: { readonly format: UnitFormat; readonly height: number; readonly log: boolean } | null = null;

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    const state = view.get();
    height = area.height;
    const { format, log } = current;
    const same = framed?.format === format && framed.height === height && framed.log === log;
    const waits = current.domain === null && awaitsValues(current.series, value);
    const next = waits ? NO_VALUES : log ? nextLog(shown, same) : nextLinear(shown, same);
    const time = timeAxisFor({ ...state, range: shown }, area.width, frame?.time ?? null);
    if (frame && next === value && time === frame.time) return;
    framed = waits ? null : { format, height, log };
    value = next;
    frame = { time, value: next };
    onFrame(frame);
  }

  function nextLinear(shown: TimeRange, same: boolean): ValueAxis {
    const { format, domain: fixed } = current;
    const count = valueTickCount(height);
    const gesture = view.get().gesture !== "none";
    if (same && value && fixed && fixed[0] === axis.domain[0] && fixed[1] === axis.domain[1]) return value;
    const next = fixed
      ? { domain: fixed, scale: format.axis(fixed[0], fixed[1], count) }
      : nextAxis(same ? axis : null, { format, wanted: visibleDomain(current.series, shown), count, gesture });
    if (same && value && next === axis) return value;
    axis = next;
    return valueAxis(axis.domain, axis.scale);
  }

  function nextLog(shown: TimeRange, same: boolean): ValueAxis {
    const before = same ? logDomain : null;
    const { domain: fixed } = current;
    if (fixed) {
      if (value && before && before[0] === fixed[0] && before[1] === fixed[1]) return value;
      logDomain = fixed;
      return logAxis(fixed, current.format, valueTickCount(height));
    }
    logDomain = nextLogDomain(before, positiveDomain(current.series, shown), view.get().gesture !== "none");
    if (value && logDomain === before) return value;
    return logAxis(logDomain, current.format, valueTickCount(height));
  }

  /** The axis in force: its ends, and whether it goes by powers. */
  function ends(): { readonly domain: Domain; readonly log: boolean } {
    return current.log && logDomain ? { domain: logDomain, log: true } : { domain: axis.domain, log: false };
  }

  function scale(): RowScale {
    const { domain, log } = ends();
    return { min: domain[0], max: domain[1], height, log };
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const { series, listed, format } = current;
    const drawn = new Set(series.map(({ id }) => id));
    const own = series.filter(({ id, look }) => look !== "envelope" && !listed.some((each) => each.id === id));
    const rows = scale();
    const yOf = ({ id }: ChartSeries, value: number) => (drawn.has(id) ? rowOf(value, rows) : null);
    return markNearest(rowsAt([...own, ...listed], time, format, yOf), pointer);
  }

  /** Lines of 2 to 6 series are named at their last visible value. */
  function edgeLabels(range: TimeRange): readonly EdgeLabel[] {
    const lines = current.series.filter(({ look }) => look !== "envelope");
    if (current.series.length < 2 || lines.length > MAX_LABELS) return [];
    return lines.flatMap(({ label, colour, data }) => {
      const last = data ? summarise(data, range).last : Number.NaN;
      return Number.isNaN(last) ? [] : [{ text: label, colour: seriesColour(colour), y: rowOf(last, scale()) }];
    });
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.series.find((series) => series.data !== null)?.data ?? null,
    frame: updateFrame,
    redraw({ rows, ratio }, theme) {
      const { series, highlight, partial } = current;
      const panning = view.get().gesture === "pan";
      return bitmap.draw({ ...ends(), series, rows, ratio, theme, panning, highlight, partial });
    },
    vector: (range, { width }) => timeMarks(current.series, pixelGrid(range, width), scale()),
    readout,
    total: (time) => (current.summable ? totalAt(current.listed, time, current.format) : null),
    edgeLabels,
    step(time, direction, pixel) {
      const answers = current.listed.flatMap(({ data }) => (data ? [data] : []));
      return answers.length > 0 ? stepTime(answers, time, direction, pixel) : time + direction * pixel;
    },
  };
}
