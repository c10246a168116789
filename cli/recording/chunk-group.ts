// The open chunk of one VM, and which schemas and channels its chunks have said so far.

import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from "@mcap/core";
import { crc32 } from "../../web/format/crc32.ts";
import type { ChannelEntry } from "./channels.ts";
import type { Compress } from "./zstd.ts";

/** A schema or channel is said again when its last copy is older than this: 60 s in ns. */
const REPEAT = 60_000_000_000n;

/** A complete chunk record, with its message index records behind it. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Channel -> messages of it. */
  readonly counts: ReadonlyMap<number, number>;
  /** The lowest and the highest sequence in it. */
  readonly sequences: { readonly first: number; readonly last: number };
  /** The record that the summary has of it, when `bytes` begin at `offset` of the file. */
  index(offset: number): McapTypes.ChunkIndex;
}

export interface ChunkGroup {
  /** logTime of the open chunk's first message, ns; null when it has none. */
  readonly since: bigint | null;
  /** Bytes of records in the open chunk. */
  readonly size: number;
  /** Adds a message and what a reader has to know before it. */
  add(entry: ChannelEntry, message: McapTypes.Message): void;
  /** The open chunk; null when it is empty. */
  finish(): Chunk | null;
}

export interface ChunkOptions {
  readonly messageIndex: boolean;
  /** null: chunks are not compressed. */
  readonly compress: Compress | null;
}

/** Where a schema or channel was said last. */
interface Copy {
  readonly count: number;
  readonly chunk: number;
  readonly time: bigint;
}

/**
 * The chunks of one VM. Each schema and channel stands in the chunk that first needs it, again in the next one that does, and
 * then once a minute: whichever chunk is lost, the others can be read.
 */
export function createChunkGroup({ messageIndex, compress }: ChunkOptions): ChunkGroup {
  // a new one for each chunk: the memory of a VM that is gone is free again
  const begin = () => new McapChunkBuilder({ useMessageIndex: messageIndex });
  let builder = begin();
  let counts = new Map<number, number>();
  const schemas = new Map<number, Copy>();
  const channels = new Map<number, Copy>();
  let chunk = 0;
  let since: bigint | null = null;
  let [first, last] = [Number.POSITIVE_INFINITY, 0];

  function say(copies: Map<number, Copy>, id: number, time: bigint, write: () => void): void {
    const last = copies.get(id);
    if (last && !(last.chunk < chunk && (last.count === 1 || time - last.time > REPEAT))) return;
    copies.set(id, { count: (last?.count ?? 0) + 1, chunk, time });
    write();
  }

  return {
    get since() {
      return since;
    },
    get size() {
      return builder.byteLength;
    },
    add({ channel, schema }, message) {
      say(schemas, schema.id, message.logTime, () => builder.addSchema(schema));
      say(channels, channel.id, message.logTime, () => builder.addChannel(channel));
      builder.addMessage(message);
      counts.set(channel.id, (counts.get(channel.id) ?? 0) + 1);
      since ??= message.logTime;
      first = Math.min(first, message.sequence);
      last = Math.max(last, message.sequence);
    },
    finish() {
      if (since === null) return null;
      const done = { ...chunkOf(builder, compress), counts, sequences: { first, last } };
      builder = begin();
      counts = new Map();
      chunk++;
      since = null;
      [first, last] = [Number.POSITIVE_INFINITY, 0];
      return done;
    },
  };
}

function chunkOf(builder: McapChunkBuilder, compress: Compress | null): Omit<Chunk, "counts" | "sequences"> {
  const { messageStartTime, messageEndTime, buffer } = builder;
  const compression = compress === null ? "" : "zstd";
  const records = compress === null ? buffer : compress(buffer);
  const out = new McapRecordBuilder();
  const uncompressedSize = BigInt(buffer.length);
  const uncompressedCrc = crc32(buffer);
  out.writeChunk({ messageStartTime, messageEndTime, uncompressedSize, uncompressedCrc, compression, records });
  const chunkLength = out.length;
  const indexed: (readonly [channel: number, at: number])[] = [];
  for (const index of builder.indices) {
    // a channel that was only said has no messages to find
    if (index.records.length === 0) continue;
    indexed.push([index.channelId, out.length]);
    out.writeMessageIndex(index);
  }
  const bytes = out.buffer;
  return {
    bytes,
    index: (offset) => ({
      messageStartTime,
      messageEndTime,
      chunkStartOffset: BigInt(offset),
      chunkLength: BigInt(chunkLength),
      messageIndexOffsets: new Map(indexed.map(([channel, at]) => [channel, BigInt(offset + at)])),
      messageIndexLength: BigInt(bytes.length - chunkLength),
      compression,
      compressedSize: BigInt(records.length),
      uncompressedSize,
    }),
  };
}
