import { describe, expect, it } from "vitest";
import { MARK_GAP } from "../../../assembly/layout.ts";
import { stripRow } from "../../../web/chart/layout.ts";
import { coverage, dutyCycle } from "../../../web/chart/strip.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const GRID = { from: 0, width: 1, columns: 6 };
const X = Number.NaN;

describe("coverage", () => {
  it("holds a state until the next sample, in parts of a column", () => {
    const answer = pointsAnswer({ from: 0, to: 6, time: [0, 1.5, 4], value: [1, 0, 1] });
    expect([...coverage(answer, GRID)]).toEqual([1, 0.5, 0, 0, 1, X]);
  });

  it("starts with the state before the view", () => {
    const answer = pointsAnswer({ from: 0, to: 6, time: [2, 4], value: [0, 0], before: 1 });
    expect([...coverage(answer, GRID)]).toEqual([1, 1, 0, 0, 0, X]);
  });

  it("knows nothing in a gap", () => {
    const answer = pointsAnswer({ from: 0, to: 6, time: [0, 1, 5], value: [1, 1, 1], marks: [0, 0, MARK_GAP] });
    expect([...coverage(answer, GRID)]).toEqual([1, X, X, X, X, 1]);
  });

  it("shows the share of dense columns and holds over empty ones", () => {
    const answer = columnsAnswer({ from: 0, to: 6, values: [[1, 0], [1], [], [0, 1, 1, 1], [], []] });
    expect([...coverage(answer, GRID)]).toEqual([0.5, 1, 1, 0.75, X, X]);
  });
});

it("counts the duty cycle of the visible samples", () => {
  const points = pointsAnswer({ from: 0, to: 6, time: [0, 1, 2, 3], value: [1, 0, 0, 1] });
  expect(dutyCycle(points, { from: 1, to: 3 })).toBeCloseTo(1 / 3, 12);
  const dense = columnsAnswer({ from: 0, to: 4, values: [[1, 1, 1], [0], [], [1]] });
  expect(dutyCycle(dense, { from: 0, to: 2 })).toBe(0.75);
  expect(dutyCycle(dense, { from: 2, to: 3 })).toBeNaN();
});

describe("stripRow", () => {
  it("many strips are lower, none lower than can be seen", () => {
    expect([1, 16, 32, 64, 500].map(stripRow)).toEqual([22, 22, 11, 6, 6]);
  });
});
