// A boolean over time: how much of each column it was on. Pure.

import { MARK_ABSENT, MARK_FIRST, MARK_GAP } from "../../assembly/layout.ts";
import type { WindowAnswer } from "../series/model.ts";
import { firstAtOrAfter } from "./readout.ts";
import { type Grid, gridOf } from "./spans.ts";
import type { TimeRange } from "./view-store.ts";

const UNKNOWN = MARK_FIRST | MARK_GAP | MARK_ABSENT;

/** Share of each column in which the value was not 0; NaN where it is not known. A state holds until the next sample. */
export function coverage(answer: WindowAnswer, grid: Grid): Float32Array {
  const share = new Float32Array(grid.columns).fill(Number.NaN);
  if (answer.points) holdPoints(answer, grid, share);
  else holdColumns(answer, grid, share);
  return share;
}

function holdPoints(answer: WindowAnswer, grid: Grid, share: Float32Array): void {
  const { time, value, marks } = answer.points ?? { time: [], value: [], marks: [] };
  let from = (answer.from - grid.from) / grid.width;
  let state = answer.before;
  for (let i = 0; i < time.length; i++) {
    const to = ((time[i] ?? 0) - grid.from) / grid.width;
    if (((marks[i] ?? 0) & UNKNOWN) === 0) addState(share, from, to, state);
    state = value[i] ?? Number.NaN;
    from = to;
  }
  // the last sample itself, one column
  addState(share, from, from + 1, state);
}

function addState(share: Float32Array, from: number, to: number, state: number): void {
  if (Number.isNaN(state) || to <= from) return;
  const last = Math.min(share.length - 1, Math.ceil(to) - 1);
  for (let column = Math.max(0, Math.floor(from)); column <= last; column++) {
    const part = Math.min(to, column + 1) - Math.max(from, column);
    const now = share[column] ?? Number.NaN;
    share[column] = (Number.isNaN(now) ? 0 : now) + (state !== 0 ? part : 0);
  }
}

function holdColumns(answer: WindowAnswer, grid: Grid, share: Float32Array): void {
  const own = gridOf(answer, answer.count.length);
  let state = answer.before;
  let until = 0;
  for (let index = 0; index < own.columns; index++) {
    const count = answer.count[index] ?? 0;
    if (((answer.marks[index] ?? 0) & UNKNOWN) !== 0) state = Number.NaN;
    const column = Math.floor((own.from + (index + 0.5) * own.width - grid.from) / grid.width);
    if (column >= 0 && column < share.length && count > 0) {
      // the state before holds over the empty columns up to here: what follows the last sample is not known
      if (!Number.isNaN(state)) share.fill(state !== 0 ? 1 : 0, Math.max(until, 0), column);
      share[column] = Math.min(Math.max(answer.mean[index] ?? Number.NaN, 0), 1);
    }
    if (count > 0) {
      state = answer.last[index] ?? Number.NaN;
      until = column + 1;
    }
  }
}

/** Share of the visible samples in which the value was not 0; NaN without samples. */
export function dutyCycle(answer: WindowAnswer, range: TimeRange): number {
  let samples = 0;
  let on = 0;
  if (answer.points) {
    const { time, value } = answer.points;
    for (let i = firstAtOrAfter(time, range.from); i < time.length && (time[i] ?? 0) <= range.to; i++) {
      const state = value[i] ?? Number.NaN;
      if (Number.isNaN(state)) continue;
      samples++;
      if (state !== 0) on++;
    }
    return on / samples;
  }
  const grid = gridOf(answer, answer.count.length);
  const first = Math.max(0, Math.floor((range.from - grid.from) / grid.width));
  const end = Math.min(grid.columns, Math.ceil((range.to - grid.from) / grid.width));
  for (let i = first; i < end; i++) {
    const count = answer.count[i] ?? 0;
    samples += count;
    if (count > 0) on += count * Math.min(Math.max(answer.mean[i] ?? 0, 0), 1);
  }
  return on / samples;
}
