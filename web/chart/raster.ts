// Filling spans into pixels: per-pixel min-max stretches written straight into an opaque image. Stroked canvas paths
// miss the frame already at 4 lines x 12 charts.

import { packRgb, type Rgb } from "./colors.ts";
import type { Spans } from "./spans.ts";

/** u32 pixels, row by row, R in the lowest byte; alpha stays 255. */
export interface Raster {
  readonly pixels: Uint32Array;
  readonly columns: number;
  readonly rows: number;
}

/** How spans are filled. */
export interface Fill {
  readonly colour: Rgb;
  /** 0 to 1. */
  readonly alpha: number;
  /** Rows added above and below each span: half the line's width. */
  readonly grow: number;
  /** Dash in columns, on-off; empty: solid. */
  readonly dash: readonly number[];
  /** Column number of the first column on the absolute grid: dashes stay where they are during a pan. */
  readonly origin: number;
}

/** Columns from `from` up to, not including, `to`. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

/** Rows of one column, fractions included. */
export interface Stretch {
  readonly column: number;
  readonly top: number;
  readonly bottom: number;
}

/** All columns of a raster. */
export function allColumns(raster: Raster): ColumnRange {
  return { from: 0, to: raster.columns };
}

/** All pixels of some columns one colour. */
export function clearColumns(raster: Raster, colour: Rgb, { from, to }: ColumnRange): void {
  const pixel = packRgb(colour);
  if (from === 0 && to === raster.columns) {
    raster.pixels.fill(pixel);
    return;
  }
  for (let row = 0; row < raster.rows; row++) {
    raster.pixels.fill(pixel, row * raster.columns + from, row * raster.columns + to);
  }
}

/** Moves the image by `by` columns to the left (negative: to the right). What leaves is lost, what opens is old. */
export function shiftColumns(raster: Raster, by: number): void {
  const { pixels, columns, rows } = raster;
  const kept = columns - Math.abs(by);
  if (by === 0 || kept <= 0) return;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    if (by > 0) pixels.copyWithin(start, start + by, start + columns);
    else pixels.copyWithin(start - by, start, start + kept);
  }
}

/** Blends spans over what is there, edges by their coverage. `offset`: columns the spans are moved to the right. */
export function fillSpans(raster: Raster, spans: Spans, fill: Fill, columns: ColumnRange, offset = 0): void {
  const period = (fill.dash[0] ?? 0) + (fill.dash[1] ?? 0);
  for (let column = columns.from; column < columns.to; column++) {
    const source = column - offset;
    if (period > 0 && modulo(source + fill.origin, period) >= (fill.dash[0] ?? 0)) continue;
    const top = (spans.top[source] ?? Number.NaN) - fill.grow;
    const bottom = (spans.bottom[source] ?? Number.NaN) + fill.grow;
    if (top <= bottom) fillColumn(raster, { column, top, bottom }, fill.colour, fill.alpha);
  }
}

/**
 * A line: its spans, and beside them the same spans as far as the line is wider than a pixel. Steep parts would be a
 * single pixel wide without them.
 */
export function fillLine(raster: Raster, spans: Spans, line: Omit<Fill, "alpha">, columns: ColumnRange): void {
  const beside = Math.min(1, Math.max(0, line.grow - 0.5));
  // shorter by what they are beside, so that flat parts get no thicker
  const sides = { ...line, alpha: beside, grow: line.grow - Math.max(beside, 0.5) };
  if (beside > 0) for (const offset of [-1, 1]) fillSpans(raster, spans, sides, columns, offset);
  fillSpans(raster, spans, { ...line, alpha: 1 }, columns);
}

/** One stretch of one column. */
export function fillColumn(raster: Raster, stretch: Stretch, colour: Rgb, alpha: number): void {
  const { pixels, columns, rows } = raster;
  const { column, top, bottom } = stretch;
  const first = Math.max(0, Math.floor(top));
  const last = Math.min(rows - 1, Math.ceil(bottom) - 1);
  const solid = packRgb(colour);
  for (let row = first; row <= last; row++) {
    const covered = alpha * (Math.min(bottom, row + 1) - Math.max(top, row));
    const at = row * columns + column;
    pixels[at] = covered >= 0.996 ? solid : blend(pixels[at] ?? 0, colour, covered);
  }
}

function blend(under: number, colour: Rgb, alpha: number): number {
  const a = Math.round(alpha * 256);
  const red = under & 255;
  const green = (under >>> 8) & 255;
  const blue = (under >>> 16) & 255;
  return (
    ((255 << 24) |
      ((blue + (((colour[2] - blue) * a) >> 8)) << 16) |
      ((green + (((colour[1] - green) * a) >> 8)) << 8) |
      (red + (((colour[0] - red) * a) >> 8))) >>>
    0
  );
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}
