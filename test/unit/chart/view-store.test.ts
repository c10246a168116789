import { describe, expect, it } from "vitest";
import {
  clampRange,
  createChartView,
  orderedRange,
  panRange,
  questionView,
  zoomRange,
} from "../../../web/chart/view-store.ts";

const EXTENT = { from: 0, to: 100 };

describe("createChartView", () => {
  it("tells listeners of changes only", () => {
    const view = createChartView(EXTENT);
    let told = 0;
    const stop = view.subscribe(() => told++);
    view.set({ cursor: 5 });
    view.set({ cursor: 5 });
    view.set({ range: { from: 0, to: 100 } });
    expect(told).toBe(1);
    stop();
    view.set({ cursor: 6 });
    expect(told).toBe(1);
  });

  it("keeps the range inside the extent and no shorter than the least span", () => {
    const view = createChartView(EXTENT);
    view.set({ range: { from: 90, to: 120 } });
    expect(view.get().range).toEqual({ from: 70, to: 100 });
    view.set({ minSpan: 4, range: { from: 10, to: 11 } });
    expect(view.get().range).toEqual({ from: 10, to: 14 });
  });
});

it("clamps to what there is", () => {
  expect(clampRange({ from: -50, to: 500 }, EXTENT)).toEqual(EXTENT);
  expect(clampRange({ from: -5, to: 5 }, EXTENT)).toEqual({ from: 0, to: 10 });
});

it("zooms around a time and pans by a share", () => {
  expect(zoomRange({ from: 0, to: 10 }, 2, 0.5)).toEqual({ from: 1, to: 6 });
  expect(panRange({ from: 0, to: 10 }, 0.5)).toEqual({ from: 5, to: 15 });
  expect(orderedRange(3, 1)).toEqual({ from: 1, to: 3 });
});

describe("questionView", () => {
  it("covers the view and a quarter beyond each end, at one column a pixel", () => {
    const asked = questionView({ from: 10, to: 20 }, 100);
    expect(asked.from).toBeLessThanOrEqual(7.5);
    expect(asked.to).toBeGreaterThanOrEqual(22.5);
    expect((asked.to - asked.from) / asked.pixels).toBeCloseTo(0.1, 12);
  });

  it("stays on the same grid of columns while panning", () => {
    const first = questionView({ from: 10, to: 20 }, 100);
    const second = questionView({ from: 10.7312, to: 20.7312 }, 100);
    const columns = (second.from - first.from) / 0.1;
    expect(Math.abs(columns - Math.round(columns))).toBeLessThan(1e-6);
    expect(second.pixels).toBe(first.pixels);
  });
});

it("shows something where all samples are one moment", () => {
  const { range } = createChartView({ from: 0, to: 0 }).get();
  expect(range.to).toBeGreaterThan(range.from);
  expect(questionView(range, 100).pixels).toBe(151);
});
