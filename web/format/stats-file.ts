// One dump as struct kvm_stats_header, id string, struct kvm_stats_desc[] and u64 data lie in it (linux/kvm.h; offsets in
// assembly/layout.ts). The ABI fixes only the header at 0: the other blocks are wherever its offsets say.

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
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import { byteOrderOf } from "./byte-order.ts";
import type {
  ByteOrder,
  Descriptor,
  DumpLayout,
  Extent,
  ExtentKind,
  Scope,
  StatBase,
  StatsHeader,
  StatsTable,
  StatType,
  StatUnit,
} from "./model.ts";

/** Descriptors that are decoded at most: the largest table of any kernel has 106. */
const MAX_DESCRIPTORS = 1 << 18;

const TYPES = ["cumulative", "instant", "peak", "linear-histogram", "log-histogram"] as const;
const UNITS = ["none", "bytes", "seconds", "cycles", "boolean"] as const;
const BASES = [10, 2] as const;

/** Bytes [from, to) of a file. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Where the three blocks behind the header lie, as far as the file holds them: from === to where it holds nothing. */
export interface BlockRanges {
  readonly id: ByteRange;
  readonly descriptors: ByteRange;
  readonly data: ByteRange;
}

/** Where everything of one dump lies; null when the bytes are no dump at all. Never throws, whatever the bytes say. */
export function layoutOf(bytes: Uint8Array): DumpLayout | null {
  const order = byteOrderOf(bytes, bytes.length);
  if (order === null) {
    return null;
  }
  const header = decodeHeader(bytes, order);
  const blocks = blocksOf(header, bytes.length);
  return {
    order,
    header,
    extents: extentsOf(blocks, bytes.length),
    dataBytes: blocks.data.to - blocks.data.from,
  };
}

/** True when a file of `size` bytes that begins with `head` is a raw dump, or the beginning of one. */
export function looksLikeDump(head: Uint8Array, size: number): boolean {
  return byteOrderOf(head, size) !== null;
}

/** struct kvm_stats_header in native numbers; fields that `bytes` does not hold whole are 0. */
export function decodeHeader(bytes: Uint8Array, order: ByteOrder): StatsHeader {
  const little = order === "little";
  const view = viewOf(bytes);
  const field = (offset: number) => (offset + 4 <= bytes.length ? view.getUint32(offset, little) : 0);
  return {
    flags: field(HEADER_FLAGS),
    nameSize: field(HEADER_NAME_SIZE),
    numDesc: field(HEADER_NUM_DESC),
    idOffset: field(HEADER_ID_OFFSET),
    descOffset: field(HEADER_DESC_OFFSET),
    dataOffset: field(HEADER_DATA_OFFSET),
  };
}

/** Bytes from one descriptor to the next. */
export function descriptorStride(header: StatsHeader): number {
  return DESC_FIXED_SIZE + header.nameSize;
}

/** Bytes of the data block up to the last value that the descriptors name. */
export function describedBytes(descriptors: readonly Descriptor[]): number {
  return descriptors.reduce((end, { offset, size }) => Math.max(end, offset + size * VALUE_SIZE), 0);
}

/**
 * The blocks of a dump of `size` bytes. The data block ends where the next block begins. A descriptor table longer than
 * the file is not believed beyond the next block.
 */
export function blocksOf(header: StatsHeader, size: number): BlockRanges {
  if (size < HEADER_SIZE) {
    const nothing = { from: size, to: size };
    return { id: nothing, descriptors: nothing, data: nothing };
  }
  const { idOffset, descOffset, dataOffset } = header;
  const nextAfter = (offset: number) =>
    Math.min(
      size,
      idOffset > offset ? idOffset : size,
      descOffset > offset ? descOffset : size,
      dataOffset > offset ? dataOffset : size,
    );
  // num_desc * stride < 2^65: a double holds it well enough to compare with a file's size
  const descEnd = descOffset + header.numDesc * descriptorStride(header);
  return {
    id: clip(idOffset, idOffset + header.nameSize, size),
    descriptors: clip(descOffset, descEnd > size ? nextAfter(descOffset) : descEnd, size),
    data: clip(dataOffset, nextAfter(dataOffset), size),
  };
}

function clip(from: number, to: number, size: number): ByteRange {
  const start = Math.min(from, size);
  return { from: start, to: Math.max(start, Math.min(to, size)) };
}

/** A cover of [0, size) without holes or overlaps: where blocks overlap the earlier kind has the bytes, the rest is gap. */
function extentsOf({ id, descriptors, data }: BlockRanges, size: number): Extent[] {
  const claims: readonly (readonly [ExtentKind, ByteRange])[] = [
    ["header", { from: 0, to: Math.min(HEADER_SIZE, size) }],
    ["id", id],
    ["descriptors", descriptors],
    ["data", data],
  ];
  const edges = [0, size];
  for (const [, { from, to }] of claims) {
    edges.push(from, to);
  }
  edges.sort((a, b) => a - b);
  const extents: Extent[] = [];
  let offset = 0;
  for (const end of edges) {
    if (end === offset) {
      continue;
    }
    const kind = kindAt(claims, offset);
    const last = extents.at(-1);
    if (last?.kind === kind) {
      extents[extents.length - 1] = { kind, offset: last.offset, bytes: end - last.offset };
    } else {
      extents.push({ kind, offset, bytes: end - offset });
    }
    offset = end;
  }
  return extents;
}

function kindAt(claims: readonly (readonly [ExtentKind, ByteRange])[], offset: number): ExtentKind {
  for (const [kind, { from, to }] of claims) {
    if (from <= offset && offset < to) {
      return kind;
    }
  }
  return "gap";
}

/** Text of an id or name block: UTF-8 up to the NUL, U+FFFD for what is not UTF-8. */
export function decodeId(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  const text = nul < 0 ? bytes : bytes.subarray(0, nul);
  // TextDecoder refuses views of shared memory; slice() copies into an ordinary buffer
  const own = text.buffer instanceof ArrayBuffer ? text : text.slice();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(own);
}

/** As many descriptors as `bytes`, the descriptor block from its first byte, holds whole. */
function decodeDescriptors(bytes: Uint8Array, header: StatsHeader, order: ByteOrder): Descriptor[] {
  const stride = descriptorStride(header);
  const count = Math.min(header.numDesc, Math.floor(bytes.length / stride), MAX_DESCRIPTORS);
  const little = order === "little";
  const view = viewOf(bytes);
  return Array.from({ length: count }, (_, index) => {
    const at = index * stride;
    const flags = view.getUint32(at + DESC_FLAGS, little);
    return {
      index,
      name: decodeId(bytes.subarray(at + DESC_NAME, at + stride)),
      flags,
      ...meaningOf(flags),
      exponent: view.getInt16(at + DESC_EXPONENT, little),
      size: view.getUint16(at + DESC_SIZE, little),
      offset: view.getUint32(at + DESC_OFFSET, little),
      bucketSize: view.getUint32(at + DESC_BUCKET_SIZE, little),
    };
  });
}

/** Bits 0-3 type, 4-7 unit, 8-11 base of kvm_stats_desc.flags. */
function meaningOf(flags: number): { type: StatType; unit: StatUnit; base: StatBase } {
  const type = flags & 0xf;
  const unit = (flags >>> 4) & 0xf;
  const base = (flags >>> 8) & 0xf;
  return {
    type: TYPES[type] ?? `unknown-${type}`,
    unit: UNITS[unit] ?? `unknown-${unit}`,
    base: BASES[base] ?? `unknown-${base}`,
  };
}

/** The bytes that reads of a dump's immutable blocks returned; shorter than the block where the dump is cut. */
export interface TableBytes {
  readonly order: ByteOrder;
  readonly headerBytes: Uint8Array;
  readonly idBytes: Uint8Array;
  readonly descriptorBytes: Uint8Array;
}

/** The table as far as the bytes hold it. Never throws. */
export function tableOf({ order, headerBytes, idBytes, descriptorBytes }: TableBytes): StatsTable {
  const header = decodeHeader(headerBytes, order);
  const id = decodeId(idBytes);
  const whole = idBytes.length > 0 && (idBytes.includes(0) || idBytes.length >= header.nameSize);
  return {
    order,
    header,
    id,
    ...(whole ? ownerOf(id) : { scope: "unknown", vcpu: null }),
    descriptors: decodeDescriptors(descriptorBytes, header, order),
  };
}

/** The table of a whole dump in memory, for callers that need no read path: findings, tests, the door. */
export function tableOfDump(bytes: Uint8Array, layout: DumpLayout): StatsTable {
  const { id, descriptors } = blocksOf(layout.header, bytes.length);
  return tableOf({
    order: layout.order,
    headerBytes: bytes.subarray(0, HEADER_SIZE),
    idBytes: bytes.subarray(id.from, id.to),
    descriptorBytes: bytes.subarray(descriptors.from, descriptors.to),
  });
}

/** Who an id names: "kvm-<tid>" is a VM, "kvm-<tid>/vcpu-<vcpu_id>" a vCPU; nothing else in a dump tells them apart. */
export function ownerOf(id: string): { scope: Scope; vcpu: number | null } {
  if (!id.startsWith("kvm")) {
    return { scope: "unknown", vcpu: null };
  }
  if (!id.includes("/vcpu-")) {
    return { scope: "vm", vcpu: null };
  }
  const digits = /\/vcpu-(\d{1,10})$/.exec(id)?.[1];
  return { scope: "vcpu", vcpu: digits === undefined ? null : Number(digits) };
}

/** Value `element` of a statistic in a data block; null when the block does not hold it. */
export function valueAt(data: Uint8Array, descriptor: Descriptor, element: number, order: ByteOrder): bigint | null {
  const at = descriptor.offset + element * VALUE_SIZE;
  if (element < 0 || element >= descriptor.size || at + VALUE_SIZE > data.length) {
    return null;
  }
  return viewOf(data).getBigUint64(at, order === "little");
}

/**
 * The name of a statistic across samples and sources: its name; behind the first of a name, NUL and how many of that name
 * come before it. No name holds a NUL.
 */
function statKey(descriptor: Descriptor, ordinal: number): string {
  return ordinal === 0 ? descriptor.name : `${descriptor.name}\0${ordinal}`;
}

/** The key of each descriptor, in table order; all different. */
export function statKeysOf(descriptors: readonly Descriptor[]): string[] {
  const seen = new Map<string, number>();
  return descriptors.map((descriptor) => {
    const ordinal = seen.get(descriptor.name) ?? 0;
    seen.set(descriptor.name, ordinal + 1);
    return statKey(descriptor, ordinal);
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
