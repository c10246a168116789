// Recordings (MCAP of profile kvmstats) on the page: as the dumps they were made of, also when a part is destroyed.

import { createMemoryOutput } from "../../cli/recording/output.ts";
import { createRecordingWriter } from "../../cli/recording/writer.ts";
import { type GivenFile, roundOf } from "./support/dumps.ts";
import { FIRST, INTERVAL } from "./support/recorded.ts";
import { expect, test } from "./test.ts";

const ROUNDS = 20;
const SOURCES = [
  ["vm", "vm"],
  ["vcpu-0", "vcpu0"],
  ["vcpu-1", "vcpu1"],
] as const;

/** Four chunks of five rounds. */
async function recording(): Promise<Uint8Array<ArrayBuffer>> {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output, { span: 4n * INTERVAL + INTERVAL / 2n });
  for (let round = 0; round < ROUNDS; round++) {
    const logTime = FIRST + BigInt(round) * INTERVAL;
    for (const [source, file] of SOURCES) {
      const facts = { vm: "web", pid: "4242", how: "stats-fd", disturbs: null, reconstructed: false };
      const stamp = { sequence: round, logTime, publishTime: logTime };
      await writer.add({ ...facts, source, generation: 0 }, roundOf(file, round), stamp);
    }
  }
  await writer.end();
  return output.bytes();
}

/** The same dumps as a folder. */
function dumps(): GivenFile[] {
  return SOURCES.flatMap(([source, file]) =>
    Array.from({ length: ROUNDS }, (_, round) => ({
      path: `web/${source}-${FIRST + BigInt(round) * INTERVAL}.bin`,
      bytes: roundOf(file, round),
    })),
  );
}

/** Where its chunks lie. */
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

test("a recording shows what the dumps it was made of show", async ({ viewer }) => {
  await viewer.open([{ path: "night.mcap", bytes: await recording() }]);
  await expect(viewer.problems).toHaveCount(0);
  await expect(viewer.range).toContainText("(4.75\u00a0s)");
  await expect(viewer.charts.first()).toBeVisible();
  const sources = await viewer.sources.allTextContents();
  // those that changed: all of them, byte for byte, are the unit tests'
  const recorded = await viewer.rows();
  expect(recorded.length).toBeGreaterThan(10);

  await viewer.open(dumps());
  await expect(viewer.problems).toHaveCount(0);
  await expect(viewer.range).toContainText("(4.75\u00a0s)");
  expect(await viewer.rows()).toEqual(recorded);
  expect((await viewer.sources.allTextContents()).join()).toContain("vcpu-1");
  expect(sources.join()).toContain("vcpu-1");
});

test("a destroyed chunk is said with its time, is a gap in the charts, and nothing else is lost", async ({
  viewer,
}) => {
  const bytes = await recording();
  const chunks = chunksOf(bytes);
  expect(chunks.length).toBe(4);
  const { offset, bytes: length } = chunks[1] ?? { offset: 0, bytes: 0 };
  bytes.fill(0xa5, offset, offset + length);
  await viewer.open([{ path: "night.mcap", bytes }]);

  await expect(viewer.problems).toContainText(
    `Cannot read a part of the recording: expected a record that ends in time at byte ${offset}`,
  );
  await expect(viewer.problems).toContainText("2026-11-22T10:00:01.250Z to 2026-11-22T10:00:02.250Z");
  await expect(viewer.range).toContainText("(4.75\u00a0s)");
  await viewer.page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Quality" }).click();
  await expect(viewer.page.getByText(/gap/i).first()).toBeVisible();
});

test("a recording that was not closed opens up to its last chunk", async ({ viewer }) => {
  const bytes = await recording();
  const [, , third, fourth] = chunksOf(bytes);
  expect(third).toBeDefined();
  await viewer.open([{ path: "killed.mcap", bytes: bytes.slice(0, (fourth?.offset ?? 0) + 100) }]);
  await expect(viewer.problems).toContainText(
    "The recording was not closed: 3 chunks, the last 100 bytes are incomplete; everything up to 2026-11-22T10:00:03.500Z is shown",
  );
  await expect(viewer.range).toContainText("(3.5\u00a0s)");
});
