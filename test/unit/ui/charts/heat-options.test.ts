import { expect, it } from "vitest";
import type { Buckets } from "../../../../web/series/percentile.ts";
import { aboveText, levelsOf, linesOption, parseLevel, parseLines } from "../../../../web/ui/charts/heat-options.ts";

const LOG: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

it("keeps percentiles that it knows, in order, and none where all were switched off", () => {
  expect(parseLines(null)).toEqual(["p50", "p99"]);
  expect(parseLines("p99.9 p50 p75 <b>")).toEqual(["p50", "p99.9"]);
  expect(parseLines("")).toEqual([]);
  expect(linesOption(["p50", "p99"])).toBeNull();
  expect(parseLines(linesOption([]))).toEqual([]);
  expect(parseLines(linesOption(["p90"]))).toEqual(["p90"]);
});

it("takes a level at an edge only, where it is known exactly what lies above", () => {
  expect(parseLevel("21", LOG)).toBe(21);
  for (const wrong of [null, "", "0", "32", "-1", "1.5", "x", "9999999999"]) expect(parseLevel(wrong, LOG)).toBeNull();
  const levels = levelsOf(LOG);
  expect(levels).toHaveLength(31);
  expect(levels.find(({ edge }) => edge === 21)?.label).toBe("1.05\u00a0ms");
  const linear: Buckets = { ...LOG, type: "linear-histogram", size: 3, bucketSize: 250 };
  expect(levelsOf(linear).map(({ label }) => label)).toEqual(["250\u00a0ns", "500\u00a0ns"]);
  expect(aboveText([1n, 2n, 5n], 1)).toBe("87.500\u00a0% of 8 samples at or above");
  expect(aboveText([0n, 0n], 1)).toBe("no samples");
});
