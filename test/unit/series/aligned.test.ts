import { expect, test } from "vitest";
import { placeHistogram, placeWindow } from "../../../web/series/aligned.ts";
import type { HistogramAnswer } from "../../../web/series/model.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

test("samples move and those outside are taken out", () => {
  const answer = pointsAnswer({ from: 10, to: 14, time: [10, 11, 12, 13], value: [1, 2, 3, 4], before: 9 });
  const placed = placeWindow(answer, -10, { from: 1, to: 2 });
  expect(placed).toMatchObject({ from: 0, to: 4 });
  expect([...(placed.points?.time ?? [])]).toEqual([1, 2]);
  expect([...(placed.points?.value ?? [])]).toEqual([2, 3]);
  // the value before the view is outside as well
  expect(placed.before).toBeNaN();
});

test("columns are emptied when their middle is outside", () => {
  const placed = placeWindow(columnsAnswer({ from: 0, to: 3, values: [[1, 2], [3], [4, 6]] }), 100, {
    from: 101,
    to: 103,
  });
  expect([...placed.mean]).toEqual([Number.NaN, 3, 5]);
  expect([...placed.count]).toEqual([0, 1, 2]);
});

test("a histogram's total is that of the columns that stay", () => {
  const answer: HistogramAnswer = {
    kind: "histogram",
    from: 0,
    to: 2,
    buckets: 2,
    counts: Float64Array.of(1, 2, 3, 4),
    marks: Uint8Array.of(1, 2),
    total: BigUint64Array.of(4n, 6n),
  };
  const placed = placeHistogram(answer, 5, { from: 6, to: 7 });
  expect([...placed.counts]).toEqual([0, 0, 3, 4]);
  expect([...placed.total]).toEqual([3n, 4n]);
  expect([...placed.marks]).toEqual([0, 2]);
});
