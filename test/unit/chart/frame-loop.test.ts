import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { commitFrame, forget, type Painted, requestPaint, requestRefresh } from "../../../web/chart/frame-loop.ts";

let pending: (() => void)[] = [];
let now = 0;

beforeEach(() => {
  pending = [];
  now = 0;
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => pending.push(callback));
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Runs what was asked for the next animation frame. */
function frame(): void {
  for (const callback of pending.splice(0)) callback();
}

/** A chart whose dear work takes `cost` ms; with `axes` it renders new ones. It writes what it does into `log`. */
function chart(name: string, log: string[], { cost = 1, axes = false, visible = true } = {}): Painted {
  return {
    isVisible: () => visible,
    paint: () => void log.push(`paint ${name}`),
    refresh() {
      now += cost;
      if (axes) commitFrame(() => log.push(`axes ${name}`));
      else log.push(`draw ${name}`);
    },
  };
}

test("every chart is painted in every frame, axes are rendered for one chart a frame, each in its turn", () => {
  const log: string[] = [];
  const charts = ["a", "b", "c"].map((name) => chart(name, log, { axes: true }));
  for (const each of charts) requestRefresh(each);
  const frames = ["a", "b", "c"].map(() => {
    for (const each of charts) requestPaint(each);
    frame();
    return log.splice(0).sort();
  });
  expect(frames).toEqual(["a", "b", "c"].map((name) => [`axes ${name}`, "paint a", "paint b", "paint c"]));
  // all have their axes: nothing is left to do
  expect(pending).toHaveLength(0);
});

test("pictures without new axes share a frame as long as they fit", () => {
  const log: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) requestRefresh(chart(name, log, { cost: 3 }));
  frame();
  expect(log.filter((line) => line.startsWith("draw"))).toHaveLength(3);
  frame();
  expect(log.filter((line) => line.startsWith("draw"))).toHaveLength(5);
});

test("what is out of sight waits without frames; what left the page is forgotten", () => {
  const log: string[] = [];
  const hidden = chart("hidden", log, { visible: false });
  const gone = chart("gone", log);
  requestRefresh(hidden);
  requestRefresh(gone);
  forget(gone);
  frame();
  expect(log).toEqual([]);
  expect(pending).toHaveLength(0);
  forget(hidden);
});
