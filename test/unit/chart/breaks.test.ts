import { expect, it } from "vitest";
import { MARK_GAP, MARK_RESET } from "../../../assembly/layout.ts";
import { breaksOf } from "../../../web/chart/breaks.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

it("finds gaps between two samples and resets at one", () => {
  const marks = [0, 0, MARK_GAP, MARK_RESET | MARK_GAP];
  const answer = pointsAnswer({ from: 0, to: 8, time: [1, 2, 5.5, 6], value: [1, 1, 1, 1], marks });
  expect(breaksOf(answer, "vcpu-0")).toEqual([
    { kind: "gap", from: 2, to: 5.5, source: "vcpu-0" },
    { kind: "reset", from: 6, to: 6, source: "vcpu-0" },
  ]);
});

it("finds them between columns, at least one wide", () => {
  const answer = columnsAnswer({ from: 0, to: 5, values: [[1], [], [], [1, 1], [1, 1]], gaps: [3, 4] });
  expect(breaksOf(answer, "vm")).toEqual([
    { kind: "gap", from: 1, to: 4, source: "vm" },
    { kind: "gap", from: 4, to: 5, source: "vm" },
  ]);
});
