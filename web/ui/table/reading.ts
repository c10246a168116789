// One statistic in the data block that a read returned.

import type { Descriptor, StatsTable } from "../../format/model.ts";
import { statKeysOf, valueAt } from "../../format/stats-file.ts";
import type { SampleRead, SourceInfo } from "../../series/model.ts";
import type { Quantity } from "../../series/units.ts";

/** A statistic at one moment. */
export interface Reading {
  readonly descriptor: Descriptor;
  /** The u64 as read; the sum of all buckets for a histogram; null when the dump was cut before it. */
  readonly value: bigint | null;
  /** Growth per second since the sample before, raw scale; null when there is none. */
  readonly rate: number | null;
  /** Why a counter has no rate here. */
  readonly absence: "none" | "first" | "gap" | "reset" | "cut";
}

const TWO_63 = 1n << 63n;
const tables = new WeakMap<StatsTable, ReadonlyMap<string, Descriptor>>();

/** Descriptors of a table by statistic key. */
export function descriptorsOf(table: StatsTable): ReadonlyMap<string, Descriptor> {
  const known = tables.get(table);
  if (known !== undefined) return known;
  const keys = statKeysOf(table.descriptors);
  const made = new Map(table.descriptors.map((descriptor, index) => [keys[index] ?? descriptor.name, descriptor]));
  tables.set(table, made);
  return made;
}

/** The statistic in this sample; null when its generation has no such statistic or there is no sample. */
export function readingOf(source: SourceInfo, key: string, read: SampleRead | null): Reading | null {
  const table = read === null ? undefined : source.generations[read.generation]?.table;
  const descriptor = table === undefined ? undefined : descriptorsOf(table).get(key);
  if (read === null || read.sample < 0 || table === undefined || descriptor === undefined) return null;
  const value = total(read.data, descriptor, table);
  if (value === null) return { descriptor, value, rate: null, absence: "cut" };
  if (!isCounter(descriptor)) return { descriptor, value, rate: null, absence: "none" };
  if (read.previous === null) return { descriptor, value, rate: null, absence: "first" };
  if (read.gap) return { descriptor, value, rate: null, absence: "gap" };
  const seconds = read.time - read.previous.time;
  if (!(seconds > 0)) return { descriptor, value, rate: null, absence: "first" };
  const grown = growth(read.previous.data, read.data, descriptor, table);
  if (grown === null) return { descriptor, value, rate: null, absence: "cut" };
  if (grown < 0n) return { descriptor, value, rate: null, absence: "reset" };
  return { descriptor, value, rate: Number(grown) / seconds, absence: "none" };
}

/** Counters and histograms only ever grow: they have a rate. */
export function isCounter(descriptor: Descriptor): boolean {
  return descriptor.type === "cumulative" || isHistogram(descriptor);
}

/** Both histogram types. */
export function isHistogram(descriptor: Pick<Descriptor, "type">): boolean {
  return descriptor.type === "log-histogram" || descriptor.type === "linear-histogram";
}

/** Unit of what is counted: a histogram's counts are plain, its unit belongs to the bucket edges. */
export function countedQuantity(descriptor: Descriptor): Quantity {
  return isHistogram(descriptor) ? { type: descriptor.type, unit: "none", base: 10, exponent: 0 } : descriptor;
}

/** Every value of a statistic, bucket by bucket; what the dump does not hold is null. */
export function elementsOf(read: SampleRead, descriptor: Descriptor, table: StatsTable): readonly (bigint | null)[] {
  return Array.from({ length: descriptor.size }, (_, index) => valueAt(read.data, descriptor, index, table.order));
}

/** Growth of a u64 counter: exact across 2^64; negative when it was reset (design.md 5). */
export function counterGrowth(before: bigint, after: bigint): bigint {
  if (after >= before) return after - before;
  const wrapped = BigInt.asUintN(64, after - before);
  return before >= TWO_63 && wrapped < TWO_63 ? wrapped : after - before;
}

function total(data: Uint8Array, descriptor: Descriptor, table: StatsTable): bigint | null {
  if (!isHistogram(descriptor)) return valueAt(data, descriptor, 0, table.order);
  let sum = 0n;
  for (let index = 0; index < descriptor.size; index++) {
    const value = valueAt(data, descriptor, index, table.order);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** Over all buckets; -1 when any of them fell: then all of them were reset. */
function growth(before: Uint8Array, after: Uint8Array, descriptor: Descriptor, table: StatsTable): bigint | null {
  const count = isHistogram(descriptor) ? descriptor.size : 1;
  let sum = 0n;
  for (let index = 0; index < count; index++) {
    const from = valueAt(before, descriptor, index, table.order);
    const to = valueAt(after, descriptor, index, table.order);
    if (from === null || to === null) return null;
    const grown = counterGrowth(from, to);
    if (grown < 0n) return -1n;
    sum += grown;
  }
  return sum;
}
