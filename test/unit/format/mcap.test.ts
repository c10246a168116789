import fc from "fast-check";
import lz4 from "lz4js";
import { expect, test } from "vitest";
import { lz4Content, lz4Frame } from "../../support/lz4-frame.ts";
import { mcapFile, type Shape } from "../../support/mcap-build.ts";
import { conformanceCases, METADATA, messageOf } from "../../support/mcap-conformance.ts";
import { readMcapFile, readMcapStream } from "../../support/mcap-read.ts";
import { streamed } from "../../support/official-readers.ts";
import { assertAsyncProperty } from "../../support/property.ts";

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
  await assertAsyncProperty(
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
    60,
  );
  expect(Math.min(seen.messages, seen.facts, seen.dumps)).toBeGreaterThan(0);
});

test("an index that is wrong by its writer's error is not believed over a record of the same length", async () => {
  const data = new Uint8Array();
  const message = { channelId: 0, sequence: 0, logTime: 0n, publishTime: 0n, data };
  const bytes = await mcapFile({
    useChunks: false,
    schemas: [{ name: "s2", encoding: "kvm-stats-desc", data: new Uint8Array(60 - 2 - 4 * 3 - 2 - 14) }],
    channels: [{ schemaId: 1, topic: "/vm/vm", messageEncoding: "kvm-stats-data", metadata: new Map() }],
    messages: [message, message],
    // its index entry says where the schema lies, and that is as long
    attachments: [{ name: "[", mediaType: "application/x-kvm-stats", logTime: 0n, createTime: 0n, data }],
  });
  const { messages, problems } = await readMcapFile(bytes);
  expect(messages.map(({ topic }) => topic)).toEqual(["/vm/vm", "/vm/vm"]);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("does not say whose dump it is")]);
});

test("frames by hand are LZ4 to lz4js, too", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
  for (const length of [0, 1, 14, 15, 300, 32_768, 100_000]) {
    const given = bytes.subarray(0, length);
    expect(Buffer.compare(lz4.decompress(lz4Frame(given), length), given)).toBe(0);
    expect(Buffer.compare(lz4Content(lz4Frame(given)), given)).toBe(0);
  }
});

test("the cases of foxglove/mcap's conformance tests, rebuilt: what is in each is found, as a file and as a stream", async () => {
  const cases = conformanceCases();
  expect(cases.length).toBe(8 + 16 + 16 + 160 + 160 + 160);
  for (const { name, input, bytes } of cases) {
    const messages = Array.from({ length: input.messages }, (_, i) => messageOf(i));
    for (const read of [await readMcapFile(bytes), await readMcapStream(bytes, 50)]) {
      // an index whose encodings are not ours says so; the stream has no index
      const isForeign = read.problems[0]?.message.includes("expected KVM statistics");
      expect(Boolean(isForeign), name).toBe(read.problems.length > 0);
      if (isForeign) {
        expect(name).toContain("rch");
        continue;
      }
      expect(
        read.messages.map(({ topic, sequence, logTime, publishTime, data }) => [
          topic,
          sequence,
          logTime,
          publishTime,
          data,
        ]),
        name,
      ).toEqual(
        messages.map(({ sequence, logTime, publishTime, data }) => [
          "example",
          sequence,
          logTime,
          publishTime,
          Buffer.from(data).toString("hex"),
        ]),
      );
      expect(
        read.dumps.map(({ bytes }) => [...bytes]),
        name,
      ).toEqual(input.kinds.includes("attachment") ? [[1, 2, 3]] : []);
      expect(
        read.facts.map((facts) => facts.entries),
        name,
      ).toEqual(input.kinds.includes("metadata") ? [METADATA.metadata] : []);
    }
  }
});
