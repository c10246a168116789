// MCAP recordings: what is in them, chunk by chunk, from a file or from a stream that still grows.

import type { Content, Context, Opened, Problem } from "./archive.ts";
import { createByteQueue } from "./byte-queue.ts";
import type { ByteSource } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";
import { FormatError } from "./format-error.ts";
import { dumpOf } from "./mcap-attachment.ts";
import {
  ATTACHMENT,
  DATA_END,
  fieldsOf,
  HEADER,
  type Header,
  headerOf,
  MAGIC,
  METADATA,
  metadataOf,
  RECORD_HEAD,
  recordHead,
} from "./mcap-records.ts";
import { compressionOf } from "./mcap-resync.ts";
import { brokenOff, foreign, LOOSE_DAMAGE, mendedAt, notClosed, skipped } from "./mcap-sentences.ts";
import { readSummary, type Summary } from "./mcap-summary.ts";
import { walkRecords } from "./mcap-walk.ts";
import type { RawDump, RecordingFacts, RecordRun } from "./model.ts";

const MIB = 2 ** 20;
/** Bytes read at once: each read of a file waits for the browser. The first is short, so that something shows soon. */
const SLICE = 16 * MIB;
const FIRST_SLICE = MIB;
/** Decompressed bytes of a chunk, bytes of an attachment. */
const LARGEST = 64 * MIB;
/** Bytes of metadata of one recording; what grows may say more over the days. */
const MOST_METADATA = 16 * MIB;

export type McapItem = RecordRun | RecordingFacts | RawDump | Problem;

export interface McapOptions {
  /** For sentences. */
  readonly path: string;
  /** In front of every VM's name: "" or ending in "/". */
  readonly folder?: string;
  /** Bytes of the input; not given while it may grow. */
  readonly size?: number;
  /** The Summary, where one could be read. */
  readonly summary?: Summary | null;
  /** More may come after the last byte: an end in the middle of a record is no damage. */
  readonly growing?: boolean;
  /** Called with the decompressed bytes of each run; throws a FormatError when they are too many. */
  readonly spend?: (bytes: number) => void;
  /** Called where the data end, when messages lie outside chunks: their only CRC is that of all bytes up to here; 0: none. */
  readonly onLooseEnd?: (offset: number, crc: number) => void;
}

/** True when a file begins as MCAP does. */
export function looksLikeMcap(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, i) => head[i] === byte);
}

/**
 * Everything in a recording, each item as soon as its record is complete: bytes may come in any pieces, and the rest of an
 * incomplete record waits. Damage is passed over, with a Problem. Throws what reading the input throws.
 */
export async function* walkMcap(
  chunks: AsyncIterable<Uint8Array>,
  options: McapOptions,
): AsyncGenerator<McapItem, void, undefined> {
  const { path, folder = "", size = Number.POSITIVE_INFINITY, summary = null, growing = false, spend } = options;
  const queue = createByteQueue(chunks);
  const seen = { chunks: 0, messages: 0, metadata: 0, damaged: false, to: null as bigint | null };
  const problem = (message: string, note?: true): Problem => ({ path, message, ...(note && { note }) });
  const lost = (message: string, note?: true): Problem => ({ ...problem(message, note), lost: true });
  function run(
    offset: number,
    bytes: Uint8Array,
    size: number,
  ): Pick<RecordRun, "kind" | "path" | "folder" | "offset" | "bytes" | "size"> {
    spend?.(size);
    return { kind: "records", path, folder, offset, bytes, size };
  }
  try {
    await queue.fill(MAGIC.length);
    await queue.skip(Math.min(MAGIC.length, queue.held));
    for await (const met of walkRecords(queue, { size, places: summary?.places ?? [], largest: LARGEST })) {
      switch (met.kind) {
        case "chunk": {
          const { crc, from, to, size: unpacked } = met.head;
          const compression = compressionOf(met.head.compression) ?? "";
          seen.chunks++;
          seen.to = later(seen.to, to);
          yield { ...run(met.offset, met.bytes, unpacked), compression, crc, times: { from, to } };
          break;
        }
        case "loose":
          seen.messages += met.messages;
          seen.to = later(seen.to, met.to);
          yield { ...run(met.offset, met.bytes, met.bytes.length), compression: "", crc: 0 };
          break;
        case "record": {
          if (met.opcode === DATA_END) {
            if (seen.messages > 0) options.onLooseEnd?.(met.offset, fieldsOf(met.body).u32());
          } else if (met.opcode === METADATA) {
            const metadata = metadataOf(met.body);
            seen.metadata += met.body.length;
            if (metadata === null) yield lost(skipped({ ...placeOf(met), expected: "metadata", found: "damage" }));
            else if (growing || seen.metadata <= MOST_METADATA) yield { kind: "facts", path, ...metadata };
          } else if (met.opcode === ATTACHMENT) {
            const item = dumpOf(met.body, folder);
            if (typeof item === "string")
              yield lost(skipped({ ...placeOf(met), expected: "an attachment", found: item }));
            else if (item !== null) yield item;
          }
          break;
        }
        case "mended":
          yield problem(mendedAt(met.offset, met.what), true);
          break;
        case "skipped":
          seen.damaged = true;
          yield lost(skipped(met));
          break;
        case "end":
          if (!met.closed && !growing) {
            const say = met.to > met.from ? lost : problem;
            yield say(notClosed({ ...seen, from: met.from, end: met.to }), true);
          } else if (met.closed && met.to - met.from >= (growing ? MAGIC.length : 1)) {
            yield problem(`${met.to - met.from} bytes follow the end of the recording and are not read`, true);
          }
          break;
      }
    }
  } finally {
    await queue.close();
  }
}

function placeOf({ offset, body }: { offset: number; body: Uint8Array }): { from: number; to: number; lost: [] } {
  return { from: offset, to: offset + RECORD_HEAD + body.length, lost: [] };
}

function later(a: bigint | null, b: bigint | null): bigint | null {
  return a === null || (b !== null && b > a) ? b : a;
}

/** A recording as a file: what its Summary knows first, when it is sound. */
export async function* readMcap(content: Content, context: Context): Opened {
  const { label: path, folder, source, size } = content;
  const header = firstHeader(content.head);
  const found = source && (await readSummary(source));
  const summary = found === "damaged" ? null : found;
  if (found === "damaged") {
    yield { path, message: "The recording's summary is damaged: it is read without it", note: true };
  }
  if (isForeign(header, summary)) {
    yield { path, message: foreign(header, summary) };
    return;
  }
  const spend = createSpend(context, size);
  if (summary && summary.definitions.length > 0) {
    const bytes = summary.definitions;
    yield { kind: "records", path, folder, offset: summary.start, compression: "", crc: 0, bytes, size: bytes.length };
  }
  const reading = { at: 0, to: null as bigint | null };
  const chunks = source ? slices(source, reading) : content.chunks();
  let loose: { readonly offset: number; readonly crc: number } | null = null;
  const onLooseEnd = (offset: number, crc: number) => {
    loose = { offset, crc };
  };
  try {
    for await (const item of walkMcap(chunks, { path, folder, size, summary, spend, onLooseEnd })) {
      context.signal?.throwIfAborted();
      yield item;
    }
    if (loose && source && !(await isIntact(source, loose, context.signal))) yield { path, message: LOOSE_DAMAGE };
  } catch (error) {
    if (error instanceof FormatError || source === null || context.signal?.aborted) throw error;
    yield { path, message: brokenOff(reading.at, error), lost: true };
  }
}

/** Whether a file's bytes up to `offset` have the CRC; true where it is not given. */
async function isIntact(
  source: ByteSource,
  { offset, crc }: { readonly offset: number; readonly crc: number },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let found = 0;
  for (let at = 0; crc !== 0 && at < offset; at += SLICE) {
    signal?.throwIfAborted();
    found = crc32(await source.read(at, Math.min(SLICE, offset - at)), found);
  }
  return found === crc;
}

/** Throws when the decompressed bytes of a file are too many, or too many for its compressed ones. */
function createSpend({ caps, used }: Context, size: number): (bytes: number) => void {
  let own = 0;
  return (bytes) => {
    used.bytes += bytes;
    own += bytes;
    const isDense = own > caps.ratioFrom && own > size * caps.ratio;
    if (!isDense && used.bytes <= caps.total) return;
    throw new FormatError({
      action: "decompress further",
      offset: isDense ? own : caps.total,
      expected: isDense ? `at most ${caps.ratio} bytes from each compressed byte` : "the end",
      found: isDense ? "more" : "more decompressed bytes than the limit",
    });
  };
}

/** The file in large pieces, one read ahead of the consumer. */
async function* slices(source: ByteSource, reading: { at: number }): AsyncGenerator<Uint8Array, void, undefined> {
  let next = source.read(0, FIRST_SLICE);
  for (;;) {
    const bytes = await next;
    if (bytes.length === 0) return;
    reading.at += bytes.length;
    const ended = reading.at >= source.size;
    if (!ended) {
      next = source.read(reading.at, SLICE);
      // handled where it is awaited; until then a rejection is nobody's
      next.catch(() => {});
    }
    yield bytes;
    if (ended) return;
  }
}

/** The Header record behind the magic; null when it is damaged. */
function firstHeader(head: Uint8Array): Header | null {
  const record = head.subarray(MAGIC.length);
  if (record.length < RECORD_HEAD) return null;
  const { opcode, length } = recordHead(record.subarray(0, RECORD_HEAD));
  return opcode === HEADER ? headerOf(record.subarray(RECORD_HEAD, RECORD_HEAD + length)) : null;
}

/** Whether a recording is plainly of something else. A damaged header says nothing. */
function isForeign(header: Header | null, summary: Summary | null): boolean {
  if (summary && summary.encodings.size > 0) {
    return ![...summary.encodings].some((encoding) => encoding.startsWith("kvm-stats-"));
  }
  if (header === null || header.profile === "kvmstats" || header.profile === "") return false;
  return !header.library.startsWith("kvmscope");
}
