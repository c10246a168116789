import { describe, expect, it } from "vitest";
import {
  clampRange,
  coversRange,
  createChartView,
  nearestRange,
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

  it("settles with the range, but while it glides only when there is more to see", () => {
    const view = createChartView(EXTENT);
    view.set({ range: { from: 10, to: 20 } });
    expect(view.get().settled).toBe(view.get().range);
    view.set({ range: { from: 11, to: 21 }, gliding: true });
    view.set({ range: { from: 12, to: 22 } });
    expect(view.get().range).toEqual({ from: 12, to: 22 });
    expect(view.get().settled).toEqual({ from: 10, to: 20 });
    view.set({ grown: 1 });
    expect(view.get().settled).toBe(view.get().range);
    view.set({ range: { from: 13, to: 23 } });
    expect(view.get().settled).toEqual({ from: 12, to: 22 });
    view.set({ gliding: false });
    expect(view.get().settled).toEqual({ from: 13, to: 23 });
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

  it("asks the same while enough is left beyond both ends, and further ahead while playing", () => {
    const first = questionView({ from: 10, to: 20 }, 100, { ahead: 1, last: null });
    expect(first.to).toBeGreaterThanOrEqual(30);
    const next = (from: number, ahead = 1) => questionView({ from, to: from + 10 }, 100, { ahead, last: first });
    expect(next(14.9)).toBe(first);
    expect(next(15.2)).not.toBe(first);
    expect(next(8.5)).not.toBe(first);
    expect(questionView({ from: 10, to: 19 }, 100, { ahead: 1, last: first })).not.toBe(first);
  });
});

describe("nearestRange", () => {
  const drawn = { from: 0, to: 30 };
  const before = { from: 5, to: 15 };

  it("is what is wanted where all of it is drawn", () => {
    const wanted = { from: 10, to: 20 };
    expect(nearestRange(wanted, drawn, before)).toBe(wanted);
    expect(coversRange(drawn, { from: 0, to: 30.000001 })).toBe(true);
    expect(coversRange(drawn, { from: 21, to: 31 })).toBe(false);
  });

  it("goes as far as the drawing goes, and stays for a leap beyond it", () => {
    expect(nearestRange({ from: 25, to: 35 }, drawn, before)).toEqual({ from: 20, to: 30 });
    expect(nearestRange({ from: 0, to: 100 }, drawn, before)).toEqual(drawn);
    expect(nearestRange({ from: 80, to: 90 }, drawn, before)).toBe(before);
    expect(nearestRange({ from: 80, to: 90 }, drawn, null)).toEqual({ from: 20, to: 30 });
  });
});

it("shows something where all samples are one moment", () => {
  const { range } = createChartView({ from: 0, to: 0 }).get();
  expect(range.to).toBeGreaterThan(range.from);
  expect(questionView(range, 100).pixels).toBe(151);
});
