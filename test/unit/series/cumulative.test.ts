import { describe, expect, it } from "vitest";
import { cumulativeOf, partText, shareOf } from "../../../web/series/cumulative.ts";

describe("cumulativeOf", () => {
  it("adds up from the first bucket with something to the last", () => {
    const { total, rows } = cumulativeOf([0n, 3n, 0n, 1n, 0n]);
    expect(total).toBe(4n);
    expect(rows).toEqual([
      { bucket: 1, count: 3n, upTo: 3n },
      { bucket: 2, count: 0n, upTo: 3n },
      { bucket: 3, count: 1n, upTo: 4n },
    ]);
    expect(cumulativeOf([0n, 0n]).rows).toEqual([]);
  });

  it("stays exact beyond 2^53", () => {
    const { total, rows } = cumulativeOf(BigUint64Array.of(2n ** 63n, 1n, 2n ** 62n));
    expect(total).toBe(2n ** 63n + 2n ** 62n + 1n);
    expect(rows[1]?.upTo).toBe(2n ** 63n + 1n);
  });
});

describe("partText", () => {
  const plain = (text: string) => text.replace("\u00a0", " ");
  it("has three decimals, rounded half up", () => {
    expect(plain(partText(39n, 40n))).toBe("97.500 %");
    expect(plain(partText(1n, 3n))).toBe("33.333 %");
    expect(plain(partText(2n, 3n))).toBe("66.667 %");
    expect(plain(partText(0n, 3n))).toBe("0.000 %");
    expect(plain(partText(3n, 3n))).toBe("100.000 %");
  });

  it("never says all or nothing of less or more", () => {
    expect(plain(partText(2n ** 62n - 1n, 2n ** 62n))).toBe("> 99.999 %");
    expect(plain(partText(1n, 2n ** 62n))).toBe("< 0.001 %");
    expect(partText(0n, 0n)).toBe("–");
  });
});

it("keeps ten digits of a share beyond 2^53", () => {
  expect(shareOf(2n ** 60n, 2n ** 62n)).toBe(0.25);
  expect(shareOf(1n, 0n)).toBe(0);
});
