import { describe, expect, it } from "vitest";
import { MARK_GAP, MARK_RESET, MARK_WRAP } from "../../../assembly/layout.ts";
import { firstAtOrAfter, markNote, readingAt, stepTime, summarise } from "../../../web/chart/readout.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const none = Number.NaN;
const POINTS = pointsAnswer({ from: 0, to: 8, time: [1, 3, 5], value: [10, 30, 50] });
const COLUMNS = columnsAnswer({ from: 0, to: 4, values: [[1, 3], [], [5], [7, 9]] });

describe("readingAt", () => {
  it("gives the last sample at or before the time, a rate's too, as the table reads it", () => {
    expect(readingAt(POINTS, 2)?.value).toBe(10);
    expect(readingAt(POINTS, 3)?.value).toBe(30);
    expect(readingAt(POINTS, 7)?.value).toBe(50);
    expect(readingAt(POINTS, 0.5)).toBeNull();
  });

  it("says of a time in a gap that it is one, with what was known before", () => {
    const answer = pointsAnswer({ from: 0, to: 8, time: [1, 6], value: [10, none], marks: [0, MARK_GAP] });
    expect(readingAt(answer, 3)).toMatchObject({ value: 10, time: 1, marks: MARK_GAP });
    expect(readingAt(answer, 1)?.marks).toBe(0);
    expect(readingAt(answer, 6)).toMatchObject({ value: none, marks: MARK_GAP });
  });

  it("gives mean and extremes of a dense column", () => {
    expect(readingAt(COLUMNS, 3.2)).toMatchObject({ value: 8, min: 7, max: 9, time: 3.5 });
    expect(readingAt(COLUMNS, 1.5)?.value).toBeNaN();
    expect(readingAt(COLUMNS, 4)).toBeNull();
  });
});

describe("stepTime", () => {
  it("goes from sample to sample over all series", () => {
    const other = pointsAnswer({ from: 0, to: 8, time: [2, 4], value: [0, 0] });
    expect(stepTime([POINTS, other], 1, 1, 0.1)).toBe(2);
    expect(stepTime([POINTS, other], 3.5, -1, 0.1)).toBe(3);
    expect(stepTime([POINTS, other], 3, -1, 0.1)).toBe(2);
  });

  it("goes by a pixel where samples are dense or at an end", () => {
    expect(stepTime([COLUMNS], 1, -1, 0.25)).toBe(0.75);
    expect(stepTime([POINTS], 5, 1, 0.5)).toBe(5.5);
  });
});

it("sums up what is visible", () => {
  expect(summarise(POINTS, { from: 2, to: 8 })).toEqual({ min: 30, max: 50, last: 50 });
  expect(summarise(COLUMNS, { from: 0, to: 3 })).toEqual({ min: 1, max: 5, last: 5 });
  expect(summarise(COLUMNS, { from: 1, to: 2 }).max).toBeNaN();
});

it("says why there is no value", () => {
  expect([MARK_RESET, MARK_GAP, MARK_WRAP, 0].map(markNote)).toEqual(["reset", "gap", "wrapped at 2^64", ""]);
});

it("finds the first time at or after", () => {
  const times = Float64Array.of(1, 2, 2, 5);
  expect([0, 2, 3, 5, 6].map((time) => firstAtOrAfter(times, time))).toEqual([0, 1, 3, 3, 4]);
});
