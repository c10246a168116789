// A recording as it grows: MCAP of profile kvmstats (docs/recording.md), whole up to its last complete chunk at any moment.

import { McapRecordBuilder } from "@mcap/core";
import packageJson from "../../package.json" with { type: "json" };
import { crc32 } from "../../web/format/crc32.ts";
import { createChannels, type Place, type SourceFacts } from "./channels.ts";
import { type Chunk, type ChunkGroup, createChunkGroup } from "./chunk-group.ts";
import type { Reading, RoundSink, VmFacts } from "./model.ts";
import type { RecordingOutput } from "./output.ts";
import { createSummary, magic } from "./summary.ts";
import { createZstd } from "./zstd.ts";

/** A chunk is closed when it spans this many ns, or holds this many bytes before compression. */
const CHUNK_SPAN = 5_000_000_000n;
const CHUNK_BYTES = 4 * 2 ** 20;
const NS_PER_MS = 1_000_000;

/** Media type of attachments that are dumps. */
export const DUMP_MEDIA_TYPE = "application/x-kvm-stats";

export interface WriterOptions {
  /** Message index records behind each chunk; other people's readers want them. true when not given. */
  readonly messageIndex?: boolean;
  /** 3 when not given; null: chunks are not compressed. */
  readonly level?: number | null;
  readonly encoding?: "kvm-stats-data" | "kvm-stats-columns";
  /** ns of logTime that a chunk may span; 5 s when not given. */
  readonly span?: bigint;
  /** Hears of each chunk when it is in the file. */
  readonly onChunk?: (chunk: WrittenChunk) => void;
  /** Whether a chunk is also closed when it has been open that long by the clock: for what is recorded as it happens. */
  readonly live?: boolean;
}

/** A Chunk record of the file. */
export interface WrittenChunk {
  /** Where it begins, and its bytes with opcode and length. */
  readonly offset: number;
  readonly length: number;
  /** Its bytes before compression. */
  readonly size: number;
  /** logTime of its first and last message, ns. */
  readonly from: bigint;
  readonly to: bigint;
  /** The lowest and the highest sequence in it. */
  readonly first: number;
  readonly last: number;
}

/** Options of a compact recording: docs/compact.md. */
export const COMPACT: WriterOptions = { encoding: "kvm-stats-columns", level: 12, span: 600_000_000_000n };

/** Where and when one message goes. Times are ns since 1970. */
export interface Stamp {
  readonly sequence: number;
  readonly logTime: bigint;
  readonly publishTime: bigint;
}

export interface RecordingWriter extends RoundSink {
  /** One dump of a source; throws RecordingFull when it would need an id and none is left. */
  add(facts: SourceFacts, dump: Uint8Array, stamp: Stamp): Promise<void>;
  /** Where a dump would go; null when it can only be an attachment. Throws RecordingFull. */
  place(facts: SourceFacts, dump: Uint8Array): Place | null;
  /** One message of many samples (docs/compact.md), all of one channel; the stamp is that of the first. */
  addColumns(vm: string, place: Place, stamp: Stamp, columns: Uint8Array): Promise<void>;
  /** Writes every open chunk. */
  flush(): Promise<void>;
  readonly counts: { readonly messages: number; readonly attachments: number; readonly chunks: number };
}

/** Begins a recording. An error of the output is thrown by the call that meets it or by the next one; what was written stays. */
export async function createRecordingWriter(
  output: RecordingOutput,
  options: WriterOptions = {},
): Promise<RecordingWriter> {
  const { messageIndex = true, level = 3, encoding = "kvm-stats-data", span = CHUNK_SPAN, live = false } = options;
  const { onChunk } = options;
  const compress = level === null ? null : await createZstd(level);
  const channels = createChannels(encoding);
  const groups = new Map<string, ChunkGroup>();
  const timers = new Map<string, NodeJS.Timeout>();
  const summary = createSummary();
  const counts = { messages: 0, attachments: 0, chunks: 0 };
  let dataCrc = 0;
  let failure: unknown = null;
  /** Calls wait for each other: a timer may close a chunk at any time. */
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = queue.then(() => {
      if (failure !== null) {
        const error = failure;
        failure = null;
        throw error;
      }
      return task();
    });
    queue = done.catch(() => undefined);
    return done;
  }

  async function write(bytes: Uint8Array): Promise<number> {
    const offset = output.position;
    await output.write(bytes);
    dataCrc = crc32(bytes, dataCrc);
    return offset;
  }

  async function close(vm: string): Promise<void> {
    clearTimeout(timers.get(vm));
    timers.delete(vm);
    const chunk = groups.get(vm)?.finish();
    if (!chunk) return;
    const offset = await write(chunk.bytes).catch((error: unknown) => {
      // what this chunk said of schemas and channels is lost: say it again
      groups.delete(vm);
      throw error;
    });
    summary.chunk(chunk, offset);
    counts.chunks++;
    if (onChunk !== undefined) onChunk(writtenChunk(chunk, offset));
  }

  async function closeAll(): Promise<void> {
    for (const vm of [...groups.keys()]) await close(vm);
  }

  function groupOf(vm: string): ChunkGroup {
    const known = groups.get(vm);
    if (known) return known;
    const group = createChunkGroup({ messageIndex, compress });
    groups.set(vm, group);
    return group;
  }

  /** A chunk that nothing is added to any more ends as well. */
  function watch(vm: string): void {
    if (!live || timers.has(vm)) return;
    const late = () => {
      void inTurn(() => close(vm)).catch((error: unknown) => {
        failure = error;
      });
    };
    timers.set(vm, setTimeout(late, Number(span) / NS_PER_MS).unref());
  }

  async function put(vm: string, { entry, data }: Place, { sequence, logTime, publishTime }: Stamp): Promise<void> {
    const group = groupOf(vm);
    const old = group.since !== null && logTime - group.since >= span;
    if (old || (group.since !== null && group.size + data.length > CHUNK_BYTES)) await close(vm);
    const message = { channelId: entry.channel.id, sequence, logTime, publishTime, data };
    group.add(entry, message);
    counts.messages++;
    watch(vm);
  }

  async function attach(facts: SourceFacts, dump: Uint8Array, stamp: Stamp): Promise<void> {
    const builder = new McapRecordBuilder();
    const { vm, source, generation } = facts;
    const name = JSON.stringify({ vm, source, generation, sequence: stamp.sequence });
    const { logTime, publishTime: createTime } = stamp;
    const attachment = { name, logTime, createTime, mediaType: DUMP_MEDIA_TYPE, data: dump };
    builder.writeAttachment(attachment);
    const offset = await write(builder.buffer);
    summary.attachment(attachment, offset, builder.length);
    counts.attachments++;
  }

  const writer: RecordingWriter = {
    counts,
    add: (facts, dump, stamp) =>
      inTurn(() => {
        const place = channels.of(facts, dump);
        return place === null ? attach(facts, dump, stamp) : put(facts.vm, place, stamp);
      }),
    place: (facts, dump) => channels.of(facts, dump),
    addColumns: (vm, place, stamp, data) => inTurn(() => put(vm, { ...place, data }, stamp)),
    flush: () => inTurn(closeAll),
    round: ({ sequence, scheduled, vms }) =>
      inTurn(async () => {
        // all or nothing: when ids run out, the caller goes on with this round in another file
        const all = vms.flatMap(({ facts: vm, readings }) =>
          readings.map((reading) => {
            const facts = sourceFacts(vm, reading);
            return { facts, reading, place: channels.of(facts, reading.bytes) };
          }),
        );
        for (const { facts, reading, place } of all) {
          const stamp = { sequence, logTime: reading.time, publishTime: scheduled };
          await (place === null ? attach(facts, reading.bytes, stamp) : put(facts.vm, place, stamp));
        }
      }),
    facts: (name, entries) =>
      inTurn(async () => {
        const builder = new McapRecordBuilder();
        builder.writeMetadata({ name, metadata: new Map(entries) });
        const offset = await write(builder.buffer);
        summary.metadata(name, offset, builder.length);
      }),
    end: () => {
      const finish = async () => {
        const errors: unknown[] = failure === null ? [] : [failure];
        const tried = (task: Promise<unknown>) => task.catch((error: unknown) => errors.push(error));
        for (const vm of [...groups.keys()]) await tried(close(vm));
        const { position: offset } = output;
        await tried(
          output.write(summary.end({ offset, dataCrc, schemas: channels.schemas, channels: channels.channels })),
        );
        await tried(output.close());
        for (const timer of timers.values()) clearTimeout(timer);
        if (errors.length > 0) throw errors[0];
      };
      const done = queue.then(finish);
      queue = done.catch(() => undefined);
      return done;
    },
  };
  await write(beginning());
  return writer;
}

function writtenChunk({ index, sequences }: Chunk, offset: number): WrittenChunk {
  const { chunkLength, uncompressedSize, messageStartTime, messageEndTime } = index(offset);
  const sizes = { length: Number(chunkLength), size: Number(uncompressedSize) };
  return { offset, ...sizes, from: messageStartTime, to: messageEndTime, ...sequences };
}

/** What stands at the start of every recording: magic and header. */
export function beginning(): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeHeader({ profile: "kvmstats", library: `kvmscope ${packageJson.version}` });
  return Buffer.concat([magic(), builder.buffer]);
}

/** Whose a reading is. */
export function sourceFacts(facts: VmFacts, { source, generation, how = facts.how }: Reading): SourceFacts {
  const { vm, disturbs } = facts;
  const pid = facts.pid === null ? null : String(facts.pid);
  return { vm, pid, how, disturbs, source, generation, reconstructed: how === "qmp" };
}
