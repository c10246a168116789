// Answers of one stretch of time laid onto another, so that two of them can be drawn over the same axis. Pure.

import type { HistogramAnswer, WindowAnswer } from "./model.ts";

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Moves a window by some seconds and empties what is then outside `within`. */
export function placeWindow(answer: WindowAnswer, by: number, within: Stretch): WindowAnswer {
  const from = answer.from + by;
  const to = answer.to + by;
  const outside = outsideOf({ from, to }, answer.count.length, within);
  const cut = (column: Float64Array<ArrayBuffer>) => column.map((value, i) => (outside(i) ? Number.NaN : value));
  const keep = answer.points?.time.map((time) => (inside(time + by, within) ? 1 : 0));
  const kept = <T extends Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(list: T) =>
    list.filter((_, i) => keep?.[i] === 1) as T;
  return {
    ...answer,
    from,
    to,
    min: cut(answer.min),
    max: cut(answer.max),
    first: cut(answer.first),
    last: cut(answer.last),
    mean: cut(answer.mean),
    weight: answer.weight.map((weight, i) => (outside(i) ? 0 : weight)),
    count: answer.count.map((count, i) => (outside(i) ? 0 : count)),
    marks: answer.marks.map((mark, i) => (outside(i) ? 0 : mark)),
    before: from < within.from ? Number.NaN : answer.before,
    points: answer.points && {
      time: kept(answer.points.time).map((time) => time + by),
      value: kept(answer.points.value),
      weight: kept(answer.points.weight),
      marks: kept(answer.points.marks),
    },
  };
}

/** The same for a histogram; the total is that of the columns that stay. */
export function placeHistogram(answer: HistogramAnswer, by: number, within: Stretch): HistogramAnswer {
  const from = answer.from + by;
  const to = answer.to + by;
  const outside = outsideOf({ from, to }, answer.marks.length, within);
  const { buckets } = answer;
  const counts = answer.counts.map((count, i) => (outside(Math.floor(i / buckets)) ? 0 : count));
  const sums = new Float64Array(buckets);
  // a plain loop without a bigint for each: every source of a side has thousands of cells
  for (let i = 0; i < counts.length; i++) sums[i % buckets] = (sums[i % buckets] ?? 0) + (counts[i] ?? 0);
  const total = BigUint64Array.from(sums, BigInt);
  return { ...answer, from, to, counts, total, marks: answer.marks.map((mark, i) => (outside(i) ? 0 : mark)) };
}

/** Whether the middle of a column is outside. */
function outsideOf({ from, to }: Stretch, columns: number, within: Stretch): (column: number) => boolean {
  const width = (to - from) / Math.max(columns, 1);
  return (column) => !inside(from + (column + 0.5) * width, within);
}

function inside(time: number, { from, to }: Stretch): boolean {
  const dust = (to - from) * 1e-9;
  return time >= from - dust && time <= to + dust;
}
