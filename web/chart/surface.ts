// The canvas of one chart and what moves over it, outside React. A painter fills a bitmap for a stretch of time; while
// the view moves, the bitmap is moved with it.

import { forget, type Painted, requestPaint, requestRefresh } from "./frame-loop.ts";
import type { PlotArea } from "./layout.ts";
import { watchOnScreen } from "./on-screen.ts";
import { currentTheme, onThemeChange, type Theme } from "./theme.ts";
import type { VectorMark } from "./vector.ts";
import { type ChartView, coversRange, nearestRange, type TimeRange } from "./view-store.ts";

/** An image of a stretch of time, the full height of the plot. */
export interface Bitmap {
  readonly image: CanvasImageSource & { readonly width: number; readonly height: number };
  readonly from: number;
  readonly to: number;
}

/** What a chart says about a moment. */
export interface ReadoutRow {
  readonly id: string;
  readonly label: string;
  /** CSS colour. */
  readonly colour: string;
  readonly text: string;
  /** Where the dot goes: CSS pixels from the plot's top and seconds; null without one. */
  readonly dot: { readonly time: number; readonly y: number } | null;
  /** Where there are more rows than a tip holds, those with the largest number are told; NaN or absent come last. */
  readonly value?: number;
  /** What the pointer is at. */
  readonly strong?: boolean;
}

/** A text at the right of the plot, CSS pixels from its top. */
export interface EdgeLabel {
  readonly text: string;
  /** CSS colour. */
  readonly colour: string;
  readonly y: number;
}

/** What a kind of chart draws. */
export interface Painter {
  /** Draws what it has; null when there is nothing yet. `columns` and `rows` are device pixels. */
  redraw(
    size: { readonly columns: number; readonly rows: number; readonly ratio: number },
    theme: Theme,
  ): Bitmap | null;
  /** The time that its data are of; null without data. */
  stretch(): TimeRange | null;
  /**
   * Before each redraw: what was set last is what is drawn from now on, and the axes show it at once, in the frame of the
   * redraw.
   */
  frame(area: PlotArea, range: TimeRange): void;
  /** One row per series about a moment, in their order; `pointer` as in Surface. */
  readout(time: number, pointer: number | null): readonly ReadoutRow[];
  /** What all rows come to, where their sum means something: "5.2 k/s"; null when nothing is known. */
  total?(time: number): string | null;
  /** The marks as outlines, where they are few enough; absent: only an image shows them. */
  vector?(range: TimeRange, area: PlotArea): readonly VectorMark[];
  /** What stands at the right end of the plot. */
  edgeLabels(range: TimeRange): readonly EdgeLabel[];
  /** Time of the next sample in a direction; the next pixel where samples are denser. */
  step(time: number, direction: -1 | 1, pixel: number): number;
}

/** The canvas, its place and the mapping of time to pixels. */
export interface Surface {
  readonly view: ChartView;
  readonly painter: Painter;
  readonly area: PlotArea;
  /** The time on the canvas and the axes: the view's, or one near it while data for that are on their way. */
  readonly range: TimeRange;
  /** `measures`: its width is that of the charts for which the page asks; not so for a small one beside others. */
  attach(canvas: HTMLCanvasElement, area: PlotArea, root: HTMLElement, measures?: boolean): () => void;
  /** Where the pointer is, CSS pixels from the plot's top; null when it is elsewhere. */
  point(y: number | null): void;
  readonly pointer: number | null;
  /** New data, size or theme: draw anew. */
  refresh(): void;
  /** CSS pixels from the plot's left edge. */
  xOf(time: number): number;
  timeAt(x: number): number;
  /** Calls back after each paint, for ticks and overlays that follow the view; `moved`: more than the cursor changed. */
  onPaint(listener: (moved: boolean) => void): () => void;
}

const NO_AREA: PlotArea = { x: 0, y: 0, width: 0, height: 0 };
/** Device pixels per CSS pixel beyond which more sharpness is not worth its time. */
const MAX_RATIO = 2;

/** A surface without a canvas yet. */
export function createSurface(view: ChartView, painter: Painter): Surface {
  const listeners = new Set<(moved: boolean) => void>();
  let canvas: HTMLCanvasElement | null = null;
  let area = NO_AREA;
  let bitmap: Bitmap | null = null;
  let visible = false;
  let pointer: number | null = null;
  /** What the canvas shows: a moved crosshair alone needs no new image. */
  let painted: { bitmap: Bitmap | null; range: TimeRange | null; area: PlotArea } = { bitmap, range: null, area };
  let shown: TimeRange | null = null;

  const chart: Painted = { isVisible: () => visible && canvas !== null, paint, refresh };

  /** What to show of the view where a stretch is drawn. A zoom and a selection are direct: gaps fill up behind them. */
  function rangeIn(drawn: TimeRange | null): TimeRange {
    const { range, gesture } = view.get();
    return drawn === null || gesture === "zoom" || gesture === "select" ? range : nearestRange(range, drawn, shown);
  }

  function showRange(): TimeRange {
    const next = rangeIn(bitmap);
    if (shown === null || next.from !== shown.from || next.to !== shown.to) shown = next;
    return shown;
  }

  function refresh(): void {
    if (area.width <= 0 || area.height <= 0) return;
    painter.frame(area, rangeIn(painter.stretch()));
    const ratio = pixelRatio();
    const size = { columns: Math.round(area.width * ratio), rows: Math.round(area.height * ratio), ratio };
    bitmap = painter.redraw(size, currentTheme());
  }

  function paint(): void {
    const range = showRange();
    const moved = painted.bitmap !== bitmap || painted.range !== range || painted.area !== area;
    const context = moved ? canvas?.getContext("2d") : null;
    if (canvas && context) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (bitmap) moveBitmap(context, bitmap, range, view.get().gesture === "none");
    }
    painted = { bitmap, range, area };
    for (const listener of [...listeners]) listener(moved);
  }

  function attach(element: HTMLCanvasElement, place: PlotArea, root: HTMLElement, measures = true): () => void {
    canvas = element;
    area = place;
    surfaces.set(root, surface);
    const ratio = pixelRatio();
    canvas.width = Math.round(place.width * ratio);
    canvas.height = Math.round(place.height * ratio);
    if (measures) view.set({ pixels: canvas.width });
    const unseen = watchOnScreen(root, "0px", (shown) => {
      visible = shown;
      if (visible) requestPaint(chart);
    });
    const drawing: Drawing = { stretch: () => (visible && canvas !== null ? bitmap : null) };
    drawings(view).add(drawing);
    let last = view.get();
    const unsubscribe = view.subscribe(() => {
      const next = view.get();
      // other ticks, another scale? The painter finds out in its turn
      if (next.range !== last.range || next.gesture !== last.gesture || next.labels !== last.labels) surface.refresh();
      last = next;
      requestPaint(chart);
    });
    const unwatch = onThemeChange(surface.refresh);
    surface.refresh();
    return () => {
      unseen();
      unsubscribe();
      unwatch();
      forget(chart);
      drawings(view).delete(drawing);
      canvas = null;
    };
  }

  const surface: Surface = {
    view,
    painter,
    get area() {
      return area;
    },
    get range() {
      return showRange();
    },
    get pointer() {
      return pointer;
    },
    point(y) {
      if (pointer === y) return;
      pointer = y;
      requestPaint(chart);
    },
    attach,
    refresh: () => requestRefresh(chart),
    xOf(time) {
      const { from, to } = showRange();
      return ((time - from) / (to - from)) * area.width;
    },
    timeAt(x) {
      const { from, to } = showRange();
      return from + (x / Math.max(area.width, 1)) * (to - from);
    },
    onPaint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return surface;
}

const surfaces = new WeakMap<HTMLElement, Surface>();

/** The surface of a chart's root element, once it has a canvas. */
export function surfaceOf(root: HTMLElement): Surface | null {
  return surfaces.get(root) ?? null;
}

interface Drawing {
  stretch(): TimeRange | null;
}

const drawingsOf = new WeakMap<ChartView, Set<Drawing>>();

function drawings(view: ChartView): Set<Drawing> {
  const known = drawingsOf.get(view) ?? new Set();
  drawingsOf.set(view, known);
  return known;
}

/** Up to when all charts of a view that are on the screen are drawn, seconds; Infinity when none waits for data. */
export function drawnUntil(view: ChartView): number {
  const { range } = view.get();
  let until = Number.POSITIVE_INFINITY;
  for (const drawing of drawings(view)) {
    const stretch = drawing.stretch();
    if (stretch) until = Math.min(until, coversRange(stretch, { ...range, to: range.from }) ? stretch.to : range.from);
  }
  return until;
}

/** Whole device pixels per CSS pixel step, at most 2. */
export function pixelRatio(): number {
  return Math.min(window.devicePixelRatio || 1, MAX_RATIO);
}

function moveBitmap(context: CanvasRenderingContext2D, bitmap: Bitmap, range: TimeRange, still: boolean): void {
  const { width, height } = context.canvas;
  const scale = width / (range.to - range.from);
  const x = (bitmap.from - range.from) * scale;
  const drawn = (bitmap.to - bitmap.from) * scale;
  // the same zoom: whole pixels, so that nothing blurs while panning
  const same = Math.abs(drawn - bitmap.image.width) < 0.5;
  // at rest a chart narrower than its data must not lose columns; in a gesture smoothing costs too much
  context.imageSmoothingEnabled = still && drawn < bitmap.image.width;
  if (same) context.drawImage(bitmap.image, Math.round(x), 0);
  else context.drawImage(bitmap.image, x, 0, drawn, height);
}
