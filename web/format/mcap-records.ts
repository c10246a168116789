// MCAP's records (version 0), as far as a reader of recordings looks into them: opcode, u64 length, body, little-endian.
// Every length is checked against what is there before it is used.

export const MAGIC: readonly number[] = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];

export const HEADER = 0x01;
export const FOOTER = 0x02;
export const SCHEMA = 0x03;
export const CHANNEL = 0x04;
export const MESSAGE = 0x05;
export const CHUNK = 0x06;
export const MESSAGE_INDEX = 0x07;
export const CHUNK_INDEX = 0x08;
export const ATTACHMENT = 0x09;
export const ATTACHMENT_INDEX = 0x0a;
export const METADATA = 0x0c;
export const METADATA_INDEX = 0x0d;
export const DATA_END = 0x0f;

/** Opcode and length in front of each body. */
export const RECORD_HEAD = 1 + 8;
/** summary_start, summary_offset_start, summary_crc. */
export const FOOTER_BODY = 8 + 8 + 4;
/** channel_id, sequence, log_time, publish_time. */
export const MESSAGE_HEAD = 2 + 4 + 8 + 8;
/** Bytes from a chunk record's start that hold its head, with a compression name of any sensible length. */
export const CHUNK_HEAD = RECORD_HEAD + 8 + 8 + 8 + 4 + 4 + 32 + 8;

/** Reads fields one after the other; past the end `ok` turns false and everything read is empty. */
export interface Fields {
  readonly ok: boolean;
  /** Bytes of the fields read so far. */
  readonly at: number;
  u8(): number;
  u16(): number;
  u32(): number;
  u64(): bigint;
  /** A u64 that counts bytes: Infinity when no file is that long. */
  size(): number;
  text(): string;
  /** `length` bytes, as a view. */
  take(length: number): Uint8Array;
  /** A map of strings; of a repeated key the last value. */
  map(): Map<string, string>;
}

const DECODER = new TextDecoder();

/** The fields of a record's body. */
export function fieldsOf(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let ok = true;
  function has(length: number): boolean {
    ok &&= length <= bytes.length - at;
    return ok;
  }
  function passed<T>(length: number, value: T): T {
    at += length;
    return value;
  }
  function u32(): number {
    return has(4) ? passed(4, view.getUint32(at, true)) : 0;
  }
  function u64(): bigint {
    return has(8) ? passed(8, view.getBigUint64(at, true)) : 0n;
  }
  function take(length: number): Uint8Array {
    return has(length) ? passed(length, bytes.subarray(at, at + length)) : new Uint8Array(0);
  }
  function text(): string {
    return DECODER.decode(take(u32()));
  }
  return {
    get ok() {
      return ok;
    },
    get at() {
      return at;
    },
    u8: () => (has(1) ? passed(1, view.getUint8(at)) : 0),
    u16: () => (has(2) ? passed(2, view.getUint16(at, true)) : 0),
    u32,
    u64,
    size() {
      const value = u64();
      return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
    },
    text,
    take,
    map() {
      const entries = new Map<string, string>();
      const length = u32();
      if (has(length)) {
        const end = at + length;
        while (ok && at < end) {
          const key = text();
          entries.set(key, text());
        }
        ok &&= at === end;
      }
      return entries;
    },
  };
}

/** What stands in front of a record's body. */
export interface RecordHead {
  readonly opcode: number;
  /** Bytes of the body; Infinity when no file is that long. */
  readonly length: number;
}

/** The head of a record; `bytes` has at least RECORD_HEAD of them. */
export function recordHead(bytes: Uint8Array): RecordHead {
  const fields = fieldsOf(bytes);
  return { opcode: fields.u8(), length: fields.size() };
}

/** A chunk's fields in front of its records. */
export interface ChunkHead {
  /** Log times of its first and last message, ns. */
  readonly from: bigint;
  readonly to: bigint;
  /** Bytes of its records once decompressed. */
  readonly size: number;
  /** Of the decompressed records; 0: not given. */
  readonly crc: number;
  readonly compression: string;
  /** Where its records begin in the body, and their bytes as they lie. */
  readonly records: number;
  readonly length: number;
}

/** The head of a chunk's body, of which the first bytes are enough; null when they are no chunk's. */
export function chunkHead(body: Uint8Array): ChunkHead | null {
  const fields = fieldsOf(body);
  const [from, to, size, crc] = [fields.u64(), fields.u64(), fields.size(), fields.u32()];
  const compression = fields.text();
  const length = fields.size();
  return fields.ok ? { from, to, size, crc, compression, records: fields.at, length } : null;
}

export interface Header {
  readonly profile: string;
  readonly library: string;
}

/** The body of a Header record; null when it is damaged. */
export function headerOf(body: Uint8Array): Header | null {
  const fields = fieldsOf(body);
  const header = { profile: fields.text(), library: fields.text() };
  return fields.ok ? header : null;
}

export interface Metadata {
  readonly name: string;
  readonly entries: ReadonlyMap<string, string>;
}

/** The body of a Metadata record; null when it is damaged. */
export function metadataOf(body: Uint8Array): Metadata | null {
  const fields = fieldsOf(body);
  const metadata = { name: fields.text(), entries: fields.map() };
  return fields.ok ? metadata : null;
}

export interface Attachment {
  readonly logTime: bigint;
  readonly createTime: bigint;
  readonly name: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
  /** Of everything before it; 0: not given. */
  readonly crc: number;
  /** Bytes it is the CRC of. */
  readonly covered: number;
}

/** The body of an Attachment record; null when it is damaged. */
export function attachmentOf(body: Uint8Array): Attachment | null {
  const fields = fieldsOf(body);
  const [logTime, createTime, name, mediaType] = [fields.u64(), fields.u64(), fields.text(), fields.text()];
  const data = fields.take(fields.size());
  const covered = fields.at;
  const crc = fields.u32();
  return fields.ok ? { logTime, createTime, name, mediaType, data, crc, covered } : null;
}
