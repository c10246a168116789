import { describe, expect, it } from "vitest";
import {
  formatRate,
  formatRaw,
  formatShare,
  formatValue,
  niceCeil,
  niceTicks,
  type Quantity,
  signedValue,
  unitFormat,
  unitName,
} from "../../../web/series/units.ts";

const NS: Quantity = { type: "cumulative", unit: "seconds", base: 10, exponent: -9 };
const COUNT: Quantity = { type: "cumulative", unit: "none", base: 10, exponent: 0 };
const BYTES: Quantity = { type: "instant", unit: "bytes", base: 2, exponent: 0 };
const YES: Quantity = { type: "instant", unit: "boolean", base: 10, exponent: 0 };

/** Ordinary spaces, so that expectations can be read. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u2009]/g, " ");
}

describe("formatRaw", () => {
  it("keeps every digit of a u64", () => {
    expect(plain(formatRaw(18446744073709551615n))).toBe("18 446 744 073 709 551 615");
    expect(formatRaw(999n)).toBe("999");
    expect(plain(formatRaw(-1000n))).toBe("−1 000");
  });
});

describe("formatValue", () => {
  it.each([
    [NS, 0n, "0 ns"],
    [NS, 850n, "850 ns"],
    [NS, 999n, "999 ns"],
    [NS, 1000n, "1 µs"],
    [NS, 999_600n, "1 ms"],
    [NS, 3_784n, "3.78 µs"],
    [NS, 1n << 30n, "1.07 s"],
    [NS, 150_000_000_000n, "2.5 min"],
    [COUNT, 7n, "7"],
    [COUNT, 52_740n, "52.7 k"],
    [COUNT, 18446744073709551615n, "18.4 E"],
    [BYTES, 1023n, "1023 B"],
    [BYTES, 1536n, "1.5 KiB"],
    [{ ...BYTES, exponent: 20 }, 3n, "3 MiB"],
    [{ ...COUNT, unit: "cycles" }, 1_234_567n, "1.23 M cyc"],
    [{ ...COUNT, exponent: 3 }, 12n, "12 k"],
    [YES, 1n, "yes"],
    [YES, 0n, "no"],
    [YES, 7n, "7"],
    [{ ...COUNT, unit: "unknown-7" }, 123456n, "123 456"],
    [{ ...COUNT, base: "unknown-3", exponent: 9 }, 5n, "5"],
  ] satisfies [Quantity, bigint, string][])("%o %s", (quantity, value, text) => {
    expect(plain(formatValue(value, quantity))).toBe(text);
  });

  it("shows an instant that KVM counted below 0 as negative, a counter as it is", () => {
    const instant: Quantity = { ...COUNT, type: "instant" };
    expect(formatValue(2n ** 64n - 1n, instant)).toBe("−1");
    expect(signedValue(2n ** 64n - 1n, "cumulative")).toBe(2n ** 64n - 1n);
  });
});

describe("formatRate", () => {
  it.each([
    [COUNT, 52_740, "52.7 k/s"],
    [COUNT, 0.25, "0.25/s"],
    [COUNT, 0.005, "0.3/min"],
    [COUNT, 0, "0/s"],
    [NS, 63_800_000, "63.8 ms/s"],
    [NS, 850, "850 ns/s"],
    [NS, 3_784, "3.78 µs/s"],
    [NS, 180_000_000_000, "180 s/s"],
    [NS, Number.NaN, "–"],
  ] satisfies [Quantity, number, string][])("%o %s", (quantity, value, text) => {
    expect(plain(formatRate(value, quantity))).toBe(text);
  });
});

describe("axis", () => {
  it("has one unit, chosen from its maximum", () => {
    const axis = unitFormat(NS, "value").axis(0, 2_500_000, 5);
    expect(axis.unit).toBe("ms");
    expect(axis.ticks.map(axis.label)).toEqual(["0", "0.5", "1", "1.5", "2", "2.5"]);
  });

  it("names the rate", () => {
    const axis = unitFormat(COUNT, "rate").axis(0, 80_000, 4);
    expect([axis.unit, ...axis.ticks.map(axis.label)]).toEqual(["k/s", "0", "20", "40", "60", "80"]);
  });

  it("is the same object for the same unit", () => {
    expect(unitFormat(NS, "rate")).toBe(unitFormat({ ...NS, type: "peak" }, "rate"));
  });
});

it("names the descriptor's unit", () => {
  expect(unitName(NS)).toBe("ns");
  expect(unitName(COUNT)).toBe("count");
  expect(unitName({ ...BYTES, exponent: 10 })).toBe("KiB");
  expect(plain(unitName({ ...NS, exponent: -5 }))).toBe("10^-5 s");
});

it("counts ticks in 1, 2, 5 without rounding dust", () => {
  expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(niceTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(niceTicks(-4, 7, 4)).toEqual([0, 5]);
  expect(niceTicks(3, 3, 4)).toEqual([3]);
  expect([niceCeil(0), niceCeil(61), niceCeil(100), niceCeil(0.012)]).toEqual([0, 80, 100, 0.015]);
});

it("writes shares", () => {
  expect(plain(formatShare(0.12345))).toBe("12.3 %");
});
