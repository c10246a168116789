// How small charts share a place and a value axis. Pure.

import type { UnitFormat } from "../series/units.ts";
import { type Domain, niceAxis, visibleDomain } from "./domain.ts";
import { logDomain, positiveDomain } from "./log-axis.ts";
import type { ChartSeries } from "./props.ts";
import type { TimeRange } from "./view-store.ts";

/** CSS pixels. */
export const CELL_GAP = 8;
const CELL_WIDTH = 168;
const CELL_HEIGHT = 52;
/** Name and value over a cell's plot, CSS pixels. */
export const CELL_HEAD = 18;
/** Ticks that a cell's axis would have: they say how round its end is. */
const TICKS = 4;

export interface CellGrid {
  readonly columns: number;
  /** Of a cell's plot, CSS pixels; 0 until there is a place. */
  readonly width: number;
  readonly height: number;
}

/** As many cells side by side as fit; higher than usual where `height`, CSS pixels for all of them, leaves room. */
export function cellGrid(width: number, height: number, cells: number): CellGrid {
  if (width <= 0 || cells === 0) return { columns: 1, width: 0, height: CELL_HEIGHT };
  const fitting = Math.max(1, Math.floor((width + CELL_GAP) / (CELL_WIDTH + CELL_GAP)));
  const columns = Math.min(fitting, cells);
  const rows = Math.ceil(cells / columns);
  const each = Math.floor((width - CELL_GAP * (columns - 1)) / columns);
  const high = Math.floor((height - CELL_GAP * (rows - 1)) / rows) - CELL_HEAD;
  return { columns, width: each, height: Math.max(CELL_HEIGHT, high) };
}

/** One value axis for all: round ends around what is visible of any. */
export function sharedDomain(
  series: readonly ChartSeries[],
  range: TimeRange,
  format: UnitFormat,
  log: boolean,
): Domain {
  if (log) return logDomain(positiveDomain(series, range));
  return niceAxis(format, visibleDomain(series, range), TICKS).domain;
}
