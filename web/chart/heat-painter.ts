// What a HeatmapChart draws and says, outside React.

import type { HistogramAnswer } from "../series/model.ts";
import {
  type Buckets,
  bucketLabel,
  bucketRawLabel,
  edgeQuantity,
  percentileBucketLabel,
} from "../series/percentile.ts";
import { formatSpan } from "../series/time-labels.ts";
import { formatShare, significant, unitName } from "../series/units.ts";
import type { Break } from "./breaks.ts";
import { type ChartFrame, timeAxisFor } from "./frame.ts";
import {
  type Blocks,
  type BucketRange,
  breakColumns,
  edgeText,
  edgeTicks,
  type HeatMode,
  joinBlocks,
  type LineName,
  lineOf,
  mostOf,
  percentilePlace,
  usedBuckets,
} from "./heat.ts";
import { drawBreaks, drawCells, drawLevel, drawPercentile } from "./heat-raster.ts";
import type { PlotArea } from "./layout.ts";
import { allColumns, clearColumns } from "./raster.ts";
import { type Bitmap, type EdgeLabel, type Painter, pixelRatio, type ReadoutRow } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface HeatContent {
  readonly buckets: Buckets;
  readonly data: HistogramAnswer | null;
  readonly period: number;
  readonly breaks: readonly Break[];
  readonly mode: HeatMode;
  readonly lines: readonly LineName[];
  /** An edge (in buckets) to draw a line at; null for none. */
  readonly level: number | null;
}

/** How a percentile is drawn: in one of two colours, the others dashed. */
const LINE_STYLES: Readonly<Record<LineName, { readonly token: "p50" | "p99"; readonly dash: readonly number[] }>> = {
  p50: { token: "p50", dash: [] },
  p90: { token: "p50", dash: [5, 3] },
  p99: { token: "p99", dash: [] },
  "p99.9": { token: "p99", dash: [5, 3] },
};

/** CSS colour of a percentile's line, and whether it is dashed. */
export function lineStyle(name: LineName): { readonly colour: string; readonly dashed: boolean } {
  const { token, dash } = LINE_STYLES[name];
  return { colour: `var(--${token})`, dashed: dash.length > 0 };
}

export interface HeatPainter extends Painter {
  set(content: HeatContent): void;
}

/** Columns beside a break that count as on it: one column is hard to point at. */
const NEAR = 3;
/** Most breaks that a readout names. */
const MOST_BREAKS = 4;
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
  /** What was set last, and what of it is drawn. */
  let latest = content;
  let current = content;
  let joined: { readonly data: HistogramAnswer; readonly period: number; readonly blocks: Blocks } | null = null;
  let found: { readonly cells: Blocks; readonly lines: Map<LineName, Int32Array> } | null = null;
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

  function lineIn(cells: Blocks, name: LineName): Int32Array {
    if (found?.cells !== cells) found = { cells, lines: new Map() };
    const line = found.lines.get(name) ?? lineOf(cells, name);
    found.lines.set(name, line);
    return line;
  }

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    const state = view.get();
    const { buckets, data, level } = current;
    height = area.height;
    if (data)
      range = holdRange(range, withLevel(usedBuckets(data.total), level), state.gesture !== "none" && drawn !== null);
    const time = timeAxisFor({ ...state, range: shown }, area.width, frame?.time ?? null);
    const known = data !== null || drawn !== null;
    const key = `${known} ${range.low} ${range.high} ${height} ${buckets.type} ${buckets.unit} ${buckets.exponent} ${buckets.size}`;
    if (frame && key === framed && time === frame.time) return;
    framed = key;
    const ticks = known ? edgeTicks(range, height, EDGE_DISTANCE) : [];
    frame = { time, value: { domain: [range.low, range.high], ticks, label: (edge) => edgeText(buckets, edge) } };
    onFrame(frame);
  }

  function redraw(size: { readonly rows: number; readonly ratio: number }, theme: Theme): Bitmap | null {
    const cells = blocks();
    if (!cells || !context || cells.grid.columns === 0) return null;
    const { mode, lines, level } = current;
    const key = [cells, current.breaks, mode, lines, level, range.low, range.high, size.rows, theme];
    if (drawn?.key.every((part, index) => part === key[index])) return drawn.bitmap;
    canvas.width = cells.grid.columns;
    canvas.height = size.rows;
    const image = context.createImageData(canvas.width, canvas.height);
    const raster = rasterOf(image);
    clearColumns(raster, theme.panel, allColumns(raster));
    drawCells(raster, cells, range, { mode, rises: theme.heatRises });
    drawBreaks(raster, cells.grid, current.breaks, { gap: theme.muted, reset: theme.danger });
    const line = { placeOf, ratio: size.ratio, halo: theme.halo };
    for (const name of lines.toReversed()) {
      const { token, dash } = LINE_STYLES[name];
      drawPercentile(raster, cells, { ...line, dash, at: lineIn(cells, name), colour: theme[token] });
    }
    if (level !== null) drawLevel(raster, levelShare(level, range), { ...line, colour: theme.warning });
    context.putImageData(image, 0, 0);
    onMost(mostOf(cells, mode));
    const { from, width, columns } = cells.grid;
    drawn = { key, bitmap: { image: canvas, from, to: from + width * columns } };
    return drawn.bitmap;
  }

  /** Share of the height from the top, where a percentile in a bucket is. */
  function placeOf(bucket: number): number {
    const place = percentilePlace(current.buckets, bucket);
    return 1 - (Math.min(Math.max(place, range.low), range.high) - range.low) / (range.high - range.low);
  }

  function blockAt(time: number): { readonly cells: Blocks; readonly column: number; readonly block: number } | null {
    const cells = blocks();
    if (!cells) return null;
    const column = Math.floor((time - cells.grid.from) / cells.grid.width);
    return column < 0 || column >= cells.grid.columns ? null : { cells, column, block: cells.of(column) };
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const at = blockAt(time);
    if (!at) return [];
    const { buckets } = current;
    const { size } = buckets;
    const counts = at.cells.counts.subarray(at.block * size, (at.block + 1) * size);
    const samples = at.cells.sums[at.block] ?? 0;
    const rows: ReadoutRow[] = current.lines.toReversed().map((name) => {
      const found = lineIn(at.cells, name)[at.block] ?? -1;
      return row(name, lineStyle(name).colour, percentileBucketLabel(buckets, found));
    });
    rows.push(row("samples", "transparent", significant(samples)));
    const bucket = pointer === null ? -1 : Math.floor(range.high - (pointer / height) * (range.high - range.low));
    if (bucket >= range.low && bucket < range.high) {
      const count = counts[bucket] ?? 0;
      const share = samples > 0 ? ` · ${formatShare(count / samples)}` : "";
      rows.unshift(
        row(bucketLabel(buckets, bucket), "transparent", `${significant(count)}${share}`),
        row(`${bucketRawLabel(buckets, bucket)}\u00a0${unitName(edgeQuantity(buckets))}`, "transparent", "exact"),
      );
    }
    const here = current.breaks.filter((each) => {
      const { from, to } = breakColumns(at.cells.grid, each);
      return from - NEAR <= at.column && at.column < to + NEAR;
    });
    for (const each of here.slice(0, MOST_BREAKS)) rows.push(row(breakText(each), "transparent", each.source));
    return rows;
  }

  function edgeLabels(shown: TimeRange): readonly EdgeLabel[] {
    const at = blockAt(shown.to);
    const cells = at?.cells;
    if (!cells) return [];
    return current.lines.toReversed().flatMap((text) => {
      const bucket = lastBucket(lineIn(cells, text), at.block);
      return bucket < 0 ? [] : [{ text, colour: lineStyle(text).colour, y: placeOf(bucket) * height }];
    });
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.data,
    frame: updateFrame,
    redraw,
    readout,
    edgeLabels,
    step: (time, direction, pixel) => time + direction * pixel,
  };
}

/** A level is seen also where no samples are near it. */
function withLevel({ low, high }: BucketRange, level: number | null): BucketRange {
  return level === null ? { low, high } : { low: Math.min(low, level), high: Math.max(high, level) };
}

function levelShare(level: number, { low, high }: BucketRange): number {
  return 1 - (level - low) / (high - low);
}

function row(label: string, colour: string, text: string): ReadoutRow {
  return { id: label, label, colour, text, dot: null };
}

/** "gap of 322 ms": no dumps for so long. */
function breakText({ kind, from, to }: Break): string {
  return kind === "reset" ? "reset" : `gap of ${formatSpan(to - from)}`;
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
