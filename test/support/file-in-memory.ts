// A file record (FILE_*, EXTENT_* of assembly/layout.ts) in a test's memory.

import {
  DESC_FIXED_SIZE,
  EXTENT_ADDRESS,
  EXTENT_BYTES,
  EXTENT_KIND,
  EXTENT_OFFSET,
  EXTENT_SIZE,
  FILE_COUNT,
  FILE_EXTENTS,
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  KIND_DATA,
  KIND_DESCRIPTORS,
  KIND_GAP,
  KIND_HEADER,
  KIND_ID,
} from "../../assembly/layout.ts";
import type { Arena } from "./arena.ts";

export interface Piece {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** Places each piece somewhere of its own, in file order, and the record over them. Returns the record's address. */
export function placeFile(arena: Arena, pieces: readonly Piece[]): number {
  const addresses = pieces.map(({ bytes }, index) => arena.place(bytes, index % 8));
  const file = arena.allocate(FILE_EXTENTS + pieces.length * EXTENT_SIZE);
  const view = arena.view();
  view.setUint32(file + FILE_COUNT, pieces.length, true);
  let offset = 0;
  for (const [index, { kind, bytes }] of pieces.entries()) {
    const extent = file + FILE_EXTENTS + index * EXTENT_SIZE;
    view.setBigUint64(extent + EXTENT_OFFSET, BigInt(offset), true);
    view.setUint32(extent + EXTENT_BYTES, bytes.length, true);
    view.setUint32(extent + EXTENT_ADDRESS, addresses[index] ?? 0, true);
    view.setUint32(extent + EXTENT_KIND, kind, true);
    offset += bytes.length;
  }
  return file;
}

/** Pieces as one file. */
export function joined(pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap(({ bytes }) => [...bytes]));
}

/** A dump in the layout of every kernel so far: four blocks, no gaps. */
export function canonicalPieces(dump: Uint8Array): readonly [Piece, Piece, Piece, Piece] {
  const view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  const id = view.getUint32(HEADER_ID_OFFSET, true);
  const desc = view.getUint32(HEADER_DESC_OFFSET, true);
  const data = view.getUint32(HEADER_DATA_OFFSET, true);
  return [
    { kind: KIND_HEADER, bytes: dump.subarray(0, HEADER_SIZE) },
    { kind: KIND_ID, bytes: dump.subarray(id, desc) },
    { kind: KIND_DESCRIPTORS, bytes: dump.subarray(desc, data) },
    { kind: KIND_DATA, bytes: dump.subarray(data) },
  ];
}

export interface DumpShape {
  readonly nameSize: number;
  readonly numDesc: number;
  readonly dataBytes: number;
  readonly bigEndian: boolean;
  /** Blocks in file order after the header, each with the bytes of the gap in front of it. */
  readonly order: readonly { readonly kind: number; readonly gap: number }[];
  readonly trailing: number;
}

/** A legal dump that no kernel makes: blocks in any order, apart, any name_size, either byte order, bytes after the end. */
export function unseenPieces(shape: DumpShape): readonly Piece[] {
  const sizes = new Map([
    [KIND_ID, shape.nameSize],
    [KIND_DESCRIPTORS, shape.numDesc * (DESC_FIXED_SIZE + shape.nameSize)],
    [KIND_DATA, shape.dataBytes],
  ]);
  const header = new Uint8Array(HEADER_SIZE);
  const pieces: Piece[] = [{ kind: KIND_HEADER, bytes: header }];
  const offsets = new Map<number, number>();
  let offset = HEADER_SIZE;
  for (const { kind, gap } of shape.order) {
    pieces.push({ kind: KIND_GAP, bytes: pattern(gap, offset) });
    offset += gap;
    offsets.set(kind, offset);
    const bytes = pattern(sizes.get(kind) ?? 0, offset);
    pieces.push({ kind, bytes });
    offset += bytes.length;
  }
  pieces.push({ kind: KIND_GAP, bytes: pattern(shape.trailing, offset) });
  const view = new DataView(header.buffer);
  view.setUint32(HEADER_NAME_SIZE, shape.nameSize, !shape.bigEndian);
  view.setUint32(HEADER_NUM_DESC, shape.numDesc, !shape.bigEndian);
  view.setUint32(HEADER_ID_OFFSET, offsets.get(KIND_ID) ?? 0, !shape.bigEndian);
  view.setUint32(HEADER_DESC_OFFSET, offsets.get(KIND_DESCRIPTORS) ?? 0, !shape.bigEndian);
  view.setUint32(HEADER_DATA_OFFSET, offsets.get(KIND_DATA) ?? 0, !shape.bigEndian);
  return pieces;
}

/** The pieces of a file cut at `length`: what is behind is gone, a piece may be cut in two. */
export function cutPieces(pieces: readonly Piece[], length: number): readonly Piece[] {
  const kept: Piece[] = [];
  let offset = 0;
  for (const { kind, bytes } of pieces) {
    if (offset < length) kept.push({ kind, bytes: bytes.subarray(0, length - offset) });
    offset += bytes.length;
  }
  return kept;
}

/** Bytes that differ from their neighbours and from those at nearby offsets. */
export function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((seed + i) * 167 + ((seed + i) >> 8) * 13 + 1) & 0xff);
}
