// Archives of dumps, recognised by their bytes.

import { gzipSync } from "node:zlib";
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { fixture } from "../support/fixtures.ts";
import { digits, type GivenFile, roundOf, tarGz, timedSeries, writeFiles } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

configure({ useWebWorkers: false });

async function zip(files: readonly GivenFile[]): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new BlobWriter());
  for (const { path, bytes } of files) await writer.add(path, new Uint8ArrayReader(bytes));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

test("5:30 of a guest, 14,200 dumps in a tar.gz: charted early, with progress, every dump counted", async ({
  viewer,
  folder,
}) => {
  const { page } = viewer;
  const [path = ""] = writeFiles(folder, [{ path: "recorded", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") }]);
  await page.getByRole("button", { name: "Close Sample recording" }).click();
  await expect(viewer.charts).toHaveCount(0);

  const opening = page.getByRole("region", { name: "Opening recorded" });
  const dropped = Date.now();
  await viewer.startDrop(path);
  await expect(opening.getByRole("progressbar", { name: "Bytes of recorded read" })).toBeVisible();
  await expect(opening).toContainText(/[\d.]+\sKiB of 846\sKiB, [\d,]+ dumps/);
  await expect(viewer.chart("exits").plot.locator("canvas")).toBeVisible();
  const charted = (Date.now() - dropped) / 1000;
  await viewer.waitUntilIdle();
  const read = (Date.now() - dropped) / 1000;
  // told, not tested: the machine may be busy
  process.stdout.write(
    `\n14,200 dumps: first chart ${charted.toFixed(1)} s after the drop, all read and charted after ${read.toFixed(1)} s\n`,
  );

  await expect(opening).toHaveCount(0);
  await expect(viewer.recording("recorded")).toContainText("14,200 dumps");
  await expect(viewer.sources).toHaveText([
    /^recorded/,
    /^vm\s*2,846 samples/,
    /^vcpu-0\s*2,841 samples/,
    /^vcpu-1\s*2,839 samples/,
    /^vcpu-2\s*2,837 samples/,
    /^vcpu-3\s*2,837 samples/,
  ]);
  await expect(viewer.range).toContainText("(5:30.2)");
});

test("cancelled in the middle, what was read so far stays and can be used", { tag: "@long" }, async ({
  viewer,
  folder,
}) => {
  const { page } = viewer;
  // a stream that is long enough to be stopped in
  const long = await tarGz(timedSeries(["vcpu0"], 20_000));
  const [path = ""] = writeFiles(folder, [{ path: "long.tgz", bytes: long }]);
  await viewer.startDrop(path);
  const opening = page.getByRole("region", { name: "Opening long.tgz" });
  await expect(opening).toContainText("dumps");
  await opening.getByRole("button", { name: "Cancel" }).click();
  await expect(opening).toHaveCount(0);
  await viewer.waitUntilIdle();
  await expect(viewer.recording("long.tgz")).toContainText("cancelled");
  await expect(viewer.source("vcpu-0")).toContainText("samples");
  await expect(viewer.chart("exits").plot).toBeVisible();
});

test("zip, gzip and a tar without a telling name", async ({ viewer }) => {
  const files = timedSeries(["vm", "vcpu0"]);
  await viewer.open([{ path: "a", bytes: await zip(files.map((file) => ({ ...file, path: `zipped/${file.path}` }))) }]);
  await expect(viewer.recording("a")).toContainText("40 dumps");
  await expect(viewer.source("vcpu-0")).toContainText("20 samples");

  await viewer.open([{ path: "b", bytes: new Uint8Array(gzipSync(roundOf("vcpu0", 19))) }]);
  await expect(viewer.recording("b")).toContainText("1 dump");
  const { raw } = await viewer.statistic("exits", "vcpu-0");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 19), "exits"));

  await viewer.open([
    { path: "c", bytes: await tarGz(files.map((file) => ({ ...file, path: `packed/${file.path}` }))) },
  ]);
  await expect(viewer.recording("c")).toContainText("40 dumps");
  await expect(viewer.problems).toHaveCount(0);
});
