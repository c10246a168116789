import { expect, it } from "vitest";
import { samplesTrend } from "../../../web/chart/samples-trend.ts";

it("is the samples per column, in blocks that each hold a dump", () => {
  const answer = {
    kind: "histogram" as const,
    from: 0,
    to: 5,
    buckets: 2,
    counts: Float64Array.of(1, 0, 2, 1, 0, 0, 0, 6, 5, 0),
    marks: new Uint8Array(5),
    total: new BigUint64Array(2),
  };
  const { points } = samplesTrend(answer, 1.2);
  expect([...(points?.time ?? [])]).toEqual([1, 3, 4.5]);
  expect([...(points?.value ?? [])]).toEqual([2, 3, 5]);
});
