import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading, Round, VmFacts } from "../../../../cli/recording/model.ts";
import { createFileOutput, createMemoryOutput, type RecordingOutput } from "../../../../cli/recording/output.ts";
import { joinDump, splitDump } from "../../../../cli/recording/split.ts";
import { createStreamEncoder } from "../../../../cli/recording/stream.ts";
import { createRecordingWriter, DUMP_MEDIA_TYPE, type WriterOptions } from "../../../../cli/recording/writer.ts";
import { anyDump } from "../../../support/any-dump.ts";
import { buildDump, type DumpSpec } from "../../../support/dump-builder.ts";
import { type Found, type FoundMessage, indexed, streamed } from "../../../support/official-readers.ts";
import { assertProperty } from "../../../support/property.ts";

const START = 1_795_341_600_000_000_000n;
const SECOND = 1_000_000_000n;

function vmFacts(vm: string, more: Partial<VmFacts> = {}): VmFacts {
  return { vm, pid: 4711, how: "stats-fd", disturbs: null, ...more };
}

const table: DumpSpec["stats"] = [
  { name: "exits", values: [0n] },
  { name: "halt_wait_ns", values: [0n], unit: 2 },
];

function dumpOf(id: string, value: bigint): Uint8Array {
  return buildDump({ id, stats: (table ?? []).map((stat, i) => ({ ...stat, values: [value * BigInt(i + 1)] })) });
}

/** `seconds` rounds, one a second, of VMs with two vCPUs each. */
function roundsOf(vms: readonly string[], seconds: number): Round[] {
  return Array.from({ length: seconds }, (_, i) => {
    const scheduled = START + BigInt(i) * SECOND;
    return {
      sequence: i,
      scheduled,
      vms: vms.map((vm, n) => ({
        facts: vmFacts(vm),
        readings: (["vm", "vcpu-0", "vcpu-1"] as const).map((source, k): Reading => {
          const id = source === "vm" ? `kvm-${n}` : `kvm-${n}/${source}`;
          return { source, generation: 0, time: scheduled + BigInt(k) * 1000n, bytes: dumpOf(id, BigInt(i * 10 + k)) };
        }),
      })),
    };
  });
}

async function record(rounds: readonly Round[], options: WriterOptions = {}): Promise<Uint8Array> {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output, options);
  await writer.facts("kvmstats.host", new Map([["kernel", "6.18"]]));
  for (const round of rounds) await writer.round(round);
  await writer.end();
  return output.bytes();
}

/** The dump that a message is of, put together again. */
function dumpFrom({ data, schema, channel }: FoundMessage): Uint8Array {
  const order = channel.metadata.get("order") === "big" ? "big" : "little";
  const nameSize = new DataView(schema.data.buffer, schema.data.byteOffset).getUint32(4, order === "little");
  const hex = channel.metadata.get("id_hex");
  const id = Buffer.alloc(nameSize);
  (hex === undefined ? Buffer.from(channel.metadata.get("id") ?? "") : Buffer.from(hex, "hex")).copy(id);
  return joinDump({ table: schema.data, id, data, order });
}

const plain = ({ messages }: Found) =>
  messages.map(({ channel, sequence, logTime, publishTime, data }) =>
    [channel.topic, sequence, logTime, publishTime, Buffer.from(data).toString("hex")].join(" "),
  );

/** Offsets of chunk records in a file. */
function chunksOf(bytes: Uint8Array): { readonly from: number; readonly to: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: { from: number; to: number }[] = [];
  for (let at = 8; at + 9 <= bytes.length; ) {
    const next = at + 9 + Number(view.getBigUint64(at + 1, true));
    if (bytes[at] === 6) chunks.push({ from: at, to: next });
    if (bytes[at] === 15) break;
    at = next;
  }
  return chunks;
}

describe("a recording", () => {
  it("opens in both official readers, with equal messages, dump for dump", async () => {
    const rounds = roundsOf(["web", "db"], 150);
    const bytes = await record(rounds);
    const [stream, index] = [streamed(bytes), await indexed(bytes)];
    expect(stream.done).toBe(true);
    expect(stream.header?.profile).toBe("kvmstats");
    expect(stream.messages).toHaveLength(150 * 6);
    expect(plain(stream).sort()).toEqual(plain(index).sort());
    expect(index.statistics?.messageCount).toBe(900n);
    expect(index.statistics).toMatchObject({ schemaCount: 2, channelCount: 6, metadataCount: 1 });
    expect(stream.metadata).toMatchObject([{ name: "kvmstats.host" }]);
    const wanted = rounds.flatMap(({ sequence, scheduled, vms }) =>
      vms.flatMap(({ facts, readings }) =>
        readings.map(({ source, time, bytes: dump }) => [
          `/${facts.vm}/${source}`,
          sequence,
          time,
          scheduled,
          Buffer.from(dump).toString("hex"),
        ]),
      ),
    );
    const found = stream.messages.map((message) => [
      message.channel.topic,
      message.sequence,
      message.logTime,
      message.publishTime,
      Buffer.from(dumpFrom(message)).toString("hex"),
    ]);
    expect(found.map(String).sort()).toEqual(wanted.map(String).sort());
  });

  it("has chunks of one VM and 5 seconds, with schemas and channels once a minute", async () => {
    const bytes = await record(roundsOf(["web", "db"], 150), { level: null });
    const chunks = chunksOf(bytes);
    expect(chunks).toHaveLength(60);
    const said = chunks.map(({ from, to }) => {
      // one chunk alone, between the file's beginning and nothing
      const records = Buffer.from(bytes.subarray(from, to)).toString("latin1");
      return records.split("kvm-stats-desc").length - 1;
    });
    // VM and vCPU tables: in the first chunk, the second, and the first behind another minute; twice, for two VMs
    expect(said.filter((count) => count > 0)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect(said.findLastIndex((count) => count > 0)).toBeGreaterThan(50);
  });

  it("can lose any one chunk, without a summary, and keeps all others", async () => {
    const whole = await record(roundsOf(["web", "db"], 80));
    const chunks = chunksOf(whole);
    const open = whole.subarray(0, chunks.at(-1)?.to);
    const all = plain(streamed(open));
    expect(all).toHaveLength(480);
    for (const { from, to } of chunks) {
      const without = Buffer.concat([open.subarray(0, from), open.subarray(to)]);
      const kept = new Set(plain(streamed(without)));
      expect(kept.size).toBe(465);
      expect(all.filter((message) => !kept.has(message))).toHaveLength(15);
    }
  });

  it("cut anywhere gives every complete chunk", async () => {
    const whole = await record(roundsOf(["web"], 30));
    const chunks = chunksOf(whole);
    for (const { from, to } of chunks) {
      for (const end of [from, from + 5, to - 1, to]) {
        const complete = chunks.filter((chunk) => chunk.to <= end).length;
        expect(streamed(whole.subarray(0, end)).messages).toHaveLength(complete * 15);
      }
    }
  });

  it("without message index is smaller and still streams", async () => {
    const rounds = roundsOf(["web"], 20);
    const [with_, without] = [await record(rounds), await record(rounds, { messageIndex: false })];
    expect(without.length).toBeLessThan(with_.length - 20 * 3 * 16);
    expect(plain(streamed(without))).toEqual(plain(streamed(with_)));
  });

  it("closes a chunk before 4 MiB", async () => {
    const data = new Array(20_000).fill(7n);
    const dump = buildDump({ stats: [{ name: "big", values: data }] });
    const output = createMemoryOutput();
    const writer = await createRecordingWriter(output);
    const facts = {
      vm: "v",
      source: "vcpu-0",
      generation: 0,
      pid: null,
      how: null,
      disturbs: null,
      reconstructed: false,
    };
    for (let i = 0; i < 60; i++) {
      await writer.add(facts, dump, { sequence: i, logTime: START + BigInt(i), publishTime: START + BigInt(i) });
    }
    await writer.end();
    const bytes = output.bytes();
    const view = new DataView(bytes.buffer);
    const sizes = chunksOf(bytes).map(({ from }) => Number(view.getBigUint64(from + 9 + 16, true)));
    expect(sizes.length).toBe(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 2 ** 20);
    expect(streamed(bytes).messages).toHaveLength(60);
  });

  it("closes a chunk by the clock when nothing more comes", async () => {
    const output = createMemoryOutput();
    let written: () => void = () => undefined;
    const chunk = new Promise<void>((resolve) => {
      written = resolve;
    });
    const watched: RecordingOutput = {
      get position() {
        return output.position;
      },
      write: async (bytes) => {
        await output.write(bytes);
        if (bytes[0] === 6) written();
      },
      close: () => output.close(),
    };
    const writer = await createRecordingWriter(watched, { live: true, span: 20_000_000n });
    const [round] = roundsOf(["web"], 1);
    if (round) await writer.round(round);
    await chunk;
    expect(streamed(output.bytes()).messages).toHaveLength(3);
    await writer.end();
    expect(streamed(output.bytes()).done).toBe(true);
  });

  it("keeps a new life, another id and another table apart", async () => {
    const [a, b, c] = [dumpOf("kvm-1/vcpu-0", 1n), dumpOf("kvm-2/vcpu-0", 2n), buildDump({ id: "kvm-2/vcpu-0" })];
    const lives = [
      { bytes: a, generation: 0 },
      { bytes: a, generation: 1 },
      { bytes: b, generation: 1 },
      { bytes: c, generation: 1 },
      { bytes: a, generation: 0 },
    ];
    const rounds = lives.map(({ bytes, generation }, i): Round => {
      const time = START + BigInt(i);
      const readings = [{ source: "vcpu-0" as const, generation, time, bytes }];
      return { sequence: i, scheduled: time, vms: [{ facts: vmFacts("v", { disturbs: "it does" }), readings }] };
    });
    const { messages } = streamed(await record(rounds));
    expect(messages.map(({ channelId }) => channelId)).toEqual([1, 2, 3, 4, 1]);
    expect(messages.map(({ channel }) => channel.metadata.get("generation"))).toEqual(["0", "1", "1", "1", "0"]);
    expect(Object.fromEntries(messages[0]?.channel.metadata ?? [])).toEqual({
      id: "kvm-1/vcpu-0",
      order: "little",
      vm: "v",
      vcpu: "0",
      generation: "0",
      pid: "4711",
      source: "stats-fd",
      disturbs: "it does",
    });
  });
});

describe("a file", () => {
  it("is not overwritten, and holds what was written when a write fails", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kvmscope-writer-"));
    const path = join(folder, "a.mcap");
    const file = await createFileOutput(path);
    let room = Number.POSITIVE_INFINITY;
    const full: RecordingOutput = {
      get position() {
        return file.position;
      },
      write: (bytes) => {
        if (bytes.length > room) return Promise.reject(new Error("no space left on device"));
        room -= bytes.length;
        return file.write(bytes);
      },
      close: () => file.close(),
    };
    const writer = await createRecordingWriter(full);
    const rounds = roundsOf(["web"], 22);
    for (const round of rounds.slice(0, 10)) await writer.round(round);
    await writer.flush();
    room = 0;
    const refused: number[] = [];
    for (const round of rounds.slice(10, 17)) await writer.round(round).catch(() => refused.push(round.sequence));
    expect(refused).toEqual([15]);
    room = Number.POSITIVE_INFINITY;
    for (const round of rounds.slice(17)) await writer.round(round);
    await writer.end();
    const bytes = readFileSync(path);
    const [stream, index] = [streamed(bytes), await indexed(bytes)];
    expect(stream.done).toBe(true);
    expect(stream.messages.map(({ sequence }) => sequence)).not.toContain(12);
    expect(stream.messages.map(({ sequence }) => sequence)).toContain(21);
    expect(index.statistics?.messageCount).toBe(BigInt(stream.messages.length));
    await expect(createFileOutput(path)).rejects.toMatchObject({ code: "EEXIST" });
    rmSync(folder, { recursive: true });
  });
});

describe("a stream", () => {
  it("can be entered at any round", async () => {
    const encoder = createStreamEncoder(null);
    const rounds = roundsOf(["web", "db"], 10).map((round) => encoder.round(round));
    const entered = Buffer.concat([encoder.begin(), encoder.facts("kvmstats.clock", new Map()), ...rounds.slice(7)]);
    const { messages, metadata } = streamed(entered);
    expect(messages).toHaveLength(18);
    expect(messages.map(({ sequence }) => sequence).slice(0, 6)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(metadata).toHaveLength(1);
  });
});

describe("any dump", () => {
  const dump = anyDump();

  it("that a kernel could write has a message, in any order of blocks", () => {
    const blocks = ["id", "descriptors", "data"] as const;
    for (const first of blocks) {
      for (const order of ["little", "big"] as const) {
        const others = blocks.filter((block) => block !== first);
        for (const rest of [others, others.toReversed()]) {
          const spec = { id: "kvm-1/vcpu-3", stats: table ?? [], blocks: [first, ...rest], gap: 8, trailing: 8 };
          expect(splitDump(buildDump({ ...spec, order }))).toMatchObject({ order, vcpu: 3, scope: "vcpu" });
        }
      }
    }
  });

  it("survives being split and joined, or is kept whole", () => {
    assertProperty(
      fc.property(dump, (bytes) => {
        const parts = splitDump(bytes);
        if (parts === null) return;
        expect(Buffer.from(joinDump(parts)).equals(bytes)).toBe(true);
      }),
    );
  });

  it("comes out of a recording byte for byte, in order, beside its neighbours", async () => {
    const facts = {
      vm: "a/b",
      source: "vcpu-3",
      generation: 0,
      pid: null,
      how: "file",
      disturbs: null,
      reconstructed: false,
    };
    await fc.assert(
      fc.asyncProperty(fc.array(dump, { minLength: 1, maxLength: 8 }), async (dumps) => {
        const output = createMemoryOutput();
        const writer = await createRecordingWriter(output);
        for (const [i, bytes] of dumps.entries()) {
          const time = START + BigInt(i);
          await writer.add(facts, bytes, { sequence: i, logTime: time, publishTime: time });
        }
        await writer.end();
        const found = streamed(output.bytes());
        const back = new Map<bigint, Uint8Array>();
        for (const message of found.messages) back.set(message.logTime, dumpFrom(message));
        for (const { logTime, data, mediaType } of found.attachments) {
          expect(mediaType).toBe(DUMP_MEDIA_TYPE);
          back.set(logTime, data);
        }
        const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");
        expect(dumps.map((_, i) => hex(back.get(START + BigInt(i))))).toEqual(dumps.map(hex));
        expect(back.size).toBe(dumps.length);
      }),
      { numRuns: 60, seed: Number(process.env["KVMSCOPE_SEED"]) },
    );
  });
});
