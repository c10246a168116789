import { expect, test } from "vitest";
import { outline, pixelGrid } from "../../../web/chart/vector.ts";

const NO = Number.NaN;

test("each run of columns is one closed outline, thin spans as thick as a line", () => {
  const spans = { top: Float32Array.of(1, 2, NO, 5), bottom: Float32Array.of(4, 4, NO, 5) };
  expect(outline(spans, 1)).toBe("M0 1 1 1 1 2 2 2 2 4 1 4 1 4 0 4ZM3 4.5 4 4.5 4 5.5 3 5.5Z");
});

test("nothing drawn has no outline", () => {
  expect(outline({ top: Float32Array.of(NO), bottom: Float32Array.of(NO) }, 1)).toBe("");
});

test("a column is a CSS pixel of the visible time", () => {
  expect(pixelGrid({ from: 10, to: 20 }, 400.4)).toEqual({ from: 10, width: 0.025, columns: 400 });
});
