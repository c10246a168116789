import { describe, expect, it } from "vitest";
import { MARK_GAP } from "../../../../assembly/layout.ts";
import type { HistogramAnswer, WindowAnswer } from "../../../../web/series/model.ts";
import { histogramRows, rowsView, windowRows } from "../../../../web/ui/charts/data-rows.ts";

const none = Number.NaN;
const COUNTS = { name: "count/s" };

interface Columns {
  readonly mean: readonly number[];
  readonly min?: readonly number[];
  readonly max?: readonly number[];
  readonly times?: readonly number[];
  readonly values?: readonly number[];
  readonly marks?: readonly number[];
}

function windowOf({
  mean,
  min = mean,
  max = mean,
  times,
  values = mean,
  marks = mean.map(() => 0),
}: Columns): WindowAnswer {
  return {
    kind: "window",
    from: 0,
    to: mean.length,
    min: Float64Array.from(min),
    max: Float64Array.from(max),
    first: Float64Array.from(mean),
    last: Float64Array.from(mean),
    mean: Float64Array.from(mean),
    weight: Float64Array.from(mean, () => 1),
    count: Uint32Array.from(mean, () => 1),
    marks: Uint8Array.from(marks),
    before: none,
    points: times
      ? {
          time: Float64Array.from(times),
          value: Float64Array.from(values),
          weight: Float64Array.from(values, () => 1),
          marks: Uint8Array.from(marks),
        }
      : null,
  };
}

describe("windowRows", () => {
  it("has a row per sample, without those beside the view, where all sources have the same", () => {
    const one = windowOf({ mean: [1, 2], times: [-1, 0.5, 1.5, 2.5], values: [9, 1 / 3, 2, 9], marks: [0, 0, 0, 0] });
    const other = windowOf({
      mean: [1, 2],
      times: [-1, 0.5, 1.5, 2.5],
      values: [9, none, 4, 9],
      marks: [0, MARK_GAP, 0, 0],
    });
    expect(windowRows([one, other], COUNTS)).toEqual([
      { from: 0.5, to: 0.5, cells: ["0.333333333333333", "gap"] },
      { from: 1.5, to: 1.5, cells: ["2", "4"] },
    ]);
  });

  it("has a row per stretch where sources sample at times of their own, with mean and extremes", () => {
    const one = windowOf({ mean: [1.5, none], min: [1, none], max: [2, none], times: [0.1, 0.6] });
    const other = windowOf({ mean: [3, 4], times: [0.2, 1.2] });
    expect(windowRows([one, other], COUNTS)).toEqual([
      { from: 0, to: 1, cells: ["1.5 (1 to 2)", "3"] },
      { from: 1, to: 2, cells: ["–", "4"] },
    ]);
  });

  it("writes shares as percentages", () => {
    expect(windowRows([windowOf({ mean: [0.125] })], { name: "%" })[0]?.cells).toEqual(["12.5"]);
  });
});

it("asks for no more rows than there are samples, and for a hundred at most", () => {
  expect(rowsView({ from: 0, to: 5 }, 0.25).pixels).toBe(20);
  expect(rowsView({ from: 0, to: 500 }, 0.25).pixels).toBe(100);
  expect(rowsView({ from: 0, to: 1 }, 0).pixels).toBe(100);
});

it("says of each stretch of a histogram how many samples it has and what they are at most", () => {
  const answer: HistogramAnswer = {
    kind: "histogram",
    from: 0,
    to: 2,
    buckets: 3,
    counts: Float64Array.from([5, 5, 0, 0, 0, 0]),
    marks: new Uint8Array(2),
    total: BigUint64Array.from([5n, 5n, 0n]),
  };
  const buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 3, bucketSize: 0 } as const;
  expect(histogramRows(answer, buckets)).toEqual([
    { from: 0, to: 1, cells: ["10", "0\u00a0ns", "< 2\u00a0ns", "< 2\u00a0ns"] },
    { from: 1, to: 2, cells: ["0", "–", "–", "–"] },
  ]);
});
