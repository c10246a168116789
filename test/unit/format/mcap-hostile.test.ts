import { describe, expect, test } from "vitest";
import { readDumps } from "../../../web/format/adapters.ts";
import { walkMcap } from "../../../web/format/mcap.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { joined, mcapFile, record, records } from "../../support/mcap-build.ts";
import { readMcapFile, readMcapStream } from "../../support/mcap-read.ts";
import { recorded } from "../../support/recorded.ts";

const MIB = 2 ** 20;
const start = records((to) => {
  to.writeMagic();
  to.writeHeader({ profile: "kvmstats", library: "test" });
});

function chunk(what: { size?: bigint; compression?: string; crc?: number; records?: Uint8Array }) {
  return records((to) =>
    to.writeChunk({
      messageStartTime: 0n,
      messageEndTime: 0n,
      uncompressedSize: what.size ?? BigInt(what.records?.length ?? 0),
      uncompressedCrc: what.crc ?? 0,
      compression: what.compression ?? "",
      records: what.records ?? new Uint8Array(0),
    }),
  );
}

async function sentences(...pieces: Uint8Array[]): Promise<string[]> {
  const bytes = joined([start, ...pieces]);
  const [asFile, asStream] = [await readMcapFile(bytes), await readMcapStream(bytes, 1000)];
  expect(asStream.problems.map(({ message }) => message)).toEqual(asFile.problems.map(({ message }) => message));
  return asFile.problems.map(({ message }) => message);
}

const NOT_CLOSED = "The recording was not closed: 0 chunks; nothing is shown";

describe("what is made to exhaust memory or patience", () => {
  test("a chunk that claims more than 64 MiB is left out", async () => {
    expect(await sentences(chunk({ size: 2n ** 40n, compression: "zstd" }))).toEqual([
      `Cannot read a part of the recording: expected a chunk once decompressed of at most ${64 * MIB} bytes at byte ${start.length}, found ${2 ** 40} bytes; bytes ${start.length} to ${start.length + 53} are left out`,
      NOT_CLOSED,
    ]);
  });

  test("a file of chunks that hold far more than it has bytes ends with a sentence", async () => {
    const bytes = joined([
      start,
      ...Array.from({ length: 40 }, () => chunk({ size: BigInt(MIB), compression: "zstd" })),
    ]);
    const runs: unknown[] = [];
    const opening = async () => {
      const caps = { ratio: 1000, ratioFrom: 8 * MIB };
      for await (const item of readDumps({ path: "a.mcap", source: memorySource(bytes), modified: 0n }, { caps })) {
        runs.push(item);
      }
    };
    await opening().catch((error: unknown) => runs.push(error));
    expect(runs.length).toBeLessThan(20);
    expect(String((runs.at(-1) as { message: string }).message)).toContain(
      "at most 1000 bytes from each compressed byte",
    );
  });

  test("lengths that no file has", async () => {
    for (const length of [2n ** 63n, 2n ** 64n - 1n, 2n ** 53n]) {
      const lying = chunk({});
      new DataView(lying.buffer).setBigUint64(1, length, true);
      expect((await sentences(lying)).length).toBeGreaterThan(0);
      for (const opcode of [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x80, 0xff]) {
        const bytes = record(opcode, new Uint8Array(40));
        new DataView(bytes.buffer).setBigUint64(1, length, true);
        expect((await sentences(bytes)).length).toBeGreaterThan(0);
      }
    }
  });

  test.each(["constructor", "__proto__", "toString", "ZSTD", "zstd ", "bz2"])(
    "compression %j is none",
    async (name) => {
      const [problem] = await sentences(chunk({ compression: name, records: new Uint8Array(100) }));
      expect(problem).toContain(
        `expected a chunk that is compressed with "zstd", "lz4" or not at all at byte ${start.length}`,
      );
      expect(problem).toContain(`found "${name}"`);
    },
  );

  test("a name of a compression cannot act on a terminal", async () => {
    expect((await sentences(chunk({ compression: "\u001b[2J\u202e" })))[0]).toContain('"\\x1b[2J\\u202e"');
  });

  test("an attachment of more than 64 MiB is left out without being held", async () => {
    let most = 0;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      const head = record(9, new Uint8Array(0)).slice();
      new DataView(head.buffer).setBigUint64(1, BigInt(100 * MIB), true);
      yield joined([start, head]);
      for (let i = 0; i < 100; i++) {
        yield new Uint8Array(MIB);
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
      yield records((to) => to.writeMetadata({ name: "after", metadata: new Map() }));
    }
    const before = process.memoryUsage().arrayBuffers;
    const items: unknown[] = [];
    for await (const item of walkMcap(pieces(), { path: "x", size: start.length + 9 + 100 * MIB + 40 }))
      items.push(item);
    expect(items).toMatchObject([
      { message: expect.stringContaining("an attachment of at most") },
      { kind: "facts" },
      {},
    ]);
    expect(most - before).toBeLessThan(64 * MIB);
  });

  test("a chunk in a chunk, records of zeros, a file of magic only", async () => {
    expect(await sentences()).toEqual([NOT_CLOSED]);
    expect((await sentences(new Uint8Array(5000))).length).toBe(1);
    expect((await readMcapFile(start.slice(0, 8))).problems.map(({ message }) => message)).toEqual([NOT_CLOSED]);
  });

  test("a summary may say what it likes: places that are none are not believed", async () => {
    const file = await mcapFile({
      useChunks: false,
      schemas: [{ name: "kvm.vm", encoding: "kvm-stats-desc", data: new Uint8Array(4) }],
      channels: [{ schemaId: 1, topic: "/a/vm", messageEncoding: "kvm-stats-data", metadata: new Map() }],
      messages: [1, 2, 3].map((sequence) => ({
        channelId: 0,
        sequence,
        logTime: 1n,
        publishTime: 1n,
        data: new Uint8Array(100),
      })),
      // McapWriter gives wrong places of attachments when it writes no chunks
      attachments: [{ name: "a", mediaType: "b", logTime: 0n, createTime: 0n, data: new Uint8Array(5) }],
    });
    const read = await readMcapFile(file);
    expect(read.problems).toEqual([]);
    expect(read.messages.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });
});

describe("what it is", () => {
  const schemas = ["sensor_msgs/Image", "tf2_msgs/TFMessage"].map((name) => ({
    name,
    encoding: "ros2msg",
    data: new Uint8Array(3),
  }));
  const channels = [{ schemaId: 1, topic: "/a", messageEncoding: "cdr", metadata: new Map<string, string>() }];

  test("a recording of another profile says what it is", async () => {
    const file = await mcapFile({ header: { profile: "ros2", library: "rosbag2 \u202e" }, schemas, channels });
    expect((await readMcapFile(file)).problems.map(({ message }) => message)).toEqual([
      'Cannot show the file: expected KVM statistics, found an MCAP recording of profile "ros2" by "rosbag2 \\u202e", with 2 schemas such as "sensor_msgs/Image", "tf2_msgs/TFMessage"',
    ]);
  });

  test("without a profile the channels tell", async () => {
    const header = { profile: "", library: "" };
    expect(
      (await readMcapFile(await mcapFile({ header, schemas, channels }))).problems.map(({ message }) => message),
    ).toEqual([
      'Cannot show the file: expected KVM statistics, found an MCAP recording without a profile, with 2 schemas such as "sensor_msgs/Image", "tf2_msgs/TFMessage"',
    ]);
    const ours = [...channels, { schemaId: 1, topic: "/a/vm", messageEncoding: "kvm-stats-data", metadata: new Map() }];
    expect((await readMcapFile(await mcapFile({ header, schemas, channels: ours }))).problems).toEqual([]);
  });
});

describe("a stream that grows", () => {
  test("each item comes as soon as its last byte is there, whatever the pieces", async () => {
    const file = await recorded(12);
    const ends: number[] = [];
    let given = 0;
    async function* bytewise(): AsyncGenerator<Uint8Array> {
      for (; given < file.length; ) yield file.slice(given, ++given);
    }
    for await (const item of walkMcap(bytewise(), { path: "x", growing: true })) {
      expect(item).not.toHaveProperty("message");
      if ("kind" in item && item.kind === "records") {
        ends.push(given);
        expect(given).toBe(item.offset + 9 + Number(Buffer.from(file).readBigUInt64LE(item.offset + 1)));
      }
    }
    expect(ends.length).toBe(3);
  });

  test("an end in the middle of a record is no damage while it may grow", async () => {
    const file = await recorded(12);
    for (const end of [file.length - 1, 5000, 3000, 100, 9, 3]) {
      expect((await readMcapStream(file.subarray(0, end), 700, true)).problems).toEqual([]);
      expect((await readMcapStream(file.subarray(0, end), 700, false)).problems.length).toBe(1);
    }
  });
});
