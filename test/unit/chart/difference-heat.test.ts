import { expect, test } from "vitest";
import { differenceBlocks, divergingColour } from "../../../web/chart/difference-heat.ts";
import type { HistogramAnswer } from "../../../web/series/model.ts";

/** Two columns of three buckets. */
function answer(columns: readonly (readonly number[])[]): HistogramAnswer {
  const buckets = columns[0]?.length ?? 0;
  return {
    kind: "histogram",
    from: 0,
    to: columns.length,
    buckets,
    counts: Float64Array.from(columns.flat()),
    marks: new Uint8Array(columns.length),
    total: BigUint64Array.from({ length: buckets }, (_, i) =>
      BigInt(columns.reduce((sum, each) => sum + (each[i] ?? 0), 0)),
    ),
  };
}

test("shares of each column are subtracted, not counts", () => {
  const a = answer([[5_000, 5_000, 0]]);
  const b = answer([[250, 250, 500]]);
  const { cells, sure, most, has } = differenceBlocks(a, b, 0, 1);
  expect([...cells]).toEqual([-0.25, -0.25, 0.5]);
  // by hand: F = 5250/11000 below, 2 sqrt(F (1 - F) (1/10000 + 1/1000))
  const share = 5_250 / 11_000;
  expect(sure[0]).toBeCloseTo(-(0.25 - 2 * Math.sqrt(share * (1 - share) * (1e-4 + 1e-3))), 12);
  expect(most).toBe(sure[2]);
  expect(has).toEqual(["both"]);
});

test("what one sample tells is chance: no colour", () => {
  const { cells, sure, most } = differenceBlocks(answer([[1, 0, 0]]), answer([[0, 0, 1]]), 0, 1);
  expect([cells[0], cells[2]]).toEqual([-1, 1]);
  expect([sure[0], sure[2]]).toEqual([0, 0]);
  expect(most).toBe(0.05);
});

test("a cell without samples, a column of one side and one of neither are told apart", () => {
  const a = answer([
    [1, 1, 0],
    [1, 0, 0],
    [0, 0, 0],
  ]);
  const b = answer([
    [1, 1, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const { cells, has } = differenceBlocks(a, b, 0, 1);
  expect([...cells.slice(0, 3)]).toEqual([0, 0, Number.NaN]);
  expect(has).toEqual(["both", "a", "none"]);
  expect(cells.slice(3).every(Number.isNaN)).toBe(true);
});

test("blue, grey, orange: the ends are the sides' colours, the middle is neither", () => {
  const colours = { a: [0, 0, 255], middle: [128, 128, 128], b: [255, 128, 0] } as const;
  expect(divergingColour(-1, colours)).toEqual([0, 0, 255]);
  expect(divergingColour(0, colours)).toEqual([128, 128, 128]);
  expect(divergingColour(2, colours)).toEqual([255, 128, 0]);
  expect(divergingColour(0.1, colours)[0]).toBeGreaterThan(150);
});
