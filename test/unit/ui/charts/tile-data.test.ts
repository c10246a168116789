import { describe, expect, test } from "vitest";
import { FIGURES } from "../../../../web/series/figures.ts";
import type { RangeStat, WindowAnswer } from "../../../../web/series/model.ts";
import { meanTrend, rangeTile, totalTile } from "../../../../web/ui/charts/tile-data.ts";
import { twin } from "../../../support/fixtures.ts";

function stat(mean: number, weight: number): RangeStat {
  return {
    key: "\0x",
    samples: 1,
    min: 0,
    max: 1,
    mean,
    p50: 0,
    p99: 0,
    total: null,
    weight,
    deviation: 0,
    resets: 0,
    gaps: 0,
  };
}

function windowOf(mean: readonly number[]): WindowAnswer {
  const values = Float64Array.from(mean);
  return {
    kind: "window",
    from: 0,
    to: mean.length,
    min: values,
    max: values,
    first: values,
    last: values,
    mean: values,
    weight: Float64Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    count: Uint32Array.from(mean, (value) => (Number.isNaN(value) ? 0 : 1)),
    marks: new Uint8Array(mean.length),
    before: Number.NaN,
    points: null,
  };
}

describe("a figure of several sources", () => {
  test("is the quotient of their sums, not the mean of their quotients", () => {
    // 1 of 2 polls and 90 of 98: 91 of 100
    const tile = rangeTile([stat(0.5, 2), stat(90 / 98, 98), stat(Number.NaN, 0)]);
    expect(tile.value).toBeCloseTo(0.91, 12);
    expect(tile).toMatchObject({ low: 0.5, high: 90 / 98, sources: 2 });
  });

  test("is absent where no source has a value", () => {
    expect(rangeTile([stat(Number.NaN, 0)])).toEqual({
      value: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      sources: 0,
    });
    expect(rangeTile([])).toMatchObject({ value: Number.NaN, sources: 0 });
  });

  test("of one dump each is worked out from totals", () => {
    const figure = FIGURES.find(({ id }) => id === "poll-success");
    if (figure === undefined) throw new Error("Cannot find the figure");
    const real = twin("x86_64-linux-6.18/series/0019-vcpu0.bin").stats;
    const dumps = [
      new Map(real.map((each) => [each.name, BigInt(each.values[0] ?? "0")])),
      new Map([
        ["halt_successful_poll", 3n],
        ["halt_attempted_poll", 4n],
      ]),
      new Map<string, bigint>(),
    ];
    const tile = totalTile(figure, dumps, (dump, name) => dump.get(name) ?? null);
    const sum = (name: string) => dumps.reduce((all, dump) => all + Number(dump.get(name) ?? 0n), 0);
    expect(tile.value).toBeCloseTo(sum("halt_successful_poll") / sum("halt_attempted_poll"), 12);
    expect(tile.sources).toBe(2);
    expect(totalTile(figure, dumps, () => null)).toMatchObject({ value: Number.NaN, sources: 0 });
  });

  test("of one dump each is a mean where each counts once, as over a range", () => {
    const figure = FIGURES.find(({ id }) => id === "mapped");
    if (figure === undefined) throw new Error("Cannot find the figure");
    const dumps = [1n, 3n, null].map((pages) => new Map([["pages_4k", pages]]));
    const total = (dump: ReadonlyMap<string, bigint | null>, name: string) =>
      dump.get("pages_4k") === null ? null : (dump.get(name) ?? 0n);
    expect(totalTile(figure, dumps, total)).toEqual({ value: 8192, low: 4096, high: 12288, sources: 2 });
  });

  test("its course is the mean of those that have a value", () => {
    const trend = meanTrend([windowOf([1, Number.NaN, 3, Number.NaN]), windowOf([3, 4, 5, Number.NaN])]);
    expect([...(trend?.mean ?? [])]).toEqual([2, 4, 4, Number.NaN]);
    expect([...(trend?.count ?? [])]).toEqual([2, 1, 2, 0]);
    expect(meanTrend([])).toBeNull();
  });
});
