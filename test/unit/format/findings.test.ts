import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkStructure, checkValues, NO_FILE_CHECK, RULES, type RuleId } from "../../../web/format/findings.ts";
import type { Finding } from "../../../web/format/model.ts";
import { blocksOf, layoutOf, tableOfDump } from "../../../web/format/stats-file.ts";
import {
  BOOLEAN,
  buildDump,
  CYCLES,
  type DumpSpec,
  INSTANT,
  LINEAR_HISTOGRAM,
  LOG_HISTOGRAM,
  SECONDS,
  type StatSpec,
} from "../../support/dump-builder.ts";
import { fixture, realDumps } from "../../support/fixtures.ts";

function check(bytes: Uint8Array): Finding[] {
  const layout = layoutOf(bytes);
  if (layout === null) {
    throw new Error("not recognised");
  }
  const table = tableOfDump(bytes, layout);
  const { data } = blocksOf(layout.header, bytes.length);
  return [...checkStructure(bytes, layout, table), ...checkValues(bytes.subarray(data.from, data.to), table, layout)];
}

function rulesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

const a: StatSpec = { name: "a", values: [1n] };
const b: StatSpec = { name: "b", values: [2n] };
/** Header 0, id 24, descriptors 72 and 136, data 200 to 216. */
const plain: DumpSpec = { stats: [a, b] };
const one = (stat: Partial<StatSpec>): DumpSpec => ({ stats: [{ name: "odd", values: [0n], ...stat }] });
const header = (fields: NonNullable<DumpSpec["header"]>): DumpSpec => ({ ...plain, header: fields });

interface Case {
  readonly rule: RuleId;
  readonly spec: DumpSpec;
  /** Bytes kept of the dump. */
  readonly cut?: number;
  /** Rules that the same fault cannot help breaking. */
  readonly also?: readonly RuleId[];
  /** First byte concerned, one after the last, descriptor. */
  readonly at: readonly [number, number, number?];
}

const CASES: readonly Case[] = [
  { rule: "hdr-read", spec: plain, cut: 20, at: [20, 24] },
  { rule: "id-read", spec: plain, cut: 40, at: [40, 200] },
  { rule: "id-prefix", spec: { ...plain, id: "xen-1" }, at: [24, 72] },
  { rule: "id-nul", spec: { ...plain, id: `kvm-${"1".repeat(44)}` }, at: [24, 72] },
  { rule: "num-desc-0", spec: { stats: [] }, at: [8, 12] },
  {
    rule: "desc-off",
    spec: header({ descOffset: 8, numDesc: 0 }),
    at: [16, 20],
    also: ["num-desc-0", "block-gap", "data-undescribed"],
  },
  {
    rule: "data-off",
    spec: header({ dataOffset: 16, numDesc: 0 }),
    at: [20, 24],
    also: ["num-desc-0", "block-gap", "data-undescribed"],
  },
  { rule: "desc-data-overlap", spec: header({ dataOffset: 192 }), at: [192, 200], also: ["data-undescribed"] },
  { rule: "desc-read", spec: plain, cut: 136, at: [136, 208] },
  {
    rule: "data-desc-overlap",
    spec: {
      ...plain,
      blocks: ["id", "data", "descriptors"],
      stats: [a, { ...b, offset: 16, size: 1, values: [] }],
      header: { dataOffset: 80 },
    },
    at: [96, 104],
    also: ["block-gap"],
  },
  { rule: "data-size", spec: { stats: [a, { ...b, offset: 0 }] }, at: [200, 208], also: ["value-overlap"] },
  { rule: "data-bulk", spec: plain, cut: 210, at: [210, 216] },
  { rule: "hdr-flags", spec: header({ flags: 0x100 }), at: [0, 4] },
  {
    rule: "name-size",
    spec: header({ nameSize: 0, numDesc: 0 }),
    at: [4, 8],
    also: ["num-desc-0", "block-gap", "data-undescribed"],
  },
  {
    rule: "block-align",
    spec: header({ dataOffset: 204 }),
    at: [20, 24],
    also: ["block-gap", "data-bulk"],
  },
  {
    rule: "id-overlap",
    spec: { ...plain, gap: 8, header: { idOffset: 64 } },
    at: [88, 112],
    also: ["id-place", "id-prefix", "block-gap"],
  },
  { rule: "id-place", spec: { ...plain, blocks: ["data", "id", "descriptors"] }, at: [12, 16] },
  { rule: "block-gap", spec: { ...plain, gap: 8 }, at: [24, 32], also: ["id-place"] },
  { rule: "data-undescribed", spec: { ...plain, undescribed: 48 }, at: [216, 264] },
  { rule: "name-nul", spec: one({ name: "n".repeat(48) }), at: [88, 136, 0] },
  { rule: "type-max", spec: one({ type: 5 }), at: [72, 76, 0] },
  { rule: "unit-max", spec: one({ unit: 5 }), at: [72, 76, 0] },
  { rule: "base-max", spec: one({ base: 2 }), at: [72, 76, 0] },
  { rule: "exp-nonneg", spec: one({ unit: CYCLES, exponent: -1 }), at: [76, 78, 0] },
  { rule: "exp-nonpos", spec: one({ unit: SECONDS, exponent: 1 }), at: [76, 78, 0] },
  { rule: "exp-bool", spec: one({ unit: BOOLEAN, exponent: 1 }), at: [76, 78, 0] },
  {
    rule: "size-nonzero",
    spec: { stats: [a, { ...b, size: 0, values: [], offset: 8 }] },
    at: [142, 144, 1],
    also: ["data-size"],
  },
  { rule: "bucket-linear", spec: one({ type: LINEAR_HISTOGRAM }), at: [84, 88, 0] },
  { rule: "bucket-other", spec: one({ bucketSize: 1 }), at: [84, 88, 0] },
  { rule: "flag-bits", spec: one({ extraFlags: 0x80001000 }), at: [72, 76, 0] },
  { rule: "size-scalar", spec: one({ values: [0n, 1n] }), at: [78, 80, 0] },
  { rule: "bool-hist", spec: one({ unit: BOOLEAN, type: LOG_HISTOGRAM, values: [5n, 6n] }), at: [72, 76, 0] },
  { rule: "value-align", spec: one({ offset: 4 }), at: [80, 84, 0] },
  {
    rule: "value-overlap",
    spec: { stats: [a, b, { name: "c", offset: 8, type: LOG_HISTOGRAM, size: 2 }] },
    at: [272, 280, 2],
  },
  { rule: "name-twice", spec: { stats: [a, a] }, at: [152, 200, 1] },
  { rule: "name-empty", spec: one({ name: "" }), at: [88, 136, 0] },
  { rule: "name-ascii", spec: one({ name: "zähler" }), at: [88, 136, 0] },
  { rule: "bool-value", spec: one({ unit: BOOLEAN, type: INSTANT, values: [2n] }), at: [136, 144, 0] },
  { rule: "instant-negative", spec: one({ type: INSTANT, values: [2n ** 64n - 1n] }), at: [136, 144, 0] },
  {
    rule: "hist-sum",
    spec: {
      stats: [
        { name: "halt_successful_poll", values: [100n] },
        { name: "halt_attempted_poll", values: [150n] },
        { name: "halt_poll_success_hist", type: LOG_HISTOGRAM, values: [60n, 40n] },
        { name: "halt_poll_fail_hist", type: LOG_HISTOGRAM, values: [20n, 21n] },
      ],
    },
    at: [360, 376, 3],
  },
  {
    rule: "pair-order",
    spec: {
      stats: [
        { name: "remote_tlb_flush", values: [100n] },
        { name: "remote_tlb_flush_requests", values: [50n] },
      ],
    },
    at: [200, 208, 0],
  },
];

test("a plain dump breaks no rule", () => {
  expect(check(buildDump(plain))).toEqual([]);
});

test.each(CASES)("$rule", ({ rule, spec, cut, also = [], at }) => {
  const findings = check(buildDump(spec).subarray(0, cut));
  expect(rulesOf(findings)).toEqual([rule, ...also].sort());
  const found = findings.find((finding) => finding.rule === rule);
  expect([found?.from, found?.to, found?.descriptor]).toEqual([at[0], at[1], at[2]]);
  expect(found?.expected).not.toBe("");
  expect(found?.found).not.toBe("");
});

test("every rule has a case, every selftest check a rule or a reason", () => {
  expect(CASES.map(({ rule }) => rule).sort()).toEqual(RULES.map(({ id }) => id).sort());
  const checks = [...RULES.flatMap(({ selftest }) => selftest ?? []), ...NO_FILE_CHECK.map(({ selftest }) => selftest)];
  expect(checks.sort((x, y) => x - y)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
});

describe("real dumps", () => {
  test.each(realDumps().all)("%s has nothing worse than a note", (path) => {
    expect(check(fixture(path)).filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  test("every prefix of one names what is missing, and nothing but missing bytes", () => {
    const whole = fixture("x86_64-linux-6.18/series/0019-vcpu0.bin");
    const missing = ["hdr-read", "id-read", "desc-read", "data-bulk"];
    for (let size = 0; size < whole.length; size++) {
      const found = check(whole.subarray(0, size)).filter(({ severity }) => severity !== "note");
      expect(found.map(({ rule }) => missing.includes(rule))).toEqual([true]);
      expect(found[0]?.found).toContain(`the end of the file at byte ${size}`);
    }
  });
});

test("a cut dump is checked as far as it goes against the table of its generation", () => {
  const whole = buildDump(plain);
  const layout = layoutOf(whole);
  const cut = layoutOf(whole.subarray(0, 140));
  if (layout === null || cut === null) {
    throw new Error("not recognised");
  }
  const findings = checkStructure(whole.subarray(0, 140), cut, tableOfDump(whole, layout));
  expect(findings).toEqual([
    {
      rule: "desc-read",
      severity: "error",
      from: 140,
      to: 216,
      expected: "216 bytes",
      found:
        'the end of the file at byte 140: 1 of 2 descriptors and the values of 2 statistics missing, the first is "a"',
    },
  ]);
});

test.each([
  [20, "24 bytes or more", "the end of the file at byte 20"],
  [
    40,
    "200 bytes or more",
    "the end of the file at byte 40: 2 of 2 descriptors and the values of 2 statistics missing",
  ],
  [
    140,
    "208 bytes or more",
    'the end of the file at byte 140: 1 of 2 descriptors and the values of 2 statistics missing, the first is "a"',
  ],
  [210, "216 bytes", 'the end of the file at byte 210: the values of 1 statistic missing, the first is "b"'],
])("a file cut at byte %i says where it ends, what is missing and its first name, once", (cut, expected, found) => {
  const findings = check(buildDump(plain).subarray(0, cut));
  expect(findings.map((each) => [each.expected, each.found])).toEqual([[expected, found]]);
});

test("a hostile table gives at most 100 findings of a rule", () => {
  const stats = Array.from({ length: 5000 }, () => ({ name: "same", values: [0n] }));
  expect(check(buildDump({ stats })).length).toBe(100);
});

test("any header: no throw, every finding has a range", () => {
  const u32 = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 400 }));
  fc.assert(
    fc.property(
      fc.record({ nameSize: u32, numDesc: u32, idOffset: u32, descOffset: u32, dataOffset: u32 }, { requiredKeys: [] }),
      (fields) => {
        const bytes = buildDump(header(fields));
        if (layoutOf(bytes) !== null) {
          for (const { from, to } of check(bytes)) {
            expect(from).toBeLessThanOrEqual(to);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});
