// Rows of colours: a value per column and row. Pure.

import { CIVIDIS_SIZE, packRgb, type Rgb } from "./colors.ts";
import type { Domain } from "./domain.ts";
import type { Raster } from "./raster.ts";
import { logPlace } from "./spans.ts";

/** What a colour stands for. */
export interface ColourScale {
  /** Ends of the scale; with `log` the lower one is the smallest number above 0. */
  readonly domain: Domain;
  readonly log: boolean;
}

/** Index into a table of CIVIDIS_SIZE colours; -1 where there is no value. */
export function colourIndex(value: number, { domain: [min, max], log }: ColourScale): number {
  if (Number.isNaN(value)) return -1;
  const share = log ? logPlace(value, min, max) : (value - min) / (max - min);
  return Math.round(Math.min(Math.max(share, 0), 1) * (CIVIDIS_SIZE - 1));
}

/** How rows are drawn. */
export interface RowColours {
  readonly scale: ColourScale;
  readonly table: Uint32Array;
  /** Of the hatch where nothing is known. */
  readonly unknown: Rgb;
  /** Device pixels left free between two rows. */
  readonly space: number;
}

/** Pixels between two lines of a hatch. */
const HATCH = 6;

/** Draws rows of equal height from the top down; what is not known is hatched, spaces stay as they are. */
export function drawRows(raster: Raster, rows: readonly Float64Array[], colours: RowColours): void {
  const { pixels, columns } = raster;
  const hatched = packRgb(colours.unknown);
  for (const [index, values] of rows.entries()) {
    const top = Math.round((index * raster.rows) / rows.length);
    const bottom = Math.round(((index + 1) * raster.rows) / rows.length) - colours.space;
    for (let column = 0; column < columns; column++) {
      const at = colourIndex(values[column] ?? Number.NaN, colours.scale);
      const colour = colours.table[at] ?? 0;
      for (let row = top; row < bottom; row++) {
        if (at >= 0) pixels[row * columns + column] = colour;
        else if ((row + column) % HATCH === 0) pixels[row * columns + column] = hatched;
      }
    }
  }
}
