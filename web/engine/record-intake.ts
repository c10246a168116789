// Runs of MCAP records in, samples out. WASM walks the records and reads the data blocks into rows; schemas and channels, which
// are rare, and everything that is not as it should be are looked at here.
//
//   run --RunMemory--> records --records_walk--> table --per channel--> file records --read_batch--> rows

import {
  COMPACT_LENGTH,
  COMPACT_SAMPLES,
  LANE_AROUND,
  LANE_COUNT,
  LANE_DATA_OFFSET,
  LANE_GENERATION,
  LANE_LEAST,
  LANE_MOST,
  LANE_SAMPLES,
  LANE_SIZE,
  OP_MESSAGE,
  OP_SCHEMA,
  OP_SHORT,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_SIZE,
  VALUE_SIZE,
  WALK_ADDRESS,
  WALK_BYTES,
  WALK_CHANNEL,
  WALK_ENTRY_SIZE,
  WALK_LOG_TIME,
  WALK_OPCODE,
  WALK_PUBLISH_TIME,
  WALK_SEQUENCE,
} from "../../assembly/layout.ts";
import { FormatError } from "../format/format-error.ts";
import type { RawDump, RecordRun } from "../format/model.ts";
import { dumpAround } from "../format/recorded-dump.ts";
import { COLUMNS_ENCODING, channelRecord, DATA_ENCODING, schemaRecord } from "../format/run-records.ts";
import type { Engine } from "./engine.ts";
import { fileRecordSize, writeFileRecord } from "./file-record.ts";
import type { Intake, Stored } from "./intake.ts";
import { type Channel, createRecordedFile, type Lane, type RecordedFile } from "./recorded-file.ts";
import { createBuffer, createRunMemory } from "./run-memory.ts";

/** Entries of one walk. */
const ENTRIES = 4096;
/** Lanes made at once. */
const LANES_EACH = 256;
const FILE_SIZE = fileRecordSize(1);
/** Entries, then file records, then reads, then where the walk stopped. */
const SCRATCH = ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE + READ_ENTRY_SIZE) + 64;
/** What a message of columns may stand for, bytes. */
const MAX_EXPANDED = 64 * 2 ** 20;
/** What all those of a file may stand for, and beyond that how many times the file's compressed bytes. */
const FREE_EXPANDED = 256 * 2 ** 20;
const MAX_RATIO = 4096;
/** Damaged records and cut messages of one run: each costs as much as a thousand others. */
const MOST_ODD = 100_000;
/** Times are i64 ns: no sample is from 2262 or later. */
const END_OF_TIME = 2n ** 63n;
/** Copies of messages that wait for their channel, bytes in all, and of each beside its data. */
const MAX_WAITING = 64 * 2 ** 20;
const WAITING_EACH = 200;

export interface RecordIntake {
  /** Stores what a run holds; sentences for what could not be read. The run's bytes are not needed afterwards. */
  add(run: RecordRun): Promise<readonly string[]>;
  /** Sentences for what waited for a channel that never came, or is not for us. Memory goes back; more may come all the same. */
  finish(): readonly { readonly path: string; readonly message: string }[];
}

/** One WALK_* entry. */
interface Entry {
  readonly opcode: number;
  readonly channel: number;
  readonly sequence: number;
  readonly time: bigint;
  readonly scheduled: bigint;
  readonly address: number;
  readonly bytes: number;
}

/** A message out of its run. */
interface Message {
  readonly channel: number;
  readonly sequence: number;
  readonly time: bigint;
  readonly scheduled: bigint;
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
  /** u32 for each channel id: where its lane is, 0 for none; of the file entered. */
  let lanes = 0;
  let entered: RecordedFile | null = null;
  /** A message of columns on its way through. */
  let expanding = false;
  const compact = createBuffer(engine);
  const laneBlocks = new Map<number, number>();
  /** By channel: every message that comes before its channel would else be looked at with every channel that comes. */
  const waiting = new Map<RecordedFile, Map<number, Message[]>>();
  let waitingBytes = 0;
  /** Records of this run that were looked at one by one though none was new: damaged ones, and cut messages. */
  let odd = 0;

  function fileOf({ path, folder }: RecordRun): RecordedFile {
    const key = `${folder}\0${path}`;
    const known = files.get(key) ?? createRecordedFile(path, folder);
    files.set(key, known);
    return known;
  }

  async function add(records: RecordRun): Promise<readonly string[]> {
    const file = fileOf(records);
    const problems: string[] = [];
    try {
      file.taken += records.bytes.length;
      const from = await run.hold(records);
      enter(file);
      walk(file, from, from + records.size, records, problems);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      say(file, problems, error.message);
    }
    return problems;
  }

  function walk(file: RecordedFile, from: number, end: number, { offset }: RecordRun, problems: string[]): void {
    const next = entries + ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE + READ_ENTRY_SIZE);
    let at = from;
    let short = 0;
    odd = 0;
    while (at < end) {
      if (odd > MOST_ODD) {
        say(
          file,
          problems,
          `Cannot read all records of the chunk at byte ${offset}: over ${MOST_ODD} of them are damaged or cut`,
        );
        break;
      }
      const count = engine.kernel.records_walk(at, end, entries, ENTRIES, next) >>> 0;
      at = engine.view().getUint32(next, true);
      short += take(file, entries, count, problems);
      if (at < end && count < ENTRIES) {
        say(
          file,
          problems,
          `Cannot read all records of the chunk at byte ${offset}: the one ${at - from} bytes into its records does not end before they do`,
        );
        break;
      }
    }
    if (short > 0)
      say(
        file,
        problems,
        `Cannot read ${short} messages of the chunk at byte ${offset}: they are shorter than their fields`,
      );
  }

  /** Stores what the entries from address `first` on say, ENTRIES at most. Returns how many are too short to be any. */
  function take(file: RecordedFile, first: number, count: number, problems: string[]): number {
    let short = 0;
    for (let i = 0; i < count; ) {
      const { kernel } = engine;
      const from = first + i * WALK_ENTRY_SIZE;
      const taken = kernel.messages_place(from, count - i, lanes, fileAt(reads), readAt(reads)) >>> 0;
      reads += taken;
      i += taken;
      const at = first + i * WALK_ENTRY_SIZE;
      if (i < count && !makeRoom(file, entryAt(at))) {
        short += look(file, entryAt(at), problems);
        i++;
      }
    }
    read();
    return short;
  }

  function entryAt(at: number): Entry {
    const view = engine.view();
    return {
      opcode: view.getUint16(at + WALK_OPCODE, true),
      channel: view.getUint16(at + WALK_CHANNEL, true),
      sequence: view.getUint32(at + WALK_SEQUENCE, true),
      time: view.getBigUint64(at + WALK_LOG_TIME, true),
      scheduled: view.getBigInt64(at + WALK_PUBLISH_TIME, true),
      address: view.getUint32(at + WALK_ADDRESS, true),
      bytes: view.getUint32(at + WALK_BYTES, true),
    };
  }

  /** Whether a message was refused because rows or columns are full; then there are more now. */
  function makeRoom(file: RecordedFile, { opcode, channel, bytes }: Entry): boolean {
    const lane = opcode === OP_MESSAGE && isData(channel) ? file.channel(channel)?.lane : null;
    if (!lane || bytes < lane.least || bytes > lane.most) return false;
    const [rows] = lane.source.rows;
    return rows !== undefined && lane.source.samples.makeRoom(rows, bytes);
  }

  /** One entry that WASM left. Returns 1 for a message that is too short to be any. */
  function look(file: RecordedFile, entry: Entry, problems: string[]): 0 | 1 {
    const { opcode, channel: id, sequence, time, scheduled, address, bytes } = entry;
    if (opcode === OP_SHORT) return 1;
    if (opcode === OP_MESSAGE) {
      const channel = file.channel(id);
      const lane = channel?.lane;
      if (time >= END_OF_TIME) file.beyond++;
      else if (lane && isData(id) && bytes >= lane.least && bytes <= lane.most) place(lane, entry);
      else {
        const data = engine.bytes().slice(address, address + bytes);
        single(file, { channel: id, sequence, time, scheduled, data }, problems);
      }
      return 0;
    }
    const body = engine.bytes().slice(address, address + bytes);
    const record = opcode === OP_SCHEMA ? schemaRecord(body) : channelRecord(body);
    if (record === null) {
      odd++;
      say(
        file,
        problems,
        `Cannot read a ${opcode === OP_SCHEMA ? "schema" : "channel"} record: it ends inside a field`,
      );
      return 0;
    }
    const { problem, ready } = "topic" in record ? file.addChannel(record) : file.addSchema(record);
    if (problem !== null) say(file, problems, problem);
    settle(file, ready, problems);
    return 0;
  }

  /** Whether messages of a channel are data blocks: those of columns are, once expanded. */
  function isData(id: number): boolean {
    return engine.view().getUint32(lanes + id * 4, true) !== 0;
  }

  /** Expands a message of columns and stores its samples. */
  function expand(
    file: RecordedFile,
    { record: { id }, label, lane }: Channel,
    data: Uint8Array,
    problems: string[],
  ): void {
    read(); // the entries below need the room
    const at = compact.reserve(data.length);
    engine.bytes().set(data, at);
    const problem = `Cannot read a message of ${label}: its ${data.length} bytes are not as kvm-stats-columns has them`;
    if (!engine.kernel.columns_check(at, data.length)) {
      say(file, problems, problem);
      return;
    }
    const view = engine.view();
    const count = view.getUint32(at + COMPACT_SAMPLES, true);
    const stride = Math.max(1, Math.ceil(view.getUint32(at + COMPACT_LENGTH, true) / VALUE_SIZE)) * VALUE_SIZE;
    if (count * Math.max(stride, WALK_ENTRY_SIZE) > MAX_EXPANDED) {
      say(file, problems, `${problem}: it stands for more than 64 MiB`);
      return;
    }
    // samples of different times take a byte each at least
    if (count > data.length) {
      say(file, problems, `${problem}: it stands for ${count} samples, most of them without a time of their own`);
      return;
    }
    file.expanded += count * stride;
    if (file.expanded > FREE_EXPANDED && file.expanded > file.taken * MAX_RATIO) {
      file.unexpanded++;
      return;
    }
    const size = Math.ceil(data.length / 8) * 8;
    const message = compact.reserve(size + count * (stride + WALK_ENTRY_SIZE));
    engine.bytes().set(data, message);
    const blocks = message + size;
    const first = blocks + count * stride;
    engine.kernel.columns_expand(message, id, blocks, stride, first);
    expanding = true;
    try {
      if (lane) openLane(id, lane);
      for (let i = 0; i < count; i += ENTRIES) {
        take(file, first + i * WALK_ENTRY_SIZE, Math.min(ENTRIES, count - i), problems);
      }
    } finally {
      expanding = false;
      engine.view().setUint32(lanes + id * 4, 0, true);
    }
  }

  /** Queues the read of a message that is older than the one before it. */
  function place({ source, generation, dataOffset, around }: Lane, message: Entry): void {
    const [rows] = source.rows;
    if (!rows) throw new Error("Cannot store a sample: its source has no rows");
    const { bytes, address, sequence } = message;
    const row = rows.next(bytes);
    const [file, read] = [fileAt(reads), readAt(reads)];
    writeFileRecord(engine, file, [{ kind: "data", offset: dataOffset, bytes, address }]);
    const view = engine.view();
    view.setUint32(read + READ_FILE, file, true);
    view.setUint32(read + READ_BUFFER, row, true);
    view.setUint32(read + READ_BUFFER_END, row + bytes, true);
    view.setUint32(read + READ_SIZE, bytes, true);
    view.setBigUint64(read + READ_OFFSET, BigInt(dataOffset), true);
    reads++;
    source.samples.push({
      path: `${source.directory}/${source.stem} #${sequence}`,
      time: message.time,
      scheduled: message.scheduled,
      modified: undefined,
      sequence,
      generation,
      address: row,
      present: bytes,
      fileBytes: around + bytes,
    });
  }

  function fileAt(i: number): number {
    return entries + ENTRIES * WALK_ENTRY_SIZE + i * FILE_SIZE;
  }

  function readAt(i: number): number {
    return entries + ENTRIES * (WALK_ENTRY_SIZE + FILE_SIZE) + i * READ_ENTRY_SIZE;
  }

  /** Lets WASM take a channel's messages by itself. */
  function openLane(id: number, { source, generation, dataOffset, around, least, most }: Lane): void {
    const at = laneAt(id);
    const view = engine.view();
    view.setUint32(at + LANE_SAMPLES, source.samples.address, true);
    view.setUint32(at + LANE_DATA_OFFSET, dataOffset, true);
    view.setUint32(at + LANE_AROUND, around, true);
    view.setUint32(at + LANE_LEAST, least, true);
    view.setUint32(at + LANE_MOST, most, true);
    view.setUint32(at + LANE_GENERATION, generation, true);
    view.setUint32(lanes + id * 4, at, true);
  }

  /** Where the lane of a channel id is, in a block of its neighbours. */
  function laneAt(id: number): number {
    const block = Math.floor(id / LANES_EACH);
    const known = laneBlocks.get(block) ?? engine.arena.alloc(LANES_EACH * LANE_SIZE);
    laneBlocks.set(block, known);
    return known + (id % LANES_EACH) * LANE_SIZE;
  }

  /** The lanes of a file: ids of another mean other channels. */
  function enter(file: RecordedFile): void {
    if (entries === 0) {
      entries = engine.arena.alloc(SCRATCH);
      lanes = engine.arena.alloc(LANE_COUNT * 4);
      entered = null;
    }
    if (entered === file) return;
    entered = file;
    engine.bytes().fill(0, lanes, lanes + LANE_COUNT * 4);
    for (const { lane, record } of file.channels()) {
      if (lane && record.encoding === DATA_ENCODING) openLane(record.id, lane);
    }
  }

  /** Does the reads that wait; after it nothing depends on the run's memory. */
  function read(): void {
    if (reads === 0) return;
    const done = engine.kernel.read_batch(readAt(0), reads) >>> 0;
    engine.reads += reads;
    if (done !== reads) throw new Error(`Cannot read ${reads - done} of ${reads} messages: the row slot is too small`);
    reads = 0;
  }

  /** A message that needs a look at its whole dump, or at whether it is one. */
  function single(file: RecordedFile, message: Message, problems: string[]): void {
    const channel = file.channel(message.channel);
    if (!channel || channel.state === "waiting") {
      const bytes = heldFor(message);
      if (waitingBytes + bytes > MAX_WAITING) {
        file.dropped++;
        return;
      }
      waitingBytes += bytes;
      const queues = waiting.get(file) ?? new Map<number, Message[]>();
      waiting.set(file, queues);
      const queue = queues.get(message.channel);
      if (queue) queue.push(message);
      else queues.set(message.channel, [message]);
      return;
    }
    channel.messages++;
    const { origin, surrounding } = channel;
    if (channel.state !== "ours" || !surrounding) return;
    if (channel.record.encoding === COLUMNS_ENCODING && !expanding) {
      expand(file, channel, message.data, problems);
      return;
    }
    odd++;
    const { dataBytes } = surrounding;
    if (dataBytes !== null && message.data.length > dataBytes) {
      channel.tooLong++;
      return;
    }
    const dump: RawDump = {
      path: `${origin.vm}/${origin.source} #${message.sequence}`,
      bytes: dumpAround(surrounding, message.data),
      modified: undefined,
      origin: { ...origin, time: message.time, scheduled: message.scheduled, sequence: message.sequence },
    };
    const kept = intake.add(dump);
    if (!kept) {
      say(file, problems, `Cannot read a message of ${channel.label}: it makes no dump`);
      return;
    }
    stored(kept, dump);
    channel.enter(kept);
    if (channel.lane && entered === file) openLane(message.channel, channel.lane);
  }

  /** Stores messages that waited for one of these channels. */
  function settle(file: RecordedFile, ready: readonly number[], problems: string[]): void {
    const queues = waiting.get(file);
    if (!queues) return;
    for (const id of ready) {
      const queue = queues.get(id) ?? [];
      queues.delete(id);
      for (const message of queue) {
        waitingBytes -= heldFor(message);
        single(file, message, problems);
      }
    }
  }

  function say(file: RecordedFile, problems: string[], sentence: string): void {
    if (file.maySay()) problems.push(sentence);
  }

  return {
    add,
    finish() {
      const left = [...files.values()].flatMap((file) =>
        file
          .finish(new Map([...(waiting.get(file) ?? [])].map(([id, queue]) => [id, queue.length])))
          .map((message) => ({ path: file.path, message })),
      );
      waiting.clear();
      waitingBytes = 0;
      run.release();
      compact.release();
      if (entries !== 0) {
        engine.arena.free(entries, SCRATCH);
        engine.arena.free(lanes, LANE_COUNT * 4);
        for (const block of laneBlocks.values()) engine.arena.free(block, LANES_EACH * LANE_SIZE);
        laneBlocks.clear();
      }
      entries = 0;
      return left;
    },
  };
}

/** Bytes of a message that waits. */
function heldFor({ data }: Message): number {
  return WAITING_EACH + data.length;
}
