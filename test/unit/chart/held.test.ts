import { describe, expect, it } from "vitest";
import { MARK_FIRST, MARK_GAP, MARK_RESET } from "../../../assembly/layout.ts";
import {
  envelopeWindow,
  heldValues,
  highestMeans,
  meanIn,
  partialColumns,
  sumWindow,
  totalOf,
} from "../../../web/chart/held.ts";
import type { SeriesKind } from "../../../web/chart/props.ts";
import { PEN_UP } from "../../../web/chart/spans.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const NONE = Number.NaN;

function held(kind: SeriesKind, time: number[], value: number[], marks = value.map(() => 0), before = NONE): number[] {
  return [...heldValues(pointsAnswer({ from: 0, to: 6, time, value, marks, before }), kind)];
}

describe("heldValues", () => {
  it("holds a rate back to the sample before: it belongs to the time before its own", () => {
    expect(held("rate", [0, 3, 5], [NONE, 6, 8], [MARK_FIRST, 0, 0])).toEqual([NONE, 6, 6, 6, 8, 8]);
  });

  it("holds a value on to the next sample, not beyond the last one", () => {
    expect(held("value", [1, 4], [6, 8], [0, 0], 2)).toEqual([2, 6, 6, 6, 8, NONE]);
  });

  it("knows nothing in a gap", () => {
    expect(held("rate", [0, 4, 5], [5, NONE, 7], [0, MARK_GAP, 0])).toEqual([5, NONE, NONE, NONE, NONE, 7]);
    expect(held("value", [0, 4, 5], [5, 6, 7], [0, MARK_GAP, 0])).toEqual([5, NONE, NONE, NONE, 6, 7]);
  });

  it("uses the samples on either side of the view", () => {
    expect(held("rate", [1, 7], [5, 9])).toEqual([5, 5, 9, 9, 9, 9]);
    expect(held("value", [1, 7], [5, 9])).toEqual([NONE, 5, 5, 5, 5, 5]);
    expect(held("rate", [1, 7], [5, NONE], [0, MARK_GAP])).toEqual([5, 5, NONE, NONE, NONE, NONE]);
  });

  it("says of any samples what a search for the sample that counts says", () => {
    for (let round = 0; round < 200; round++) {
      const time = [0, 1, 2, 3, 4, 5].filter(() => Math.random() < 0.6);
      const marks = time.map(() => (Math.random() < 0.2 ? MARK_GAP : 0));
      const value = time.map((_, i) => (marks[i] === 0 ? i + 1 : NONE));
      const slow = Array.from({ length: 6 }, (_, column) => {
        const next = time.findIndex((each) => each >= column);
        return next < 0 || ((marks[next] ?? 0) & PEN_UP) !== 0 ? NONE : (value[next] ?? NONE);
      });
      expect(held("rate", time, value, marks)).toEqual(slow);
    }
  });
});

describe("totals", () => {
  const one = {
    kind: "rate" as const,
    data: columnsAnswer({ from: 0, to: 3, values: [[1, 3], [4], [NONE]], gaps: [2] }),
  };
  const two = {
    kind: "rate" as const,
    data: columnsAnswer({ from: 0, to: 3, values: [[10], [NONE], [NONE]], gaps: [1, 2] }),
  };

  it("add up what is known, and say of how many", () => {
    const { values, known } = totalOf([one, two].map(({ data, kind }) => heldValues(data, kind)));
    expect([...values]).toEqual([12, 4, NONE]);
    expect([...known]).toEqual([2, 1, 0]);
  });

  it("make one line that breaks where nothing is known, and tell where it is a part only", () => {
    const sum = sumWindow([one, two]);
    expect([...(sum?.mean ?? [])]).toEqual([12, 4, NONE]);
    expect([...(sum?.marks ?? [])]).toEqual([0, 0, MARK_GAP]);
    expect([...(partialColumns([one, two]) ?? [])]).toEqual([0, 1, 0]);
    expect(sumWindow([{ kind: "rate", data: null }])).toBeNull();
  });

  it("keep the sign of a reset of any of them", () => {
    const reset = { ...two.data, marks: Uint8Array.of(MARK_RESET, 0, 0) };
    expect(sumWindow([one, { kind: "rate", data: reset }])?.marks[0]).toBe(MARK_RESET);
  });

  it("an envelope goes from the smallest to the largest sample of any", () => {
    const envelope = envelopeWindow([one, two]);
    expect([...(envelope?.min ?? [])]).toEqual([1, 4, NONE]);
    expect([...(envelope?.max ?? [])]).toEqual([10, 4, NONE]);
    expect([...(envelope?.mean ?? [])]).toEqual([6, 4, NONE]);
  });
});

describe("highestMeans", () => {
  const of = (...values: number[]) => ({
    kind: "rate" as const,
    data: columnsAnswer({ from: 0, to: values.length, values: values.map((value) => [value]) }),
  });

  it("takes the highest in the range and keeps their order; those without data come last", () => {
    const all = [of(1, 1, 50), of(9, 9, 0), { kind: "rate" as const, data: null }, of(5, 5, 0)];
    expect(highestMeans(all, { from: 0, to: 2 }, 2)).toEqual([1, 3]);
    expect(highestMeans(all, { from: 0, to: 3 }, 2)).toEqual([0, 1]);
    expect(highestMeans(all, { from: 0, to: 2 }, 9)).toEqual([0, 1, 2, 3]);
  });

  it("means weigh columns by what they hold; a rate at the start belongs to the time before", () => {
    const answer = columnsAnswer({ from: 0, to: 2, values: [[1, 1, 1], [5]] });
    expect(meanIn(answer, "rate", { from: 0, to: 2 })).toBe(2);
    expect(meanIn(answer, "rate", { from: 0, to: 1 })).toBe(1);
    const weight = Float64Array.of(3, 9);
    expect(meanIn({ ...answer, weight }, "rate", { from: 0, to: 2 })).toBe(4);
    const few = pointsAnswer({ from: 0, to: 3, time: [0, 1, 2], value: [8, 2, 4] });
    expect(meanIn(few, "rate", { from: 0, to: 2 })).toBe(3);
    expect(meanIn(few, "value", { from: 0, to: 2 })).toBeCloseTo(14 / 3, 12);
  });
});
