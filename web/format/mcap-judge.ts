// Whether what lies at one place of an MCAP file is a record, and where it ends: its head, the fields inside and the
// index must agree. Where one of them is damaged the others say what it was.

import type { ByteQueue } from "./byte-queue.ts";
import {
  ATTACHMENT,
  CHANNEL,
  CHUNK,
  CHUNK_HEAD,
  type ChunkHead,
  chunkHead,
  DATA_END,
  FOOTER,
  FOOTER_BODY,
  fieldsOf,
  HEADER,
  MAGIC,
  MESSAGE,
  MESSAGE_HEAD,
  MESSAGE_INDEX,
  METADATA,
  RECORD_HEAD,
  recordHead,
  SCHEMA,
} from "./mcap-records.ts";
import { compressionOf, definitionBytes, isChunkBody } from "./mcap-resync.ts";
import type { Place } from "./mcap-summary.ts";
import { quoted } from "./text.ts";

export type Verdict =
  | { readonly kind: "chunk"; readonly head: ChunkHead; readonly bytes: number; readonly mended: string | null }
  /** Complete and in hand: `bytes` with its head. `mended`: what was wrong with it. */
  | { readonly kind: "record"; readonly opcode: number; readonly bytes: number; readonly mended: string | null }
  /** Of no interest. */
  | { readonly kind: "pass"; readonly bytes: number }
  | { readonly kind: "refused"; readonly bytes: number; readonly expected: string; readonly found: string }
  | { readonly kind: "bad"; readonly expected: string; readonly found: string }
  /** Nothing more, or only an incomplete record up to `at`. */
  | { readonly kind: "end"; readonly closed: boolean; readonly at: number };

export interface Known {
  /** What the index says of this place. Believed only where the record's own fields say the same: writers err, too. */
  readonly place: Place | null;
  /** Of the input; Infinity while not known. */
  readonly size: number;
  /** Bytes of the largest record that is taken into memory. */
  readonly largest: number;
}

/** Bytes passed over because a record of an input without a known end claims them. */
const SKIPPED_BLINDLY = 2 ** 28;
/** A chunk's own fields beside its records. */
const CHUNK_SLACK = 2 ** 20;

/** Judges the record at which the queue stands. */
export async function judge(queue: ByteQueue, known: Known): Promise<Verdict> {
  const { place, largest, size } = known;
  if (!(await queue.fill(RECORD_HEAD))) return theEnd(queue);
  const found = recordHead(queue.peek(RECORD_HEAD));
  const { length } = found;
  const isOther =
    place !== null && place.opcode !== found.opcode && (await isIndexed(queue, place, { length, largest }));
  const opcode = isOther ? place.opcode : found.opcode;
  const mended = isOther ? `opcode ${hex(found.opcode)} where the index says ${hex(opcode)}` : null;
  const room = size - queue.at - RECORD_HEAD;
  await queue.fill(Math.min(CHUNK_HEAD, RECORD_HEAD + length));
  const start = queue.peek(CHUNK_HEAD).subarray(RECORD_HEAD);
  if (opcode === CHUNK) return chunk(queue, { length, room, mended }, known);
  if (isDisguised(start, length) && length <= room) {
    return chunk(queue, { length, room, mended: `opcode ${hex(opcode)} in front of a chunk` }, known);
  }
  if (opcode === 0) return bad("a record", "opcode 0x00");
  if (length > room) return bad("a record that ends in time", `opcode ${hex(opcode)} with ${bytesOf(length)}`);
  switch (opcode) {
    case FOOTER:
      if (length !== FOOTER_BODY) return bad("a footer of 20 bytes", bytesOf(length));
      return complete(queue, { opcode, length, mended });
    case DATA_END:
      if (length !== 4) return bad("the end of the data, of 4 bytes", bytesOf(length));
      return complete(queue, { opcode, length, mended });
    case MESSAGE:
      if (length < MESSAGE_HEAD) return bad("a message", bytesOf(length));
      if (length > largest) return tooLarge("a message", length, { known, bytes: RECORD_HEAD + length });
      return complete(queue, { opcode, length, mended });
    case MESSAGE_INDEX: {
      const fields = fieldsOf(start);
      fields.u16();
      const own = 2 + 4 + fields.u32();
      if (own > length) return bad("a message index", "a list longer than it");
      const isOwn = own < length && !(await isHeadAt(queue, length, known)) && (await isHeadAt(queue, own, known));
      return { kind: "pass", bytes: RECORD_HEAD + (isOwn ? own : length) };
    }
    case HEADER:
    case SCHEMA:
    case CHANNEL:
    case ATTACHMENT:
    case METADATA:
      if (length > largest) return tooLarge(nameOf(opcode), length, { known, bytes: RECORD_HEAD + length });
      return fitted(queue, { opcode, length, mended }, known);
    default:
      if (length > SKIPPED_BLINDLY && !Number.isFinite(size)) return bad("a record", bytesOf(length));
      return { kind: "pass", bytes: RECORD_HEAD + length };
  }
}

/** Whether the body of a record with another opcode is what the index says, to the byte. */
async function isIndexed(
  queue: ByteQueue,
  { opcode, bytes }: Place,
  { length, largest }: { length: number; largest: number },
): Promise<boolean> {
  if (bytes !== RECORD_HEAD + length) return false;
  const held = opcode === CHUNK ? Math.min(CHUNK_HEAD, bytes) : bytes;
  if (held > largest || !(await queue.fill(held))) return false;
  const body = queue.peek(held).subarray(RECORD_HEAD);
  return opcode === CHUNK ? isChunkBody(body, length) : ownBytes(opcode, body) === length;
}

/** A chunk by its own fields, which say its length a second time. */
async function chunk(
  queue: ByteQueue,
  { length, room, mended }: { length: number; room: number; mended: string | null },
  known: Known,
): Promise<Verdict> {
  const head = chunkHead(queue.peek(CHUNK_HEAD).subarray(RECORD_HEAD));
  if (head === null) {
    return queue.held < CHUNK_HEAD && (await isOver(queue))
      ? theEnd(queue)
      : bad("a chunk", "fields that do not fit into it");
  }
  const own = head.records + head.length;
  if (own === length) {
    if (length <= room) return wholeChunk(queue, { head, length, mended }, known);
    return { kind: "end", closed: false, at: known.size };
  }
  const what = `a chunk of ${bytesOf(length)} whose fields take ${bytesOf(own)}`;
  const rest = { ...head, length: length - head.records };
  const indexed = (known.place?.bytes ?? 0) - RECORD_HEAD;
  const isEnd = async (at: number) => at === indexed || (await isHeadAt(queue, at, known));
  // one of the two lengths is damaged, or fields follow that this version does not know
  if (length <= room && rest.length >= 0 && (await isEnd(length))) {
    return own < length
      ? wholeChunk(queue, { head, length, mended }, known)
      : wholeChunk(queue, { head: rest, length, mended: what }, known);
  }
  if (own <= room && (await isEnd(own))) return wholeChunk(queue, { head, length: own, mended: what }, known);
  return bad("a chunk", what);
}

/** A chunk of which the length is known, if it may be taken. */
async function wholeChunk(
  queue: ByteQueue,
  { head, length, mended }: { head: ChunkHead; length: number; mended: string | null },
  known: Known,
): Promise<Verdict> {
  const { largest } = known;
  const bytes = RECORD_HEAD + length;
  if (compressionOf(head.compression) === null) {
    const found = quoted(head.compression, 32);
    return { kind: "refused", bytes, expected: 'a chunk that is compressed with "zstd", "lz4" or not at all', found };
  }
  if (length > largest + CHUNK_SLACK) return tooLarge("a chunk", length, { known, bytes });
  if (head.size > largest) return tooLarge("a chunk once decompressed", head.size, { known, bytes });
  if (!(await queue.fill(bytes))) return theEnd(queue);
  return { kind: "chunk", head, bytes, mended };
}

/** A record whose fields say themselves where they end. */
async function fitted(
  queue: ByteQueue,
  { opcode, length, mended }: { opcode: number; length: number; mended: string | null },
  known: Known,
): Promise<Verdict> {
  if (!(await queue.fill(RECORD_HEAD + length))) return bad(`${nameOf(opcode)} to its end`, "the end of the file");
  const own = ownBytes(opcode, queue.peek(RECORD_HEAD + length).subarray(RECORD_HEAD));
  if (own === null) return bad(nameOf(opcode), "fields that do not fit into it");
  // fields that this version does not know, or a damaged length
  const isLonger = own < length && known.place?.bytes !== RECORD_HEAD + length;
  if (isLonger && !(await isHeadAt(queue, length, known)) && (await isHeadAt(queue, own, known))) {
    const what = `${nameOf(opcode)} of ${bytesOf(length)} whose fields take ${bytesOf(own)}`;
    return { kind: "record", opcode, bytes: RECORD_HEAD + own, mended: what };
  }
  return { kind: "record", opcode, bytes: RECORD_HEAD + length, mended };
}

async function complete(
  queue: ByteQueue,
  { opcode, length, mended }: { opcode: number; length: number; mended: string | null },
): Promise<Verdict> {
  if (!(await queue.fill(RECORD_HEAD + length))) return bad(`${nameOf(opcode)} to its end`, "the end of the file");
  return { kind: "record", opcode, bytes: RECORD_HEAD + length, mended };
}

/** Bytes of a body's fields; null when they do not fit. */
function ownBytes(opcode: number, body: Uint8Array): number | null {
  if (opcode === SCHEMA || opcode === CHANNEL) return definitionBytes(opcode, body);
  const fields = fieldsOf(body);
  if (opcode === ATTACHMENT) {
    fields.u64();
    fields.u64();
  }
  fields.take(fields.u32());
  fields.take(fields.u32());
  if (opcode === ATTACHMENT) {
    fields.take(fields.size());
    fields.u32();
  }
  return fields.ok ? fields.at : null;
}

/** Whether a body that is no chunk's by its opcode is one. */
function isDisguised(start: Uint8Array, length: number): boolean {
  const head = chunkHead(start);
  return head !== null && head.crc !== 0 && isChunkBody(start, length);
}

/** Whether another record begins, or the input ends, `length` bytes behind the head. */
async function isHeadAt(queue: ByteQueue, length: number, { size, largest }: Known): Promise<boolean> {
  if (!Number.isFinite(length) || length > largest + CHUNK_SLACK) return false;
  const at = RECORD_HEAD + length;
  if (!(await queue.fill(at + RECORD_HEAD))) return queue.held === at;
  const { opcode, length: bytes } = recordHead(queue.peek(at + RECORD_HEAD).subarray(at));
  return isKnown(opcode) && queue.at + at + RECORD_HEAD + bytes <= size;
}

function isKnown(opcode: number): boolean {
  return opcode >= HEADER && opcode <= DATA_END;
}

/** The input ends within the record at which the queue stands. */
async function theEnd(queue: ByteQueue): Promise<Verdict> {
  const rest = queue.peek(queue.held);
  // the footer in front of it was damaged
  const closed = rest.length === MAGIC.length && MAGIC.every((byte, i) => rest[i] === byte);
  return { kind: "end", closed, at: queue.at + queue.held };
}

async function isOver(queue: ByteQueue): Promise<boolean> {
  return !(await queue.fill(queue.held + 1));
}

function bad(expected: string, found: string): Verdict {
  return { kind: "bad", expected, found };
}

function tooLarge(what: string, found: number, { known, bytes }: { known: Known; bytes: number }): Verdict {
  const expected = `${what} of at most ${known.largest} bytes`;
  // an input without a known end: a damaged length must not swallow all that comes
  if (bytes > SKIPPED_BLINDLY && !Number.isFinite(known.size)) return bad(expected, bytesOf(found));
  return { kind: "refused", bytes, expected, found: bytesOf(found) };
}

function nameOf(opcode: number): string {
  switch (opcode) {
    case HEADER:
      return "the header";
    case FOOTER:
      return "the footer";
    case SCHEMA:
      return "a schema";
    case CHANNEL:
      return "a channel";
    case ATTACHMENT:
      return "an attachment";
    case METADATA:
      return "a metadata record";
    default:
      return "a record";
  }
}

function bytesOf(length: number): string {
  return Number.isFinite(length) ? `${length} bytes` : "more bytes than any file has";
}

function hex(opcode: number): string {
  return `0x${opcode.toString(16).padStart(2, "0")}`;
}
