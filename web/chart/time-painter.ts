// What a TimeChart draws and says, outside React.

import type { UnitFormat } from "../series/units.ts";
import { seriesColour } from "./colors.ts";
import { type Domain, type NiceAxis, nextAxis, visibleDomain } from "./domain.ts";
import { type ChartFrame, timeAxisFor, valueAxis, valueTickCount } from "./frame.ts";
import type { PlotArea } from "./layout.ts";
import type { ChartSeries } from "./props.ts";
import { markNote, readingAt, stepTime, summarise } from "./readout.ts";
import { rowOf } from "./spans.ts";
import type { EdgeLabel, Painter, ReadoutRow } from "./surface.ts";
import { createTimeBitmap } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface TimeContent {
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly domain: Domain | null;
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
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: { readonly format: UnitFormat; readonly height: number } | null = null;

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    const state = view.get();
    height = area.height;
    const { format, domain: fixed } = current;
    const count = valueTickCount(height);
    const kept = framed?.format === format && framed.height === height ? axis : null;
    const gesture = state.gesture !== "none";
    const next = fixed
      ? { domain: fixed, scale: format.axis(fixed[0], fixed[1], count) }
      : nextAxis(kept, { format, wanted: visibleDomain(current.series, shown), count, gesture });
    const time = timeAxisFor({ ...state, range: shown }, area.width, frame?.time ?? null);
    if (frame && next === axis && time === frame.time) return;
    framed = { format, height };
    axis = next;
    frame = { time, value: valueAxis(axis.domain, axis.scale) };
    onFrame(frame);
  }

  function readout(time: number): readonly ReadoutRow[] {
    return current.series.map(({ id, label, colour, kind, data }) => {
      const reading = data ? readingAt(data, kind, time) : null;
      const value = reading?.value ?? Number.NaN;
      const dot =
        reading && !Number.isNaN(value)
          ? { time: reading.time, y: rowOf(value, { min: axis.domain[0], max: axis.domain[1], height }) }
          : null;
      return {
        id,
        label,
        colour: seriesColour(colour),
        text: reading ? sayReading(reading, current.format) : "–",
        dot,
      };
    });
  }

  /** Lines of 2 to 6 series are named at their last visible value. */
  function edgeLabels(range: TimeRange): readonly EdgeLabel[] {
    if (current.series.length < 2 || current.series.length > MAX_LABELS) return [];
    return current.series.flatMap(({ label, colour, data }) => {
      const last = data ? summarise(data, range).last : Number.NaN;
      if (Number.isNaN(last)) return [];
      return [
        {
          text: label,
          colour: seriesColour(colour),
          y: rowOf(last, { min: axis.domain[0], max: axis.domain[1], height }),
        },
      ];
    });
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.series.find((series) => series.data !== null)?.data ?? null,
    frame: updateFrame,
    redraw({ rows, ratio }, theme) {
      return bitmap.draw({
        series: current.series,
        domain: axis.domain,
        rows,
        ratio,
        theme,
        panning: view.get().gesture === "pan",
      });
    },
    readout,
    edgeLabels,
    step(time, direction, pixel) {
      const answers = current.series.flatMap(({ data }) => (data ? [data] : []));
      return answers.length > 0 ? stepTime(answers, time, direction, pixel) : time + direction * pixel;
    },
  };
}

function sayReading(reading: NonNullable<ReturnType<typeof readingAt>>, format: UnitFormat): string {
  const note = markNote(reading.marks);
  if (Number.isNaN(reading.value)) return note || "–";
  const value = format.format(reading.value);
  // a pixel of several samples: not the number of the table, which is one sample's
  const text =
    reading.max > reading.min ? `mean ${value} (${format.format(reading.min)} – ${format.format(reading.max)})` : value;
  return text + (note ? ` · ${note}` : "");
}
