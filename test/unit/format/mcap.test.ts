import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lz4Frame } from "../../support/lz4-frame.ts";
import { mcapFile, type Shape } from "../../support/mcap-build.ts";
import { readMcapFile, readMcapStream } from "../../support/mcap-read.ts";
import { streamed } from "../../support/official-readers.ts";

const shapes: fc.Arbitrary<Shape> = fc.record({
  compression: fc.constantFrom("" as const, "lz4" as const, "zstd" as const),
  chunkSize: fc.constantFrom(1, 200, 1000, 100_000),
  useChunks: fc.boolean(),
  useStatistics: fc.boolean(),
  useSummaryOffsets: fc.boolean(),
  repeatSchemas: fc.boolean(),
  repeatChannels: fc.boolean(),
  useAttachmentIndex: fc.boolean(),
  useMetadataIndex: fc.boolean(),
  useMessageIndex: fc.boolean(),
  useChunkIndex: fc.boolean(),
  schemas: fc.constant(
    [1, 2].map((n) => ({ name: `s${n}`, encoding: "kvm-stats-desc", data: new Uint8Array(n * 30) })),
  ),
  channels: fc.constant(
    [1, 2, 1].map((schemaId, n) => ({
      schemaId,
      topic: `/vm/vcpu-${n}`,
      messageEncoding: "kvm-stats-data",
      metadata: new Map([["id", `kvm-1/vcpu-${n}`]]),
    })),
  ),
  messages: fc.array(
    fc.record({
      channelId: fc.nat(2),
      sequence: fc.nat(2 ** 32 - 1),
      logTime: fc.bigInt(0n, 2n ** 64n - 1n),
      publishTime: fc.bigInt(0n, 2n ** 64n - 1n),
      data: fc.uint8Array({ maxLength: 300 }),
    }),
    { maxLength: 40 },
  ),
  metadata: fc.array(
    fc.record({
      name: fc.string(),
      metadata: fc.dictionary(fc.string(), fc.string()).map((o) => new Map(Object.entries(o))),
    }),
    { maxLength: 3 },
  ),
  attachments: fc.array(
    fc.record({
      name: fc.constantFrom('{"vm":"a","source":"vm","generation":0,"sequence":3}', "photo.png", "{}", "null", "["),
      mediaType: fc.constantFrom("application/x-kvm-stats", "image/png"),
      logTime: fc.bigInt(0n, 2n ** 64n - 1n),
      createTime: fc.bigInt(0n, 2n ** 64n - 1n),
      data: fc.uint8Array({ maxLength: 100 }),
    }),
    { maxLength: 3 },
  ),
});

test("every file that @mcap/core writes gives what its readers give, as a file and in any pieces", async () => {
  const seen = { messages: 0, facts: 0, dumps: 0 };
  await fc.assert(
    fc.asyncProperty(shapes, fc.constantFrom(1, 13, 1000, 2 ** 20), async (shape, piece) => {
      const bytes = await mcapFile(shape);
      const truth = streamed(bytes);
      const messages = truth.messages.map(({ channel, sequence, logTime, publishTime, data }) => ({
        topic: channel.topic,
        sequence,
        logTime,
        publishTime,
        data: Buffer.from(data).toString("hex"),
      }));
      for (const read of [await readMcapFile(bytes), await readMcapStream(bytes, piece)]) {
        expect(read.messages).toEqual(messages);
        expect(read.facts.map(({ name, entries }) => ({ name, entries }))).toEqual(
          truth.metadata.map(({ name, metadata }) => ({ name, entries: metadata })),
        );
        const dumps = truth.attachments.filter(
          ({ name, mediaType }) => name.length > 10 && mediaType.endsWith("stats"),
        );
        expect(read.dumps.map(({ bytes }) => [...bytes])).toEqual(dumps.map(({ data }) => [...data]));
        seen.messages += read.messages.length;
        seen.facts += read.facts.length;
        seen.dumps += read.dumps.length;
      }
    }),
    { numRuns: 60, seed: Number(process.env["KVMSCOPE_SEED"]) },
  );
  expect(Math.min(seen.messages, seen.facts, seen.dumps)).toBeGreaterThan(0);
});

test("frames by hand are LZ4", () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7);
  for (const length of [0, 1, 14, 15, 300, 65_536, 200_000]) {
    const given = bytes.subarray(0, length);
    expect(Buffer.compare(execFileSync("lz4", ["-dc"], { input: lz4Frame(given) }), given)).toBe(0);
  }
});
