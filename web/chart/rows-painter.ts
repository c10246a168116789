// What a RowsChart draws and says, outside React.

import type { UnitFormat } from "../series/units.ts";
import { cividisTable } from "./colors.ts";
import type { Domain } from "./domain.ts";
import { type ChartFrame, timeAxisFor } from "./frame.ts";
import { heldValues, meanIn } from "./held.ts";
import { type PlotArea, ROW_LABEL } from "./layout.ts";
import { logDomain, positiveDomain } from "./log-axis.ts";
import type { ChartSeries } from "./props.ts";
import { allColumns, clearColumns } from "./raster.ts";
import { stepTime } from "./readout.ts";
import { rowsAt, totalAt } from "./readout-rows.ts";
import { type ColourScale, colourDomain, drawRows } from "./rows-raster.ts";
import { gridOf } from "./spans.ts";
import type { Bitmap, EdgeLabel, Painter, ReadoutRow } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

export interface RowsContent {
  /** From the top down. */
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly log: boolean;
  readonly summable: boolean;
}

export interface RowsPainter extends Painter {
  set(content: RowsContent): void;
}

/** A painter; `onFrame` hears of new axes, `onScale` of what the colours mean. */
export function createRowsPainter(
  view: ChartView,
  content: RowsContent,
  onFrame: (frame: ChartFrame) => void,
  onScale: (scale: ColourScale) => void,
): RowsPainter {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  /** What was set last, and what of it is drawn. */
  let latest = content;
  let current = content;
  let height = 0;
  let frame: ChartFrame | null = null;
  let framed: { readonly labels: string; readonly height: number } | null = null;
  /** Whether the scale is of data, and goes by powers. */
  let scaled: boolean | null = null;
  let scale: ColourScale = { domain: [0, 1], log: false };
  let drawn: { readonly key: readonly unknown[]; readonly bitmap: Bitmap } | null = null;

  function updateFrame(area: PlotArea, shown: TimeRange): void {
    current = latest;
    height = area.height;
    updateScale(shown);
    const time = timeAxisFor({ ...view.get(), range: shown }, area.width, frame?.time ?? null);
    const labels = current.series.map(({ label }) => label).join("\n");
    if (frame && framed?.labels === labels && framed.height === height && time === frame.time) return;
    framed = { labels, height };
    frame = { time, value: rowAxis() };
    onFrame(frame);
  }

  /** Names at the left, as many as there is room for. */
  function rowAxis(): ChartFrame["value"] {
    const count = current.series.length;
    const every = Math.max(1, Math.ceil((ROW_LABEL * count) / Math.max(height, 1)));
    const numbers = [...current.series.keys()].filter((index) => index % every === 0);
    const ticks = numbers.map((index) => count - index - 0.5);
    return {
      domain: [0, Math.max(count, 1)],
      ticks,
      label: (tick) => current.series[count - tick - 0.5]?.label ?? "",
    };
  }

  /** What the colours mean. In a gesture they stay: a colour must not change under the pointer. */
  function updateScale(shown: TimeRange): void {
    const known = current.series.some(({ data }) => data !== null);
    if (!known && scaled === null) return;
    if (scaled === current.log && known && view.get().gesture !== "none") return;
    const domain = current.log ? logDomain(positiveDomain(current.series, shown)) : linear(shown);
    const first = scaled === null;
    if (known) scaled = current.log;
    if (!first && scale.log === current.log && domain[0] === scale.domain[0] && domain[1] === scale.domain[1]) return;
    scale = { domain, log: current.log };
    onScale(scale);
  }

  /** A few high points must not make all else one colour: the scale ends where nearly all values are. */
  function linear({ from, to }: TimeRange): Domain {
    const values = current.series.flatMap(({ kind, data }) => {
      if (!data) return [];
      const grid = gridOf(data, data.mean.length);
      const first = Math.max(0, Math.floor((from - grid.from) / grid.width));
      const end = Math.min(grid.columns, Math.ceil((to - grid.from) / grid.width));
      return [heldValues(data, kind).subarray(first, end)];
    });
    return colourDomain(values, current.series[0]?.kind === "rate");
  }

  function redraw({ rows, ratio }: { readonly rows: number; readonly ratio: number }, theme: Theme): Bitmap | null {
    const data = current.series.find((series) => series.data !== null)?.data;
    if (!data || !context || rows < 1) return null;
    const key = [rows, ratio, theme, scale, ...current.series.map((series) => series.data)];
    if (drawn && drawn.key.length === key.length && drawn.key.every((part, i) => part === key[i])) return drawn.bitmap;
    const grid = gridOf(data, data.mean.length);
    canvas.width = grid.columns;
    canvas.height = rows;
    const image = context.createImageData(grid.columns, rows);
    const raster = rasterOf(image);
    clearColumns(raster, theme.panel, allColumns(raster));
    const none = new Float64Array(grid.columns).fill(Number.NaN);
    const columns = current.series.map((series) =>
      series.data?.mean.length === grid.columns ? heldValues(series.data, series.kind) : none,
    );
    const space = rows / columns.length >= 5 * ratio ? Math.round(ratio) : 0;
    drawRows(raster, columns, { scale, table: cividisTable(theme.heatRises), unknown: theme.border, space });
    context.putImageData(image, 0, 0);
    drawn = { key, bitmap: { image: canvas, from: grid.from, to: grid.from + grid.width * grid.columns } };
    return drawn.bitmap;
  }

  function centre(index: number): number {
    return ((index + 0.5) * height) / Math.max(current.series.length, 1);
  }

  function readout(time: number, pointer: number | null): readonly ReadoutRow[] {
    const count = current.series.length;
    const at = pointer === null ? -1 : Math.min(count - 1, Math.floor((pointer / Math.max(height, 1)) * count));
    const rows = rowsAt(current.series, time, current.format, (series) =>
      series === current.series[at] ? centre(at) : null,
    );
    return rows.map((row, index) => ({ ...row, colour: "var(--muted)", strong: index === at }));
  }

  return {
    set: (next) => {
      latest = next;
    },
    stretch: () => latest.series.find((series) => series.data !== null)?.data ?? null,
    frame: updateFrame,
    redraw,
    readout,
    total: (time) => (current.summable ? totalAt(current.series, time, current.format) : null),
    edgeLabels(range): readonly EdgeLabel[] {
      if (height / Math.max(current.series.length, 1) < ROW_LABEL) return [];
      return current.series.flatMap(({ data, kind }, index) => {
        const mean = data ? meanIn(data, kind, range) : Number.NaN;
        const text = current.format.format(mean);
        return [{ text, colour: "transparent", y: centre(index) }];
      });
    },
    step(time, direction, pixel) {
      const answers = current.series.flatMap(({ data }) => (data ? [data] : []));
      return answers.length > 0 ? stepTime(answers, time, direction, pixel) : time + direction * pixel;
    },
  };
}
