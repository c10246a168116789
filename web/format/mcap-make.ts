// The few MCAP records that the page makes itself, to save what it watched: everything else in the file is as it came.

import { CHUNK, DATA_END, FOOTER, HEADER, MAGIC, METADATA } from "./mcap-records.ts";

const text = new TextEncoder();

/** Magic and header. */
export function recordingHead(library: string): Uint8Array<ArrayBuffer> {
  return joined([Uint8Array.from(MAGIC), record(HEADER, [string("kvmstats"), string(library)])]);
}

/** What ends a recording without a Summary. */
export function recordingTail(): Uint8Array<ArrayBuffer> {
  const crc = u32(0);
  return joined([record(DATA_END, [crc]), record(FOOTER, [u64(0n), u64(0n), crc]), Uint8Array.from(MAGIC)]);
}

/** A Metadata record. */
export function metadataRecord(name: string, entries: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const pairs = joined([...entries].flatMap(([key, value]) => [string(key), string(value)]));
  return record(METADATA, [string(name), u32(pairs.length), pairs]);
}

/** A Chunk record around records as they lie in one. Times are ns since 1970. */
export function chunkRecord(chunk: {
  readonly from: bigint;
  readonly to: bigint;
  readonly size: number;
  readonly crc: number;
  readonly compression: string;
  readonly bytes: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const { from, to, size, crc, compression, bytes } = chunk;
  return record(CHUNK, [
    u64(from),
    u64(to),
    u64(BigInt(size)),
    u32(crc),
    string(compression),
    u64(BigInt(bytes.length)),
    bytes,
  ]);
}

/** One after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function record(opcode: number, fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = fields.reduce((sum, field) => sum + field.length, 0);
  return joined([Uint8Array.of(opcode), u64(BigInt(length)), ...fields]);
}

function string(value: string): Uint8Array {
  const bytes = text.encode(value);
  return joined([u32(bytes.length), bytes]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}
