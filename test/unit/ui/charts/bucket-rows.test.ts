import { expect, it } from "vitest";
import type { Buckets } from "../../../../web/series/percentile.ts";
import { bucketRows, bucketsAsText } from "../../../../web/ui/charts/bucket-rows.ts";

const LOG: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

it("lists buckets with their exact edges, counts and running shares, ready for a spreadsheet", () => {
  const counts = new BigUint64Array(32);
  counts[10] = 1500n;
  counts[12] = 499n;
  counts[31] = 1n;
  const rows = bucketRows(LOG, counts);
  expect(rows).toHaveLength(22);
  expect(bucketsAsText(rows.slice(0, 3), "ns").split("\n")).toEqual([
    "Bucket\tExact edges (ns)\tCount\t%\tCumulative %",
    "[512 ns, 1.02 µs)\t[512, 1024)\t1500\t75.000 %\t75.000 %",
    "[1.02 µs, 2.05 µs)\t[1024, 2048)\t0\t0.000 %\t75.000 %",
    "[2.05 µs, 4.1 µs)\t[2048, 4096)\t499\t24.950 %\t99.950 %",
  ]);
  expect(rows.at(-1)?.range.replace("\u00a0", " ")).toBe(">= 1.07 s");
});

it("cuts a linear histogram at its bucket size", () => {
  const rows = bucketRows({ ...LOG, type: "linear-histogram", size: 3, bucketSize: 250 }, [1n, 2n, 1n]);
  expect(rows.map(({ exact, upTo }) => `${exact} ${upTo}`.replaceAll("\u00a0", " "))).toEqual([
    "[0, 250) 25.000 %",
    "[250, 500) 75.000 %",
    "[500, ∞) 100.000 %",
  ]);
});
