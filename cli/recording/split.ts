// One dump as a recording holds it: what all dumps of a source share, and the data block (docs/recording.md).

import { HEADER_SIZE } from "../../assembly/layout.ts";
import type { ByteOrder, Scope, StatsHeader } from "../../web/format/model.ts";
import {
  type BlockRanges,
  type ByteRange,
  blocksOf,
  decodeHeader,
  decodeId,
  descriptorStride,
  layoutOf,
  ownerOf,
} from "../../web/format/stats-file.ts";

/** More than this in one message is an attachment instead: readers refuse large chunks. Bytes. */
const MAX_MESSAGE = 32 * 2 ** 20;

/** A dump in three parts; views and copies that hold every byte of it. */
export interface SplitDump {
  /** The dump with its id block zeroed and its data block cut out: the schema's data. */
  readonly table: Uint8Array;
  /** The id block as it was, `name_size` bytes. */
  readonly id: Uint8Array;
  /** From data_offset to the next block or the end. */
  readonly data: Uint8Array;
  readonly order: ByteOrder;
  readonly scope: Scope;
  readonly vcpu: number | null;
}

/** Where a dump was split, to split the next one of its source without looking at it anew. */
export interface Cut {
  /** Everything but the data block. */
  readonly rest: Uint8Array;
  /** Bytes in front of the data block. */
  readonly before: number;
  /** Bytes behind it. */
  readonly behind: number;
  /** Bytes of the dump. */
  readonly size: number;
}

/**
 * The parts of a dump; null when it has to be kept whole: no dump at all, cut before its data block or inside a block behind
 * it, or with blocks that overlap so that the parts would not say what it was.
 */
export function splitDump(bytes: Uint8Array): (SplitDump & { readonly cut: Cut }) | null {
  const layout = layoutOf(bytes);
  if (layout === null || bytes.length > MAX_MESSAGE) return null;
  const { header } = layout;
  const blocks = blocksOf(header, bytes.length);
  const { id, data } = blocks;
  if (header.dataOffset < HEADER_SIZE || header.dataOffset > bytes.length) return null;
  if (header.nameSize > 0 && header.idOffset < HEADER_SIZE) return null;
  if (id.to - id.from < header.nameSize || overlap(id, data) || overlap(blocks.descriptors, data)) return null;
  if (header.descOffset > header.dataOffset && tableEnd(header) > bytes.length) return null;
  const text = decodeId(bytes.subarray(id.from, id.to));
  const { scope, vcpu } = ownerOf(text);
  return {
    table: tableOf(bytes, blocks),
    id: bytes.slice(id.from, id.to),
    data: bytes.subarray(data.from, data.to),
    order: layout.order,
    scope,
    vcpu,
    cut: {
      rest: restOf(bytes, data),
      before: data.from,
      behind: bytes.length - data.to,
      size: bytes.length,
    },
  };
}

/** The data block of a dump that differs from the one `cut` is of in nothing else; null when it does. */
export function dataLike(bytes: Uint8Array, { rest, before, behind, size }: Cut): Uint8Array | null {
  const end = bytes.length - behind;
  // a block behind the data lies where the header says: then the data block has one length
  if (end < before || bytes.length > MAX_MESSAGE || (behind > 0 && bytes.length !== size)) return null;
  if (Buffer.compare(bytes.subarray(0, before), rest.subarray(0, before)) !== 0) return null;
  if (Buffer.compare(bytes.subarray(end), rest.subarray(before)) !== 0) return null;
  return bytes.subarray(before, end);
}

/** The dump that was split into these parts: the slow obvious way back, for tools and tests. */
export function joinDump({ table, id, data, order }: Pick<SplitDump, "table" | "id" | "data" | "order">): Uint8Array {
  const header = decodeHeader(table, order);
  const bytes = new Uint8Array(table.length + data.length);
  bytes.set(table.subarray(0, header.dataOffset));
  bytes.set(data, header.dataOffset);
  bytes.set(table.subarray(header.dataOffset), header.dataOffset + data.length);
  if (id.length > 0) bytes.set(id, header.idOffset);
  return bytes;
}

function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.from < b.to && b.from < a.to;
}

/** The first byte behind the descriptors, where the header is right. */
function tableEnd(header: StatsHeader): number {
  return header.descOffset + header.numDesc * descriptorStride(header);
}

function restOf(bytes: Uint8Array, { from, to }: ByteRange): Uint8Array {
  const rest = new Uint8Array(bytes.length - (to - from));
  rest.set(bytes.subarray(0, from));
  rest.set(bytes.subarray(to), from);
  return rest;
}

function tableOf(bytes: Uint8Array, { id, data }: BlockRanges): Uint8Array {
  const zeroed = bytes.slice();
  zeroed.fill(0, id.from, id.to);
  return restOf(zeroed, data);
}
