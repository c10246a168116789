// A line of a table row: 110 x 18 CSS pixels, no axes.

import { type ReactElement, useEffect, useRef } from "react";
import { visibleDomain } from "./domain.ts";
import type { SparklineProps } from "./props.ts";
import { allColumns, clearColumns, fillLine } from "./raster.ts";
import { type Grid, lineSpans } from "./spans.ts";
import { pixelRatio } from "./surface.ts";
import { currentTheme, onThemeChange } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";

const WIDTH = 110;
const HEIGHT = 18;
/** Rows left free above and below the line, CSS pixels. */
const MARGIN = 1.5;

/** The shape of a series without numbers: those stand beside it. */
export function Sparkline(props: SparklineProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, colour, kind } = props;
  const from = props.range?.from;
  const to = props.range?.to;
  useEffect(() => {
    function draw(): void {
      if (canvas.current) drawSparkline(canvas.current, { data, colour, kind }, from, to);
    }
    draw();
    return onThemeChange(draw);
  }, [data, colour, kind, from, to]);
  return (
    <span className="sparkline" aria-hidden="true">
      <canvas ref={canvas} />
    </span>
  );
}

function drawSparkline(
  canvas: HTMLCanvasElement,
  { data, colour, kind }: SparklineProps,
  start: number | undefined,
  end: number | undefined,
): void {
  const ratio = pixelRatio();
  const context = canvas.getContext("2d");
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  if (!context || !data) return;
  const range = { from: start ?? data.from, to: end ?? data.to };
  const grid: Grid = { from: range.from, width: (range.to - range.from) / canvas.width, columns: canvas.width };
  const domain = visibleDomain([{ kind, data }], range);
  const image = context.createImageData(canvas.width, canvas.height);
  const raster = rasterOf(image);
  const theme = currentTheme();
  clearColumns(raster, theme.panel, allColumns(raster));
  const scale = { min: domain[0], max: domain[1], height: canvas.height - 2 * MARGIN * ratio };
  const spans = lineSpans(data, kind, grid, scale);
  for (const edge of [spans.top, spans.bottom])
    for (let i = 0; i < edge.length; i++) edge[i] = (edge[i] ?? 0) + MARGIN * ratio;
  const rgb = theme.series[colour % theme.series.length] ?? theme.text;
  fillLine(raster, spans, { colour: rgb, grow: 0.6 * ratio, dash: [], origin: 0 }, allColumns(raster));
  context.putImageData(image, 0, 0);
}
