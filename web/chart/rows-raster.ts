// Rows of colours: a value per column and row. Pure.

import { niceCeil } from "../series/units.ts";
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

/** Share of the values that lie within the colours: what is beyond has the last one. */
const WITHIN = 0.99;
/** Values looked at to find that out. */
const LOOKS = 20_000;

/** Ends of a scale by size: nearly all values between them, from 0 for rates and for what comes near it, round at the top. */
export function colourDomain(rows: readonly Float64Array[], fromZero: boolean): Domain {
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  const every = Math.max(1, Math.ceil(count / LOOKS));
  const seen = Float64Array.from(rows.flatMap((row) => [...row.filter((_, i) => i % every === 0)]))
    .filter((value) => !Number.isNaN(value))
    .sort();
  const low = seen[0] ?? 0;
  // mostly 0: the share is of what is not
  const positive = seen.filter((value) => value > 0);
  const high = (low >= 0 ? positive : seen)[Math.ceil(WITHIN * (low >= 0 ? positive.length : seen.length)) - 1] ?? 0;
  if (fromZero || (low >= 0 && low <= high / 2)) return [Math.min(low, 0), niceCeil(high) || 1];
  return [low, high > low ? high : low + 1];
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
