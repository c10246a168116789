// Where an MCAP file can be read again behind damage: opcode, length and the fields inside must agree.

import type { ByteQueue } from "./byte-queue.ts";
import {
  ATTACHMENT,
  CHANNEL,
  CHUNK,
  CHUNK_HEAD,
  CHUNK_INDEX,
  chunkHead,
  DATA_END,
  FOOTER,
  FOOTER_BODY,
  fieldsOf,
  MAGIC,
  MESSAGE,
  MESSAGE_HEAD,
  METADATA,
  RECORD_HEAD,
  recordHead,
  SCHEMA,
} from "./mcap-records.ts";

/** Bytes looked at together, and how many of them may be needed to judge one place. */
const WINDOW = 1 << 20;
const LOOK = 2048;
/** The longest name or media type of an attachment behind damage. */
const LONGEST_NAME = 512;

export type Compression = "" | "lz4" | "zstd";

/** The compression of that name; null for any other. Never looked up in an object: names are from a file. */
export function compressionOf(name: string): Compression | null {
  switch (name) {
    case "":
    case "lz4":
    case "zstd":
      return name;
    default:
      return null;
  }
}

/** Whether the bytes of a record's body are a chunk's of exactly that length. */
export function isChunkBody(body: Uint8Array, length: number): boolean {
  const head = chunkHead(body);
  return head !== null && compressionOf(head.compression) !== null && head.records + head.length === length;
}

/**
 * Moves the queue to the next place, behind where it is, at which a record plainly begins; false, with the queue at the
 * end, when there is none. `loose`: messages outside chunks may be such records too. `size`: of the input.
 */
export async function resync(queue: ByteQueue, { size, loose }: { size: number; loose: boolean }): Promise<boolean> {
  await queue.skip(1);
  for (;;) {
    const more = await queue.fill(WINDOW);
    const window = queue.peek(WINDOW);
    const last = more ? window.length - LOOK : window.length;
    for (let at = 0; at < last; at++) {
      if (isStart(window, at, { left: size - queue.at, loose })) {
        await queue.skip(at);
        return true;
      }
    }
    await queue.skip(last);
    if (!more) return false;
  }
}

/** `left`: bytes from the window's first to the end of the input, Infinity when not known. */
function isStart(window: Uint8Array, at: number, { left, loose }: { left: number; loose: boolean }): boolean {
  const opcode = window[at] as number;
  if (opcode === 0 || opcode > DATA_END) return false;
  // no record is longer than 2^40 bytes
  if (window[at + 6] !== 0 || window[at + 7] !== 0 || window[at + 8] !== 0) return false;
  const { length } = recordHead(window.subarray(at, at + RECORD_HEAD));
  const body = window.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
  const end = at + RECORD_HEAD + length;
  if (end > left) return false;
  switch (opcode) {
    case CHUNK:
      return isChunkBody(body.subarray(0, CHUNK_HEAD), length);
    case ATTACHMENT:
      return isAttachment(body, length);
    case METADATA:
      return isMetadata(body, length);
    case DATA_END:
      return length === 4 && isSummaryHead(window.subarray(end, end + RECORD_HEAD));
    case FOOTER:
      return length === FOOTER_BODY && MAGIC.every((byte, i) => window[end + i] === byte);
    case SCHEMA:
    case CHANNEL:
      return loose && isDefinition(opcode, body, length) && isLooseHead(window, end, left);
    case MESSAGE:
      return loose && length >= MESSAGE_HEAD && isLooseHead(window, end, left);
    default:
      return false;
  }
}

function isAttachment(body: Uint8Array, length: number): boolean {
  const fields = fieldsOf(body);
  fields.u64();
  fields.u64();
  for (let i = 0; i < 2; i++) {
    const bytes = fields.u32();
    if (bytes > LONGEST_NAME) return false;
    fields.take(bytes);
  }
  const data = fields.size();
  return fields.ok && fields.at + data + 4 === length;
}

function isMetadata(body: Uint8Array, length: number): boolean {
  const fields = fieldsOf(body);
  const name = fields.u32();
  if (name === 0 || name > LONGEST_NAME) return false;
  fields.take(name);
  const entries = fields.u32();
  return fields.ok && fields.at + entries === length;
}

function isDefinition(opcode: number, body: Uint8Array, length: number): boolean {
  const own = definitionBytes(opcode, body);
  return own !== null && own === length;
}

/** Bytes that the fields of a Schema or Channel record take; null when they do not fit. */
export function definitionBytes(opcode: typeof SCHEMA | typeof CHANNEL | number, body: Uint8Array): number | null {
  const fields = fieldsOf(body);
  fields.u16();
  if (opcode === CHANNEL) fields.u16();
  fields.take(fields.u32());
  fields.take(fields.u32());
  fields.take(fields.u32());
  return fields.ok ? fields.at : null;
}

/** A record as they follow DataEnd. */
function isSummaryHead(bytes: Uint8Array): boolean {
  if (bytes.length < RECORD_HEAD) return false;
  const { opcode, length } = recordHead(bytes);
  const known = opcode === FOOTER ? length === FOOTER_BODY : opcode >= SCHEMA && opcode < DATA_END && opcode !== CHUNK;
  return known && length < WINDOW && (opcode !== CHUNK_INDEX || length >= 8 * 4);
}

/** Another record outside chunks, or the end of the input. */
function isLooseHead(window: Uint8Array, at: number, left: number): boolean {
  if (at === left) return true;
  if (at + RECORD_HEAD > window.length) return false;
  const { opcode, length } = recordHead(window.subarray(at, at + RECORD_HEAD));
  const fits = at + RECORD_HEAD + length <= left && length < WINDOW;
  if (opcode === MESSAGE) return fits && length >= MESSAGE_HEAD;
  return fits && (opcode === SCHEMA || opcode === CHANNEL ? length >= 12 : opcode === DATA_END && length === 4);
}
