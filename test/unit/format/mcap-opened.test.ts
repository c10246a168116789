import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { expect, test } from "vitest";
import { createMemoryOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter } from "../../../cli/recording/writer.ts";
import { readDumps } from "../../../web/format/adapters.ts";
import type { Item } from "../../../web/format/archive.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { createScanSource, readFile } from "../../../web/series/scan-source.ts";
import { file as archived, same, zip } from "../../support/archives.ts";
import { fixture } from "../../support/fixtures.ts";
import { type Given, type Opened, openGiven } from "../../support/opened.ts";
import { recorded } from "../../support/recorded.ts";
import { roundOf } from "../../support/rounds.ts";

/** Every sample of a recording as "source time": its dump's bytes. */
function samplesOf({ engine, recording, info }: Opened): Map<string, Uint8Array> {
  const samples = new Map<string, Uint8Array>();
  for (const [n, source] of recording.snapshot().sources.entries()) {
    const scanned = createScanSource(engine, source);
    for (const [i, time] of source.index.times.entries()) {
      samples.set(`${info.sources[n]?.label} ${time}`, readFile(engine, scanned, i));
    }
  }
  return samples;
}

const ROUNDS = 20;
const files: Record<string, Given> = {
  zstd: { path: "a.mcap", bytes: await recorded(ROUNDS) },
  uncompressed: { path: "a.mcap", bytes: await recorded(ROUNDS, { level: null }) },
  "without message index": { path: "a.mcap", bytes: await recorded(ROUNDS, { messageIndex: false }) },
};
files["in gzip"] = { path: "a.mcap.gz", bytes: new Uint8Array(gzipSync(files["zstd"]?.bytes ?? "")) };

test.each(Object.entries(files))("a recording opens: %s", async (_, file) => {
  const opened = await openGiven([file]);
  expect(opened.problems).toEqual([]);
  expect(opened.info.vms.map(({ name }) => name)).toEqual(["guest"]);
  expect(opened.info.sources.map(({ label, samples }) => [label, samples])).toEqual([
    ["vm", ROUNDS],
    ["vcpu-0", ROUNDS],
    ["vcpu-1", ROUNDS],
  ]);
  const found = samplesOf(opened);
  for (let i = 0; i < ROUNDS; i++) {
    for (const { source, bytes, time } of roundOf(i).vms[0]?.readings ?? []) {
      expect(same(found.get(`${source} ${time}`), bytes)).toBe(true);
    }
  }
  expect(found.size).toBe(ROUNDS * 3);
});

/** A recording's chunks, as places in its file. */
function chunksOf(file: Uint8Array<ArrayBuffer>): { readonly offset: number; readonly bytes: number }[] {
  const view = new DataView(file.buffer);
  const chunks: { offset: number; bytes: number }[] = [];
  for (let at = 8; at + 9 < file.length; ) {
    const bytes = 9 + Number(view.getBigUint64(at + 1, true));
    if (file[at] === 6) chunks.push({ offset: at, bytes });
    at += bytes;
  }
  return chunks;
}

test("chunks that the lz4 command compressed (test/fixtures/mcap/lz4.mcap: 20 rounds, lz4 -9 1.9.4) open", async () => {
  const whole = await openGiven([{ path: "a.mcap", bytes: await recorded(ROUNDS) }]);
  const opened = await openGiven([{ path: "a.mcap", bytes: fixture("mcap/lz4.mcap") }]);
  expect(opened.problems).toEqual([]);
  const [found, expected] = [samplesOf(opened), samplesOf(whole)];
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [key, dump] of found) expect(same(expected.get(key), dump)).toBe(true);
});

test("inside tar and zip, and several at once: each its own folder, those of one rotation together", async () => {
  const bytes = await recorded(5);
  const paths = (opened: Opened) => opened.info.sources.map(({ path, samples }) => `${path} ${samples}`);
  const tar = new Uint8Array(await packTar([archived("a.mcap", bytes)]));
  expect(paths(await openGiven([{ path: "x.tar", bytes: tar }]))).toEqual([
    "a/guest/vm 5",
    "a/guest/vcpu-0 5",
    "a/guest/vcpu-1 5",
  ]);
  const zipped = await zip({ "a.mcap": bytes });
  expect(paths(await openGiven([{ path: "x.zip", bytes: zipped }]))).toContain("a/guest/vcpu-1 5");
  // the second file begins where the first ended
  const [first, second] = [await recorded(10), await recorded(20)];
  const rotated = await openGiven(
    [
      { path: "run-0001.mcap", bytes: first },
      { path: "run-0002.mcap", bytes: second },
    ],
    undefined,
    true,
  );
  expect(paths(rotated)).toEqual(["run/guest/vm 20", "run/guest/vcpu-0 20", "run/guest/vcpu-1 20"]);
});

test("a destroyed chunk, any of them: all others read as before, a gap where it was, a sentence with its times", async () => {
  const bytes = await recorded(ROUNDS);
  const whole = samplesOf(await openGiven([{ path: "a.mcap", bytes }]));
  const chunks = chunksOf(bytes);
  expect(chunks.length).toBe(4);
  for (const [lost, { offset, bytes: length }] of chunks.entries()) {
    for (const head of [0, 80]) {
      const copy = bytes.slice();
      // with its head, or only what it holds: then the CRC tells
      copy.fill(0x5a, offset + head, offset + length);
      const opened = await openGiven([{ path: "a.mcap", bytes: copy }]);
      const found = samplesOf(opened);
      expect(found.size).toBe(45);
      for (const [key, dump] of found) expect(same(whole.get(key), dump)).toBe(true);
      expect(opened.problems.length).toBe(1);
      const from = new Date(1_790_000_000_000 + lost * 500).toISOString();
      expect(opened.problems[0]).toContain(`${from} to `);
      for (const { index } of opened.recording.snapshot().sources) {
        const gaps = [...index.missing].flatMap((missing, at) => (missing > 0 ? [[at, missing]] : []));
        expect(gaps).toEqual(lost === 0 || lost === 3 ? [] : [[lost * 5, 5]]);
      }
    }
  }
});

test("a dump that was cut before its data block comes back from its attachment", async () => {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output);
  const [reading] = roundOf(0).vms[0]?.readings ?? [];
  const facts = {
    vm: "guest",
    source: "vm",
    generation: 0,
    pid: null,
    how: "file",
    disturbs: null,
    reconstructed: false,
  };
  const bytes = reading?.bytes ?? new Uint8Array(0);
  for (const [sequence, dump] of [bytes, bytes.subarray(0, 700), bytes.subarray(0, 100)].entries()) {
    const time = 1_790_000_000_000_000_000n + BigInt(sequence) * 1_000_000_000n;
    await writer.add(facts, dump, { sequence, logTime: time, publishTime: time });
  }
  await writer.end();
  expect(writer.counts.attachments).toBe(2);
  const opened = await openGiven([{ path: "a.mcap", bytes: output.bytes() }]);
  expect(opened.problems).toEqual([]);
  expect([...samplesOf(opened).values()].map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([
    100, 700, 1152,
  ]);
  expect(opened.info.vms.length).toBe(1);
});

test("a file that goes away while it is read keeps what came before, and says so", async () => {
  const bytes = new Uint8Array(3 * 2 ** 20);
  bytes.set((await recorded(ROUNDS)).subarray(0, 5000));
  const source = memorySource(bytes);
  const items: Item[] = [];
  const failing = {
    ...source,
    read: (offset: number, length: number) =>
      offset >= 2 ** 20 && length > 1000 ? Promise.reject(new Error("NotReadableError")) : source.read(offset, length),
  };
  for await (const item of readDumps({ path: "a.mcap", source: failing, modified: undefined })) items.push(item);
  expect(items.filter((item) => "kind" in item && item.kind === "records").length).toBe(4);
  expect(items.at(-1)).toEqual({
    path: "a.mcap",
    lost: true,
    message:
      "Cannot read the recording beyond byte 1048576: the file has changed or is gone (NotReadableError); everything before is shown",
  });
});
