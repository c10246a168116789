// A tar archive as a stream (POSIX ustar, pax, GNU, and v7 by its checksum). The walk here finds where entries begin and
// end, and damage, to the byte; modern-tar decodes whole entries, many at a time, because a stream per entry costs more.

import { unpackTar } from "modern-tar";
import type { Bytes, Chunks } from "./chunks.ts";
import { FormatError } from "./format-error.ts";

// --- struct posix_header: what the walk needs of it
const BLOCK = 512;
const NAME = 0; // char[100]
const SIZE = 124; // char[12], octal, or base-256 when the first bit is set
const CHECKSUM = 148; // char[8], octal: sum of all bytes with this field as spaces
const TYPE = 156; // char
const TYPE_FIELDS = 12;
const CHECKSUM_SIZE = 8;

const REGULAR = new Set(["0", "\0", "7"]);
/** Headers about the next entry: pax, GNU long name and long link. */
const ABOUT_NEXT = new Set(["x", "g", "L", "K"]);

export interface TarFile {
  readonly path: string;
  /** null when it is larger than the limit. */
  readonly bytes: Bytes | null;
  readonly size: number;
  /** ns since 1970. */
  readonly modified: bigint | undefined;
}

/** True when a file begins with a tar header: its checksum says so. */
export function looksLikeTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && head[NAME] !== 0 && isHeader(head.subarray(0, BLOCK));
}

/** The regular files of a tar archive; a FormatError with the byte where it is damaged or cut, after all before that. */
export async function* tarFiles(chunks: Chunks, maxEntry: number): AsyncGenerator<TarFile, void, undefined> {
  const buffer = createBuffer();
  /** Bytes of the archive before the buffer, and bytes still to come that nobody wants. */
  const at = { offset: 0, skip: 0 };
  let walk: Walk = { whole: 0, stop: null, oversized: null, regular: [] };
  for await (const chunk of chunks) {
    const unwanted = Math.min(at.skip, chunk.length);
    at.skip -= unwanted;
    at.offset += unwanted;
    buffer.push(chunk.subarray(unwanted));
    do {
      walk = walkEntries(buffer.bytes(), maxEntry);
      yield* filesIn(buffer.bytes().slice(0, walk.whole), walk.regular);
      const { oversized } = walk;
      if (oversized !== null) {
        yield { path: oversized.path, bytes: null, size: oversized.size, modified: undefined };
      }
      const past = walk.whole + (oversized?.span ?? 0);
      const dropped = Math.min(past, buffer.bytes().length);
      buffer.drop(dropped);
      at.skip += past - dropped;
      at.offset += dropped;
    } while (walk.oversized !== null && at.skip === 0);
    if (walk.stop !== null) {
      break;
    }
  }
  if (walk.stop === "damage") {
    throw new FormatError({
      action: "read the tar archive further",
      offset: at.offset,
      expected: "a header with a valid checksum",
      found: "damaged bytes",
    });
  }
  if (walk.stop === null) {
    const found = buffer.bytes().length + at.skip === 0 ? "the end of the file" : "an entry that is cut";
    throw new FormatError({
      action: "read the tar archive further",
      offset: at.offset,
      expected: "its end mark",
      found,
    });
  }
}

interface Walk {
  /** Bytes of the entries that are there whole. */
  readonly whole: number;
  readonly stop: "end" | "damage" | null;
  /** The entry behind `whole`, when it is too large to be collected. */
  readonly oversized: { readonly path: string; readonly size: number; readonly span: number } | null;
  /** For each whole entry whether it is a regular file. */
  readonly regular: readonly boolean[];
}

function walkEntries(bytes: Bytes, maxEntry: number): Walk {
  const regular: boolean[] = [];
  let whole = 0;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) {
      return { whole, stop: "end", oversized: null, regular };
    }
    const size = isHeader(block) ? numberAt(block, SIZE, TYPE_FIELDS) : null;
    if (size === null) {
      return { whole, stop: "damage", oversized: null, regular };
    }
    const type = String.fromCharCode(block[TYPE] ?? 0);
    const span = BLOCK + Math.ceil((hasBody(type) ? size : 0) / BLOCK) * BLOCK;
    if (span - BLOCK > maxEntry) {
      return { whole, stop: null, oversized: { path: nameOf(block), size, span: at - whole + span }, regular };
    }
    at += span;
    if (at > bytes.length) {
      break;
    }
    if (!ABOUT_NEXT.has(type)) {
      whole = at;
      regular.push(REGULAR.has(type));
    }
  }
  return { whole, stop: null, oversized: null, regular };
}

/** Links, devices, directories and fifos have none, whatever their size field says. */
function hasBody(type: string): boolean {
  return !/[1-6]/.test(type);
}

async function* filesIn(entries: Bytes, regular: readonly boolean[]): AsyncGenerator<TarFile, void, undefined> {
  if (entries.length === 0) {
    return;
  }
  for (const [i, { header, data }] of (await unpackTar(entries)).entries()) {
    if (regular[i] === true && data !== undefined) {
      yield { path: header.name, bytes: data, size: data.length, modified: modifiedOf(header) };
    }
  }
}

/** pax writes decimal seconds, as exact as the file system was; other headers whole seconds. */
function modifiedOf(header: { readonly mtime?: Date; readonly pax?: Record<string, string> }): bigint | undefined {
  const exact = /^(\d{1,12})(?:[.](\d+))?$/.exec(header.pax?.["mtime"] ?? "");
  if (exact) {
    return BigInt(exact[1] ?? 0) * 1_000_000_000n + BigInt((exact[2] ?? "").slice(0, 9).padEnd(9, "0"));
  }
  const milliseconds = header.mtime?.getTime() ?? Number.NaN;
  return milliseconds > 0 ? BigInt(milliseconds) * 1_000_000n : undefined;
}

function isHeader(block: Uint8Array): boolean {
  let unsigned = 0;
  let signed = 0; // what some old writers summed
  for (const [i, byte] of block.entries()) {
    const counted = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE ? 0x20 : byte;
    unsigned += counted;
    signed += counted - (counted & 0x80) * 2;
  }
  const stored = numberAt(block, CHECKSUM, CHECKSUM_SIZE);
  return stored === unsigned || stored === signed;
}

/** An octal field, or a base-256 one; null when it is neither. */
function numberAt(block: Uint8Array, offset: number, length: number): number | null {
  const field = block.subarray(offset, offset + length);
  if ((field[0] ?? 0) & 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = String.fromCharCode(...field).replace(/^ +/, "");
  const digits = /^[0-7]*/.exec(text)?.[0] ?? "";
  return /^[ \0]*$|^[ \0]/.test(text.slice(digits.length)) ? Number.parseInt(digits || "0", 8) : null;
}

function nameOf(block: Uint8Array): string {
  return new TextDecoder().decode(block.slice(NAME, NAME + 100)).replace(/\0.*$/s, "");
}

interface Buffer {
  bytes(): Bytes;
  push(chunk: Bytes): void;
  drop(length: number): void;
}

/** Bytes that grow at the end and shrink at the front, without copying all of them each time. */
function createBuffer(): Buffer {
  let store = new Uint8Array(1 << 18);
  let from = 0;
  let to = 0;
  return {
    bytes: () => store.subarray(from, to),
    push(chunk) {
      if (to + chunk.length > store.length) {
        const kept = store.subarray(from, to);
        const roomy = to - from + chunk.length > store.length / 2;
        const next = roomy ? new Uint8Array((to - from + chunk.length) * 2) : store;
        next.set(kept, 0);
        store = next;
        to -= from;
        from = 0;
      }
      store.set(chunk, to);
      to += chunk.length;
    },
    drop(length) {
      from += length;
    },
  };
}
