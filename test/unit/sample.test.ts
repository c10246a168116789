import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RecordingInfo } from "../../web/series/model.ts";
import { createScanSource, readFile } from "../../web/series/scan-source.ts";
import { fixture } from "../support/fixtures.ts";
import { type Opened, openGiven } from "../support/opened.ts";

const SAMPLE = new Uint8Array(readFileSync(new URL("../../web/public/sample.mcap", import.meta.url)));

/** What the page shows of it, besides where it came from. */
function shown({ start, duration, clock, dumps, bytes, sources, findings }: RecordingInfo) {
  return {
    all: { start, duration, clock, dumps, bytes, findings: findings.length },
    sources: sources.map(({ label, scope, vcpu, samples, from, to, period, stats, short, generations, how }) => {
      return { label, scope, vcpu, samples, from, to, period, stats, short, generations, how };
    }),
  };
}

/** Every dump of every source, read from first byte to last. */
function* dumpsOf({ engine, recording }: Opened): Generator<{ readonly time: bigint; readonly bytes: Uint8Array }> {
  for (const published of recording.snapshot().sources) {
    const source = createScanSource(engine, published);
    for (const [i, time] of published.index.times.entries()) {
      yield { time, bytes: readFile(engine, source, i) };
    }
    source.release();
  }
}

test("the bundled sample is the archive it was made from, dump for dump", async () => {
  const archive = await openGiven([{ path: "Sample recording", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") }]);
  const sample = await openGiven([{ path: "sample.mcap", bytes: SAMPLE }]);
  expect(sample.problems).toEqual([]);
  expect(sample.info.vms.map(({ name }) => name)).toEqual(["Sample recording"]);
  expect(shown(sample.info)).toEqual(shown(archive.info));
  const wanted = dumpsOf(archive);
  let same = 0;
  // toEqual() on each would take seconds
  for (const { time, bytes } of dumpsOf(sample)) {
    const { value } = wanted.next();
    if (value?.time !== time || Buffer.compare(value.bytes, bytes) !== 0) break;
    same++;
  }
  expect(same).toBe(14_200);
});
