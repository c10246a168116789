// LZ4 frames (lz4_Frame_format.md of the LZ4 project): blocks one after the other, each stored or compressed. The blocks
// are for the WASM side.

import { FormatError } from "../format/format-error.ts";
import type { Engine } from "./engine.ts";

const MAGIC = 0x184d2204;
/** Flags of the descriptor's first byte. */
const VERSION_MASK = 0xc0;
const VERSION = 0x40;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY_ID = 0x01;
/** Set in the size of a block that is stored as it is. */
const STORED = 0x80000000;

/** Where a frame lies in memory, and where what it holds may go. */
export interface FramePlace {
  readonly from: number;
  readonly bytes: number;
  readonly to: number;
  readonly room: number;
  /** First byte of the chunk in its file, for sentences. */
  readonly offset: number;
}

/** Expands one frame; returns the bytes written. Throws FormatError for a frame that is damaged or does not fit. */
export function expandLz4Frame(engine: Engine, { from, bytes, to, room, offset }: FramePlace): number {
  const action = `expand the lz4 frame of the chunk at byte ${offset}`;
  const tooLong = (at: number) =>
    new FormatError({
      action,
      offset: at,
      expected: `a whole block within ${room} bytes`,
      found: "a damaged or larger one",
    });
  const view = new DataView(engine.memory.buffer, from, bytes);
  const need = (at: number, count: number) => {
    if (at + count <= bytes) return at;
    throw new FormatError({ action, offset: at, expected: `${count} bytes more`, found: "its end" });
  };
  if (view.getUint32(need(0, 4), true) !== MAGIC) {
    throw new FormatError({ action, offset: 0, expected: "its magic number", found: "other bytes" });
  }
  const flags = view.getUint8(need(4, 2));
  if ((flags & VERSION_MASK) !== VERSION || (flags & DICTIONARY_ID) !== 0) {
    throw new FormatError({
      action,
      offset: 4,
      expected: "version 1 without a dictionary",
      found: `flags 0x${flags.toString(16)}`,
    });
  }
  // magic, flags, block size, content size, header checksum
  let at = 4 + 1 + 1 + (flags & CONTENT_SIZE ? 8 : 0) + 1;
  let out = to;
  for (;;) {
    const size = view.getUint32(need(at, 4), true);
    at += 4;
    if (size === 0) return out - to;
    const length = size & ~STORED;
    need(at, length);
    if (size >= STORED) {
      if (length > to + room - out) throw tooLong(at);
      engine.bytes().copyWithin(out, from + at, from + at + length);
      out += length;
    } else {
      const end = engine.kernel.lz4_block(from + at, from + at + length, to, out, to + room) >>> 0;
      if (end === 0) throw tooLong(at);
      out = end;
    }
    at += length + (flags & BLOCK_CHECKSUM ? 4 : 0);
  }
}
