// A line of a table row: 110 x 18 CSS pixels, no axes.

import { type ReactElement, useEffect, useRef } from "react";
import type { WindowAnswer } from "../series/model.ts";
import type { Rgb } from "./colors.ts";
import { visibleDomain } from "./domain.ts";
import type { SeriesKind, SparklineProps } from "./props.ts";
import { allColumns, clearColumns, fillLine } from "./raster.ts";
import { type Grid, lineSpans } from "./spans.ts";
import { pixelRatio } from "./surface.ts";
import { currentTheme, onThemeChange } from "./theme.ts";
import { rasterOf } from "./time-bitmap.ts";

const WIDTH = 110;
const HEIGHT = 18;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
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
  const domain = visibleDomain([{ kind, data: asDrawn(data, kind) }], range);
  const image = context.createImageData(canvas.width, canvas.height);
  const raster = rasterOf(image);
  const theme = currentTheme();
  const scale = { min: domain[0], max: domain[1], height: canvas.height - 2 * MARGIN * ratio };
  const spans = lineSpans(data, kind, grid, scale);
  for (const edge of [spans.top, spans.bottom])
    for (let i = 0; i < edge.length; i++) edge[i] = (edge[i] ?? 0) + MARGIN * ratio;
  const rgb = theme.series[colour % theme.series.length] ?? theme.text;
  // white on black first: how much of a pixel the line covers is its opacity on whatever ground the row has
  clearColumns(raster, BLACK, allColumns(raster));
  fillLine(raster, spans, { colour: WHITE, grow: 0.6 * ratio, dash: [], origin: 0 }, allColumns(raster));
  for (let at = 0; at < image.data.length; at += 4) image.data.set([...rgb, image.data[at] ?? 0], at);
  context.putImageData(image, 0, 0);
}

/** Only the means of columns are drawn: their largest samples would press the line flat. */
function asDrawn(data: WindowAnswer, kind: SeriesKind): WindowAnswer {
  return data.points || kind !== "rate" ? data : { ...data, min: data.mean, max: data.mean };
}
