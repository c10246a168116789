import { describe, expect, it } from "vitest";
import { parseColour, seriesColour, seriesDash } from "../../../web/chart/colors.ts";
import { awaitsValues, NO_VALUES, timeAxisFor, valueAxis } from "../../../web/chart/frame.ts";
import { spreadLabels } from "../../../web/chart/layout.ts";
import { exposedColumns, wholeShift } from "../../../web/chart/time-bitmap.ts";
import { createChartView } from "../../../web/chart/view-store.ts";
import { unitFormat } from "../../../web/series/units.ts";

describe("timeAxisFor", () => {
  const view = createChartView({ from: 0, to: 1000 });
  view.set({ range: { from: 100, to: 160 } });
  const axis = timeAxisFor(view.get(), 700, null);

  it("has its ticks ready for a pan of half a view", () => {
    view.set({ range: { from: 125, to: 185 } });
    expect(timeAxisFor(view.get(), 700, axis)).toBe(axis);
    view.set({ range: { from: 140, to: 200 } });
    expect(timeAxisFor(view.get(), 700, axis)).not.toBe(axis);
  });

  it("keeps wide steps while zooming in and takes narrow ones when the gesture ends", () => {
    view.set({ range: { from: 120, to: 145 }, gesture: "zoom" });
    expect(timeAxisFor(view.get(), 700, axis)).toBe(axis);
    view.set({ gesture: "none" });
    expect(timeAxisFor(view.get(), 700, axis).step).toBeLessThan(axis.step);
  });
});

it("puts the unit to the topmost tick", () => {
  const scale = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "rate").axis(0, 8000, 4);
  const axis = valueAxis([0, 8000], scale);
  expect(axis.ticks.map(axis.label)).toEqual(["0", "2", "4", "6", "8\u00a0k/s"]);
});

it("moves labels apart inside the plot", () => {
  expect(spreadLabels([50, 51, 52], 13, 200)).toEqual([50, 63, 76]);
  expect(spreadLabels([199, 200, 10], 13, 200)).toEqual([187, 200, 10]);
  expect(spreadLabels([], 13, 200)).toEqual([]);
});

it("finds whole columns between two grids", () => {
  const grid = { from: 10, width: 0.1, columns: 100 };
  expect(wholeShift(grid, { ...grid, from: 10.7 })).toBe(7);
  expect(wholeShift(grid, { ...grid, from: 9 })).toBe(-10);
  expect(wholeShift(grid, { ...grid, from: 10.75 })).toBeNull();
  expect(wholeShift(grid, { ...grid, width: 0.11 })).toBeNull();
  expect(wholeShift(grid, { ...grid, from: 30 })).toBeNull();
  expect(exposedColumns(7, 100)).toEqual({ from: 91, to: 100 });
  expect(exposedColumns(-10, 100)).toEqual({ from: 0, to: 12 });
});

it("reads colours as style sheets and minifiers write them", () => {
  expect(parseColour(" #2b47dd")).toEqual([43, 71, 221]);
  expect(parseColour("#fff")).toEqual([255, 255, 255]);
  expect(parseColour("rgb(1, 2, 3)")).toEqual([1, 2, 3]);
  expect(parseColour("red")).toEqual([0, 0, 0]);
});

it("repeats the palette with dashes, never colour alone", () => {
  expect(seriesColour(9)).toBe("var(--series-2)");
  expect([0, 8, 16, 99].map(seriesDash)).toEqual([[], [6, 3], [2, 2], [2, 2]]);
});

it("has no values until the first answer, and keeps its axis from then on", () => {
  const none = [{ data: null }, { data: null }];
  const some = [{ data: null }, { data: {} }];
  const axis = valueAxis([0, 2], { ticks: [0, 1, 2], unit: "/s", label: String });
  expect(NO_VALUES.ticks).toEqual([]);
  expect([null, NO_VALUES, axis].map((now) => awaitsValues(none, now))).toEqual([true, true, false]);
  expect([null, NO_VALUES, axis].map((now) => awaitsValues(some, now))).toEqual([false, false, false]);
});
