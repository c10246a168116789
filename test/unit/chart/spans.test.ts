import { describe, expect, it } from "vitest";
import { MARK_GAP } from "../../../assembly/layout.ts";
import { addSegment, bandSpans, emptySpans, lineSpans, rowOf } from "../../../web/chart/spans.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const SCALE = { min: 0, max: 10, height: 100 };
const GRID = { from: 0, width: 1, columns: 8 };

function rows(spans: { readonly top: Float32Array; readonly bottom: Float32Array }): (string | null)[] {
  return [...spans.top].map((top, i) => (Number.isNaN(top) ? null : `${top}-${spans.bottom[i]}`));
}

describe("lineSpans", () => {
  it("joins the samples of a rate", () => {
    const answer = pointsAnswer({ from: 0, to: 8, time: [0, 4, 8], value: [0, 10, 10] });
    expect(rows(lineSpans(answer, "rate", GRID, SCALE))).toEqual([
      "75-100",
      "50-75",
      "25-50",
      "0-25",
      "0-0",
      "0-0",
      "0-0",
      "0-0",
    ]);
  });

  it("lifts the pen where a value is missing or an interval is a gap", () => {
    const missing = pointsAnswer({ from: 0, to: 8, time: [0.5, 2.5, 4.5], value: [5, Number.NaN, 5] });
    expect(rows(lineSpans(missing, "rate", GRID, SCALE))).toEqual([
      "50-50",
      null,
      null,
      null,
      "50-50",
      null,
      null,
      null,
    ]);
    const gap = pointsAnswer({ from: 0, to: 8, time: [0.5, 4.5], value: [5, 5], marks: [0, MARK_GAP] });
    expect(rows(lineSpans(gap, "value", GRID, SCALE))).toEqual(["50-50", null, null, null, "50-50", null, null, null]);
  });

  it("draws values as steps from the value before the view", () => {
    const answer = pointsAnswer({ from: 0, to: 8, time: [2.5, 5.5], value: [10, 0], before: 5 });
    expect(rows(lineSpans(answer, "value", GRID, SCALE))).toEqual([
      "50-50",
      "50-50",
      "0-50",
      "0-0",
      "0-0",
      "0-100",
      null,
      null,
    ]);
  });

  it("goes through the means of dense columns, over columns without a sample but not over gaps", () => {
    const answer = columnsAnswer({ from: 0, to: 8, values: [[1, 9], [5], [], [5], [], [5], [4, 6], [5]], gaps: [4] });
    const drawn = rows(lineSpans(answer, "rate", GRID, SCALE));
    expect(drawn.map((span) => span !== null)).toEqual([true, true, true, true, false, true, true, true]);
    expect(new Set(drawn)).toEqual(new Set(["50-50", null]));
  });

  it("covers everything a dense value did", () => {
    const answer = columnsAnswer({ from: 0, to: 8, values: [[2, 8, 5], [], [], [5, 6], [], [], [], []] });
    expect(rows(lineSpans(answer, "value", GRID, SCALE)).slice(0, 4)).toEqual(["20-80", "50-50", "50-50", "40-50"]);
  });
});

describe("bandSpans", () => {
  it("spans smallest to largest", () => {
    const answer = columnsAnswer({ from: 0, to: 8, values: [[1, 9], [], [4], [], [], [], [], []] });
    expect(rows(bandSpans(answer, GRID, SCALE) ?? emptySpans(0)).slice(0, 3)).toEqual(["10-90", null, "60-60"]);
  });

  it("is not drawn over single samples", () => {
    expect(bandSpans(pointsAnswer({ from: 0, to: 8, time: [1], value: [1] }), GRID, SCALE)).toBeNull();
  });

  it("finds its columns on another grid", () => {
    const answer = columnsAnswer({ from: -2, to: 14, values: [[1], [2], [3], [4], [5], [6], [7], [8]] });
    expect(rows(bandSpans(answer, GRID, SCALE) ?? emptySpans(0)).slice(0, 2)).toEqual(["80-80", "80-80"]);
  });
});

it("leaves out what lies outside the columns", () => {
  const spans = emptySpans(3);
  addSegment(spans, -4, 0, 8, 120);
  expect(rows(spans)).toEqual(["40-50", "50-60", "60-70"]);
});

it("puts values to rows", () => {
  expect([0, 5, 10].map((value) => rowOf(value, SCALE))).toEqual([100, 50, 0]);
  expect(rowOf(7, { min: 3, max: 3, height: 10 })).toBe(5);
});
