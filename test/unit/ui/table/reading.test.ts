import { describe, expect, test } from "vitest";
import type { Descriptor, StatsTable } from "../../../../web/format/model.ts";
import type { SampleRead, SourceInfo } from "../../../../web/series/model.ts";
import { counterGrowth, readingOf } from "../../../../web/ui/table/reading.ts";
import { rateText, rawText, shownText, valueText } from "../../../../web/ui/table/reading-text.ts";

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
const HISTOGRAM: Descriptor = {
  ...COUNTER,
  index: 1,
  name: "hist",
  type: "log-histogram",
  unit: "seconds",
  exponent: -9,
  size: 2,
  offset: 8,
};
const GAUGE: Descriptor = { ...COUNTER, index: 2, name: "pages", type: "instant", offset: 24 };

function table(order: StatsTable["order"]): StatsTable {
  const header = { flags: 0, nameSize: 48, numDesc: 3, idOffset: 24, descOffset: 72, dataOffset: 264 };
  return { order, header, id: "kvm-1", scope: "vm", vcpu: null, descriptors: [COUNTER, HISTOGRAM, GAUGE] };
}

function source(order: StatsTable["order"] = "little"): SourceInfo {
  return {
    id: 7,
    recording: 1,
    vm: 0,
    label: "vm",
    path: "",
    scope: "vm",
    vcpu: null,
    samples: 2,
    from: 0,
    to: 2,
    period: 2,
    timing: "name",
    generations: [{ table: table(order), samples: 2, from: 0, to: 2 }],
    stats: [],
    short: 0,
    how: null,
    pid: null,
    disturbs: null,
    reconstructed: false,
  };
}

function data(values: readonly bigint[], order: StatsTable["order"] = "little"): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(index * 8, value, order === "little");
  return bytes;
}

function read(before: readonly bigint[] | null, now: readonly bigint[], gap = false): SampleRead {
  const previous = before === null ? null : { time: 0, data: data(before) };
  return { source: 7, sample: 1, generation: 0, time: 2, data: data(now), previous, gap };
}

describe("counters", () => {
  test("value, raw digits and rate", () => {
    const reading = readingOf(source(), "exits", read([1000n, 0n, 0n, 0n], [53_700n, 0n, 0n, 0n]));
    expect(reading?.rate).toBe(26_350);
    expect(rawText(reading)).toBe("53\u2009700");
    expect(valueText(reading)).toBe("53.7\u00a0k");
    expect(rateText(reading, true)).toBe("26.4\u00a0k/s");
    expect(rateText(reading, false)).toBe("–");
  });

  test.each([
    ["a reset has no rate", read([9n, 0n, 0n, 0n], [3n, 0n, 0n, 0n]), "reset"],
    ["a gap has no rate", read([1n, 0n, 0n, 0n], [3n, 0n, 0n, 0n], true), "gap"],
    ["the first sample has no rate", read(null, [3n, 0n, 0n, 0n]), "–"],
  ])("%s", (_, sample, text) => {
    const reading = readingOf(source(), "exits", sample);
    expect(reading?.rate).toBeNull();
    expect(shownText(reading, true)).toBe(text);
  });

  test("every digit of a large u64 stays", () => {
    const reading = readingOf(source(), "exits", read(null, [2n ** 64n - 1n, 0n, 0n, 0n]));
    expect(reading?.value).toBe(2n ** 64n - 1n);
  });

  test("growth passes 2^64 only from the upper half", () => {
    expect(counterGrowth(2n ** 64n - 2n, 3n)).toBe(5n);
    expect(counterGrowth(10n, 3n)).toBe(-7n);
    expect(counterGrowth(5n, 5n)).toBe(0n);
  });
});

describe("histograms", () => {
  test("the value is the number of samples, the rate that of all buckets", () => {
    const reading = readingOf(source(), "hist", read([0n, 1n, 2n, 0n], [0n, 3n, 4n, 0n]));
    expect(reading?.value).toBe(7n);
    expect(reading?.rate).toBe(2);
    expect(valueText(reading)).toBe("7");
    expect(rateText(reading, true)).toBe("2/s");
  });

  test("one falling bucket resets all", () => {
    const reading = readingOf(source(), "hist", read([0n, 5n, 2n, 0n], [0n, 1n, 90n, 0n]));
    expect(reading?.absence).toBe("reset");
  });
});

describe("what is not there", () => {
  test("a dump cut before the value says so and invents no 0", () => {
    const reading = readingOf(source(), "pages", read(null, [1n, 2n]));
    expect(reading?.value).toBeNull();
    expect(valueText(reading)).toBe("cut");
    expect(rawText(reading)).toBe("–");
  });

  test("an unknown statistic, no sample yet, no read at all", () => {
    expect(readingOf(source(), "__proto__", read(null, [1n]))).toBeNull();
    expect(readingOf(source(), "exits", { ...read(null, [1n]), sample: -1 })).toBeNull();
    expect(readingOf(source(), "exits", null)).toBeNull();
    expect(valueText(null)).toBe("–");
  });

  test("big-endian data is read in its own order", () => {
    const sample = { ...read(null, []), data: data([258n, 0n, 0n, 1n], "big") };
    expect(readingOf(source("big"), "exits", sample)?.value).toBe(258n);
  });
});

test("instants have no rate", () => {
  const reading = readingOf(source(), "pages", read([0n, 0n, 0n, 4n], [0n, 0n, 0n, 8n]));
  expect(rateText(reading, true)).toBe("–");
  expect(shownText(reading, true)).toBe("8");
});
