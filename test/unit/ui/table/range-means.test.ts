import { describe, expect, test } from "vitest";
import type { Descriptor } from "../../../../web/format/model.ts";
import type { Answer, RangeStat } from "../../../../web/series/model.ts";
import { meanText } from "../../../../web/ui/table/range-means.ts";

const COUNTER: Descriptor = {
  index: 0,
  name: "exits",
  flags: 0,
  type: "cumulative",
  unit: "none",
  base: 10,
  exponent: 0,
  size: 1,
  offset: 0,
  bucketSize: 0,
};
const FLAG: Descriptor = { ...COUNTER, type: "instant", unit: "boolean" };
const HISTOGRAM: Descriptor = { ...COUNTER, type: "log-histogram", unit: "seconds", exponent: -9, size: 2 };

function range(mean: number): Answer {
  const stat: RangeStat = {
    key: "k",
    samples: 2,
    min: 0,
    max: 1,
    mean,
    p50: 0,
    p99: 1,
    deviation: 0,
    weight: 2,
    total: null,
    resets: 0,
    gaps: 0,
  };
  return { kind: "range", stats: [stat] };
}

describe("mean of the visible time", () => {
  test("a counter's is a rate, a flag's a share of its samples, a histogram's the growth of all buckets", () => {
    expect(meanText(range(129), COUNTER)).toBe("129/s");
    expect(meanText(range(0.43), FLAG)).toBe("43\u00a0%");
    expect(meanText(range(10), HISTOGRAM)).toBe("10/s");
  });

  test("without a sample there is none", () => {
    expect(meanText(range(Number.NaN), COUNTER)).toBe("–");
    expect(meanText(undefined, COUNTER)).toBe("–");
  });
});
