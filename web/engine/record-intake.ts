// Runs of MCAP records in, samples out. WASM walks the records and reads the data blocks into rows; schemas and channels, which
// are rare, and everything that is not as it should be are looked at here.
//
//   run --RunMemory--> records --records_walk--> table --per channel--> file records --read_batch--> rows

import {
  EXTENT_ADDRESS,
  EXTENT_BYTES,
  EXTENT_KIND,
  EXTENT_OFFSET,
  FILE_COUNT,
  FILE_EXTENTS,
  KIND_DATA,
  OP_CHANNEL,
  OP_MESSAGE,
  OP_SCHEMA,
  OP_SHORT,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_SIZE,
  WALK_ADDRESS,
  WALK_BYTES,
  WALK_CHANNEL,
  WALK_ENTRY_SIZE,
  WALK_LOG_TIME,
  WALK_OPCODE,
  WALK_SEQUENCE,
} from "../../assembly/layout.ts";
import { FormatError } from "../format/format-error.ts";
import type { RawDump, RecordRun } from "../format/model.ts";
import { dumpAround } from "../format/recorded-dump.ts";
import { channelRecord, schemaRecord } from "../format/run-records.ts";
import type { Engine } from "./engine.ts";
import { fileRecordSize } from "./file-record.ts";
import type { Intake, Stored } from "./intake.ts";
import { type Channel, createRecordedFile, type RecordedFile } from "./recorded-file.ts";
import { createRunMemory } from "./run-memory.ts";

/** Entries of one walk. */
const ENTRIES = 4096;
const FILE_SIZE = fileRecordSize(1);
/** Entries, then file records, then reads, then where the walk stopped. */
const SCRATCH = ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE + READ_ENTRY_SIZE) + 64;
/** Times are i64 ns: no sample is from 2262 or later. */
const END_OF_TIME = 2n ** 63n;
/** Copies of messages that wait for their channel, bytes in all. */
const MAX_WAITING = 64 * 2 ** 20;

export interface RecordIntake {
  /** Stores what a run holds; sentences for what could not be read. The run's bytes are not needed afterwards. */
  add(run: RecordRun): Promise<readonly string[]>;
  /** Sentences for what waited for a channel that never came, or is not for us. Memory goes back; more may come all the same. */
  finish(): readonly { readonly path: string; readonly message: string }[];
}

/** A message out of its run. */
interface Message {
  readonly channel: number;
  readonly sequence: number;
  readonly time: bigint;
  readonly data: Uint8Array;
}

/** `stored` hears of each dump that was looked at as a whole: the first of every table, and those that are cut. */
export function createRecordIntake(
  engine: Engine,
  intake: Intake,
  stored: (stored: Stored, dump: RawDump) => void,
): RecordIntake {
  const run = createRunMemory(engine);
  const files = new Map<string, RecordedFile>();
  let entries = 0;
  let reads = 0;
  const waiting = new Map<RecordedFile, Message[]>();
  let waitingBytes = 0;

  function fileOf({ path, folder }: RecordRun): RecordedFile {
    const key = `${folder}\0${path}`;
    const known = files.get(key) ?? createRecordedFile(path, folder);
    files.set(key, known);
    return known;
  }

  async function add(records: RecordRun): Promise<readonly string[]> {
    if (entries === 0) entries = engine.arena.alloc(SCRATCH);
    const file = fileOf(records);
    const problems: string[] = [];
    try {
      const from = await run.hold(records);
      walk(file, from, from + records.size, records, problems);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      problems.push(error.message);
    }
    return problems;
  }

  function walk(file: RecordedFile, from: number, end: number, { offset }: RecordRun, problems: string[]): void {
    const next = entries + ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE + READ_ENTRY_SIZE);
    let at = from;
    let short = 0;
    while (at < end) {
      const count = engine.kernel.records_walk(at, end, entries, ENTRIES, next) >>> 0;
      at = engine.view().getUint32(next, true);
      short += take(file, count, problems);
      if (at < end && count < ENTRIES) {
        problems.push(
          `Cannot read all records of the chunk at byte ${offset}: the one ${at - from} bytes into its records does not end before they do`,
        );
        break;
      }
    }
    if (short > 0)
      problems.push(`Cannot read ${short} messages of the chunk at byte ${offset}: they are shorter than their fields`);
  }

  /** Stores what `count` entries say. Returns how many messages are too short to be any. */
  function take(file: RecordedFile, count: number, problems: string[]): number {
    let short = 0;
    for (let i = 0; i < count; i++) {
      const view = engine.view();
      const entry = entries + i * WALK_ENTRY_SIZE;
      const address = view.getUint32(entry + WALK_ADDRESS, true);
      const bytes = view.getUint32(entry + WALK_BYTES, true);
      switch (view.getUint16(entry + WALK_OPCODE, true)) {
        case OP_MESSAGE: {
          const id = view.getUint16(entry + WALK_CHANNEL, true);
          const channel = file.channel(id);
          const sequence = view.getUint32(entry + WALK_SEQUENCE, true);
          const time = view.getBigUint64(entry + WALK_LOG_TIME, true);
          if (time >= END_OF_TIME) file.beyond++;
          else if (channel?.lane && bytes >= channel.lane.least && bytes <= channel.lane.most) {
            place(channel, { sequence, time, address, bytes });
          } else {
            const data = engine.bytes().slice(address, address + bytes);
            single(file, { channel: id, sequence, time, data }, problems);
          }
          break;
        }
        case OP_SCHEMA:
        case OP_CHANNEL: {
          const body = engine.bytes().slice(address, address + bytes);
          const isSchema = view.getUint16(entry + WALK_OPCODE, true) === OP_SCHEMA;
          const record = isSchema ? schemaRecord(body) : channelRecord(body);
          if (record === null)
            problems.push(`Cannot read a ${isSchema ? "schema" : "channel"} record: it ends inside a field`);
          else {
            const problem = "topic" in record ? file.addChannel(record) : file.addSchema(record);
            if (problem !== null) problems.push(problem);
            settle(file, problems);
          }
          break;
        }
        case OP_SHORT:
          short++;
          break;
      }
    }
    read();
    return short;
  }

  /** Queues the read of a message's data block into a row of its source. */
  function place(
    { lane, label }: Channel,
    message: { readonly sequence: number; readonly time: bigint; readonly address: number; readonly bytes: number },
  ): void {
    if (!lane) return;
    const { source, generation, dataOffset, around } = lane;
    const [rows] = source.rows;
    if (!rows) return;
    const { bytes } = message;
    const row = rows.next(bytes);
    const file = entries + ENTRIES * WALK_ENTRY_SIZE + reads * FILE_SIZE;
    const read = entries + ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE) + reads * READ_ENTRY_SIZE;
    const view = engine.view();
    view.setUint32(file + FILE_COUNT, 1, true);
    view.setBigUint64(file + FILE_EXTENTS + EXTENT_OFFSET, BigInt(dataOffset), true);
    view.setUint32(file + FILE_EXTENTS + EXTENT_BYTES, bytes, true);
    view.setUint32(file + FILE_EXTENTS + EXTENT_ADDRESS, message.address, true);
    view.setUint32(file + FILE_EXTENTS + EXTENT_KIND, KIND_DATA, true);
    view.setUint32(read + READ_FILE, file, true);
    view.setUint32(read + READ_BUFFER, row, true);
    view.setUint32(read + READ_BUFFER_END, row + bytes, true);
    view.setUint32(read + READ_SIZE, bytes, true);
    view.setBigUint64(read + READ_OFFSET, BigInt(dataOffset), true);
    reads++;
    intake.append(source, {
      path: `${label} #${message.sequence}`,
      time: message.time,
      modified: undefined,
      sequence: message.sequence,
      generation,
      address: row,
      present: bytes,
      fileBytes: around + bytes,
    });
  }

  /** Does the reads that wait; after it nothing depends on the run's memory. */
  function read(): void {
    if (reads === 0) return;
    const first = entries + ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE);
    const done = engine.kernel.read_batch(first, reads) >>> 0;
    engine.reads += reads;
    if (done !== reads) throw new Error(`Cannot read ${reads - done} of ${reads} messages: the row slot is too small`);
    reads = 0;
  }

  /** A message that needs a look at its whole dump, or at whether it is one. */
  function single(file: RecordedFile, message: Message, problems: string[]): void {
    const channel = file.channel(message.channel);
    if (!channel || channel.state === "waiting") {
      if (waitingBytes + message.data.length > MAX_WAITING) file.dropped++;
      else {
        waitingBytes += message.data.length;
        const queue = waiting.get(file);
        if (queue) queue.push(message);
        else waiting.set(file, [message]);
      }
      return;
    }
    channel.messages++;
    const { origin, surrounding } = channel;
    if (channel.state !== "ours" || !surrounding) return;
    const { dataBytes } = surrounding;
    if (dataBytes !== null && message.data.length > dataBytes) {
      channel.tooLong++;
      return;
    }
    const dump: RawDump = {
      path: `${channel.label} #${message.sequence}`,
      bytes: dumpAround(surrounding, message.data),
      modified: undefined,
      origin: { ...origin, time: message.time, sequence: message.sequence },
    };
    const kept = intake.add(dump);
    if (!kept) {
      problems.push(`Cannot read a message of ${channel.label}: it makes no dump`);
      return;
    }
    stored(kept, dump);
    channel.enter(kept);
  }

  /** Stores messages that waited for what just came. */
  function settle(file: RecordedFile, problems: string[]): void {
    const queue = waiting.get(file);
    if (!queue) return;
    const left: Message[] = [];
    for (const message of queue) {
      const channel = file.channel(message.channel);
      if (!channel || channel.state === "waiting") left.push(message);
      else {
        waitingBytes -= message.data.length;
        single(file, message, problems);
      }
    }
    if (left.length > 0) waiting.set(file, left);
    else waiting.delete(file);
  }

  return {
    add,
    finish() {
      const left = [...files.values()].flatMap((file) =>
        file
          .finish(waiting.get(file)?.map(({ channel }) => channel) ?? [])
          .map((message) => ({ path: file.path, message })),
      );
      waiting.clear();
      waitingBytes = 0;
      run.release();
      if (entries !== 0) engine.arena.free(entries, SCRATCH);
      entries = 0;
      return left;
    },
  };
}
