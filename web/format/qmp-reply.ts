// What QEMU's monitor answers to query-stats-schemas, query-stats and query-cpus-fast (QEMU's qapi/stats.json, from 7.1 on).
// Everything in it is checked: a file of replies may come from anywhere.

import { isObject, type Json, type JsonObject, member } from "./json.ts";

/** Whose statistics: the VM's own or its vCPUs'. Others (cryptodev) are none of KVM's. */
export type MonitorTarget = "vm" | "vcpu";

/** A statistic as its schema describes it, in the numbers of struct kvm_stats_desc. */
export interface MonitorSchema {
  readonly name: string;
  readonly type: number;
  readonly unit: number;
  readonly base: number;
  readonly exponent: number;
  readonly bucketSize: number;
}

/** A u64, or several in the order of the reply. A number is a safe integer; booleans are 0 and 1. */
export type MonitorValue = number | bigint | readonly (number | bigint)[];

/** The statistics of one VM or vCPU in one reply. */
export interface MonitorStats {
  /** QEMU's path of the vCPU; null for the VM. */
  readonly path: string | null;
  /** In the order of the reply. */
  readonly values: ReadonlyMap<string, MonitorValue>;
  /** Names whose value is no u64: they are in no dump. */
  readonly unusable: readonly string[];
}

/** A vCPU as query-cpus-fast lists it. */
export interface MonitorCpu {
  readonly path: string;
  readonly index: number;
  /** Host thread that runs it; null where not told. */
  readonly thread: number | null;
}

/** Bits of kvm_stats_desc.flags (linux/kvm.h) by the monitor's words; what is not there stands for unknown. */
const TYPES = new Map([
  ["cumulative", 0],
  ["instant", 1],
  ["peak", 2],
  ["linear-histogram", 3],
  ["log2-histogram", 4],
]);
const UNITS = new Map([
  ["none", 0],
  ["bytes", 1],
  ["seconds", 2],
  ["cycles", 3],
  ["boolean", 4],
]);
const BASES = new Map([
  [10, 0],
  [2, 1],
]);
/** No kernel's type, unit or base: shown as unknown-15. */
export const UNKNOWN = 15;

const MAX_U64 = 2n ** 64n - 1n;
const MAX_U32 = 2 ** 32 - 1;
/** kvm_stats_desc.size is a u16. */
const MAX_LIST = 2 ** 16 - 1;

/** The schemas in a reply, in its order, by target; a target it does not mention is not there. */
export function schemasIn(reply: readonly Json[]): ReadonlyMap<MonitorTarget, readonly MonitorSchema[]> {
  const found = new Map<MonitorTarget, readonly MonitorSchema[]>();
  for (const entry of reply) {
    if (!isObject(entry) || !isKvm(entry)) continue;
    const [target, stats] = [member(entry, "target"), member(entry, "stats")];
    if ((target !== "vm" && target !== "vcpu") || !Array.isArray(stats)) continue;
    found.set(target, [...(found.get(target) ?? []), ...stats.flatMap(schemaIn)]);
  }
  return found;
}

function schemaIn(stat: Json): MonitorSchema[] {
  if (!isObject(stat)) return [];
  const name = member(stat, "name");
  if (typeof name !== "string") return [];
  const [type, unit, base] = [member(stat, "type"), member(stat, "unit"), member(stat, "base")];
  return [
    {
      name,
      type: TYPES.get(String(type)) ?? UNKNOWN,
      unit: unit === undefined ? 0 : (UNITS.get(String(unit)) ?? UNKNOWN),
      base: base === undefined ? 0 : (BASES.get(Number(base)) ?? UNKNOWN),
      exponent: integerIn(member(stat, "exponent"), -(2 ** 15), 2 ** 15 - 1) ?? 0,
      bucketSize: integerIn(member(stat, "bucket-size"), 0, MAX_U32) ?? 0,
    },
  ];
}

/** The statistics in a reply, in its order. */
export function statsIn(reply: readonly Json[]): MonitorStats[] {
  return reply.flatMap((entry) => {
    if (!isObject(entry) || !isKvm(entry) || member(entry, "target") !== undefined) return [];
    const [stats, path] = [member(entry, "stats"), member(entry, "qom-path")];
    if (!Array.isArray(stats) || (path !== undefined && typeof path !== "string")) return [];
    const values = new Map<string, MonitorValue>();
    const unusable: string[] = [];
    for (const stat of stats) {
      const name = isObject(stat) ? member(stat, "name") : undefined;
      if (!isObject(stat) || typeof name !== "string" || values.has(name)) continue;
      const value = u64Of(member(stat, "value"));
      if (value === null) unusable.push(name);
      else values.set(name, value);
    }
    return [{ path: path ?? null, values, unusable }];
  });
}

function u64Of(value: Json | undefined): MonitorValue | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isU64(value)) return value;
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_LIST && value.every(isU64) ? value : null;
}

function isU64(value: Json | undefined): value is number | bigint {
  return typeof value === "number"
    ? Number.isSafeInteger(value) && value >= 0
    : typeof value === "bigint" && value >= 0n && value <= MAX_U64;
}

/** The vCPUs in a reply; none when it answers something else. */
export function cpusIn(reply: readonly Json[]): MonitorCpu[] {
  return reply.flatMap((entry) => {
    if (!isObject(entry)) return [];
    const path = member(entry, "qom-path");
    const index = integerIn(member(entry, "cpu-index"), 0, MAX_U32);
    if (typeof path !== "string" || index === null) return [];
    return [{ path, index, thread: integerIn(member(entry, "thread-id"), 1, MAX_U32) }];
  });
}

function isKvm(entry: JsonObject): boolean {
  return member(entry, "provider") === "kvm";
}

function integerIn(value: Json | undefined, from: number, to: number): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to ? value : null;
}
