import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareNatural, stemOf, timeInName, timesFor } from "../../../web/format/snapshots.ts";

function at(iso: string): bigint {
  return BigInt(Date.parse(iso)) * 1_000_000n;
}

describe("time in a name", () => {
  test.each([
    ["seconds", "vm-1795342440.bin", 1795342440_000_000_000n, "vm.bin"],
    ["milliseconds", "1795342440095-vm.bin", 1795342440_095_000_000n, "vm.bin"],
    ["microseconds", "vm.1795342440095629", 1795342440_095_629_000n, "vm"],
    ["nanoseconds", "1795342440095629620.bin", 1795342440_095_629_620n, ".bin"],
    ["the last run that fits", "1600000000-vm-1795342440.bin", 1795342440_000_000_000n, "1600000000-vm.bin"],
    ["a later run out of range does not count", "1795342440-9999999999.bin", 1795342440_000_000_000n, "9999999999.bin"],
    ["in the middle", "host-1795342440-vm.bin", 1795342440_000_000_000n, "host-vm.bin"],
    ["ISO 8601, UTC", "vm-2026-11-22T10:14:05Z.bin", at("2026-11-22T10:14:05Z"), "vm.bin"],
    ["ISO 8601 without zone is UTC", "vm-2026-11-22T10:14:05.bin", at("2026-11-22T10:14:05Z"), "vm.bin"],
    ["ISO 8601 with zone", "vm-2026-11-22T10:14:05+05:30.bin", at("2026-11-22T04:44:05Z"), "vm.bin"],
    ["ISO 8601 basic, west", "20261122T101405-0500.bin", at("2026-11-22T15:14:05Z"), ".bin"],
    ["ISO 8601 fraction", "2026-11-22T10:14:05.123456789Z.bin", at("2026-11-22T10:14:05Z") + 123456789n, ".bin"],
    ["ISO 8601 for file names", "2026-11-22T10-14-05-vm.bin", at("2026-11-22T10:14:05Z"), "vm.bin"],
    ["ISO 8601 with a space", "2026-11-22 10:14 vm.bin", at("2026-11-22T10:14:00Z"), "vm.bin"],
    ["a counter is no zone", "2026-11-22T10:14:05-0001.bin", at("2026-11-22T10:14:05Z"), "0001.bin"],
  ])("%s: %s", (_rule, name, ns, stem) => {
    expect(timeInName(name)).toEqual({ ns, stem });
    expect(stemOf(name)).toBe(stem);
  });

  test.each([
    "vm.bin",
    "0019-vcpu0.bin",
    "179534244.bin", // 9 digits
    "17953424400.bin", // 11 digits
    "1262303999.bin", // 2009
    "4102444800.bin", // 2100
    "2026-11-22.bin", // a day, no time
    "2026-13-22T10:14:05.bin",
    "2026-02-30T10:14:05.bin",
    "2026-11-22T25:14:05.bin",
    "20261122_000001.bin",
    "",
  ])("none: %s", (name) => {
    expect(timeInName(name)).toBeNull();
  });

  test("every ns between 2010 and 2100 comes back exactly", () => {
    const ns = fc.bigInt({ min: at("2010-01-01"), max: at("2100-01-01") - 1n });
    fc.assert(
      fc.property(ns, (time) => {
        expect(timeInName(`x-${time}.bin`)).toEqual({ ns: time, stem: "x.bin" });
      }),
    );
  });

  test("any name: no throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(typeof stemOf(name)).toBe("string");
      }),
    );
  });
});

test.each([
  ["0019-vcpu0.bin", "vcpu0.bin"],
  ["7.bin", ".bin"],
  ["12_vm.bin", "vm.bin"],
  ["vm-0001.bin", "vm-0001.bin"],
  ["vm.bin", "vm.bin"],
  [".hidden", ".hidden"],
  ["0001", ""],
])("without its leading counter %s is %j", (base, stem) => {
  expect(stemOf(base)).toBe(stem);
});

describe("natural order", () => {
  test("numbers count, zeros before them do not, and equal only when equal", () => {
    const names = ["a10", "a2", "a1b", "a1", "b", "a02", "a", "10", "9", "9223372036854775808", "9223372036854775807"];
    expect(names.toSorted(compareNatural)).toEqual([
      "9",
      "10",
      "9223372036854775807",
      "9223372036854775808",
      "a",
      "a1",
      "a1b",
      "a02",
      "a2",
      "a10",
      "b",
    ]);
  });

  test("is an order", () => {
    const name = fc.string({ unit: fc.constantFrom("0", "1", "9", "a", "-") });
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a))).toBe(0);
        expect(compareNatural(a, b) === 0).toBe(a === b);
        if (compareNatural(a, b) < 0 && compareNatural(b, c) < 0) {
          expect(compareNatural(a, c)).toBeLessThan(0);
        }
      }),
    );
  });
});

describe("times of a source without times in its names", () => {
  const sample = (path: string, modified: bigint | undefined) => ({ path, modified });

  test("modification times that rise with the names", () => {
    expect(timesFor([sample("10.bin", 9n), sample("9.bin", 8n), sample("1.bin", 3n)])).toBe("modified");
  });

  test.each([
    ["equal", [sample("1.bin", 3n), sample("2.bin", 3n)]],
    ["falling", [sample("1.bin", 4n), sample("2.bin", 3n)]],
    ["missing", [sample("1.bin", 4n), sample("2.bin", undefined)]],
    ["missing first", [sample("1.bin", undefined), sample("2.bin", 1n)]],
  ])("%s: ask", (_name, samples) => {
    expect(timesFor(samples)).toBe("ask");
  });
});
