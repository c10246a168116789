import { expect, test } from "vitest";
import { baselineOf } from "../../../../web/ui/changes/baseline.ts";

const ALL = { from: 0, to: 100 };

test("four times as long, just before", () => {
  expect(baselineOf({ from: 50, to: 55 }, ALL)).toEqual({
    range: { from: 30, to: 50 },
    side: "before",
    clipped: false,
  });
});

test("cut where the recording begins, and said", () => {
  expect(baselineOf({ from: 10, to: 15 }, ALL)).toEqual({ range: { from: 0, to: 10 }, side: "before", clipped: true });
});

test("after it where nothing is before", () => {
  expect(baselineOf({ from: 0, to: 5 }, ALL)).toEqual({ range: { from: 5, to: 25 }, side: "after", clipped: false });
  expect(baselineOf({ from: 1, to: 41 }, ALL)).toEqual({ range: { from: 41, to: 100 }, side: "after", clipped: true });
});

test("all of a recording has nothing to be compared with", () => {
  expect(baselineOf(ALL, ALL)).toBeNull();
  expect(baselineOf({ from: 1, to: 99.5 }, ALL)).toBeNull();
  expect(baselineOf({ from: 5, to: 5 }, ALL)).toBeNull();
});
