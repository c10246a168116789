// Rules about each descriptor, and about descriptors among each other.

import {
  DESC_BUCKET_SIZE,
  DESC_EXPONENT,
  DESC_FLAGS,
  DESC_NAME,
  DESC_OFFSET,
  DESC_SIZE,
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import type { Report, RuleId } from "./findings.ts";
import type { Descriptor, StatsHeader } from "./model.ts";
import { descriptorStride } from "./stats-file.ts";
import { quoted } from "./text.ts";

const KNOWN_FLAGS = 0xfff;

/** Checks the descriptors that `bytes` holds. */
export function checkDescriptors(
  bytes: Uint8Array,
  header: StatsHeader,
  descriptors: readonly Descriptor[],
  report: Report,
): void {
  const stride = descriptorStride(header);
  const names = new Map<string, number>();
  for (const descriptor of descriptors) {
    const at = header.descOffset + descriptor.index * stride;
    const field = (rule: RuleId, offset: number, length: number, expected: string, found: string) =>
      report(rule, { from: at + offset, to: at + offset + length, expected, found, descriptor: descriptor.index });
    checkName(bytes.subarray(at + DESC_NAME, at + stride), descriptor, names, field);
    checkKind(descriptor, field);
    checkShape(descriptor, field);
  }
  checkSharedValues(header, descriptors, report);
}

/** Reports a rule broken in `length` bytes at `offset` of one descriptor. */
type ReportField = (rule: RuleId, offset: number, length: number, expected: string, found: string) => void;

function checkName(
  block: Uint8Array,
  { name, index }: Descriptor,
  names: Map<string, number>,
  report: ReportField,
): void {
  const shown = quoted(name, 64);
  if (block.length > 0 && !block.includes(0)) {
    report("name-nul", DESC_NAME, block.length, "a NUL", `${block.length} bytes without one`);
  }
  if (name === "") {
    report("name-empty", DESC_NAME, block.length, "a name", "none");
  } else if (!/^[\x21-\x7e]*$/.test(name)) {
    report("name-ascii", DESC_NAME, block.length, "printable ASCII without spaces", shown);
  }
  const first = names.get(name);
  if (first === undefined) {
    names.set(name, index);
  } else if (name !== "") {
    report("name-twice", DESC_NAME, block.length, "a name of its own", `${shown} as in descriptor ${first}`);
  }
}

function checkKind({ flags, type, unit, base, exponent }: Descriptor, report: ReportField): void {
  const inFlags = (rule: RuleId, expected: string, found: string) => report(rule, DESC_FLAGS, 4, expected, found);
  if (type.startsWith("unknown")) {
    inFlags("type-max", "a type from 0 to 4", type);
  }
  if (unit.startsWith("unknown")) {
    inFlags("unit-max", "a unit from 0 to 4", unit);
  }
  if (typeof base === "string") {
    inFlags("base-max", "base 0 (10) or 1 (2)", base);
  }
  if (flags > KNOWN_FLAGS) {
    inFlags("flag-bits", "0 in bits 12 to 31", `0x${flags.toString(16)}`);
  }
  const wrong = (rule: RuleId, expected: string) => report(rule, DESC_EXPONENT, 2, expected, `${exponent}`);
  if ((unit === "none" || unit === "bytes" || unit === "cycles") && exponent < 0) {
    wrong("exp-nonneg", "0 or more");
  }
  if (unit === "seconds" && exponent > 0) {
    wrong("exp-nonpos", "0 or less");
  }
  if (unit === "boolean" && exponent !== 0) {
    wrong("exp-bool", "0");
  }
}

function checkShape({ type, unit, size, offset, bucketSize }: Descriptor, report: ReportField): void {
  if (size === 0) {
    report("size-nonzero", DESC_SIZE, 2, "1 or more", "0");
  }
  if (size > 1 && (type === "cumulative" || type === "instant" || type === "peak")) {
    report("size-scalar", DESC_SIZE, 2, "1", `${size}`);
  }
  if (type === "linear-histogram" && bucketSize === 0) {
    report("bucket-linear", DESC_BUCKET_SIZE, 4, "1 or more", "0");
  }
  if (type !== "linear-histogram" && bucketSize !== 0) {
    report("bucket-other", DESC_BUCKET_SIZE, 4, "0", `${bucketSize}`);
  }
  if (unit === "boolean" && (type === "log-histogram" || (type === "linear-histogram" && size !== 2))) {
    report("bool-hist", DESC_FLAGS, 4, "a linear histogram of 2 buckets", `a ${type} of ${size}`);
  }
  if (offset % VALUE_SIZE !== 0) {
    report("value-align", DESC_OFFSET, 4, "a multiple of 8", `${offset}`);
  }
}

/** Each statistic against the one before it that reaches furthest: every shared value is seen. */
function checkSharedValues(header: StatsHeader, descriptors: readonly Descriptor[], report: Report): void {
  const ordered = descriptors.filter(({ size }) => size > 0).sort((a, b) => a.offset - b.offset || a.index - b.index);
  let reached = 0;
  let furthest: Descriptor | null = null;
  for (const descriptor of ordered) {
    const end = descriptor.offset + descriptor.size * VALUE_SIZE;
    if (furthest !== null && descriptor.offset < reached) {
      report("value-overlap", {
        from: header.dataOffset + descriptor.offset,
        to: header.dataOffset + Math.min(end, reached),
        expected: "values of its own",
        found: `values of descriptor ${furthest.index}`,
        descriptor: descriptor.index,
      });
    }
    if (end > reached) {
      reached = end;
      furthest = descriptor;
    }
  }
}
