// Opening a recording of 64 channels, to samples in memory: our path against @mcap/core's stream reader, which gives
// messages and does nothing with them. CPU time. Both check every chunk's CRC. Run by recording.mjs.

import { readFileSync } from "node:fs";
import { Zstd } from "@hpcc-js/wasm-zstd";
import { McapStreamReader, type McapTypes, McapWriter } from "@mcap/core";
import { ZSTDDecoder } from "zstddec";
import { createStaging } from "../../web/engine/staging.ts";
import { createEngine, createMemory } from "../../web/engine/start.ts";
import { walkMcap } from "../../web/format/mcap.ts";
import { createRecording } from "../../web/series/recording.ts";
import { take } from "../../web/series/take.ts";

const CHANNELS = 64;
const MESSAGES = Number(process.env["MESSAGES"] ?? 5000);
const ROUNDS = Number(process.env["ROUNDS"] ?? 5);
const SLICE = 16 * 2 ** 20;
const START = 1_700_000_000_000_000_000n;

const dump = new Uint8Array(readFileSync(process.argv[2] ?? ""));
const module = await WebAssembly.compile(new Uint8Array(readFileSync(process.argv[3] ?? "")));
const zstd = await Zstd.load();
const decoder = new ZSTDDecoder();
await decoder.init();
const handlers: McapTypes.DecompressHandlers = Object.assign(Object.create(null), {
  zstd: (bytes: Uint8Array, size: bigint) => decoder.decode(bytes, Number(size)),
});

/** A recording of vCPUs of which some values move in each round. */
async function recordingOf(compression: "" | "zstd"): Promise<Uint8Array> {
  const view = new DataView(dump.buffer);
  const [idOffset, dataOffset] = [view.getUint32(12, true), view.getUint32(20, true)];
  const table = dump.slice(0, dataOffset).fill(0, idOffset, idOffset + 48);
  const parts: Uint8Array[] = [];
  let position = 0;
  const writable = {
    position: () => BigInt(position),
    async write(bytes: Uint8Array) {
      parts.push(bytes.slice());
      position += bytes.length;
    },
  };
  const compressChunk = (bytes: Uint8Array) => ({ compression, compressedData: zstd.compress(bytes, 3) });
  const writer = new McapWriter({ writable, chunkSize: 4 * 2 ** 20, ...(compression === "" ? {} : { compressChunk }) });
  await writer.start({ profile: "kvmstats", library: "bench" });
  const schemaId = await writer.registerSchema({ name: "kvm.vcpu", encoding: "kvm-stats-desc", data: table });
  const blocks = Array.from({ length: CHANNELS }, () => dump.slice(dataOffset));
  for (let i = 0; i < CHANNELS; i++) {
    const metadata = new Map([["id", `kvm-1/vcpu-${i}`]]);
    await writer.registerChannel({ schemaId, topic: `/vm/vcpu-${i}`, messageEncoding: "kvm-stats-data", metadata });
  }
  let seed = 1;
  for (let sequence = 0; sequence < MESSAGES; sequence++) {
    for (const [channelId, data] of blocks.entries()) {
      const values = new DataView(data.buffer);
      for (let at = 0; at < data.length; at += 24) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        values.setBigUint64(at, values.getBigUint64(at, true) + BigInt(seed >>> 24), true);
      }
      const time = START + BigInt(sequence) * 100_000_000n + BigInt(channelId);
      await writer.addMessage({ channelId, sequence, logTime: time, publishTime: time, data });
    }
  }
  await writer.end();
  return Buffer.concat(parts);
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

/** ms of CPU time since `began`: other work on the machine must not count. */
function spent(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

async function ours(bytes: Uint8Array): Promise<number> {
  const engine = createEngine(module, createMemory());
  const recording = createRecording(engine, createStaging(engine), { id: 1, name: "bench" });
  const began = process.cpuUsage();
  for await (const item of walkMcap(slices(bytes), { path: "bench.mcap", size: bytes.length })) {
    const [problem] = await take(recording, item);
    if (problem) throw new Error(problem.message);
  }
  recording.finish();
  recording.findings.settle(engine, Number.POSITIVE_INFINITY);
  const { info } = recording.snapshot();
  const time = spent(began);
  if (info.dumps !== CHANNELS * MESSAGES) throw new Error(`${info.dumps} samples`);
  return time;
}

function theirs(bytes: Uint8Array): number {
  const began = process.cpuUsage();
  const reader = new McapStreamReader({ decompressHandlers: handlers, validateCrcs: true });
  let messages = 0;
  for (let at = 0; at < bytes.length; at += SLICE) {
    reader.append(bytes.subarray(at, at + SLICE));
    for (let record = reader.nextRecord(); record; record = reader.nextRecord())
      if (record.type === "Message") messages++;
  }
  const time = spent(began);
  if (messages !== CHANNELS * MESSAGES) throw new Error(`${messages} messages`);
  return time;
}

/** Only what neither can do without: each chunk decompressed. */
function decompressed(bytes: Uint8Array): number {
  const reader = new McapStreamReader({ includeChunks: true, decompressHandlers: handlers, validateCrcs: false });
  reader.append(bytes);
  const chunks: McapTypes.Chunk[] = [];
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === "Chunk" && record.compression !== "")
      chunks.push({ ...record, records: record.records.slice() });
  }
  const began = process.cpuUsage();
  for (const { records, uncompressedSize } of chunks) decoder.decode(records, Number(uncompressedSize));
  return spent(began);
}

for (const compression of ["", "zstd"] as const) {
  const bytes = await recordingOf(compression);
  const best = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    best.theirs = Math.min(best.theirs, theirs(bytes));
    best.ours = Math.min(best.ours, await ours(bytes));
  }
  const name = (compression || "none").padEnd(5);
  const size = `${(bytes.length / 2 ** 20).toFixed(0)} MiB`.padStart(8);
  const times = `ours ${best.ours.toFixed(0)} ms, @mcap/core ${best.theirs.toFixed(0)} ms: ${(best.theirs / best.ours).toFixed(1)} times`;
  const least = compression === "" ? "" : `; decompressing alone ${decompressed(bytes).toFixed(0)} ms`;
  process.stdout.write(`${name} ${size}  ${CHANNELS} x ${MESSAGES} messages: ${times}${least}\n`);
}
