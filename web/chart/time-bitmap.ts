// The image of a time chart: lines, steps and min-max bands of all series as spans, marks on top. During a pan only the
// columns that came into view are drawn.

import { MARK_RESET, MARK_WRAP } from "../../assembly/layout.ts";
import { mixRgb, packRgb, type Rgb, seriesDash } from "./colors.ts";
import type { Domain } from "./domain.ts";
import type { ChartSeries } from "./props.ts";
import {
  allColumns,
  type ColumnRange,
  clearColumns,
  fillLine,
  fillSpans,
  type Raster,
  shiftColumns,
} from "./raster.ts";
import { bandSpans, type Grid, gridOf, lineSpans, type RowScale, rowOf } from "./spans.ts";
import type { Bitmap } from "./surface.ts";
import type { Theme } from "./theme.ts";

/** All that the image depends on. */
export interface TimeImage {
  readonly series: readonly ChartSeries[];
  readonly domain: Domain;
  readonly rows: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly theme: Theme;
  /** A pan is under way: what is drawn may be kept and moved. */
  readonly panning: boolean;
  readonly log: boolean;
  /** Id of the series that stands out. */
  readonly highlight: string | null;
  /** Columns to hatch. */
  readonly partial: Uint8Array | null;
}

export interface TimeBitmap {
  /** The image for this input; null without data. The same object when nothing changed. */
  draw(input: TimeImage): Bitmap | null;
}

/** More series than this are drawn without bands. */
const MAX_BANDS = 6;
/** Opacity of a band: a peak of one column must still be seen. */
const BAND = 0.38;
/** Line width, CSS pixels. */
const LINE = 1.5;
/** CSS pixels between samples from which each gets a dot. */
const DOT_DISTANCE = 9;
const DOT_RADIUS = 2.25;
/** Opacity of an envelope, and of what does not stand out. */
const ENVELOPE = 0.3;
const DIMMED = 0.28;
/** Rows between two lines of a hatch. */
const HATCH = 7;

/** A bitmap that remembers what it shows. */
export function createTimeBitmap(): TimeBitmap {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let image: ImageData | null = null;
  let last: { readonly input: TimeImage; readonly grid: Grid; readonly bitmap: Bitmap } | null = null;

  function draw(input: TimeImage): Bitmap | null {
    const data = input.series.find((series) => series.data !== null)?.data;
    if (!data || !context || input.rows < 1) return null;
    if (last && sameInput(last.input, input)) return last.bitmap;
    const grid = gridOf(data, data.count.length);
    if (!image || image.width !== grid.columns || image.height !== input.rows) {
      canvas.width = grid.columns;
      canvas.height = input.rows;
      image = context.createImageData(grid.columns, input.rows);
      last = null;
    }
    const raster = rasterOf(image);
    const by = last && input.panning && sameLook(last.input, input) ? wholeShift(last.grid, grid) : null;
    const columns = by === null ? allColumns(raster) : exposedColumns(by, grid.columns);
    if (by !== null) shiftColumns(raster, by);
    clearColumns(raster, input.theme.panel, columns);
    if (input.partial)
      hatchColumns(raster, input.partial, { colour: input.theme.border, origin: originOf(grid) }, columns);
    fillSeries(raster, input, grid, columns);
    context.putImageData(image, 0, 0);
    drawMarks(context, input, grid);
    const bitmap = { image: canvas, from: grid.from, to: grid.from + grid.width * grid.columns };
    last = { input, grid, bitmap };
    return bitmap;
  }
  return { draw };
}

/** An ImageData seen as whole pixels. */
export function rasterOf(image: ImageData): Raster {
  return { pixels: new Uint32Array(image.data.buffer), columns: image.width, rows: image.height };
}

/** Whole columns by which `next` lies after `now`; null when they share no grid or no columns. */
export function wholeShift(now: Grid, next: Grid): number | null {
  if (now.columns !== next.columns || Math.abs(now.width / next.width - 1) > 1e-9) return null;
  const by = (next.from - now.from) / next.width;
  const whole = Math.round(by);
  return Math.abs(by - whole) < 0.01 && Math.abs(whole) < now.columns ? whole : null;
}

/** Columns to draw after a shift, two more than opened: a line's last columns may continue. */
export function exposedColumns(by: number, columns: number): ColumnRange {
  return by >= 0 ? { from: Math.max(0, columns - by - 2), to: columns } : { from: 0, to: Math.min(columns, 2 - by) };
}

/** What stands out is drawn over the others, the envelope under them. */
function inFrontLast({ series, highlight }: TimeImage): readonly ChartSeries[] {
  const rank = ({ id, look }: ChartSeries) => (look === "envelope" ? -1 : id === highlight ? 1 : 0);
  return series.toSorted((a, b) => rank(a) - rank(b));
}

function colourOf({ id, colour, look }: ChartSeries, { theme, highlight }: TimeImage): Rgb {
  if (look === "envelope") return theme.muted;
  const own = theme.series[colour % theme.series.length] ?? theme.text;
  return highlight === null || highlight === id ? own : mixRgb(own, theme.panel, DIMMED);
}

/** Hatches columns, from the absolute column number on: the lines stay where they are during a pan. */
export function hatchColumns(
  raster: Raster,
  partial: Uint8Array,
  { colour, origin }: { readonly colour: Rgb; readonly origin: number },
  columns: ColumnRange,
): void {
  const pixel = packRgb(colour);
  for (let column = columns.from; column < columns.to; column++) {
    if (partial[column] !== 1) continue;
    for (let row = modulo(-(origin + column), HATCH); row < raster.rows; row += HATCH)
      raster.pixels[row * raster.columns + column] = pixel;
  }
}

function fillSeries(raster: Raster, input: TimeImage, grid: Grid, columns: ColumnRange): void {
  const scale: RowScale = rowScale(input);
  const origin = originOf(grid);
  const bands = input.series.length <= MAX_BANDS;
  for (const each of inFrontLast(input)) {
    const { data, kind, colour, look } = each;
    if (!data) continue;
    const rgb = colourOf(each, input);
    if (look === "envelope") {
      const band = bandSpans(data, grid, scale);
      if (band) fillSpans(raster, band, { colour: rgb, alpha: ENVELOPE, grow: 0.5, dash: [], origin }, columns);
      continue;
    }
    const dash = seriesDash(colour).map((length) => Math.round(length * input.ratio));
    const common = { colour: rgb, origin };
    const band = bandSpans(data, grid, scale);
    if (band) {
      const fill = bands ? { alpha: BAND, grow: 0, dash: [] } : { alpha: 0.9, grow: 0.5, dash };
      if (bands || kind === "rate") fillSpans(raster, band, { ...common, ...fill }, columns);
    }
    const grow = (LINE * input.ratio) / 2;
    fillLine(raster, lineSpans(data, kind, grid, scale), { ...common, grow, dash }, columns);
  }
}

/** Number of the first column on the absolute grid. */
export function originOf(grid: Grid): number {
  return Math.round(grid.from / grid.width);
}

/** The line's own width stays inside the plot at both ends of the axis. Device pixels. */
function rowScale({ domain, rows, ratio, log }: TimeImage): RowScale {
  return { min: domain[0], max: domain[1], height: rows - LINE * ratio, log };
}

function drawMarks(context: CanvasRenderingContext2D, input: TimeImage, grid: Grid): void {
  const { ratio, rows, theme } = input;
  const scale = rowScale(input);
  context.lineWidth = 1.25 * ratio;
  context.fillStyle = css(theme.panel);
  for (const each of inFrontLast(input)) {
    const { data, look } = each;
    if (!data || look === "envelope") continue;
    context.strokeStyle = css(colourOf(each, input));
    const { points } = data;
    if (points && isSparse(points.time.length, grid.columns, ratio)) {
      points.time.forEach((time, index) => {
        const value = points.value[index] ?? Number.NaN;
        if (Number.isNaN(value)) return;
        context.beginPath();
        context.arc((time - grid.from) / grid.width, rowOf(value, scale), DOT_RADIUS * ratio, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      });
    }
    let clear = Number.NEGATIVE_INFINITY;
    data.marks.forEach((marks, index) => {
      if ((marks & (MARK_RESET | MARK_WRAP)) === 0 || index < clear) return;
      clear = index + 8 * ratio;
      const x = (data.from + ((index + 0.5) * (data.to - data.from)) / data.marks.length - grid.from) / grid.width;
      drawMark(context, x, rows - 1, ratio, (marks & MARK_RESET) !== 0);
    });
  }
}

function isSparse(samples: number, columns: number, ratio: number): boolean {
  return samples * DOT_DISTANCE * ratio < columns;
}

/** Hollow signs standing on the axis: a triangle for a reset, a diamond for a wrap. */
function drawMark(context: CanvasRenderingContext2D, x: number, y: number, ratio: number, reset: boolean): void {
  const r = 4 * ratio;
  context.beginPath();
  context.moveTo(x, y - 2 * r);
  context.lineTo(x + r, reset ? y : y - r);
  if (!reset) context.lineTo(x, y);
  context.lineTo(x - r, reset ? y : y - r);
  context.closePath();
  context.fill();
  context.stroke();
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function css([red, green, blue]: readonly [number, number, number]): string {
  return `rgb(${red} ${green} ${blue})`;
}

function sameInput(a: TimeImage, b: TimeImage): boolean {
  return (
    sameLook(a, b) && samePartial(a, b) && a.series.every((series, index) => series.data === b.series[index]?.data)
  );
}

/** Made anew with each answer, so compared by what it says. */
function samePartial({ partial: a }: TimeImage, { partial: b }: TimeImage): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length && a.every((mark, i) => mark === b[i]));
}

function sameLook(a: TimeImage, b: TimeImage): boolean {
  if (a.log !== b.log || a.highlight !== b.highlight) return false;
  if (a.rows !== b.rows || a.ratio !== b.ratio || a.theme !== b.theme) return false;
  if (a.domain[0] !== b.domain[0] || a.domain[1] !== b.domain[1] || a.series.length !== b.series.length) return false;
  return a.series.every((series, index) => {
    const other = b.series[index];
    return (
      other !== undefined && series.id === other.id && series.colour === other.colour && series.kind === other.kind
    );
  });
}
