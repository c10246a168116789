// A byte DSL for dumps no kernel writes: other byte order, other name_size, permuted blocks, gaps, wrong fields, cuts.

import {
  DESC_BUCKET_SIZE,
  DESC_EXPONENT,
  DESC_FIXED_SIZE,
  DESC_FLAGS,
  DESC_NAME,
  DESC_OFFSET,
  DESC_SIZE,
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_FLAGS,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  KVM_STATS_NAME_SIZE,
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import type { ByteOrder, StatsTable } from "../../web/format/model.ts";
import { valueAt } from "../../web/format/stats-file.ts";

export const INSTANT = 1;
export const LINEAR_HISTOGRAM = 3;
export const LOG_HISTOGRAM = 4;
export const BYTES = 1;
export const SECONDS = 2;
export const CYCLES = 3;
export const BOOLEAN = 4;
export const BASE_2 = 1;

/** One descriptor and its values. What is not given is what a kernel would write. */
export interface StatSpec {
  /** A string, or raw bytes when the text is not the point. Fills name_size without a NUL when long enough. */
  readonly name: string | Uint8Array;
  readonly type?: number;
  readonly unit?: number;
  readonly base?: number;
  /** Bits 12 to 31 of flags, or-ed in. */
  readonly extraFlags?: number;
  readonly exponent?: number;
  readonly bucketSize?: number;
  /** Number of values; the length of `values` when not given. */
  readonly size?: number;
  /** Offset in the data block; behind the statistic before it when not given. */
  readonly offset?: number;
  readonly values?: readonly bigint[];
}

export type Block = "id" | "descriptors" | "data";

export interface DumpSpec {
  readonly order?: ByteOrder;
  readonly nameSize?: number;
  readonly id?: string | Uint8Array;
  readonly stats?: readonly StatSpec[];
  /** Order of the blocks in the file. */
  readonly blocks?: readonly Block[];
  /** Bytes of 0xEE in front of each block. */
  readonly gap?: number;
  /** Bytes of 0xDD behind everything. */
  readonly trailing?: number;
  /** Bytes of 0 at the end of the data block that no descriptor describes. */
  readonly undescribed?: number;
  /** Written into the header as they are, whatever the blocks say. */
  readonly header?: {
    readonly flags?: number;
    readonly nameSize?: number;
    readonly numDesc?: number;
    readonly idOffset?: number;
    readonly descOffset?: number;
    readonly dataOffset?: number;
  };
}

const GAP_BYTE = 0xee;
/** Statistics placed from here on get no bytes: their offset is the point. */
const UNBACKED = 1 << 24;
const TRAILING_BYTE = 0xdd;

/** The bytes of a dump as `spec` describes it. */
export function buildDump(spec: DumpSpec): Uint8Array<ArrayBuffer> {
  const { nameSize = KVM_STATS_NAME_SIZE, stats = [], blocks = ["id", "descriptors", "data"], gap = 0 } = spec;
  const little = (spec.order ?? "little") === "little";
  const placed = placeStats(stats);
  const stride = DESC_FIXED_SIZE + nameSize;
  const described = Math.max(
    0,
    ...placed.filter(({ offset }) => offset < UNBACKED).map(({ offset, size }) => offset + size * VALUE_SIZE),
  );
  const lengths = {
    id: nameSize,
    descriptors: stats.length * stride,
    data: described + (spec.undescribed ?? 0),
  };
  const starts = { id: 0, descriptors: 0, data: 0 };
  let end = HEADER_SIZE;
  for (const block of blocks) {
    starts[block] = end + gap;
    end = starts[block] + lengths[block];
  }
  const bytes = new Uint8Array(end + (spec.trailing ?? 0)).fill(GAP_BYTE, HEADER_SIZE);
  bytes.fill(TRAILING_BYTE, end);
  for (const block of blocks) {
    bytes.fill(0, starts[block], starts[block] + lengths[block]);
  }
  const view = new DataView(bytes.buffer);
  const { header = {} } = spec;
  view.setUint32(HEADER_FLAGS, header.flags ?? 0, little);
  view.setUint32(HEADER_NAME_SIZE, header.nameSize ?? nameSize, little);
  view.setUint32(HEADER_NUM_DESC, header.numDesc ?? stats.length, little);
  view.setUint32(HEADER_ID_OFFSET, header.idOffset ?? starts.id, little);
  view.setUint32(HEADER_DESC_OFFSET, header.descOffset ?? starts.descriptors, little);
  view.setUint32(HEADER_DATA_OFFSET, header.dataOffset ?? starts.data, little);
  bytes.set(textBytes(spec.id ?? "kvm-4711/vcpu-0", nameSize), starts.id);
  for (const [i, { stat, offset, size }] of placed.entries()) {
    const at = starts.descriptors + i * stride;
    const flags = (stat.type ?? 0) | ((stat.unit ?? 0) << 4) | ((stat.base ?? 0) << 8) | (stat.extraFlags ?? 0);
    view.setUint32(at + DESC_FLAGS, flags, little);
    view.setInt16(at + DESC_EXPONENT, stat.exponent ?? 0, little);
    view.setUint16(at + DESC_SIZE, size, little);
    view.setUint32(at + DESC_OFFSET, offset, little);
    view.setUint32(at + DESC_BUCKET_SIZE, stat.bucketSize ?? 0, little);
    bytes.set(textBytes(stat.name, nameSize), at + DESC_NAME);
    for (const [element, value] of (stat.values ?? []).entries()) {
      view.setBigUint64(starts.data + offset + element * VALUE_SIZE, value, little);
    }
  }
  return bytes;
}

function placeStats(stats: readonly StatSpec[]): { stat: StatSpec; offset: number; size: number }[] {
  let next = 0;
  return stats.map((stat) => {
    const offset = stat.offset ?? next;
    const size = stat.size ?? stat.values?.length ?? 1;
    next = offset + size * VALUE_SIZE;
    return { stat, offset, size };
  });
}

function textBytes(text: string | Uint8Array, room: number): Uint8Array {
  return (typeof text === "string" ? new TextEncoder().encode(text) : text).subarray(0, room);
}

/** What `buildDump` needs to make a dump like this one: a twin in another byte order or layout. */
export function specOf(table: StatsTable, data: Uint8Array): DumpSpec {
  return {
    order: table.order,
    nameSize: table.header.nameSize,
    id: table.id,
    stats: table.descriptors.map((descriptor) => ({
      name: descriptor.name,
      type: descriptor.flags & 0xf,
      unit: (descriptor.flags >>> 4) & 0xf,
      base: (descriptor.flags >>> 8) & 0xf,
      exponent: descriptor.exponent,
      bucketSize: descriptor.bucketSize,
      offset: descriptor.offset,
      values: Array.from({ length: descriptor.size }, (_, i) => valueAt(data, descriptor, i, table.order) ?? 0n),
    })),
  };
}
