// What a HeatmapChart draws and says, outside React.

import type { HistogramAnswer } from "../series/model.ts";
import { type Buckets, bucketLabel, percentileBucketLabel } from "../series/percentile.ts";
import { significant } from "../series/units.ts";
import { CIVIDIS_SIZE, cividisTable, parseColour, type Rgb } from "./colors.ts";
import { type ChartFrame, timeAxisFor } from "./frame.ts";
import {
  type Blocks,
  type BucketRange,
  edgeText,
  edgeTicks,
  heatIndex,
  isBroken,
  joinBlocks,
  percentilePlace,
  usedBuckets,
} from "./heat.ts";
import type { PlotArea } from "./layout.ts";
import { allColumns, clearColumns, fillSpans, type Raster } from "./raster.ts";
import { addSegment, emptySpans } from "./spans.ts";
import { type Bitmap, type EdgeLabel, type Painter, pixelRatio, type ReadoutRow } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";
import type { ChartView } from "./view-store.ts";

export interface HeatContent {
  readonly buckets: Buckets;
  readonly data: HistogramAnswer | null;
  readonly period: number;
}

export interface HeatPainter extends Painter {
  set(content: HeatContent): void;
}

export const P50_COLOUR = "#ffffff";
export const P99_COLOUR = "#ff7a45";
const HALO: Rgb = [10, 14, 20];
/** Least width of a cell, CSS pixels: narrower ones look like a bar code. */
const CELL = 4;
/** CSS pixels between two edge labels. */
const EDGE_DISTANCE = 17;

/** A painter; `onFrame` hears of new axes, `onMost` of the largest count of a cell. */
export function createHeatPainter(
  view: ChartView,
  content: HeatContent,
  onFrame: (frame: ChartFrame) => void,
  onMost: (most: number) => void,
): HeatPainter {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let current = content;
  let joined: { readonly data: HistogramAnswer; readonly period: number; readonly blocks: Blocks } | null = null;
  let range: BucketRange = { low: 0, high: 1 };
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed = "";
  let drawn: { readonly key: readonly unknown[]; readonly bitmap: Bitmap } | null = null;

  function blocks(): Blocks | null {
    const { data, period } = current;
    if (!data) return null;
    if (joined?.data !== data || joined.period !== period)
      joined = { data, period, blocks: joinBlocks(data, period, CELL * pixelRatio()) };
    return joined.blocks;
  }

  function updateFrame(area: PlotArea): void {
    const state = view.get();
    const { buckets, data } = current;
    height = area.height;
    if (data) range = holdRange(range, usedBuckets(data.total), state.gesture !== "none" && drawn !== null);
    const time = timeAxisFor(state, area.width, frame?.time ?? null);
    const key = `${range.low} ${range.high} ${height} ${buckets.type} ${buckets.unit} ${buckets.exponent} ${buckets.size}`;
    if (frame && key === framed && time === frame.time) return;
    framed = key;
    const ticks = edgeTicks(range, height, EDGE_DISTANCE);
    frame = { time, value: { domain: [range.low, range.high], ticks, label: (edge) => edgeText(buckets, edge) } };
    onFrame(frame);
  }

  function redraw(size: { readonly rows: number; readonly ratio: number }, theme: Theme): Bitmap | null {
    const cells = blocks();
    if (!cells || !context || cells.grid.columns === 0) return null;
    const key = [cells, range.low, range.high, size.rows, theme];
    if (drawn?.key.every((part, index) => part === key[index])) return drawn.bitmap;
    canvas.width = cells.grid.columns;
    canvas.height = size.rows;
    const image = context.createImageData(canvas.width, canvas.height);
    const raster = rasterOf(image);
    clearColumns(raster, theme.panel, allColumns(raster));
    fillCells(raster, cells, current.buckets.size, range, theme);
    drawPercentile(raster, cells, cells.p99, P99_COLOUR, size.ratio);
    drawPercentile(raster, cells, cells.p50, P50_COLOUR, size.ratio);
    context.putImageData(image, 0, 0);
    onMost(cells.most);
    const { from, width, columns } = cells.grid;
    drawn = { key, bitmap: { image: canvas, from, to: from + width * columns } };
    return drawn.bitmap;
  }

  function drawPercentile(raster: Raster, cells: Blocks, at: Int32Array, colour: string, ratio: number): void {
    const spans = emptySpans(raster.columns);
    let lastY = Number.NaN;
    for (let column = 0; column < raster.columns; column++) {
      const bucket = at[cells.of(column)] ?? -1;
      const y = bucket < 0 ? Number.NaN : placeOf(bucket) * raster.rows;
      if (!Number.isNaN(y)) addSegment(spans, column, Number.isNaN(lastY) ? y : lastY, column, y);
      lastY = y;
    }
    const fill = { alpha: 1, dash: [], origin: 0 };
    fillSpans(raster, spans, { ...fill, colour: HALO, grow: 1.75 * ratio }, allColumns(raster));
    fillSpans(raster, spans, { ...fill, colour: parseColour(colour), grow: 0.75 * ratio }, allColumns(raster));
  }

  /** Share of the height from the top, where a percentile in a bucket is. */
  function placeOf(bucket: number): number {
    const place = percentilePlace(current.buckets, bucket);
    return 1 - (Math.min(Math.max(place, range.low), range.high) - range.low) / (range.high - range.low);
  }

  function blockAt(time: number): { readonly cells: Blocks; readonly block: number } | null {
    const cells = blocks();
    if (!cells) return null;
    const column = Math.floor((time - cells.grid.from) / cells.grid.width);
    return column < 0 || column >= cells.grid.columns ? null : { cells, block: cells.of(column) };
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const at = blockAt(time);
    if (!at) return [];
    const { buckets } = current;
    const { size } = buckets;
    const counts = at.cells.counts.subarray(at.block * size, (at.block + 1) * size);
    const samples = counts.reduce((sum, count) => sum + count, 0);
    const rows: ReadoutRow[] = [
      row("p99", P99_COLOUR, percentileBucketLabel(buckets, at.cells.p99[at.block] ?? -1)),
      row("p50", P50_COLOUR, percentileBucketLabel(buckets, at.cells.p50[at.block] ?? -1)),
      row("samples", "transparent", significant(samples)),
    ];
    const bucket = pointer === null ? -1 : Math.floor(range.high - (pointer / height) * (range.high - range.low));
    if (bucket >= range.low && bucket < range.high)
      rows.unshift(row(bucketLabel(buckets, bucket), "transparent", significant(counts[bucket] ?? 0)));
    if (isBroken(at.cells.marks[at.block] ?? 0)) rows.push(row("reset or gap", "transparent", ""));
    return rows;
  }

  function edgeLabels(): readonly EdgeLabel[] {
    const at = blockAt(view.get().range.to);
    const cells = at?.cells;
    if (!cells) return [];
    const last = (percentiles: Int32Array) => lastBucket(percentiles, at.block);
    return [
      { text: "p99", colour: P99_COLOUR, bucket: last(cells.p99) },
      { text: "p50", colour: P50_COLOUR, bucket: last(cells.p50) },
    ].flatMap(({ text, colour, bucket }) => (bucket < 0 ? [] : [{ text, colour, y: placeOf(bucket) * height }]));
  }

  return {
    set: (next) => {
      current = next;
    },
    frame: updateFrame,
    redraw,
    readout,
    edgeLabels,
    step: (time, direction, pixel) => time + direction * pixel,
  };
}

function row(label: string, colour: string, text: string): ReadoutRow {
  return { id: label, label, colour, text, dot: null };
}

function lastBucket(percentiles: Int32Array, from: number): number {
  for (let block = from; block >= 0; block--) {
    const bucket = percentiles[block] ?? -1;
    if (bucket >= 0) return bucket;
  }
  return -1;
}

function holdRange(now: BucketRange, wanted: BucketRange, hold: boolean): BucketRange {
  return hold ? { low: Math.min(now.low, wanted.low), high: Math.max(now.high, wanted.high) } : wanted;
}

function fillCells(raster: Raster, cells: Blocks, buckets: number, range: BucketRange, theme: Theme): void {
  const table = cividisTable();
  const hatch = theme.muted;
  const hatchPixel = ((255 << 24) | (hatch[2] << 16) | (hatch[1] << 8) | hatch[0]) >>> 0;
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
        const index = count > 0 ? Math.min(heatIndex(count, cells.most), CIVIDIS_SIZE - 1) : -1;
        colours[bucket] = index < 0 ? 0 : (table[index] ?? 0);
      }
    }
    const broken = isBroken(cells.marks[block] ?? 0);
    for (let y = 0; y < raster.rows; y++) {
      const colour = colours[bucketOfRow[y] ?? 0] ?? 0;
      if (colour !== 0) raster.pixels[y * raster.columns + column] = colour;
      if (broken && (y + column) % 6 === 0) raster.pixels[y * raster.columns + column] = hatchPixel;
    }
  }
}
