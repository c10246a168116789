// A histogram as one line: how many samples it got. Pure.

import type { HistogramAnswer, WindowAnswer } from "../series/model.ts";
import { joinBlocks } from "./heat.ts";

const NO_VALUES = new Float64Array(0);

/** Samples per column, in blocks of columns that each hold a dump; `period` in seconds. Only points: nothing else is drawn. */
export function samplesTrend(answer: HistogramAnswer, period: number): WindowAnswer {
  const { grid, of, blocks, counts } = joinBlocks(answer, period, 1);
  const columns = new Uint32Array(blocks);
  const middle = new Float64Array(blocks);
  for (let column = 0; column < grid.columns; column++) {
    const block = of(column);
    columns[block] = (columns[block] ?? 0) + 1;
    middle[block] = (middle[block] ?? 0) + column + 0.5;
  }
  const { buckets } = answer;
  const samples = (block: number) =>
    counts.subarray(block * buckets, (block + 1) * buckets).reduce((sum, count) => sum + count, 0);
  return {
    kind: "window",
    from: answer.from,
    to: answer.to,
    min: NO_VALUES,
    max: NO_VALUES,
    first: NO_VALUES,
    last: NO_VALUES,
    mean: NO_VALUES,
    weight: NO_VALUES,
    count: new Uint32Array(0),
    marks: new Uint8Array(0),
    before: Number.NaN,
    points: {
      time: middle.map((sum, block) => grid.from + (sum / (columns[block] ?? 1)) * grid.width),
      value: Float64Array.from(columns, (width, block) => samples(block) / width),
      weight: new Float64Array(blocks).fill(1),
      marks: new Uint8Array(blocks),
    },
  };
}
