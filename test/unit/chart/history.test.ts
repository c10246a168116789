import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createViewHistory, revisit, visit } from "../../../web/chart/history.ts";
import { createChartView } from "../../../web/chart/view-store.ts";

const ALL = { from: 0, to: 100 };
const A = { from: 10, to: 20 };
const B = { from: 30, to: 40 };

it("goes back and forward, and forgets what was ahead when something new is shown", () => {
  const visits = visit(visit({ list: [ALL], at: 0 }, A), B);
  expect(visits).toEqual({ list: [ALL, A, B], at: 2 });
  expect(visit(visits, { ...B })).toBe(visits);
  const back = revisit(visits, -1);
  expect(back.list[back.at]).toBe(A);
  expect(revisit(visits, 1)).toBe(visits);
  expect(visit(revisit(back, -1), B)).toEqual({ list: [ALL, B], at: 1 });
});

describe("createViewHistory", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("makes one entry of a gesture, however many ranges it passes", () => {
    const view = createChartView(ALL);
    const history = createViewHistory(view);
    for (let from = 1; from <= 20; from++) {
      view.set({ range: { from, to: 60 }, gesture: "zoom" });
      vi.advanceTimersByTime(30);
    }
    view.set({ gesture: "none" });
    vi.advanceTimersByTime(1000);
    view.set({ range: A });
    vi.advanceTimersByTime(1000);
    history.go(-1);
    expect(view.get().range).toEqual({ from: 20, to: 60 });
    history.go(-1);
    expect(view.get().range).toEqual(ALL);
    expect(history.get()).toEqual({ back: false, forward: true });
    vi.advanceTimersByTime(1000);
    history.go(1);
    history.go(1);
    expect(view.get().range).toEqual(A);
    expect(history.get()).toEqual({ back: true, forward: false });
  });

  it("comes back also from what has not settled yet", () => {
    const view = createChartView(ALL);
    const history = createViewHistory(view);
    view.set({ range: A });
    history.go(-1);
    expect(view.get().range).toEqual(ALL);
    history.go(1);
    expect(view.get().range).toEqual(A);
  });

  it("stays one entry while a recording grows that is shown as a whole", () => {
    const view = createChartView(ALL);
    const history = createViewHistory(view);
    const grown = { from: 0, to: 200 };
    view.set({ extent: grown, range: grown });
    vi.advanceTimersByTime(1000);
    expect(history.get().back).toBe(false);
    view.set({ range: A });
    history.go(-1);
    expect(view.get().range).toEqual(grown);
  });
});
