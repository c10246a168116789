// Gzip data cut for decompressors: small pieces, and one that begins wherever another member may begin.

import type { Bytes, Chunks } from "./chunks.ts";

/**
 * Compressed bytes given at once. A browser that finds damage in a piece drops what it had decompressed of that piece;
 * pieces of 1 KiB lose least but take twice the time (measured, Chromium 156).
 */
const PIECE = 16 * 1024;

/** ID1, ID2, CM, and a byte of flags with the reserved bits 0 (RFC 1952, 2.3.1). */
const MEMBER_START = 4;
/** Bytes of the smallest member: a file made of false beginnings is cut no finer. One this near hides a true one. */
const LEAST_MEMBER = 18;

export interface Piece {
  readonly bytes: Bytes;
  /**
   * The u32 in front of a piece that begins as a member does: if it is one, the bytes that came out of the member before,
   * modulo 2^32. null for any other piece.
   */
  readonly sizeBefore: number | null;
}

export type Pieces = AsyncGenerator<Piece, void, undefined>;

/** The same bytes in pieces. */
export async function* piecesOf(chunks: Chunks): Pieces {
  /** Bytes that may be the first of a member's beginning. */
  let held: Bytes = new Uint8Array(0);
  const cutter = createCutter();
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const bytes = joined(held, chunk.subarray(at, at + PIECE));
      const end = lastStart(bytes);
      yield* cutter(bytes.subarray(0, end));
      held = bytes.slice(end);
    }
  }
  yield* cutter(held);
}

/** Cuts bytes where members may begin; they follow those of the call before. */
function createCutter(): (bytes: Bytes) => Generator<Piece, void, undefined> {
  /** The last bytes of all that was cut, and how many since the last beginning. */
  let tail: Bytes = new Uint8Array(0);
  let since = 0;
  function cut(bytes: Bytes, sizeBefore: number | null): Piece {
    since += bytes.length;
    tail = joined(tail, bytes.subarray(-MEMBER_START)).slice(-4);
    return { bytes, sizeBefore };
  }
  return function* (bytes) {
    let from = 0;
    let size: number | null = null;
    for (let at = bytes.indexOf(0x1f); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
      if (isStart(bytes, at) && since + at - from >= LEAST_MEMBER) {
        if (at > from) {
          yield cut(bytes.subarray(from, at), size);
        }
        from = at;
        since = 0;
        size = new DataView(tail.buffer).getUint32(0, true);
      }
    }
    if (from < bytes.length) {
      yield cut(bytes.subarray(from), size);
    }
  };
}

function isStart(bytes: Bytes, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 0x08 && (bytes[at + 3] ?? 0xff) < 0x20;
}

/** Where the last bytes begin that may become a beginning with what follows; the end when there are none. */
function lastStart(bytes: Bytes): number {
  const at = bytes.indexOf(0x1f, Math.max(0, bytes.length - MEMBER_START + 1));
  return at < 0 ? bytes.length : at;
}

function joined(a: Bytes, b: Bytes): Bytes {
  if (a.length === 0) {
    return b;
  }
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
