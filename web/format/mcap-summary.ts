// The Summary section at the end of a closed MCAP file: what is in it and where. Used only when its CRC says it is right.

import type { ByteSource } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";
import {
  ATTACHMENT,
  ATTACHMENT_INDEX,
  CHANNEL,
  CHUNK,
  CHUNK_INDEX,
  FOOTER,
  FOOTER_BODY,
  fieldsOf,
  MAGIC,
  METADATA,
  METADATA_INDEX,
  RECORD_HEAD,
  recordHead,
  SCHEMA,
} from "./mcap-records.ts";

/** Where the index says a record lies. */
export interface Place {
  readonly opcode: typeof CHUNK | typeof ATTACHMENT | typeof METADATA;
  /** In the file; `bytes` with opcode and length. */
  readonly offset: number;
  readonly bytes: number;
  /** Log times of a chunk's first and last message, ns; null for other records. */
  readonly times: { readonly from: bigint; readonly to: bigint } | null;
}

export interface Summary {
  /** First byte of the section. */
  readonly start: number;
  /** Its Schema and Channel records, one after the other. */
  readonly definitions: Uint8Array;
  readonly schemas: readonly string[];
  /** Message encodings of its channels. */
  readonly encodings: ReadonlySet<string>;
  /** By offset, without overlaps. */
  readonly places: readonly Place[];
}

/** Larger ones are not read: the records themselves say everything. */
const LARGEST = 64 * 2 ** 20;
const END_BYTES = RECORD_HEAD + FOOTER_BODY + MAGIC.length;

/** The Summary; null when the file has none that can be trusted; "damaged" when its CRC does not fit. */
export async function readSummary(source: ByteSource): Promise<Summary | "damaged" | null> {
  if (source.size < MAGIC.length + END_BYTES) return null;
  const end = await source.read(source.size - END_BYTES, END_BYTES);
  const head = recordHead(end);
  if (head.opcode !== FOOTER || head.length !== FOOTER_BODY) return null;
  const fields = fieldsOf(end.subarray(RECORD_HEAD));
  const start = fields.size();
  fields.size();
  const crc = fields.u32();
  if (start === 0 || crc === 0) return null;
  const footer = source.size - END_BYTES;
  if (start < MAGIC.length || start > footer) return "damaged";
  if (footer - start > LARGEST) return null;
  // the CRC covers the section and the footer up to the CRC itself
  const covered = await source.read(start, source.size - MAGIC.length - 4 - start);
  if (covered.length !== source.size - MAGIC.length - 4 - start || crc32(covered) !== crc) return "damaged";
  return summaryOf(covered.subarray(0, footer - start), start);
}

function summaryOf(bytes: Uint8Array, start: number): Summary | "damaged" {
  const pieces: Uint8Array[] = [];
  const schemas: string[] = [];
  const encodings = new Set<string>();
  const places: Place[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < RECORD_HEAD) return "damaged";
    const { opcode, length } = recordHead(bytes.subarray(at, at + RECORD_HEAD));
    const next = at + RECORD_HEAD + length;
    if (next > bytes.length) return "damaged";
    const body = bytes.subarray(at + RECORD_HEAD, next);
    if (opcode === SCHEMA || opcode === CHANNEL) {
      pieces.push(bytes.subarray(at, next));
      const fields = fieldsOf(body);
      fields.u16();
      if (opcode === SCHEMA) schemas.push(fields.text());
      else {
        fields.u16();
        fields.take(fields.u32());
        encodings.add(fields.text());
      }
    } else {
      const place = placeOf(opcode, body);
      if (place) places.push(place);
    }
    at = next;
  }
  places.sort((a, b) => a.offset - b.offset);
  return { start, definitions: joined(pieces), schemas, encodings, places: areSound(places, start) ? places : [] };
}

function placeOf(opcode: number, body: Uint8Array): Place | null {
  const fields = fieldsOf(body);
  switch (opcode) {
    case CHUNK_INDEX: {
      const times = { from: fields.u64(), to: fields.u64() };
      return { opcode: CHUNK, times, offset: fields.size(), bytes: fields.size() };
    }
    case ATTACHMENT_INDEX:
      return { opcode: ATTACHMENT, times: null, offset: fields.size(), bytes: fields.size() };
    case METADATA_INDEX:
      return { opcode: METADATA, times: null, offset: fields.size(), bytes: fields.size() };
    default:
      return null;
  }
}

/** Whether the records lie one behind the other in front of the section. */
function areSound(places: readonly Place[], start: number): boolean {
  let end = MAGIC.length;
  for (const { offset, bytes } of places) {
    if (offset < end || bytes < RECORD_HEAD || offset + bytes > start) return false;
    end = offset + bytes;
  }
  return true;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
