import { describe, expect, it } from "vitest";
import { packRgb, type Rgb } from "../../../web/chart/colors.ts";
import { allColumns, clearColumns, type Raster } from "../../../web/chart/raster.ts";
import { colourDomain, colourIndex, drawRows } from "../../../web/chart/rows-raster.ts";
import { fillLayer, stackEdges } from "../../../web/chart/stack.ts";

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK = packRgb(BLACK);
const PAPER = packRgb(WHITE);

function blank(columns: number, rows: number): Raster {
  const raster = { pixels: new Uint32Array(columns * rows), columns, rows };
  clearColumns(raster, WHITE, allColumns(raster));
  return raster;
}

describe("stackEdges", () => {
  it("each layer lies on those below; one without a value is left out there, it is no zero", () => {
    const [low, middle, high] = stackEdges([
      Float64Array.of(1, 2),
      Float64Array.of(10, Number.NaN),
      Float64Array.of(100, 200),
    ]).map((edge) => [...edge]);
    expect(low).toEqual([1, 2]);
    expect(middle).toEqual([11, Number.NaN]);
    expect(high).toEqual([111, 202]);
  });
});

describe("fillLayer", () => {
  const rows = { top: Float64Array.of(1, Number.NaN), bottom: Float64Array.of(3, 3) };

  it("fills between two edges, nothing where one is unknown", () => {
    const raster = blank(2, 4);
    fillLayer(raster, rows, { colour: BLACK, hatch: 0, origin: 0 }, allColumns(raster));
    expect([...raster.pixels]).toEqual([PAPER, PAPER, INK, PAPER, INK, PAPER, PAPER, PAPER]);
  });

  it("hatches a colour that another layer has too, the lines moving with the time", () => {
    const tall = { top: new Float64Array(16), bottom: new Float64Array(16).fill(16) };
    const [now, later] = [0, 3].map((origin) => {
      const raster = blank(16, 16);
      fillLayer(raster, tall, { colour: BLACK, hatch: 1, origin }, allColumns(raster));
      return raster.pixels;
    });
    expect(new Set(now).size).toBe(2);
    // what was in column 3 is in column 0 of a drawing that begins 3 columns later
    expect(later?.[0]).toBe(now?.[3]);
    expect(later?.[5 * 16 + 4]).toBe(now?.[5 * 16 + 7]);
  });
});

describe("rows of colours", () => {
  it("go from the first colour to the last, by size or by powers; unknown has none", () => {
    const linear = { domain: [0, 100] as const, log: false };
    expect([0, 50, 100, 500, Number.NaN].map((value) => colourIndex(value, linear))).toEqual([0, 128, 255, 255, -1]);
    const log = { domain: [1, 100] as const, log: true };
    expect(colourIndex(0, log)).toBe(0);
    const steps = [colourIndex(10, log) - colourIndex(1, log), colourIndex(100, log) - colourIndex(10, log)];
    expect(Math.abs((steps[0] ?? 0) - (steps[1] ?? 9))).toBeLessThanOrEqual(1);
  });

  it("end where nearly all values are: one high point does not make all else one colour", () => {
    const row = Float64Array.from({ length: 500 }, (_, i) => (i === 7 ? 1e6 : i % 100));
    expect(colourDomain([row], true)).toEqual([0, 100]);
    expect(colourDomain([Float64Array.of(0, 0, 0, Number.NaN, 7)], true)).toEqual([0, 8]);
    expect(colourDomain([Float64Array.of(90, 100)], false)).toEqual([90, 100]);
    expect(colourDomain([], true)).toEqual([0, 1]);
  });

  it("are drawn from the top down with a space between them, and hatched where nothing is known", () => {
    const raster = blank(1, 12);
    const table = new Uint32Array(256).fill(INK);
    const scale = { domain: [0, 1] as const, log: false };
    drawRows(raster, [Float64Array.of(1), Float64Array.of(Number.NaN)], { scale, table, unknown: [9, 9, 9], space: 1 });
    expect([...raster.pixels.subarray(0, 6)]).toEqual([INK, INK, INK, INK, INK, PAPER]);
    expect([...raster.pixels.subarray(6)]).toEqual([packRgb([9, 9, 9]), PAPER, PAPER, PAPER, PAPER, PAPER]);
  });
});
