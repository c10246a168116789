import { expect, test } from "vitest";
import { cellGrid, sharedDomain } from "../../../web/chart/multiples.ts";
import { unitFormat } from "../../../web/series/units.ts";
import { columnsAnswer } from "../../support/answers.ts";

const RATE = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "rate");

test("as many cells side by side as fit, no more than there are, higher where there is room", () => {
  expect(cellGrid(560, 0, 16)).toEqual({ columns: 3, width: 181, height: 52 });
  expect(cellGrid(560, 0, 2).columns).toBe(2);
  expect(cellGrid(100, 0, 4)).toEqual({ columns: 1, width: 100, height: 52 });
  expect(cellGrid(560, 600, 6).height).toBe(278);
  expect(cellGrid(0, 0, 4).width).toBe(0);
});

test("one value axis holds what is visible of all", () => {
  const series = [3, 40].map((value, id) => ({
    id: String(id),
    label: "",
    colour: 0,
    kind: "rate" as const,
    data: columnsAnswer({ from: 0, to: 3, values: [[value], [value], [value * 10]] }),
  }));
  expect(sharedDomain(series, { from: 0, to: 1 }, RATE, false)).toEqual([0, 60]);
  expect(sharedDomain(series, { from: 0, to: 3 }, RATE, false)).toEqual([0, 600]);
  expect(sharedDomain(series, { from: 0, to: 3 }, RATE, true)).toEqual([2, 500]);
});
