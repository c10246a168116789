import { describe, expect, it } from "vitest";
import {
  bucketAt,
  endOfNines,
  ninesOf,
  percentileStops,
  shareAt,
  stepPath,
  stepsOf,
  stopLabel,
} from "../../../web/chart/percentile-plot.ts";
import { type Buckets, percentileBucket } from "../../../web/series/percentile.ts";
import { valuesOf } from "../../e2e/support/dumps.ts";
import { fixture } from "../../support/fixtures.ts";

const LOG: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

function series(counts: ArrayLike<bigint>) {
  return { id: "a", label: "a", colour: 0, counts };
}

it("gives each further nine the same room, up to what the samples tell apart", () => {
  expect([0, 0.9, 0.99].map((q) => Math.round(ninesOf(q) * 1e9) / 1e9)).toEqual([0, 1, 2]);
  expect([10n, 100n, 101n, 1000n, 10n ** 12n].map((count) => endOfNines([series([count])]))).toEqual([2, 3, 3, 4, 6]);
  expect(percentileStops(4).map((stop) => stopLabel(stop, 4))).toEqual(["p0", "p50", "p90", "p99", "p99.9", "max"]);
  expect(stopLabel(ninesOf(0.9995), 6)).toBe("p99.95");
  expect([shareAt(4, 4), shareAt(2, 4), shareAt(0, 4)]).toEqual([1, 0.99, 0]);
});

describe("stepsOf", () => {
  it("is flat in a bucket, and jumps to the next where its share is used up", () => {
    const steps = stepsOf(series([0n, 50n, 40n, 9n, 1n]), 3);
    expect(steps.map(({ bucket }) => bucket)).toEqual([1, 2, 3, 4]);
    expect(steps[0]).toEqual({ from: 0, to: ninesOf(0.5), bucket: 1 });
    expect(steps[1]?.to).toBeCloseTo(1, 9);
    expect(steps.slice(2)).toEqual([
      { from: steps[1]?.to, to: 2, bucket: 3 },
      { from: 2, to: 3, bucket: 4 },
    ]);
    expect(stepsOf(series([10n ** 9n, 1n]), 6).at(-1)).toEqual({ from: 6, to: 6, bucket: 1 });
    expect(stepsOf(series([0n, 0n]), 2)).toEqual([]);
  });

  it("agrees with the percentile of the page on real distributions, everywhere between two jumps", () => {
    const real = valuesOf(fixture("x86_64-linux-6.18/series/0019-vcpu0.bin")).get("halt_wait_hist") ?? [];
    const end = endOfNines([series(real)]);
    const steps = stepsOf(series(real), end);
    expect(steps.length).toBeGreaterThan(8);
    for (const { from, to, bucket } of steps) {
      const middle = (from + to) / 2;
      expect(percentileBucket(real, shareAt(middle, end))).toBe(bucket);
      expect(bucketAt(series(real), middle, end)).toBe(bucket);
    }
    expect(bucketAt(series(real), end, end)).toBe(real.findLastIndex((count) => count > 0n));
  });
});

it("draws steps: across in a bucket, straight up to the next", () => {
  const area = { x: 0, y: 0, width: 100, height: 100 };
  const steps = [
    { from: 0, to: 1, bucket: 9 },
    { from: 1, to: 2, bucket: 11 },
  ];
  // upper edges 10 and 12 on an axis from 8 to 12
  expect(stepPath(LOG, steps, { area, end: 2, low: 8, high: 12 })).toBe("M0.0 50.0H50.0V0.0H100.0");
});
