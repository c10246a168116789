// Opening a source by the interface's own four steps (linux Documentation/virt/kvm/api.rst 4.133): header, id string,
// descriptors, then the data block again and again. Each step is a read through the WASM path.

import { HEADER_SIZE, KVM_STATS_NAME_SIZE } from "../../assembly/layout.ts";
import type { DumpLayout, ExtentKind, StatsTable } from "../format/model.ts";
import { blocksOf, decodeHeader, tableOf } from "../format/stats-file.ts";
import type { Engine } from "./engine.ts";
import { type PlacedExtent, readCopy, readInto } from "./file-record.ts";

/** A run of samples with the same bytes outside the data block. */
export interface Generation {
  readonly table: StatsTable;
  /** Everything but the data block, where the reads put it. */
  readonly rest: readonly PlacedExtent[];
  /** Bytes in `rest`. */
  readonly restBytes: number;
  /** What a hostile header lets the data block cover of the id and the descriptors; empty in every sane dump. */
  readonly covered: readonly Covered[];
  /** beginningOf() the dump that opened it. */
  readonly beginning: number | null;
}

interface Covered {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Header and the id string of every kernel so far: what tells most generations apart. */
const BEGINNING = HEADER_SIZE + KVM_STATS_NAME_SIZE;

/** A hash of the first bytes of a dump; null when they are not all there, or part of its data block. */
export function beginningOf(bytes: Uint8Array, { dataBytes, header }: DumpLayout): number | null {
  if (bytes.length < BEGINNING || (dataBytes > 0 && header.dataOffset < BEGINNING)) return null;
  let hash = 0;
  for (let i = 0; i < BEGINNING; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
  return hash;
}

/** Steps one to three on a placed dump, and a copy of what no step asks for, so that the whole file can be read again. */
export function openGeneration(engine: Engine, file: number, layout: DumpLayout, beginning: number | null): Generation {
  const headerBytes = readCopy(engine, file, 0, HEADER_SIZE);
  const header = decodeHeader(headerBytes, layout.order);
  const end = layout.extents.reduce((sum, extent) => Math.max(sum, extent.offset + extent.bytes), 0);
  const { id, descriptors } = blocksOf(header, end);
  const idBytes = readCopy(engine, file, id.from, id.to - id.from);
  const descriptorBytes = readCopy(engine, file, descriptors.from, descriptors.to - descriptors.from);
  const table = tableOf({ order: layout.order, headerBytes, idBytes, descriptorBytes });

  const dataFrom = header.dataOffset;
  const dataTo = dataFrom + layout.dataBytes;
  const rest: PlacedExtent[] = [];
  const keep = (kind: ExtentKind, from: number, to: number) => {
    if (to <= from) return;
    const address = engine.arena.alloc(to - from);
    readInto(engine, { file, offset: from, size: to - from, buffer: address });
    rest.push({ kind, offset: from, bytes: to - from, address });
  };
  for (const { kind, offset, bytes } of layout.extents) {
    if (layout.dataBytes === 0) keep(kind, offset, offset + bytes);
    else {
      keep(kind, offset, Math.min(offset + bytes, dataFrom));
      keep(kind, Math.max(offset, dataTo), offset + bytes);
    }
  }
  const covered: Covered[] = [];
  for (const [{ from, to }, block] of [
    [id, idBytes],
    [descriptors, descriptorBytes],
  ] as const) {
    const [start, stop] = [Math.max(from, dataFrom), Math.min(to, dataTo)];
    if (start < stop) covered.push({ offset: start, bytes: block.slice(start - from, stop - from) });
  }
  return { table, rest, restBytes: rest.reduce((sum, extent) => sum + extent.bytes, 0), covered, beginning };
}

/**
 * Whether a dump has the same bytes outside its data block. A cut dump matches when what is left of it does. `memory` is
 * engine.bytes(): asked for once per dump, not once per generation, of which there may be thousands.
 */
export function matchGeneration(
  memory: Uint8Array,
  generation: Generation,
  bytes: Uint8Array,
  layout: DumpLayout,
): "same" | "cut" | "other" {
  const outside = bytes.length - layout.dataBytes;
  if (outside > generation.restBytes) return "other";
  if (!isBeginningOf(memory, generation, bytes)) return "other";
  if (!generation.covered.every((part) => part.bytes.every((byte, i) => byte === bytes[part.offset + i])))
    return "other";
  return outside === generation.restBytes ? "same" : "cut";
}

/** Whether each byte that both have outside the generation's data block is the same. */
export function isBeginningOf(memory: Uint8Array, generation: Generation, bytes: Uint8Array): boolean {
  for (const { offset, bytes: length, address } of generation.rest) {
    const end = Math.min(length, bytes.length - offset);
    for (let i = 0; i < end; i++) {
      if (memory[address + i] !== bytes[offset + i]) return false;
    }
  }
  return true;
}

/** Whether two generations are the same bytes. */
export function sameGeneration(engine: Engine, a: Generation, b: Generation): boolean {
  if (a.restBytes !== b.restBytes || a.rest.length !== b.rest.length) return false;
  const memory = engine.bytes();
  return a.rest.every((mine, i) => {
    const other = b.rest[i];
    if (!other || other.offset !== mine.offset || other.bytes !== mine.bytes) return false;
    const [x, y] = [mine, other].map((e) => memory.subarray(e.address, e.address + e.bytes));
    return x !== undefined && y !== undefined && x.every((byte, at) => byte === y[at]);
  });
}

/** The file record of one sample: the generation's bytes around its own data block. Addresses are in row slots. */
export function sampleExtents(
  generation: Pick<Generation, "table" | "rest">,
  row: { readonly address: number; readonly present: number; readonly fileBytes: number },
): readonly PlacedExtent[] {
  const extents = [...generation.rest];
  if (row.present > 0) {
    const offset = generation.table.header.dataOffset;
    extents.push({ kind: "data", offset, bytes: row.present, address: row.address });
  }
  extents.sort((a, b) => a.offset - b.offset);
  const kept: PlacedExtent[] = [];
  for (const extent of extents) {
    const bytes = Math.min(extent.bytes, row.fileBytes - extent.offset);
    if (bytes > 0) kept.push({ ...extent, bytes });
  }
  return kept;
}

/** Gives the memory of a generation back. */
export function closeGeneration(engine: Engine, generation: Generation): void {
  for (const extent of generation.rest) engine.arena.free(extent.address, extent.bytes);
}
