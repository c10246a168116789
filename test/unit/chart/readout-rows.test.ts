import { expect, test } from "vitest";
import { markNearest, rowsAt, totalAt } from "../../../web/chart/readout-rows.ts";
import { unitFormat } from "../../../web/series/units.ts";
import { columnsAnswer, pointsAnswer } from "../../support/answers.ts";

const RATE = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "rate");

function line(id: string, value: number | null) {
  const data = value === null ? null : pointsAnswer({ from: 0, to: 4, time: [1, 2], value: [value, value] });
  return { id, label: id, colour: 0, kind: "rate" as const, data };
}

test("a total says of how many it is", () => {
  expect(totalAt([line("a", 5), line("b", 7)], 1, RATE)).toBe("12/s");
  expect(totalAt([line("a", 5), line("b", null), line("c", 1)], 1, RATE)).toBe("6/s of 2 of 3");
  expect(totalAt([line("a", null), line("b", null)], 1, RATE)).toBeNull();
  expect(totalAt([line("a", 5)], 1, RATE)).toBeNull();
});

test("a sum is worth what its parts are in the sample that holds, not in the column it is drawn from", () => {
  const parts = [line("a", 5), line("b", 7), line("c", null)];
  const data = pointsAnswer({ from: 0, to: 4, time: [1, 3], value: [100, 200] });
  const [row] = rowsAt([{ ...line("sum", 1), data, parts }], 2.5, RATE, (_, value) => value);
  expect(row).toMatchObject({ text: "12/s", dot: { time: 2, y: 12 } });
});

test("where samples are dense a total says that it is of means", () => {
  const dense = { ...line("a", 1), data: columnsAnswer({ from: 0, to: 1, values: [[1, 3]] }) };
  expect(totalAt([dense, dense], 0.5, RATE)).toBe("mean 4/s");
});

test("the row is marked whose dot the pointer is at", () => {
  const rows = rowsAt([line("a", 5), line("b", 70), line("c", null)], 1, RATE, (_, value) => 100 - value);
  expect(rows.map(({ text }) => text)).toEqual(["5/s", "70/s", "–"]);
  expect(markNearest(rows, 33).map(({ strong }) => strong ?? false)).toEqual([false, true, false]);
  expect(markNearest(rows, 60)).toBe(rows);
  expect(markNearest(rows, null)).toBe(rows);
});
