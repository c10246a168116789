// Layers that lie on one another: their edges, and the pixels between them. Pure.

import type { Rgb } from "./colors.ts";
import { type ColumnRange, fillColumn, type Raster } from "./raster.ts";

/**
 * Upper edges of layers, from the bottom up: sums of the columns so far. NaN where a layer has no value: it is left out
 * there, and those over it lie on the one below.
 */
export function stackEdges(columns: readonly Float64Array[]): readonly Float64Array[] {
  const under = new Float64Array(columns[0]?.length ?? 0);
  return columns.map((column) =>
    column.map((value, i) => {
      if (Number.isNaN(value)) return Number.NaN;
      const edge = (under[i] ?? 0) + Math.max(value, 0);
      under[i] = edge;
      return edge;
    }),
  );
}

/** How one layer is filled. */
export interface LayerFill {
  readonly colour: Rgb;
  /** 0: plain. 1 and 2: hatched, for those whose colour another layer has too. */
  readonly hatch: number;
  /** Absolute number of the raster's first column: a hatch stays where it is during a pan. */
  readonly origin: number;
}

/** Rows from one line of a hatch to the next, device pixels. */
const HATCH = 8;

/** Fills one layer between rows, device pixels with fractions; NaN: nothing in that column. */
export function fillLayer(
  raster: Raster,
  rows: { readonly top: Float64Array; readonly bottom: Float64Array },
  fill: LayerFill,
  columns: ColumnRange,
): void {
  for (let column = columns.from; column < columns.to; column++) {
    const top = rows.top[column] ?? Number.NaN;
    const bottom = rows.bottom[column] ?? Number.NaN;
    if (!(top < bottom)) continue;
    fillColumn(raster, { column, top, bottom }, fill.colour, 1);
    if (fill.hatch > 0) hatch(raster, { column, top, bottom }, fill);
  }
}

/** Lighter lines over a layer: rising in the second eight, falling in all after them. */
function hatch(
  raster: Raster,
  { column, top, bottom }: { readonly column: number; readonly top: number; readonly bottom: number },
  fill: LayerFill,
): void {
  const slope = fill.hatch === 1 ? 1 : -1;
  const first = Math.max(0, Math.ceil(top));
  const last = Math.min(raster.rows, Math.floor(bottom));
  const light: Rgb = [0, 1, 2].map((i) => Math.round(((fill.colour[i] ?? 0) + 255) / 2)) as [number, number, number];
  for (let row = first; row < last; row++) {
    const place = (((row + slope * (column + fill.origin)) % HATCH) + HATCH) % HATCH;
    if (place < 2) fillColumn(raster, { column, top: row, bottom: row + 1 }, light, 1);
  }
}
