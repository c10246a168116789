// One animation frame for all charts: every visible chart that changed is painted (its bitmap moved, its crosshair
// placed); of those with dear work to do (a new bitmap, new axes) as many as fit, at least one, and at most one with new axes:
// recharts takes most of a frame for them.

import { flushSync } from "react-dom";

export interface Painted {
  isVisible(): boolean;
  /** Cheap: moves what is drawn to where the view is now. */
  paint(): void;
  /** Dear: draws anew from data. `paint` follows. */
  refresh(): void;
}

const toPaint = new Set<Painted>();
/** In the order they asked: each gets its turn. */
const toRefresh = new Set<Painted>();
let scheduled = 0;

/** ms of a frame for dear work: the rest is for moving what is drawn. */
const BUDGET = 6;

let commits = 0;

/** Renders the axes of a chart at once, so that they change in the frame of its picture. */
export function commitFrame(render: () => void): void {
  commits++;
  flushSync(render);
}

/** Paints a chart in the next frame. */
export function requestPaint(chart: Painted): void {
  toPaint.add(chart);
  schedule();
}

/** Draws a chart anew in one of the next frames, as soon as it is visible. */
export function requestRefresh(chart: Painted): void {
  toRefresh.add(chart);
  schedule();
}

/** Drops what a chart asked for: it leaves the page. */
export function forget(chart: Painted): void {
  toPaint.delete(chart);
  toRefresh.delete(chart);
}

function schedule(): void {
  if (scheduled === 0) scheduled = requestAnimationFrame(runFrame);
}

function runFrame(): void {
  scheduled = 0;
  const start = performance.now();
  commits = 0;
  for (const chart of [...toRefresh].filter((each) => each.isVisible())) {
    toRefresh.delete(chart);
    chart.refresh();
    toPaint.add(chart);
    if (commits > 0 || performance.now() - start > BUDGET) break;
  }
  for (const chart of toPaint) if (chart.isVisible()) chart.paint();
  toPaint.clear();
  // what is out of sight waits without frames: becoming visible asks again
  if ([...toRefresh].some((chart) => chart.isVisible())) schedule();
}
