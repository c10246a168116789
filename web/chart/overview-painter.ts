// The picture of the overview strip: a filled shape of one statistic, gaps hatched, resets marked. Drawn once per data.

import { packRgb, type Rgb } from "./colors.ts";
import type { OverviewColumns } from "./overview.ts";
import { pixelRatio } from "./surface.ts";
import { currentTheme } from "./theme.ts";
import type { TimeRange } from "./view-store.ts";

/** Rows left free above the highest column, CSS pixels. */
const HEADROOM = 3;
/** Distance of the lines that hatch a gap, CSS pixels. */
const HATCH = 5;

/** Draws the columns over the extent into the canvas, as large as it is on the page. */
export function drawOverview(canvas: HTMLCanvasElement, data: OverviewColumns | null, extent: TimeRange): void {
  const ratio = pixelRatio();
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context || data === null || width < 1 || height < 1) return;
  const theme = currentTheme();
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = { shape: packRgb(theme.series[0] ?? theme.text), gap: packRgb(theme.muted), reset: theme.danger };
  const columns = data.value.length;
  const place = columns / (data.to - data.from);
  const perPixel = (extent.to - extent.from) / width;
  for (let x = 0; x < width; x++) {
    const first = Math.floor((extent.from + x * perPixel - data.from) * place);
    const end = Math.max(first + 1, Math.ceil((extent.from + (x + 1) * perPixel - data.from) * place));
    const column = highest(data, first, end);
    const rows = Math.round((height - HEADROOM * ratio) * (data.max > 0 ? Math.max(column.value, 0) / data.max : 0));
    // what is there but small, or 0, stands on the ground as a line
    const shown = Number.isNaN(column.value) ? 0 : Math.max(rows, ratio);
    for (let y = height - shown; y < height; y++) pixels[y * width + x] = colours.shape;
    if (column.gap) hatch(pixels, { width, height: height - shown, x, step: HATCH * ratio, colour: colours.gap });
  }
  context.putImageData(image, 0, 0);
  drawResets(context, data, colours.reset, ratio, (time) => (time - extent.from) / perPixel);
}

function highest(data: OverviewColumns, first: number, end: number): { readonly value: number; readonly gap: boolean } {
  let value = Number.NaN;
  let gap = false;
  for (let i = Math.max(first, 0); i < Math.min(end, data.value.length); i++) {
    const here = data.value[i] ?? Number.NaN;
    if (!(value >= here) && !Number.isNaN(here)) value = here;
    gap ||= data.gaps[i] === 1;
  }
  return { value, gap };
}

interface Column {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly step: number;
  readonly colour: number;
}

function hatch(pixels: Uint32Array, { width, height, x, step, colour }: Column): void {
  for (let y = 0; y < height; y++) if ((x + y) % step < 1) pixels[y * width + x] = colour;
}

/** A triangle at the top for each counter that began anew. */
function drawResets(
  context: CanvasRenderingContext2D,
  data: OverviewColumns,
  [red, green, blue]: Rgb,
  ratio: number,
  xOf: (time: number) => number,
): void {
  context.fillStyle = `rgb(${red} ${green} ${blue})`;
  const width = (data.to - data.from) / data.resets.length;
  data.resets.forEach((reset, index) => {
    if (reset === 0) return;
    const x = xOf(data.from + (index + 1) * width);
    context.beginPath();
    context.moveTo(x - 3 * ratio, 0);
    context.lineTo(x + 3 * ratio, 0);
    context.lineTo(x, 5 * ratio);
    context.fill();
  });
}
