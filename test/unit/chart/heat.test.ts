import { describe, expect, it } from "vitest";
import { distributionOf, distributionTicks, outlinePath, percentileLines } from "../../../web/chart/distribution.ts";
import {
  breakColumns,
  edgeText,
  edgeTicks,
  heatIndex,
  joinBlocks,
  lineOf,
  mostOf,
  percentilePlace,
  shareIndex,
  usedBuckets,
} from "../../../web/chart/heat.ts";
import type { HistogramAnswer } from "../../../web/series/model.ts";
import type { Buckets } from "../../../web/series/percentile.ts";

const LOG: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

function histogram(from: number, to: number, columns: readonly (readonly number[])[]): HistogramAnswer {
  const buckets = columns[0]?.length ?? 0;
  const total = new BigUint64Array(buckets);
  for (const column of columns) for (const [i, count] of column.entries()) total[i] = (total[i] ?? 0n) + BigInt(count);
  return {
    kind: "histogram",
    from,
    to,
    buckets,
    counts: Float64Array.from(columns.flat()),
    marks: new Uint8Array(columns.length),
    total,
  };
}

describe("joinBlocks", () => {
  it("joins columns until each block holds a sample", () => {
    const answer = histogram(0, 4, [
      [1, 0],
      [0, 0],
      [0, 3],
      [0, 0],
    ]);
    const blocks = joinBlocks(answer, 1.2, 1);
    expect(blocks.blocks).toBe(2);
    expect([...blocks.counts]).toEqual([1, 0, 0, 3]);
    expect([...lineOf(blocks, "p50")]).toEqual([0, 1]);
    expect([...blocks.sums]).toEqual([1, 3]);
    expect(blocks.most).toBe(3);
  });

  it("keeps blocks where they are on the time axis while panning", () => {
    const answer = histogram(1, 5, [[0], [0], [2], [0]]);
    const blocks = joinBlocks(answer, 0, 2);
    expect([0, 1, 2, 3].map(blocks.of)).toEqual([0, 1, 1, 2]);
  });

  it("sums percentiles from buckets, never from percentiles, and has none without samples", () => {
    const answer = histogram(0, 2, [
      [9, 0, 1],
      [0, 0, 0],
    ]);
    expect([...lineOf(joinBlocks(answer, 0, 1), "p99")]).toEqual([2, -1]);
    expect([...lineOf(joinBlocks(answer, 0, 2), "p50")]).toEqual([0]);
  });
});

describe("usedBuckets", () => {
  it("shows what holds something, one bucket around, at least eight", () => {
    const total = new BigUint64Array(32);
    total[10] = 1n;
    total[20] = 1n;
    expect(usedBuckets(total)).toEqual({ low: 9, high: 22 });
    total[20] = 0n;
    const few = usedBuckets(total);
    expect(few.high - few.low).toBe(8);
    expect(few.low <= 10 && few.high > 10).toBe(true);
  });

  it("ends for every size", () => {
    for (const size of [1, 2, 7, 8, 9])
      for (let used = 0; used < size; used++) {
        const { low, high } = usedBuckets(BigUint64Array.from({ length: size }, (_, i) => (i === used ? 1n : 0n)));
        expect(low <= used && used < high && low >= 0 && high <= size).toBe(true);
      }
    expect(usedBuckets(new BigUint64Array(5))).toEqual({ low: 0, high: 5 });
  });
});

it("covers the columns of a break, at least one", () => {
  const grid = { from: 10, width: 0.5, columns: 20 };
  expect(breakColumns(grid, { from: 11, to: 13 })).toEqual({ from: 2, to: 6 });
  expect(breakColumns(grid, { from: 11.1, to: 11.1 })).toEqual({ from: 2, to: 3 });
  expect(breakColumns(grid, { from: 2, to: 10.6 })).toEqual({ from: 0, to: 2 });
  const past = breakColumns(grid, { from: 30, to: 31 });
  expect(past.to).toBeLessThanOrEqual(past.from);
});

it("labels edges with the lower end of the bucket above them", () => {
  expect(edgeTicks({ low: 0, high: 32 }, 160, 20)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32]);
  expect([0, 1, 11, 31, 32].map((edge) => edgeText(LOG, edge).replace("\u00a0", " "))).toEqual([
    "0 ns",
    "1 ns",
    "1.02 µs",
    "1.07 s",
    "∞",
  ]);
});

it("puts a percentile at the upper edge, the open one at its start", () => {
  expect([0, 10, 31].map((bucket) => percentilePlace(LOG, bucket))).toEqual([0.5, 11, 31]);
});

it("colours by the logarithm, one sample visible, the largest brightest", () => {
  expect(heatIndex(1000, 1000)).toBe(255);
  expect(heatIndex(1, 1000)).toBeGreaterThan(20);
  expect(heatIndex(32, 1000)).toBeGreaterThan(heatIndex(31, 1000) - 1);
  expect(heatIndex(1, 1)).toBe(255);
});

describe("distributionOf", () => {
  it("counts exactly, also beyond 2^53", () => {
    const counts = new BigUint64Array(32);
    counts[10] = 2n ** 63n;
    counts[11] = 2n ** 63n - 1n;
    const { bars, total } = distributionOf(LOG, counts);
    expect(total).toBe(2n ** 64n - 1n);
    expect(bars.find((bar) => bar.place === 10.5)).toMatchObject({ exact: 2n ** 63n, share: 0.5 });
    expect(bars.find((bar) => bar.place === 10.5)?.label).toBe("[512\u00a0ns, 1.02\u00a0µs)");
  });

  it("joins neighbours when there are too many buckets", () => {
    const many: Buckets = { ...LOG, type: "linear-histogram", size: 1000, bucketSize: 10 };
    const { bars, width, from, to } = distributionOf(many, new BigUint64Array(1000).fill(1n));
    expect(bars).toHaveLength(100);
    expect([width, from, to]).toEqual([10, 0, 1000]);
    expect(bars.at(-1)?.label.startsWith(">= ")).toBe(true);
  });

  it("has no percentiles without samples and one line where both fall together", () => {
    expect(percentileLines(distributionOf(LOG, new BigUint64Array(32)), LOG)).toEqual([]);
    const one = new BigUint64Array(32);
    one[4] = 3n;
    expect(percentileLines(distributionOf(LOG, one), LOG)).toEqual([{ name: "p50, p99", place: 5 }]);
  });

  it("labels as many edges as fit", () => {
    const distribution = distributionOf(LOG, new BigUint64Array(32).fill(1n));
    expect(distributionTicks(distribution, LOG, 500).ticks).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32]);
  });
});

it("puts the shares of another distribution beside each bar, over the buckets that either uses", () => {
  const counts = new BigUint64Array(32);
  const other = new BigUint64Array(32);
  counts[10] = 30n;
  counts[11] = 10n;
  other[20] = 5n;
  const { bars, from, to, total, otherTotal, mostShare } = distributionOf(LOG, counts, other);
  expect([from, to, total, otherTotal, mostShare]).toEqual([9, 22, 40n, 5n, 1]);
  expect(bars.find((bar) => bar.place === 10.5)).toMatchObject({ share: 0.75, other: { exact: 0n, share: 0 } });
  expect(bars.find((bar) => bar.place === 20.5)).toMatchObject({ exact: 0n, other: { exact: 5n, share: 1 } });
  expect(distributionOf(LOG, counts).bars.every((bar) => bar.other === null)).toBe(true);
});

it("outlines the other distribution as steps from edge to edge", () => {
  const distribution = distributionOf({ ...LOG, size: 2 }, [1n, 0n], [1n, 3n]);
  const area = { x: 10, y: 0, width: 100, height: 50 };
  expect(outlinePath(distribution, 1, area)).toBe("M10.0 50.0V37.5H60.0V12.5H110.0V50.0");
  expect(outlinePath(distributionOf(LOG, new BigUint64Array(32)), 1, area)).toBe("");
});

it("colours by share of the column, logarithmic, so that a quiet column is as bright as a busy one", () => {
  const blocks = joinBlocks(
    histogram(0, 2, [
      [90, 10],
      [0, 2],
    ]),
    0,
    1,
  );
  expect(mostOf(blocks, "count")).toBe(90);
  expect(mostOf(blocks, "share")).toBe(1);
  expect(shareIndex(1, 1)).toBe(255);
  expect(shareIndex(0.1, 1)).toBeLessThan(255);
  expect(shareIndex(0.1, 1)).toBeGreaterThan(shareIndex(0.01, 1));
  expect(shareIndex(0.0001, 1)).toBe(shareIndex(0.001, 1));
});
