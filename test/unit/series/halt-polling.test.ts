import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumOf } from "../../../web/series/cumulative.ts";
import {
  type Between,
  candidatesOf,
  isWithin,
  keptPolls,
  lengthBounds,
  longestPoll,
  type Polls,
  pollCost,
  smallestKeeping,
  tradeOff,
} from "../../../web/series/halt-polling.ts";
import type { Buckets } from "../../../web/series/percentile.ts";
import { valuesOf } from "../../e2e/support/dumps.ts";
import { fixture } from "../../support/fixtures.ts";
import { assertProperty } from "../../support/property.ts";

const NS: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

/** Polls of these lengths as the kernel would count them. */
function pollsOf(lengths: readonly bigint[], exact = true): Polls {
  const counts = new BigUint64Array(32);
  let total = 0n;
  for (const length of lengths) {
    const bucket = Math.min(length === 0n ? 0 : length.toString(2).length, 31);
    counts[bucket] = (counts[bucket] ?? 0n) + 1n;
    total += length;
  }
  return { buckets: NS, counts, total: exact ? total : null };
}

describe("by hand", () => {
  // 10 of [512, 1024), 4 of [1024, 2048), 1 of [4096, 8192)
  const lengths = [...Array.from({ length: 10 }, () => 600n), ...Array.from({ length: 4 }, () => 2000n), 5000n];
  const loose = pollsOf(lengths, false);

  it("bounds what a cap costs and keeps", () => {
    expect(keptPolls(loose, 1023n)).toEqual({ least: 10n, most: 10n });
    expect(keptPolls(loose, 1500n)).toEqual({ least: 10n, most: 14n });
    expect(keptPolls(loose, 0n)).toEqual({ least: 0n, most: 0n });
    expect(pollCost(loose, 1023n)).toEqual({ least: 10n * 512n + 5n * 1023n, most: 15n * 1023n });
    expect(pollCost(loose, 1500n)).toEqual({
      least: 10n * 512n + 4n * 1024n + 1500n,
      most: 10n * 1023n + 5n * 1500n,
    });
    expect(lengthBounds(loose)).toEqual({
      least: 10n * 512n + 4n * 1024n + 4096n,
      most: 10n * 1023n + 4n * 2047n + 8191n,
    });
  });

  it("narrows them by the exact total, to the total itself where nothing is cut", () => {
    const exact = pollsOf(lengths);
    expect(exact.total).toBe(19_000n);
    expect(pollCost(exact, 8191n)).toEqual({ least: 19_000n, most: 19_000n });
    // of 19,000 ns a cap of 2,047 saves between 2,049 and 6,144
    expect(pollCost(exact, 2047n)).toEqual({ least: 19_000n - 6144n, most: 19_000n - 2049n });
    // a total that no such polls can have is not believed
    expect(pollCost({ ...exact, total: 1n }, 8191n)).toEqual(pollCost(loose, 8191n));
  });

  it("offers no candidate above the longest poll, and none in the open bucket", () => {
    expect(candidatesOf(loose, pollsOf([300n]))).toEqual([0n, 511n, 1023n, 2047n, 4095n, 8191n]);
    expect(longestPoll(loose, pollsOf([300n]))).toEqual({ least: 4096n, most: 8191n });
    const endless = pollsOf([1n << 40n]);
    expect(candidatesOf(pollsOf([1n << 29n]), endless)).toEqual([0n, (1n << 30n) - 1n]);
    expect(longestPoll(pollsOf([]), endless)).toEqual({ least: 1n << 30n, most: null });
    expect(candidatesOf(pollsOf([]), pollsOf([]))).toEqual([]);
    expect(longestPoll(pollsOf([]), pollsOf([]))).toBeNull();
    expect(candidatesOf(pollsOf([0n]), pollsOf([]))).toEqual([0n]);
    expect(candidatesOf(pollsOf([0n, 5n]), pollsOf([]))).toEqual([0n, 7n]);
  });

  it("counts failed polls and cut ones as in vain, and finds the smallest that keeps enough", () => {
    const fail = pollsOf([3000n, 3000n]);
    const rows = candidatesOf(loose, fail).map((candidate) => tradeOff(loose, fail, candidate));
    expect(rows[0]).toEqual({
      candidate: 0n,
      kept: { least: 0n, most: 0n },
      cost: { least: 0n, most: 0n },
      vain: { least: 0n, most: 0n },
    });
    const at1023 = rows.find(({ candidate }) => candidate === 1023n);
    expect(at1023?.vain).toEqual({ least: 7n * 1023n, most: 7n * 1023n });
    expect(smallestKeeping(rows, 15n, 0.66)?.candidate).toBe(1023n);
    expect(smallestKeeping(rows, 15n, 0.67)?.candidate).toBe(2047n);
    expect(smallestKeeping(rows, 15n, 1)?.candidate).toBe(8191n);
    expect(smallestKeeping(rows, 0n, 0.5)).toBeNull();
  });
});

function polls(): fc.Arbitrary<bigint[]> {
  const length = fc.oneof(fc.bigInt({ min: 0n, max: 5000n }), fc.bigInt({ min: 0n, max: (1n << 30n) - 1n }));
  return fc.array(length, { maxLength: 40 });
}

describe("any polls", () => {
  it("have their true cost and kept share inside the bounds, whatever the candidate", () => {
    assertProperty(
      fc.property(polls(), polls(), fc.bigInt({ min: 0n, max: 1n << 31n }), fc.boolean(), (good, bad, c, exact) => {
        const [success, fail] = [pollsOf(good, exact), pollsOf(bad, exact)];
        const row = tradeOff(success, fail, c);
        const cost = (lengths: bigint[]) => lengths.reduce((sum, d) => sum + capped(d, c), 0n);
        const kept = good.filter((d) => d <= c).length;
        expectWithin(cost(good) + cost(bad), row.cost);
        expectWithin(BigInt(kept), row.kept);
        expectWithin(cost(bad) + c * BigInt(good.length - kept), row.vain);
      }),
    );
  });

  it("cost and keep no less under a larger candidate, and candidates know which polls they keep", () => {
    assertProperty(
      fc.property(polls(), polls(), fc.boolean(), (good, bad, exact) => {
        const [success, fail] = [pollsOf(good, exact), pollsOf(bad, exact)];
        const rows = candidatesOf(success, fail).map((candidate) => tradeOff(success, fail, candidate));
        for (const [index, row] of rows.entries()) {
          const before = rows[index - 1];
          if (row.candidate > 0n) expect(row.kept.least).toBe(row.kept.most);
          if (before === undefined) continue;
          for (const what of ["kept", "cost"] as const) {
            expect(row[what].least >= before[what].least).toBe(true);
            expect(row[what].most >= before[what].most).toBe(true);
          }
        }
        if (rows.length > 0 && exact) expect(rows.at(-1)?.cost.least).toBe((success.total ?? 0n) + (fail.total ?? 0n));
      }),
    );
  });
});

it("holds on real dumps: the exact totals of a kernel lie inside the bounds of its buckets", () => {
  const dumps = [
    "arm64-linux-6.1/vcpu-1.bin",
    ...Array.from({ length: 20 }, (_, round) => `x86_64-linux-6.18/series/${String(round).padStart(4, "0")}-vcpu0.bin`),
  ];
  let seen = 0n;
  for (const dump of dumps) {
    const values = valuesOf(fixture(dump));
    const value = (name: string) => values.get(name)?.[0] ?? 0n;
    const of = (outcome: string) => ({ buckets: NS, counts: values.get(`halt_poll_${outcome}_hist`) ?? [] });
    const [success, fail] = [of("success"), of("fail")];
    expect(sumOf(success.counts)).toBe(value("halt_successful_poll"));
    expect(sumOf(fail.counts)).toBe(value("halt_attempted_poll") - value("halt_successful_poll"));
    expect(isWithin(value("halt_poll_success_ns"), lengthBounds(success))).toBe(true);
    expect(isWithin(value("halt_poll_fail_ns"), lengthBounds(fail))).toBe(true);
    seen += value("halt_attempted_poll");
  }
  expect(seen).toBeGreaterThan(900n);
});

function capped(length: bigint, candidate: bigint): bigint {
  if (length > candidate) return candidate;
  return length;
}

function expectWithin(value: bigint, { least, most }: Between): void {
  expect(value >= least && value <= most, `${value} in ${least} to ${most}`).toBe(true);
}
