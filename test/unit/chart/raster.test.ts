import { describe, expect, it } from "vitest";
import { packRgb, type Rgb } from "../../../web/chart/colors.ts";
import {
  allColumns,
  clearColumns,
  fillColumn,
  fillLine,
  fillSpans,
  type Raster,
  shiftColumns,
} from "../../../web/chart/raster.ts";
import { addSegment, emptySpans } from "../../../web/chart/spans.ts";

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const LINE = { colour: BLACK, grow: 0.5, dash: [], origin: 0 };

function blank(columns: number, rows: number): Raster {
  const raster = { pixels: new Uint32Array(columns * rows), columns, rows };
  clearColumns(raster, WHITE, allColumns(raster));
  return raster;
}

/** Red channel, row by row: 0 is ink. */
function reds(raster: Raster): number[][] {
  return Array.from({ length: raster.rows }, (_, row) =>
    [...raster.pixels.subarray(row * raster.columns, (row + 1) * raster.columns)].map((pixel) => pixel & 255),
  );
}

describe("fillColumn", () => {
  it("covers whole rows with the colour and parts of rows in part", () => {
    const raster = blank(1, 4);
    fillColumn(raster, { column: 0, top: 0.5, bottom: 3 }, BLACK, 1);
    expect(reds(raster).flat()).toEqual([127, 0, 0, 255]);
  });

  it("stays inside the image and opaque", () => {
    const raster = blank(1, 2);
    fillColumn(raster, { column: 0, top: -10, bottom: 50 }, BLACK, 0.5);
    expect(reds(raster).flat()).toEqual([127, 127]);
    expect([...raster.pixels].map((pixel) => pixel >>> 24)).toEqual([255, 255]);
  });
});

describe("fillSpans", () => {
  it("leaves out dashes by their place on the absolute grid", () => {
    const spans = emptySpans(6);
    addSegment(spans, 0, 0.5, 6, 0.5);
    const fill = { ...LINE, alpha: 1, dash: [2, 1] };
    const still = blank(6, 1);
    fillSpans(still, spans, fill, allColumns(still));
    const panned = blank(6, 1);
    fillSpans(panned, spans, { ...fill, origin: 1 }, allColumns(panned));
    expect(reds(still)[0]).toEqual([0, 0, 255, 0, 0, 255]);
    expect(reds(panned)[0]).toEqual([0, 255, 0, 0, 255, 0]);
  });

  it("draws only the columns asked for", () => {
    const spans = emptySpans(4);
    addSegment(spans, 0, 0.5, 4, 0.5);
    const raster = blank(4, 1);
    fillSpans(raster, spans, { ...LINE, alpha: 1 }, { from: 2, to: 3 });
    expect(reds(raster)[0]).toEqual([255, 255, 0, 255]);
  });
});

it("widens steep parts of a line to both sides", () => {
  const spans = emptySpans(3);
  addSegment(spans, 1.5, 0, 1.5, 6);
  const raster = blank(3, 6);
  fillLine(raster, spans, { ...LINE, grow: 0.75 }, allColumns(raster));
  expect(reds(raster)[3]).toEqual([191, 0, 191]);
});

it("moves columns and keeps the rest", () => {
  const raster = blank(4, 2);
  for (let column = 0; column < 4; column++) clearColumns(raster, [column, 0, 0], { from: column, to: column + 1 });
  shiftColumns(raster, 1);
  expect(reds(raster)[1]?.slice(0, 3)).toEqual([1, 2, 3]);
  shiftColumns(raster, -2);
  expect(reds(raster)[1]?.slice(2)).toEqual([1, 2]);
  const before = raster.pixels.slice();
  shiftColumns(raster, 9);
  expect(raster.pixels).toEqual(before);
});

it("packs red into the lowest byte", () => {
  expect(packRgb([1, 2, 3])).toBe(0xff030201);
});
