import { describe, expect, it } from "vitest";
import { logAxis, logDomain, nextLogDomain, positiveDomain } from "../../../web/chart/log-axis.ts";
import { LOG_FOOT, logPlace, rowOf } from "../../../web/chart/spans.ts";
import { unitFormat } from "../../../web/series/units.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const RATE = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "rate");

describe("positiveDomain", () => {
  it("is of what is visible and above 0", () => {
    const points = pointsAnswer({ from: 0, to: 4, time: [0, 1, 2, 3], value: [0, 3, 40, 5000] });
    expect(positiveDomain([{ data: points }], { from: 0, to: 2 })).toEqual([3, 40]);
    const columns = columnsAnswer({ from: 0, to: 2, values: [[0, 7], [9]] });
    expect(positiveDomain([{ data: columns }, { data: null }], { from: 0, to: 2 })).toEqual([3.5, 9]);
    expect(positiveDomain([{ data: points }], { from: 0, to: 0.5 })).toBeNull();
  });
});

describe("logDomain", () => {
  it("ends at 1, 2 or 5 times a power of ten, at least a decade apart", () => {
    expect(logDomain([3, 4100])).toEqual([2, 5000]);
    expect(logDomain([1, 1000])).toEqual([1, 1000]);
    expect(logDomain([0.03, 0.04])).toEqual([0.02, 0.2]);
    expect(logDomain([700, 700])).toEqual([500, 5000]);
    expect(logDomain(null)).toEqual([1, 10]);
  });

  it("only grows in a gesture, and is the same pair while nothing changes", () => {
    const now = logDomain([3, 4100]);
    expect(nextLogDomain(now, [100, 200], true)).toBe(now);
    expect(nextLogDomain(now, null, true)).toBe(now);
    expect(nextLogDomain(now, [100, 9000], true)).toEqual([2, 10000]);
    expect(nextLogDomain(now, [100, 200], false)).toEqual([100, 1000]);
    expect(nextLogDomain(now, [3, 4000], false)).toBe(now);
  });
});

describe("logAxis", () => {
  it("has zero at its foot and powers of ten above it", () => {
    const axis = logAxis([1, 1000], RATE, 4);
    expect(axis.ticks.map(axis.label)).toEqual(["0", "1/s", "10/s", "100/s", "1 k/s".replace(" ", "\u00a0")]);
    expect(axis.ticks[0]).toBe(0);
    expect(axis.ticks[1]).toBeCloseTo(LOG_FOOT);
    expect(axis.ticks.at(-1)).toBe(1);
  });

  it("has twos and fives where there is room, and fewer powers where there is none", () => {
    const short = logAxis([1, 10], RATE, 4);
    expect(short.ticks.map(short.label)).toEqual(["0", "1/s", "2/s", "5/s", "10/s"]);
    const long = logAxis([1e-3, 1e9], RATE, 4);
    expect(long.ticks.length).toBeLessThanOrEqual(6);
  });
});

describe("places", () => {
  it("equal factors lie equally far apart; 0 and less at the foot, unknown nowhere", () => {
    const at = (value: number) => logPlace(value, 1, 1000);
    expect(at(100) - at(10)).toBeCloseTo(at(1000) - at(100));
    expect([at(0), at(-5), at(0.5)]).toEqual([0, 0, 0]);
    expect(at(Number.NaN)).toBeNaN();
    const scale = { min: 1, max: 1000, height: 200, log: true };
    expect([rowOf(0, scale), rowOf(1000, scale)]).toEqual([200, 0]);
  });
});
