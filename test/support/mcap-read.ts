// What our reader gives of an MCAP file, taken apart record by record: the slow obvious twin of the engine's walk.

import { Zstd } from "@hpcc-js/wasm-zstd";
import { isDump, readDumps } from "../../web/format/adapters.ts";
import type { Item, Problem } from "../../web/format/archive.ts";
import { crc32 } from "../../web/format/crc32.ts";
import { walkMcap } from "../../web/format/mcap.ts";
import { memorySource } from "../../web/format/memory-source.ts";
import type { RawDump, RecordingFacts, RecordRun } from "../../web/format/model.ts";
import { lz4Content } from "./lz4-frame.ts";

const zstd = await Zstd.load();

export interface ReadMessage {
  /** Of its channel, which may come behind it. */
  readonly topic: string;
  readonly sequence: number;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  /** Hexadecimal. */
  readonly data: string;
}

export interface ReadMcap {
  readonly messages: ReadMessage[];
  readonly topics: string[];
  readonly facts: RecordingFacts[];
  readonly dumps: RawDump[];
  readonly problems: Problem[];
  /** Messages that were in chunks with a CRC. */
  readonly checked: number;
}

/** All that an MCAP file gives when it is opened as a file. */
export async function readMcapFile(bytes: Uint8Array<ArrayBuffer>, path = "drop.mcap"): Promise<ReadMcap> {
  return collect(readDumps({ path, source: memorySource(bytes), modified: 7n }));
}

/** The same as a stream that comes in pieces of the given size. */
export async function readMcapStream(bytes: Uint8Array, piece: number, growing = false): Promise<ReadMcap> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
  }
  return collect(walkMcap(pieces(), { path: "stream.mcap", growing }));
}

type Building = { -readonly [K in keyof ReadMcap]: ReadMcap[K] };

async function collect(items: AsyncIterable<Item>): Promise<ReadMcap> {
  const read = { messages: [], topics: [], facts: [], dumps: [], problems: [], checked: 0 } as Building;
  const channels = new Map<number, string>();
  const waiting: Waiting[] = [];
  for await (const item of items) {
    if ("message" in item) read.problems.push(item);
    else if (isDump(item)) read.dumps.push({ ...item, bytes: item.bytes.slice() });
    else if (item.kind === "facts") read.facts.push(item);
    else takeRun(item, { read, channels, waiting });
  }
  for (const { channel, ...message } of waiting) {
    const topic = channels.get(channel);
    if (topic !== undefined) read.messages.push({ topic, ...message });
    else read.problems.push({ path: "", message: `a message of channel ${channel}, which is not there` });
  }
  read.topics.push(...new Set(channels.values()));
  return read;
}

interface Waiting extends Omit<ReadMessage, "topic"> {
  readonly channel: number;
}

function takeRun(
  run: RecordRun,
  { read, channels, waiting }: { read: Building; channels: Map<number, string>; waiting: Waiting[] },
): void {
  let bytes: Uint8Array;
  try {
    bytes = unpacked(run);
  } catch (error) {
    read.problems.push({ path: run.path, message: `chunk at byte ${run.offset}: ${error}` });
    return;
  }
  if (bytes.length !== run.size || (run.crc !== 0 && crc32(bytes) !== run.crc)) {
    read.problems.push({ path: run.path, message: `chunk at byte ${run.offset}: size or CRC` });
    return;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const opcode = buffer.readUInt8(at);
    const length = Number(buffer.readBigUInt64LE(at + 1));
    const body = buffer.subarray(at + 9, at + 9 + length);
    at += 9 + length;
    if (opcode === 4) {
      channels.set(body.readUInt16LE(0), body.subarray(8, 8 + body.readUInt32LE(4)).toString());
    } else if (opcode === 5) {
      if (run.crc !== 0) read.checked++;
      waiting.push({
        channel: body.readUInt16LE(0),
        sequence: body.readUInt32LE(2),
        logTime: body.readBigUInt64LE(6),
        publishTime: body.readBigUInt64LE(14),
        data: body.subarray(22).toString("hex"),
      });
    }
  }
}

function unpacked({ bytes, compression }: RecordRun): Uint8Array {
  if (compression === "zstd") return zstd.decompress(bytes);
  return compression === "lz4" ? lz4Content(bytes) : bytes;
}
