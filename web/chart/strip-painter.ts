// What a StripChart draws and says, outside React.

import { formatShare } from "../series/units.ts";
import { seriesColour } from "./colors.ts";
import { type ChartFrame, timeAxisFor } from "./frame.ts";
import { type PlotArea, ROW_LABEL } from "./layout.ts";
import type { Strip } from "./props.ts";
import { allColumns, clearColumns, fillColumn, type Raster } from "./raster.ts";
import { markNote, readingAt, stepTime } from "./readout.ts";
import { type Grid, gridOf } from "./spans.ts";
import { coverage, dutyCycle } from "./strip.ts";
import type { Bitmap, Painter } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface StripPainter extends Painter {
  set(strips: readonly Strip[]): void;
}

/** Free part of a row above and below its strip. */
const PADDING = 0.18;
/** Half the height of the track that shows "known, and off". */
const TRACK = 0.04;

/** A painter; `onFrame` hears of new axes. */
export function createStripPainter(
  view: ChartView,
  strips: readonly Strip[],
  onFrame: (frame: ChartFrame) => void,
): StripPainter {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  /** What was set last, and what of it is drawn. */
  let latest = strips;
  let current = strips;
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: readonly Strip[] | null = null;
  let drawn: { readonly key: readonly unknown[]; readonly bitmap: Bitmap } | null = null;

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    height = area.height;
    const time = timeAxisFor({ ...view.get(), range: shown }, area.width, frame?.time ?? null);
    const same = framed?.length === current.length && framed.every((strip, i) => strip.label === current[i]?.label);
    if (frame && same && time === frame.time) return;
    framed = current;
    const labels = current.map((strip) => strip.label);
    // row 0 is the topmost one
    const every = Math.max(1, Math.ceil((ROW_LABEL * labels.length) / Math.max(height, 1)));
    const ticks = [...labels.keys()].filter((index) => index % every === 0).map((index) => labels.length - index - 0.5);
    const label = (tick: number) => labels[labels.length - tick - 0.5] ?? "";
    frame = { time, value: { domain: [0, Math.max(labels.length, 1)], ticks, label } };
    onFrame(frame);
  }

  function redraw({ rows }: { readonly rows: number }, theme: Theme): Bitmap | null {
    const data = current.find((strip) => strip.data !== null)?.data;
    if (!data || !context) return null;
    const key = [rows, theme, ...current.map((strip) => strip.data)];
    if (drawn && drawn.key.length === key.length && drawn.key.every((part, i) => part === key[i])) return drawn.bitmap;
    const grid = gridOf(data, data.count.length);
    canvas.width = grid.columns;
    canvas.height = rows;
    const image = context.createImageData(canvas.width, canvas.height);
    const raster = rasterOf(image);
    clearColumns(raster, theme.panel, allColumns(raster));
    for (const [index, strip] of current.entries()) fillStrip(raster, grid, strip, index, current.length, theme);
    context.putImageData(image, 0, 0);
    drawn = { key, bitmap: { image: canvas, from: grid.from, to: grid.from + grid.width * grid.columns } };
    return drawn.bitmap;
  }

  function centre(index: number): number {
    return ((index + 0.5) * height) / Math.max(current.length, 1);
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.find((strip) => strip.data !== null)?.data ?? null,
    frame: updateFrame,
    redraw,
    readout: (time) =>
      current.map(({ id, label, colour, data }) => {
        const reading = data ? readingAt(data, time) : null;
        const text = reading ? sayState(reading.value, markNote(reading.marks)) : "–";
        return { id, label, colour: seriesColour(colour), text, dot: null };
      }),
    edgeLabels: (range) =>
      (height / Math.max(current.length, 1) < ROW_LABEL ? [] : current).flatMap(({ colour, data }, index) => {
        const share = data ? dutyCycle(data, range) : Number.NaN;
        return [{ text: formatShare(share), colour: seriesColour(colour), y: centre(index) }];
      }),
    step(time, direction, pixel) {
      const answers = current.flatMap(({ data }) => (data ? [data] : []));
      return answers.length > 0 ? stepTime(answers, time, direction, pixel) : time + direction * pixel;
    },
  };
}

function sayState(value: number, note: string): string {
  if (Number.isNaN(value)) return note || "–";
  if (value === 0) return "off";
  return value === 1 ? "on" : value > 1 ? `${value}` : `on ${formatShare(value)}`;
}

function fillStrip(raster: Raster, grid: Grid, strip: Strip, index: number, of: number, theme: Theme): void {
  if (!strip.data) return;
  const share = coverage(strip.data, grid);
  const colour = theme.series[strip.colour % theme.series.length] ?? theme.text;
  const height = raster.rows / of;
  const top = index * height;
  for (let column = 0; column < raster.columns; column++) {
    const part = share[column] ?? Number.NaN;
    if (Number.isNaN(part)) continue;
    const pad = part > 0 ? PADDING : 0.5 - TRACK;
    const alpha = part > 0 ? 0.3 + 0.7 * Math.min(part, 1) : 1;
    const stretch = { column, top: top + pad * height, bottom: top + (1 - pad) * height };
    fillColumn(raster, stretch, part > 0 ? colour : theme.border, alpha);
  }
}
