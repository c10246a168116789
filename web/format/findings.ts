// What a dump must be, rule by rule: the kernel selftest's checks (kvm_binary_stats_test.c), what the API text promises
// beyond them, and what is merely unusual.

import { HEADER_SIZE } from "../../assembly/layout.ts";
import { checkBlocks } from "./block-checks.ts";
import { checkDescriptors } from "./descriptor-checks.ts";
import { checkEnd } from "./end-checks.ts";
import type { DumpLayout, Finding, Severity, StatsTable } from "./model.ts";
import { blocksOf, descriptorStride } from "./stats-file.ts";
import { checkValuesWith } from "./value-checks.ts";

/** A rule. Error: the ABI is broken or bytes are missing. Warning: selftest or QEMU reject or drop it. Note: unusual. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly text: string;
  /** Number of the selftest check it stands for, in order of execution; null when the selftest does not look. */
  readonly selftest: number | null;
}

export const RULES = [
  // --- the file and its blocks
  { id: "hdr-read", severity: "error", selftest: 1, text: "The header's 24 bytes are there" },
  { id: "id-read", severity: "error", selftest: 2, text: "The id block's name_size bytes are there" },
  { id: "id-prefix", severity: "warning", selftest: 3, text: "The id begins with kvm" },
  { id: "id-nul", severity: "error", selftest: 4, text: "The id ends with a NUL inside its block" },
  { id: "num-desc-0", severity: "note", selftest: 5, text: "There are descriptors" },
  { id: "desc-off", severity: "error", selftest: 6, text: "The descriptors begin behind the header" },
  { id: "data-off", severity: "error", selftest: 7, text: "The data block begins behind the header" },
  { id: "desc-data-overlap", severity: "error", selftest: 8, text: "The descriptors end before the data block begins" },
  { id: "desc-read", severity: "error", selftest: 9, text: "All num_desc descriptors are there" },
  {
    id: "data-desc-overlap",
    severity: "error",
    selftest: 21,
    text: "The data block ends before the descriptors begin",
  },
  {
    id: "data-size",
    severity: "warning",
    selftest: 22,
    text: "The data block holds 8 bytes or more for each descriptor",
  },
  { id: "data-bulk", severity: "error", selftest: 23, text: "The data block is there up to the last described value" },
  { id: "hdr-flags", severity: "note", selftest: null, text: "The header's flags are 0" },
  { id: "name-size", severity: "error", selftest: null, text: "name_size has room for a NUL" },
  { id: "block-align", severity: "error", selftest: null, text: "Every block begins at a multiple of 8" },
  { id: "id-overlap", severity: "error", selftest: null, text: "The id block shares no byte with another block" },
  {
    id: "id-place",
    severity: "note",
    selftest: null,
    text: "The id is at byte 24, the only place where the selftest looks",
  },
  { id: "block-gap", severity: "note", selftest: null, text: "Every byte belongs to a block" },
  { id: "data-undescribed", severity: "note", selftest: null, text: "Every value of the data block has a descriptor" },
  // --- each descriptor
  { id: "name-nul", severity: "error", selftest: 10, text: "The name ends with a NUL inside name_size bytes" },
  { id: "type-max", severity: "warning", selftest: 11, text: "The type is one that kernels define" },
  { id: "unit-max", severity: "warning", selftest: 12, text: "The unit is one that kernels define" },
  { id: "base-max", severity: "warning", selftest: 13, text: "The base is one that kernels define" },
  {
    id: "exp-nonneg",
    severity: "warning",
    selftest: 14,
    text: "Counts, bytes and cycles have an exponent of 0 or more",
  },
  { id: "exp-nonpos", severity: "warning", selftest: 15, text: "Seconds have an exponent of 0 or less" },
  { id: "exp-bool", severity: "warning", selftest: 16, text: "Booleans have exponent 0" },
  { id: "size-nonzero", severity: "warning", selftest: 17, text: "There is at least one value" },
  { id: "bucket-linear", severity: "warning", selftest: 18, text: "A linear histogram has a bucket_size" },
  { id: "bucket-other", severity: "warning", selftest: 19, text: "Only linear histograms have a bucket_size" },
  { id: "flag-bits", severity: "note", selftest: null, text: "Bits 12 to 31 of flags are 0" },
  { id: "size-scalar", severity: "error", selftest: null, text: "What is no histogram has one value" },
  { id: "bool-hist", severity: "error", selftest: null, text: "A histogram of booleans is linear with two buckets" },
  { id: "value-align", severity: "error", selftest: null, text: "Values begin at a multiple of 8 in the data block" },
  { id: "value-overlap", severity: "warning", selftest: null, text: "No two statistics share a value" },
  { id: "name-twice", severity: "note", selftest: null, text: "Every name is there once" },
  { id: "name-empty", severity: "note", selftest: null, text: "Every statistic has a name" },
  { id: "name-ascii", severity: "note", selftest: null, text: "Names are printable ASCII" },
  // --- values
  { id: "bool-value", severity: "error", selftest: null, text: "A boolean is 0 or 1" },
  { id: "instant-negative", severity: "note", selftest: null, text: "An instant value is below 2^63" },
  { id: "hist-sum", severity: "note", selftest: null, text: "A poll histogram's samples add up to the poll counters" },
  {
    id: "pair-order",
    severity: "note",
    selftest: null,
    text: "What succeeded or was done is no more than what was tried",
  },
] as const satisfies readonly Rule[];

export type RuleId = (typeof RULES)[number]["id"];

/** Selftest checks that cannot be made on a file. */
export const NO_FILE_CHECK: readonly { readonly selftest: number; readonly reason: string }[] = [
  { selftest: 20, reason: "computes the size of the data block, which checks 21 to 23 use" },
  {
    selftest: 24,
    reason:
      "reads each statistic alone: in a file its values are missing when the data block ends early, which is check 23",
  },
  { selftest: 25, reason: "asks whether the descriptor is closed: a file has none" },
];

/** Findings kept of one rule in one dump: a hostile table could break it a million times. */
const KEPT_PER_RULE = 100;

/** Notes one broken rule: bytes [from, to) of the file, and the descriptor concerned. */
export type Report = (rule: RuleId, what: Omit<Finding, "rule" | "severity">) => void;

const SEVERITIES = new Map<string, Severity>(RULES.map(({ id, severity }) => [id, severity]));

/**
 * Rules about everything but the values. `table` may be that of a whole dump of the same generation when `bytes` is cut:
 * only the descriptors that `bytes` holds are checked. Bytes missing at the end are one finding.
 */
export function checkStructure(bytes: Uint8Array, layout: DumpLayout, table: StatsTable): Finding[] {
  return collectFindings((report) => {
    const size = bytes.length;
    checkEnd(size, table, report);
    if (size < HEADER_SIZE) {
      return;
    }
    const { descriptors: block } = blocksOf(layout.header, size);
    const held = Math.floor((block.to - block.from) / descriptorStride(layout.header));
    const descriptors = table.descriptors.slice(0, held);
    checkBlocks(bytes, layout, descriptors, report);
    checkDescriptors(bytes, layout.header, descriptors, report);
  });
}

/** Rules about the values of one sample. `data`: the data block, as far as it is there. */
export function checkValues(data: Uint8Array, table: StatsTable, layout: Pick<DumpLayout, "header">): Finding[] {
  return collectFindings((report) => checkValuesWith(data, table, layout.header.dataOffset, report));
}

function collectFindings(check: (report: Report) => void): Finding[] {
  const findings: Finding[] = [];
  const counts = new Map<RuleId, number>();
  check((rule, what) => {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    if (count <= KEPT_PER_RULE) {
      findings.push({ rule, severity: SEVERITIES.get(rule) ?? "note", ...what });
    }
  });
  return findings;
}
