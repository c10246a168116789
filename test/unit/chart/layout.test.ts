import { expect, test } from "vitest";
import { labelOrder, spreadLabels } from "../../../web/chart/layout.ts";

test("labels are moved apart in the order in which they lie, inside the plot", () => {
  expect(spreadLabels([50, 10, 52], 13, 100)).toEqual([50, 10, 63]);
  expect(spreadLabels([99, 98], 13, 100)).toEqual([100, 87]);
});

test("nearly equal labels keep their order, clearly different ones do not", () => {
  const first = labelOrder([20, 22, 60], [], 6);
  expect(first).toEqual([0, 1, 2]);
  const close = labelOrder([24, 21, 60], first, 6);
  expect(close).toEqual([0, 1, 2]);
  expect(spreadLabels([24, 21, 60], 13, 100, close)).toEqual([24, 37, 60]);
  expect(labelOrder([30, 21, 60], close, 6)).toEqual([1, 0, 2]);
  // a third one has come
  expect(labelOrder([30, 21, 60, 5], close, 6)).toEqual([3, 1, 0, 2]);
});

test("one that crosses several goes past all of them", () => {
  expect(labelOrder([10, 20, 30, 0], [0, 1, 2, 3], 5)).toEqual([3, 0, 1, 2]);
});
