import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FOOTER_BODY, MAGIC, RECORD_HEAD } from "../../../web/format/mcap-records.ts";
import { type Bytes, joined, mcapFile } from "../../support/mcap-build.ts";
import { faultIn } from "../../support/mcap-damage.ts";
import { type ReadMcap, readMcapFile, readMcapStream } from "../../support/mcap-read.ts";
import { assertAsyncProperty } from "../../support/property.ts";
import { recorded } from "../../support/recorded.ts";

/** Without its end, as a killed recorder leaves it. */
function unclosed(file: Bytes): Bytes {
  const footer = file.length - MAGIC.length - FOOTER_BODY;
  const summary = Number(new DataView(file.buffer).getBigUint64(footer, true));
  return file.slice(0, summary - RECORD_HEAD - 4);
}

const zstd = await recorded(12);
const plain = await recorded(12, { level: null, messageIndex: false });
const files: readonly (readonly [string, Bytes])[] = [
  ["zstd", zstd],
  ["zstd, not closed", unclosed(zstd)],
  ["uncompressed", plain],
  ["uncompressed, not closed", unclosed(plain)],
  [
    "with attachments, by another writer",
    await mcapFile({
      compression: "lz4",
      chunkSize: 500,
      schemas: [{ name: "kvm.vm", encoding: "kvm-stats-desc", data: new Uint8Array(60) }],
      channels: [{ schemaId: 1, topic: "/a/vm", messageEncoding: "kvm-stats-data", metadata: new Map() }],
      messages: Array.from({ length: 20 }, (_, i) => ({
        channelId: 0,
        sequence: i,
        logTime: BigInt(i),
        publishTime: BigInt(i),
        data: new Uint8Array(100).fill(i),
      })),
      attachments: [
        {
          name: '{"vm":"a","source":"vm","generation":0,"sequence":3}',
          mediaType: "application/x-kvm-stats",
          logTime: 3n,
          createTime: 3n,
          data: new Uint8Array(24).fill(7),
        },
      ],
    }),
  ],
];

/** One kind of damage. */
const damages: fc.Arbitrary<(file: Bytes) => Bytes> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([place, by]) => (file: Bytes) => {
    const copy = file.slice();
    const at = place % copy.length;
    copy[at] = (copy[at] ?? 0) ^ by;
    return copy;
  }),
  fc.nat().map((place) => (file: Bytes) => file.slice(0, place % file.length)),
  fc.tuple(fc.nat(), fc.nat(3000)).map(([place, length]) => (file: Bytes) => {
    const at = place % file.length;
    return joined([file.subarray(0, at), file.subarray(at + length)]);
  }),
  fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 200 })).map(([place, more]) => (file: Bytes) => {
    const at = place % file.length;
    return joined([file.subarray(0, at), more, file.subarray(at)]);
  }),
  fc.tuple(fc.nat(), fc.nat(3000), fc.nat(255)).map(([place, length, byte]) => (file: Bytes) => {
    const at = place % file.length;
    return file.slice().fill(byte, at, at + length);
  }),
);

describe.each(files)("damage to a file: %s", (_, file) => {
  test("a byte flipped, bytes cut, missing, put in or overwritten: less is read, and said, but nothing else", async () => {
    const whole = await readMcapFile(file);
    expect(whole.checked).toBe(whole.messages.length);
    await assertAsyncProperty(
      fc.asyncProperty(damages, fc.constantFrom(17, 1000), async (damage, piece) => {
        const damaged = damage(file);
        // what does not begin as MCAP is no recording, and says what it is
        const reads: ReadMcap[] = [await readMcapFile(damaged)];
        if (MAGIC.every((byte, i) => damaged[i] === byte)) reads.push(await readMcapStream(damaged, piece));
        for (const read of reads) expect(faultIn(read, whole)).toBe(null);
      }),
      25,
    );
  });
});

describe("messages outside chunks", () => {
  const looseFile = mcapFile({
    useChunks: false,
    schemas: [{ name: "kvm.vm", encoding: "kvm-stats-desc", data: new Uint8Array(60) }],
    channels: [{ schemaId: 1, topic: "/a/vm", messageEncoding: "kvm-stats-data", metadata: new Map() }],
    messages: Array.from({ length: 20 }, (_, i) => ({
      channelId: 0,
      sequence: i,
      logTime: BigInt(i),
      publishTime: BigInt(i),
      data: new Uint8Array(50).fill(i),
    })),
  });

  test("have one CRC for all: damage is said, though it cannot be said where", async () => {
    const file = await looseFile;
    const whole = await readMcapFile(file);
    expect(whole.problems).toEqual([]);
    await assertAsyncProperty(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const copy = file.slice();
        copy[at] = (copy[at] ?? 0) ^ by;
        const read = await readMcapFile(copy);
        if (read.problems.length === 0) expect(faultIn(read, whole)).toBe(null);
      }),
      100,
    );
  });

  test("a destroyed message costs itself", async () => {
    const file = await looseFile;
    const copy = file.slice();
    const third = Buffer.from(file).indexOf(Buffer.alloc(50, 3)) - 22 - RECORD_HEAD;
    copy.fill(0, third, third + 60);
    const read = await readMcapFile(copy);
    expect(read.messages.map(({ sequence }) => sequence)).toEqual([
      0,
      1,
      2,
      ...Array.from({ length: 16 }, (_, i) => i + 4),
    ]);
    expect(read.problems.map(({ message }) => message)).toEqual([
      `Cannot read a part of the recording: expected a record at byte ${third}, found opcode 0x00; bytes ${third} to ${third + 81} are left out`,
      "The recording is damaged: its bytes do not fit their CRC, and its messages lie outside chunks, so that any value may be wrong",
    ]);
  });
});

describe("one chunk destroyed", () => {
  const chunks = chunksOf(zstd);

  test.each(["zeros", "noise", "its head"])("%s: the others open, with a summary and without", async (how) => {
    expect(chunks.length).toBe(3);
    const whole = await readMcapFile(zstd);
    for (const file of [zstd, unclosed(zstd)]) {
      for (const [i, { offset, bytes }] of chunks.entries()) {
        const copy = file.slice();
        const length = how === "its head" ? 30 : bytes;
        const noise = Uint8Array.from({ length }, (_, n) => (how === "zeros" ? 0 : 37 + n * 101));
        copy.set(noise, offset);
        const read = await readMcapFile(copy);
        const rounds = new Set(read.messages.map(({ sequence }) => sequence));
        expect([...rounds]).toEqual(Array.from({ length: 12 }, (_, n) => n).filter((n) => Math.floor(n / 5) !== i));
        expect(faultIn(read, whole)).toBe(null);
        const [problem] = read.problems;
        const isEnd = file !== zstd && i === chunks.length - 1;
        expect(problem?.message).toContain(isEnd ? `the last ${file.length - offset} bytes` : `at byte ${offset}`);
        // the index knows what is gone
        if (file === zstd) {
          const from = 1_790_000_000_000 + i * 500;
          expect(problem?.message).toContain(`, and with them ${new Date(from).toISOString()} to `);
        }
      }
    }
  });
});

/** Where a recording's chunks lie. */
function chunksOf(file: Bytes): { readonly offset: number; readonly bytes: number }[] {
  const view = new DataView(file.buffer);
  const chunks: { offset: number; bytes: number }[] = [];
  for (let at = MAGIC.length; at + RECORD_HEAD < file.length; ) {
    const bytes = RECORD_HEAD + Number(view.getBigUint64(at + 1, true));
    if (file[at] === 6) chunks.push({ offset: at, bytes });
    at += bytes;
  }
  return chunks;
}
