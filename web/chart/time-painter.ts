// What a TimeChart draws and says, outside React.

import type { UnitFormat } from "../series/units.ts";
import { seriesColour } from "./colors.ts";
import { type Domain, holdDomain, visibleDomain } from "./domain.ts";
import { type ChartFrame, timeAxisFor, valueAxis, valueTickCount } from "./frame.ts";
import type { PlotArea } from "./layout.ts";
import type { ChartSeries } from "./props.ts";
import { markNote, readingAt, stepTime, summarise } from "./readout.ts";
import { rowOf } from "./spans.ts";
import type { EdgeLabel, Painter, ReadoutRow } from "./surface.ts";
import { createTimeBitmap } from "./time-bitmap.ts";
import type { ChartView } from "./view-store.ts";

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
  let current = content;
  let domain: Domain = [0, 1];
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: { readonly domain: Domain; readonly format: UnitFormat; readonly height: number } | null = null;

  function updateFrame(area: PlotArea): void {
    const state = view.get();
    height = area.height;
    domain = holdDomain(domain, current.domain ?? visibleDomain(current.series, state.range), state.gesture !== "none");
    const time = timeAxisFor(state, area.width, frame?.time ?? null);
    const { format } = current;
    const same = framed?.domain === domain && framed.format === format && framed.height === height;
    if (frame && same && time === frame.time) return;
    const scale = format.axis(domain[0], domain[1], valueTickCount(height));
    framed = { domain, format, height };
    frame = { time, value: valueAxis(domain, scale) };
    onFrame(frame);
  }

  function readout(time: number): readonly ReadoutRow[] {
    return current.series.map(({ id, label, colour, kind, data }) => {
      const reading = data ? readingAt(data, kind, time) : null;
      const value = reading?.value ?? Number.NaN;
      const dot =
        reading && !Number.isNaN(value)
          ? { time: reading.time, y: rowOf(value, { min: domain[0], max: domain[1], height }) }
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
  function edgeLabels(): readonly EdgeLabel[] {
    if (current.series.length < 2 || current.series.length > MAX_LABELS) return [];
    const { range } = view.get();
    return current.series.flatMap(({ label, colour, data }) => {
      const last = data ? summarise(data, range).last : Number.NaN;
      if (Number.isNaN(last)) return [];
      return [
        { text: label, colour: seriesColour(colour), y: rowOf(last, { min: domain[0], max: domain[1], height }) },
      ];
    });
  }

  return {
    set: (next) => {
      current = next;
    },
    frame: updateFrame,
    redraw({ rows, ratio }, theme) {
      return bitmap.draw({
        series: current.series,
        domain,
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
  const spread = reading.max > reading.min ? ` (${format.format(reading.min)} – ${format.format(reading.max)})` : "";
  return format.format(reading.value) + spread + (note ? ` · ${note}` : "");
}
