import { describe, expect, it } from "vitest";
import { MARK_GAP } from "../../../assembly/layout.ts";
import { nextAxis, niceAxis, visibleDomain } from "../../../web/chart/domain.ts";
import type { SeriesKind } from "../../../web/chart/props.ts";
import { shareFormat, unitFormat } from "../../../web/series/units.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const COUNT = unitFormat({ type: "instant", unit: "none", base: 10, exponent: 0 }, "value");
const NS = unitFormat({ type: "cumulative", unit: "seconds", base: 10, exponent: -9 }, "rate");
const RANGE = { from: 0, to: 8 };

function series(kind: SeriesKind, ...value: number[]) {
  return [{ kind, data: pointsAnswer({ from: 0, to: 8, time: value.map((_, i) => i), value }) }];
}

describe("visibleDomain", () => {
  it("starts rates at 0", () => {
    expect(visibleDomain(series("rate", 90, 100), RANGE)).toEqual([0, 100]);
  });

  it("starts values at 0 only where they come near it or never move", () => {
    expect(visibleDomain(series("value", 90, 100), RANGE)).toEqual([90, 100]);
    expect(visibleDomain(series("value", 10, 100), RANGE)).toEqual([0, 100]);
    expect(visibleDomain(series("value", 100, 100), RANGE)).toEqual([0, 100]);
    expect(visibleDomain(series("value", -5, 100), RANGE)).toEqual([-5, 100]);
  });

  it("holds the line that comes in from a sample before the view, and the one that leaves it", () => {
    const line = series("rate", 1000, 0, 0, 0, 0, 500);
    expect(visibleDomain(line, { from: 0.5, to: 4 })).toEqual([0, 500]);
    expect(visibleDomain(line, { from: 1, to: 4.5 })).toEqual([0, 250]);
    expect(visibleDomain(series("value", 1000, 0, 0), { from: 0.5, to: 2 })).toEqual([0, 1000]);
    const data = pointsAnswer({ from: 0, to: 8, time: [0, 4], value: [1000, 3], marks: [0, MARK_GAP] });
    expect(visibleDomain([{ kind: "rate", data }], { from: 2, to: 5 })).toEqual([0, 3]);
  });

  it("holds a line between columns beyond the view, too", () => {
    const data = columnsAnswer({ from: 0, to: 4, values: [[900, 1100], [], [], [10, 20]] });
    expect(visibleDomain([{ kind: "rate", data }], { from: 2, to: 4 })[1]).toBe(507.5);
  });

  it("stands where there is nothing", () => {
    expect(visibleDomain([{ kind: "rate", data: null }], RANGE)).toEqual([0, 1]);
    expect(visibleDomain(series("rate", Number.NaN), RANGE)).toEqual([0, 1]);
  });
});

describe("niceAxis", () => {
  it.each([
    [0, 51],
    [0, 99.9],
    [90, 100],
    [-5, 3],
    [0, 0.003],
  ])("ends on ticks around %d to %d", (min, max) => {
    const { domain, scale } = niceAxis(COUNT, [min, max], 4);
    expect(domain[0]).toBeLessThanOrEqual(min);
    expect(domain[1]).toBeGreaterThan(max);
    expect(scale.ticks[0]).toBeCloseTo(domain[0], 12);
    expect(scale.ticks.at(-1)).toBeCloseTo(domain[1], 12);
  });

  it("is round in the unit shown, not in the raw one", () => {
    const { scale } = niceAxis(NS, [0, 2.6e9], 4);
    expect(scale.unit).toBe("s/s");
    expect(scale.ticks.map(scale.label)).toEqual(["0", "1", "2", "3"]);
    expect(niceAxis(NS, [0, 25e9], 4).scale.ticks.map(scale.label)).toHaveLength(4);
  });
});

describe("an axis of shares", () => {
  it("ends at 100 %, unless the data go beyond", () => {
    expect(niceAxis(shareFormat, [0, 1], 4).domain).toEqual([0, 1]);
    expect(niceAxis(shareFormat, [0, 0.99], 4).domain).toEqual([0, 1]);
    expect(niceAxis(shareFormat, [0, 1.001], 4).domain[1]).toBeGreaterThan(1.001);
  });
});

describe("nextAxis", () => {
  const now = niceAxis(COUNT, [0, 95], 4);

  it("keeps the axis during a gesture while it holds everything, then grows", () => {
    const gesture = { format: COUNT, count: 4, gesture: true };
    expect(nextAxis(now, { ...gesture, wanted: [0, 3] })).toBe(now);
    expect(nextAxis(now, { ...gesture, wanted: [0, 500] }).domain[1]).toBeGreaterThan(500);
  });

  it("settles after the gesture", () => {
    const rest = { format: COUNT, count: 4, gesture: false };
    expect(nextAxis(now, { ...rest, wanted: [0, 3] }).domain[1]).toBeLessThan(10);
    expect(nextAxis(now, { ...rest, wanted: [0, 95] })).toBe(now);
  });
});
