// What a StackChart draws and says, outside React.

import type { UnitFormat } from "../series/units.ts";
import { mixRgb, PALETTE_SIZE, seriesColour } from "./colors.ts";
import { type Domain, type NiceAxis, nextAxis } from "./domain.ts";
import { awaitsValues, type ChartFrame, NO_VALUES, timeAxisFor, valueAxis, valueTickCount } from "./frame.ts";
import { heldValues, partialColumns } from "./held.ts";
import type { PlotArea } from "./layout.ts";
import type { ChartSeries } from "./props.ts";
import { allColumns, clearColumns } from "./raster.ts";
import { stepTime } from "./readout.ts";
import { rowsAt, totalAt } from "./readout-rows.ts";
import { type Grid, gridOf, rowOf } from "./spans.ts";
import { fillLayer, stackEdges } from "./stack.ts";
import type { Bitmap, EdgeLabel, Painter, ReadoutRow } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { hatchColumns, originOf, rasterOf } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface StackContent {
  /** From the bottom up. */
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly highlight: string | null;
}

export interface StackPainter extends Painter {
  set(content: StackContent): void;
}

const MAX_LABELS = 8;
/** Opacity of what does not stand out. */
const DIMMED = 0.25;

/** The layers of an answer: they change with the data only. */
interface Layers {
  readonly series: readonly ChartSeries[];
  readonly grid: Grid;
  readonly edges: readonly Float64Array[];
  readonly partial: Uint8Array | null;
}

/** A painter; `onFrame` hears of new axes. */
export function createStackPainter(
  view: ChartView,
  content: StackContent,
  onFrame: (frame: ChartFrame) => void,
): StackPainter {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  /** What was set last, and what of it is drawn. */
  let latest = content;
  let current = content;
  let layers: Layers | null = null;
  let axis: NiceAxis = { domain: [0, 1], scale: { ticks: [], unit: "", label: String } };
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: { readonly format: UnitFormat; readonly height: number } | null = null;
  let drawn: { readonly key: readonly unknown[]; readonly bitmap: Bitmap } | null = null;

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    layers = layersOf(current.series, layers);
    const state = view.get();
    height = area.height;
    const { format } = current;
    const kept = framed?.format === format && framed.height === height ? axis : null;
    const gesture = state.gesture !== "none";
    const waits = awaitsValues(current.series, frame?.value ?? null);
    const next = nextAxis(kept, { format, wanted: wanted(shown), count: valueTickCount(height), gesture });
    const time = timeAxisFor({ ...state, range: shown }, area.width, frame?.time ?? null);
    if (frame && next === axis && time === frame.time) return;
    framed = waits ? null : { format, height };
    axis = next;
    frame = { time, value: waits ? NO_VALUES : valueAxis(axis.domain, axis.scale) };
    onFrame(frame);
  }

  function wanted({ from, to }: TimeRange): Domain {
    if (layers === null) return [0, 1];
    const { grid, edges } = layers;
    let most = 0;
    const end = Math.min(grid.columns, Math.ceil((to - grid.from) / grid.width));
    const first = Math.max(0, Math.floor((from - grid.from) / grid.width));
    for (const edge of edges)
      for (let i = first; i < end; i++) if ((edge[i] ?? Number.NaN) > most) most = edge[i] ?? most;
    return [0, most || 0.95];
  }

  function redraw({ rows, ratio }: { readonly rows: number; readonly ratio: number }, theme: Theme): Bitmap | null {
    if (layers === null || !context || rows < 1) return null;
    const key = [layers, rows, ratio, theme, axis, current.highlight];
    if (drawn?.key.every((part, i) => part === key[i])) return drawn.bitmap;
    const { grid, edges, partial } = layers;
    canvas.width = grid.columns;
    canvas.height = rows;
    const image = context.createImageData(grid.columns, rows);
    const raster = rasterOf(image);
    const columns = allColumns(raster);
    const origin = originOf(grid);
    clearColumns(raster, theme.panel, columns);
    if (partial) hatchColumns(raster, partial, { colour: theme.border, origin }, columns);
    const scale = { min: axis.domain[0], max: axis.domain[1], height: rows };
    const under = new Float64Array(grid.columns).fill(rowOf(0, scale));
    for (const [index, { colour, id }] of current.series.entries()) {
      const edge = edges[index];
      if (edge === undefined) continue;
      const top = edge.map((value) => rowOf(value, scale));
      const own = theme.series[colour % theme.series.length] ?? theme.text;
      const dim = current.highlight !== null && current.highlight !== id;
      const fill = dim ? mixRgb(own, theme.panel, DIMMED) : own;
      const hatch = Math.min(Math.floor(colour / PALETTE_SIZE), 2);
      fillLayer(raster, { top, bottom: under }, { colour: fill, hatch, origin }, columns);
      for (let i = 0; i < top.length; i++) if (!Number.isNaN(top[i])) under[i] = top[i] ?? 0;
    }
    context.putImageData(image, 0, 0);
    drawn = { key, bitmap: { image: canvas, from: grid.from, to: grid.from + grid.width * grid.columns } };
    return drawn.bitmap;
  }

  /** Middle of a layer at a time, CSS pixels from the top. */
  function middleAt(index: number, time: number): number | null {
    if (layers === null) return null;
    const { grid, edges } = layers;
    const column = Math.min(Math.max(Math.floor((time - grid.from) / grid.width), 0), grid.columns - 1);
    const top = edges[index]?.[column] ?? Number.NaN;
    if (Number.isNaN(top)) return null;
    let under = 0;
    for (let i = index - 1; i >= 0; i--) {
      const edge = edges[i]?.[column] ?? Number.NaN;
      if (Number.isNaN(edge)) continue;
      under = edge;
      break;
    }
    return rowOf((top + under) / 2, { min: axis.domain[0], max: axis.domain[1], height });
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const rows = rowsAt(current.series, time, current.format, () => null);
    const at = pointer === null ? -1 : layerAt(time, pointer);
    // as they lie: the topmost first
    return rows.map((row, index) => (index === at ? { ...row, strong: true } : row)).reverse();
  }

  function layerAt(time: number, pointer: number): number {
    if (layers === null) return -1;
    const { grid, edges } = layers;
    const column = Math.min(Math.max(Math.floor((time - grid.from) / grid.width), 0), grid.columns - 1);
    const value = axis.domain[1] - (pointer / Math.max(height, 1)) * (axis.domain[1] - axis.domain[0]);
    return edges.findIndex((edge) => (edge[column] ?? Number.NaN) >= value);
  }

  function edgeLabels({ to }: TimeRange): readonly EdgeLabel[] {
    if (current.series.length > MAX_LABELS) return [];
    return current.series.flatMap(({ label, colour }, index) => {
      const y = middleAt(index, to);
      return y === null ? [] : [{ text: label, colour: seriesColour(colour), y }];
    });
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.series.find((series) => series.data !== null)?.data ?? null,
    frame: updateFrame,
    redraw,
    readout,
    total: (time) => totalAt(current.series, time, current.format),
    edgeLabels,
    step(time, direction, pixel) {
      const answers = current.series.flatMap(({ data }) => (data ? [data] : []));
      return answers.length > 0 ? stepTime(answers, time, direction, pixel) : time + direction * pixel;
    },
  };
}

/** The same object while the answers are. */
function layersOf(series: readonly ChartSeries[], now: Layers | null): Layers | null {
  const same = now?.series.length === series.length && now.series.every(({ data }, i) => data === series[i]?.data);
  if (same) return now;
  const first = series.find(({ data }) => data !== null)?.data;
  if (!first) return null;
  const none = new Float64Array(first.mean.length).fill(Number.NaN);
  const columns = series.map(({ data, kind }) =>
    data && data.mean.length === first.mean.length ? heldValues(data, kind) : none,
  );
  return {
    series,
    grid: gridOf(first, first.mean.length),
    edges: stackEdges(columns),
    partial: partialColumns(series),
  };
}
