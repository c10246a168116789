// File records: what stats_file_read takes, and the two ways to read one from here.

import {
  EXTENT_ADDRESS,
  EXTENT_BYTES,
  EXTENT_KIND,
  EXTENT_OFFSET,
  EXTENT_SIZE,
  FILE_COUNT,
  FILE_EXTENTS,
  KIND_DATA,
  KIND_DESCRIPTORS,
  KIND_GAP,
  KIND_HEADER,
  KIND_ID,
} from "../../assembly/layout.ts";
import type { Extent, ExtentKind } from "../format/model.ts";
import type { Engine } from "./engine.ts";

const KIND: Record<ExtentKind, number> = {
  header: KIND_HEADER,
  id: KIND_ID,
  descriptors: KIND_DESCRIPTORS,
  data: KIND_DATA,
  gap: KIND_GAP,
};

/** An extent and where its bytes are. */
export interface PlacedExtent extends Extent {
  readonly address: number;
}

/** Bytes of a file record with `count` extents. */
export function fileRecordSize(count: number): number {
  return FILE_EXTENTS + count * EXTENT_SIZE;
}

/** Writes a file record: what stats_file_read and pread take. */
export function writeFileRecord(engine: Engine, address: number, extents: readonly PlacedExtent[]): void {
  const view = engine.view();
  view.setUint32(address + FILE_COUNT, extents.length, true);
  for (const [i, extent] of extents.entries()) {
    const at = address + FILE_EXTENTS + i * EXTENT_SIZE;
    view.setBigUint64(at + EXTENT_OFFSET, BigInt(extent.offset), true);
    view.setUint32(at + EXTENT_BYTES, extent.bytes, true);
    view.setUint32(at + EXTENT_ADDRESS, extent.address, true);
    view.setUint32(at + EXTENT_KIND, KIND[extent.kind], true);
  }
}

/** One positional read of a file record into `buffer`: bytes read, fewer only at the end of the file. */
export function readInto(
  engine: Engine,
  read: { readonly file: number; readonly offset: number; readonly size: number; readonly buffer: number },
): number {
  engine.reads++;
  const got = engine.kernel.pread(
    read.file,
    read.buffer,
    read.buffer + read.size,
    BigInt(read.size),
    BigInt(read.offset),
  );
  if (got < 0) throw new Error(`Cannot read ${read.size} bytes at byte ${read.offset}: errno ${-got}`);
  return got;
}

/** One positional read: a private copy of what it returned. */
export function readCopy(engine: Engine, file: number, offset: number, size: number): Uint8Array<ArrayBuffer> {
  const buffer = engine.arena.alloc(size);
  try {
    const got = readInto(engine, { file, offset, size, buffer });
    return new Uint8Array(engine.bytes().subarray(buffer, buffer + got));
  } finally {
    engine.arena.free(buffer, size);
  }
}
