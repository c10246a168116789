import { describe, expect, it } from "vitest";
import {
  type Buckets,
  bucketEdges,
  bucketLabel,
  bucketRawLabel,
  percentileBucket,
  percentileLabel,
} from "../../../web/series/percentile.ts";

const LOG: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };
const LINEAR: Buckets = { ...LOG, type: "linear-histogram", size: 4, bucketSize: 1000 };

function counts(size: number, filled: Record<number, bigint>): BigUint64Array {
  const all = new BigUint64Array(size);
  for (const [index, count] of Object.entries(filled)) all[Number(index)] = count;
  return all;
}

function plain(text: string): string {
  return text.replace(/[\u00a0\u2009]/g, " ");
}

/** The kernel's rule, written the slow way: bit length of the value, cut at the last bucket. */
function logIndex(value: bigint, size: number): number {
  return Math.min(value === 0n ? 0 : value.toString(2).length, size - 1);
}

describe("bucketEdges", () => {
  it.each([1, 2, 3, 32, 64])("holds exactly what the kernel puts into a log histogram of %d", (size) => {
    for (const value of [0n, 1n, 2n, 3n, 4n, 511n, 512n, 1023n, 1024n, (1n << 30n) - 1n, 1n << 30n, 2n ** 64n - 1n]) {
      const { lower, upper } = bucketEdges({ ...LOG, size }, logIndex(value, size));
      expect(value >= lower && (upper === null || value < upper)).toBe(true);
    }
  });

  it("cuts linear histograms at multiples of the bucket size", () => {
    expect(bucketEdges(LINEAR, 0)).toEqual({ lower: 0n, upper: 1000n });
    expect(bucketEdges(LINEAR, 3)).toEqual({ lower: 3000n, upper: null });
    expect(bucketEdges({ ...LINEAR, size: 1 }, 0)).toEqual({ lower: 0n, upper: null });
  });
});

it("labels buckets", () => {
  expect([0, 1, 10, 31].map((index) => plain(bucketLabel(LOG, index)))).toEqual([
    "0 ns",
    "1 ns",
    "[512 ns, 1.02 µs)",
    ">= 1.07 s",
  ]);
  expect(plain(bucketRawLabel(LOG, 10))).toBe("[512, 1 024)");
});

describe("percentileLabel", () => {
  it("says the upper edge, 0 and the open end", () => {
    expect(plain(percentileLabel(LOG, counts(32, { 10: 5n }), 0.5))).toBe("< 1.02 µs");
    expect(plain(percentileLabel(LOG, counts(32, { 0: 5n, 3: 5n }), 0.5))).toBe("0 ns");
    expect(plain(percentileLabel(LOG, counts(32, { 31: 1n }), 0.99))).toBe(">= 1.07 s");
    expect(percentileLabel(LOG, counts(32, {}), 0.5)).toBe("–");
  });

  it("takes the bucket where the count reaches ceil(q*N)", () => {
    expect(percentileBucket([50, 50], 0.5)).toBe(0);
    expect(percentileBucket([50, 51], 0.5)).toBe(1);
    expect(percentileBucket([7, 93], 0.07)).toBe(0);
    expect(percentileBucket([99n, 1n], 0.99)).toBe(0);
    expect(percentileBucket([98n, 1n, 1n], 0.999)).toBe(2);
  });

  it("counts beyond 2^53 exactly", () => {
    expect(percentileBucket([2n ** 63n, 2n ** 63n + 1n], 0.5)).toBe(1);
    expect(percentileBucket([2n ** 63n, 2n ** 63n], 0.5)).toBe(0);
  });

  it("reads one row of many", () => {
    expect(percentileBucket([9, 0, 0, 0, 0, 4], 0.5, 3, 3)).toBe(2);
  });
});
