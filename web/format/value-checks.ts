// Rules about values. Counters are read while vCPUs run: what belongs together may differ by a few counts.

import { VALUE_SIZE } from "../../assembly/layout.ts";
import type { Report } from "./findings.ts";
import type { ByteOrder, Descriptor, StatsTable } from "./model.ts";
import { valueAt } from "./stats-file.ts";

const TWO_63 = 1n << 63n;
/** Counts by which values of one read may disagree. */
const SLACK = 8n;

/** First is never more than second: what was done, and what was tried. */
const PAIRS = [
  ["remote_tlb_flush", "remote_tlb_flush_requests"],
  ["halt_successful_poll", "halt_attempted_poll"],
  ["directed_yield_successful", "directed_yield_attempted"],
] as const;

/** Checks one data block that begins at `dataOffset` of its file. */
export function checkValuesWith(data: Uint8Array, table: StatsTable, dataOffset: number, report: Report): void {
  const { order, descriptors } = table;
  const named = new Map(descriptors.map((descriptor) => [descriptor.name, descriptor]));
  const place = ({ index, offset, size }: Descriptor) => ({
    from: dataOffset + offset,
    to: dataOffset + offset + size * VALUE_SIZE,
    descriptor: index,
  });
  for (const descriptor of descriptors) {
    const value = descriptor.unit === "boolean" || isInstant(descriptor) ? valueAt(data, descriptor, 0, order) : null;
    if (value !== null && value > 1n && descriptor.unit === "boolean" && !isHistogram(descriptor)) {
      report("bool-value", { ...place(descriptor), expected: "0 or 1", found: `${value}` });
    } else if (value !== null && value >= TWO_63 && isInstant(descriptor)) {
      const found = `${value}, which is ${BigInt.asIntN(64, value)} if KVM took more than there was`;
      report("instant-negative", { ...place(descriptor), expected: "a value below 2^63", found });
    }
  }
  const scalar = (name: string) => {
    const descriptor = named.get(name);
    return descriptor === undefined || isHistogram(descriptor) ? null : valueAt(data, descriptor, 0, order);
  };
  for (const [done, tried] of PAIRS) {
    const [less, more, descriptor] = [scalar(done), scalar(tried), named.get(done)];
    if (less !== null && more !== null && less > more + SLACK && descriptor !== undefined) {
      report("pair-order", { ...place(descriptor), expected: `at most ${tried} = ${more}`, found: `${less}` });
    }
  }
  const [successful, attempted] = [scalar("halt_successful_poll"), scalar("halt_attempted_poll")];
  const failed = successful === null || attempted === null || attempted < successful ? null : attempted - successful;
  const sums = [
    ["halt_poll_success_hist", "halt_successful_poll", successful],
    ["halt_poll_fail_hist", "halt_attempted_poll - halt_successful_poll", failed],
  ] as const;
  for (const [name, counter, count] of sums) {
    const descriptor = named.get(name);
    const sum = descriptor === undefined ? null : sumOf(data, descriptor, order);
    if (descriptor !== undefined && sum !== null && count !== null && (sum > count + SLACK || count > sum + SLACK)) {
      report("hist-sum", { ...place(descriptor), expected: `${counter} = ${count} samples`, found: `${sum}` });
    }
  }
}

function isInstant({ type }: Descriptor): boolean {
  return type === "instant";
}

function isHistogram({ type }: Descriptor): boolean {
  return type === "linear-histogram" || type === "log-histogram";
}

/** All values of a statistic added up; null when some are missing. */
function sumOf(data: Uint8Array, descriptor: Descriptor, order: ByteOrder): bigint | null {
  let sum = 0n;
  for (let i = 0; i < descriptor.size; i++) {
    const value = valueAt(data, descriptor, i, order);
    if (value === null) {
      return null;
    }
    sum += value;
  }
  return sum;
}
