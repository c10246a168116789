import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createScanSource, readFile } from "../../../web/series/scan-source.ts";
import { same } from "../../support/archives.ts";
import { type Given, type Opened, openGiven } from "../../support/opened.ts";
import { recorded } from "../../support/recorded.ts";
import { roundOf } from "../../support/rounds.ts";

/** Every sample of a recording as "source time": its dump's bytes. */
function samplesOf(opened: Opened): Map<string, Uint8Array> {
  const samples = new Map<string, Uint8Array>();
  for (const source of opened.recording.snapshot().sources.map((each) => createScanSource(opened.engine, each))) {
    const { index } = source.published;
    for (const [i, time] of index.times.entries()) {
      samples.set(`${source.published.source} ${time}`, readFile(opened.engine, source, i));
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
    for (const [n, { bytes, time }] of (roundOf(i).vms[0]?.readings ?? []).entries()) {
      const id = opened.info.sources[n]?.id;
      expect(same(found.get(`${id} ${time}`), bytes)).toBe(true);
    }
  }
  expect(found.size).toBe(ROUNDS * 3);
});
