// What a DifferenceChart draws and says, outside React.

import type { HistogramAnswer } from "../series/model.ts";
import { type Buckets, bucketLabel } from "../series/percentile.ts";
import { formatShare } from "../series/units.ts";
import { packRgb } from "./colors.ts";
import { type DifferenceBlocks, type Diverging, differenceBlocks, divergingColour } from "./difference-heat.ts";
import { type ChartFrame, timeAxisFor } from "./frame.ts";
import { type BucketRange, edgeText, edgeTicks, usedBuckets } from "./heat.ts";
import type { PlotArea } from "./layout.ts";
import { allColumns, clearColumns, type Raster } from "./raster.ts";
import { type Bitmap, type Painter, pixelRatio, type ReadoutRow } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface DifferenceContent {
  readonly buckets: Buckets;
  readonly a: HistogramAnswer | null;
  readonly b: HistogramAnswer | null;
  readonly period: number;
}

export interface DifferencePainter extends Painter {
  set(content: DifferenceContent): void;
}

/** Least width of a cell, CSS pixels. */
const CELL = 4;
/** CSS pixels between two edge labels. */
const EDGE_DISTANCE = 17;
/** Rows between two lines of a hatch. */
const HATCH = 8;

/** A painter; `onFrame` hears of new axes, `onMost` of the largest difference, a share. */
export function createDifferencePainter(
  view: ChartView,
  content: DifferenceContent,
  onFrame: (frame: ChartFrame) => void,
  onMost: (most: number) => void,
): DifferencePainter {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let latest = content;
  let current = content;
  let joined: { readonly of: DifferenceContent; readonly cells: DifferenceBlocks } | null = null;
  let range: BucketRange = { low: 0, high: 1 };
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed = "";
  let drawn: { readonly key: readonly unknown[]; readonly bitmap: Bitmap } | null = null;

  function cells(): DifferenceBlocks | null {
    const { a, b, period } = current;
    if (!a || !b || a.marks.length !== b.marks.length) return null;
    if (joined?.of !== current) joined = { of: current, cells: differenceBlocks(a, b, period, CELL * pixelRatio()) };
    return joined.cells;
  }

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    const { buckets, a, b } = current;
    height = area.height;
    if (a && b) range = usedBuckets(a.total.map((count, index) => count + (b.total[index] ?? 0n)));
    const time = timeAxisFor({ ...view.get(), range: shown }, area.width, frame?.time ?? null);
    const key = `${range.low} ${range.high} ${height} ${buckets.type} ${buckets.unit} ${buckets.exponent} ${buckets.size}`;
    if (frame && key === framed && time === frame.time) return;
    framed = key;
    const ticks = edgeTicks(range, height, EDGE_DISTANCE);
    frame = { time, value: { domain: [range.low, range.high], ticks, label: (edge) => edgeText(buckets, edge) } };
    onFrame(frame);
  }

  function redraw(size: { readonly rows: number }, theme: Theme): Bitmap | null {
    const blocks = cells();
    if (!blocks || !context || blocks.grid.columns === 0) return null;
    const key = [blocks, range.low, range.high, size.rows, theme];
    if (drawn?.key.every((part, index) => part === key[index])) return drawn.bitmap;
    canvas.width = blocks.grid.columns;
    canvas.height = size.rows;
    const image = context.createImageData(canvas.width, canvas.height);
    const raster = rasterOf(image);
    clearColumns(raster, theme.panel, allColumns(raster));
    drawDifference(raster, blocks, range, theme);
    context.putImageData(image, 0, 0);
    onMost(blocks.most);
    const { from, width, columns } = blocks.grid;
    drawn = { key, bitmap: { image: canvas, from, to: from + width * columns } };
    return drawn.bitmap;
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const blocks = cells();
    const column = blocks ? Math.floor((time - blocks.grid.from) / blocks.grid.width) : -1;
    if (!blocks || column < 0 || column >= blocks.grid.columns) return [];
    const block = blocks.of(column);
    const has = blocks.has[block];
    if (has !== "both") return [row("samples", has === "none" ? "on neither side" : `only in ${has?.toUpperCase()}`)];
    const size = blocks.cells.length / blocks.blocks;
    const at = (bucket: number) => blocks.cells[block * size + bucket] ?? Number.NaN;
    const bucket = pointer === null ? -1 : Math.floor(range.high - (pointer / height) * (range.high - range.low));
    const pointed = bucket >= range.low && bucket < range.high ? [bucket] : strongest(at, range);
    return pointed.map((each) => row(bucketLabel(current.buckets, each), differenceText(at(each))));
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => (latest.a && latest.b ? latest.a : null),
    frame: updateFrame,
    redraw,
    readout,
    edgeLabels: () => [],
    step: (time, direction, pixel) => time + direction * pixel,
  };
}

/** The two buckets of a block that differ most. */
function strongest(at: (bucket: number) => number, { low, high }: BucketRange): readonly number[] {
  return Array.from({ length: high - low }, (_, i) => low + i)
    .filter((bucket) => !Number.isNaN(at(bucket)))
    .sort((x, y) => Math.abs(at(y)) - Math.abs(at(x)))
    .slice(0, 2);
}

/** "B has 12 % more": of its samples than A of its own. */
function differenceText(apart: number): string {
  if (Number.isNaN(apart)) return "no samples";
  if (apart === 0) return "the same share";
  return `${apart > 0 ? "B" : "A"} has ${formatShare(Math.abs(apart))} more of its samples`;
}

function row(label: string, text: string): ReadoutRow {
  return { id: label, label, colour: "transparent", text, dot: null };
}

/** Colours of the two sides are those of their lines and bars. */
function divergingOf(theme: Pick<Theme, "series" | "grid" | "muted">): Diverging {
  const [a = theme.muted, b = theme.muted] = theme.series;
  return { a, middle: theme.grid, b };
}

/** Cells where either side has samples; columns that only one side has are hatched. */
function drawDifference(raster: Raster, blocks: DifferenceBlocks, range: BucketRange, theme: Theme): void {
  const diverging = divergingOf(theme);
  const size = blocks.blocks === 0 ? 0 : blocks.cells.length / blocks.blocks;
  const hatch = packRgb(theme.muted);
  const bucketOfRow = Int32Array.from({ length: raster.rows }, (_, y) =>
    Math.floor(range.high - ((y + 0.5) / raster.rows) * (range.high - range.low)),
  );
  const colours = new Uint32Array(size);
  let block = -1;
  for (let column = 0; column < raster.columns; column++) {
    if (blocks.of(column) !== block) {
      block = blocks.of(column);
      for (let bucket = range.low; bucket < range.high; bucket++) {
        const apart = blocks.sure[block * size + bucket] ?? Number.NaN;
        colours[bucket] = Number.isNaN(apart) ? 0 : packRgb(divergingColour(apart / blocks.most, diverging));
      }
    }
    const alone = blocks.has[block] === "a" || blocks.has[block] === "b";
    for (let y = 0; y < raster.rows; y++) {
      const colour = alone ? ((y + column) % HATCH === 0 ? hatch : 0) : (colours[bucketOfRow[y] ?? 0] ?? 0);
      if (colour !== 0) raster.pixels[y * raster.columns + column] = colour;
    }
  }
}
