// Heat cells and percentile lines as pixels.

import type { Break } from "./breaks.ts";
import { CIVIDIS_SIZE, cividisTable, packRgb, type Rgb } from "./colors.ts";
import { type Blocks, type BucketRange, breakColumns, type HeatMode, heatIndex, mostOf, shareIndex } from "./heat.ts";
import { allColumns, fillColumn, fillSpans, type Raster } from "./raster.ts";
import { addSegment, emptySpans, type Grid } from "./spans.ts";

/** Rows between two lines of a hatch. */
const HATCH = 8;

/** How cells are coloured. */
export interface CellColours {
  readonly mode: HeatMode;
  /** The scale goes from dark to light. */
  readonly rises: boolean;
}

/** Fills the cells of the buckets in `range`; empty ones stay as they are. */
export function drawCells(raster: Raster, cells: Blocks, range: BucketRange, { mode, rises }: CellColours): void {
  const table = cividisTable(rises);
  const most = mostOf(cells, mode);
  const buckets = cells.blocks === 0 ? 0 : cells.counts.length / cells.blocks;
  const bucketOfRow = Int32Array.from({ length: raster.rows }, (_, y) =>
    Math.floor(range.high - ((y + 0.5) / raster.rows) * (range.high - range.low)),
  );
  const colours = new Uint32Array(buckets);
  let block = -1;
  for (let column = 0; column < raster.columns; column++) {
    if (cells.of(column) !== block) {
      block = cells.of(column);
      for (let bucket = range.low; bucket < range.high; bucket++) {
        const count = cells.counts[block * buckets + bucket] ?? 0;
        const shade = mode === "count" ? heatIndex(count, most) : shareIndex(count / (cells.sums[block] || 1), most);
        const index = count > 0 ? Math.min(shade, CIVIDIS_SIZE - 1) : -1;
        colours[bucket] = index < 0 ? 0 : (table[index] ?? 0);
      }
    }
    for (let y = 0; y < raster.rows; y++) {
      const colour = colours[bucketOfRow[y] ?? 0] ?? 0;
      if (colour !== 0) raster.pixels[y * raster.columns + column] = colour;
    }
  }
}

/** Hatches gaps in their true width, at least a column; a reset is a dashed line. */
export function drawBreaks(
  raster: Raster,
  grid: Grid,
  breaks: readonly Break[],
  colours: { readonly gap: Rgb; readonly reset: Rgb },
): void {
  const pixels = { gap: packRgb(colours.gap), reset: packRgb(colours.reset) };
  for (const each of breaks) {
    const { from, to } = breakColumns(grid, each);
    // a hatch of a few columns would be a few dots
    const dashed = to - from < HATCH;
    for (let column = from; column < to; column++)
      for (let y = 0; y < raster.rows; y++) {
        const drawn = dashed ? y % HATCH < HATCH / 2 : (y + column) % HATCH === 0;
        if (drawn) raster.pixels[y * raster.columns + column] = pixels[each.kind];
      }
  }
}

/** A line through one percentile of all blocks. */
export interface PercentileLine {
  /** Bucket per block, -1 for none. */
  readonly at: Int32Array;
  /** Share of the height from the top where a percentile in a bucket lies. */
  readonly placeOf: (bucket: number) => number;
  readonly colour: Rgb;
  /** Rim of the line: it crosses all colours of the scale. */
  readonly halo: Rgb;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Columns on and off; empty: solid. */
  readonly dash: readonly number[];
}

/** A dashed line across everything at a share of the height from the top. */
export function drawLevel(
  raster: Raster,
  share: number,
  line: Pick<PercentileLine, "colour" | "halo" | "ratio">,
): void {
  const { colour, halo, ratio } = line;
  const y = share * raster.rows;
  const period = LEVEL_DASH * 2 * ratio;
  for (let column = 0; column < raster.columns; column++) {
    fillColumn(raster, { column, top: y - 1.5 * ratio, bottom: y + 1.5 * ratio }, halo, 0.85);
    if (column % period < period / 2)
      fillColumn(raster, { column, top: y - 0.75 * ratio, bottom: y + 0.75 * ratio }, colour, 1);
  }
}

/** CSS pixels of a dash of a level. */
const LEVEL_DASH = 4;

/** Draws it as steps, broken where a block has no samples. */
export function drawPercentile(raster: Raster, cells: Blocks, line: PercentileLine): void {
  const spans = emptySpans(raster.columns);
  let lastY = Number.NaN;
  for (let column = 0; column < raster.columns; column++) {
    const bucket = line.at[cells.of(column)] ?? -1;
    const y = bucket < 0 ? Number.NaN : line.placeOf(bucket) * raster.rows;
    if (!Number.isNaN(y)) addSegment(spans, column, Number.isNaN(lastY) ? y : lastY, column, y);
    lastY = y;
  }
  const origin = Math.round(cells.grid.from / cells.grid.width);
  const fill = { alpha: 1, dash: line.dash.map((length) => length * line.ratio), origin };
  fillSpans(raster, spans, { ...fill, colour: line.halo, grow: 1.5 * line.ratio }, allColumns(raster));
  fillSpans(raster, spans, { ...fill, colour: line.colour, grow: 0.75 * line.ratio }, allColumns(raster));
}
