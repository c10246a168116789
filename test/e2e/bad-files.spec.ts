// What is no dump, or only part of one. The page says so in a sentence and goes on.

import { gzipSync } from "node:zlib";
import { digits, roundOf, tarGz, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

const text = new TextEncoder();

test("a file that is no dump: one sentence says what was expected and found; what was open stays", async ({
  viewer,
}) => {
  await viewer.open(timedSeries(["vcpu0"]));
  await viewer.open([{ path: "notes.txt", bytes: text.encode("Dear host, all is well.\n") }]);
  await expect(viewer.problems).toHaveText([
    /^notes\.txt: .*expected a KVM statistics dump .*found text starting with "Dear host.*first bytes 44 65 61 72/,
  ]);
  await expect(viewer.chart("exits").plot).toBeVisible();
  await expect(viewer.recording("20 files")).toHaveAttribute("aria-current", "true");
  await viewer.problems.getByRole("button", { name: "Dismiss" }).click();
  await expect(viewer.problems).toHaveCount(0);
});

const NO_DUMPS = [
  ["an empty file", new Uint8Array(0), /found an empty file/],
  ["23 bytes", new Uint8Array(23), /found all zero bytes of 23 bytes/],
  ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), /a PNG picture/],
  // a page that would run script if it were ever shown as one
  ["markup", text.encode("<!doctype html><script>alert(1)</script>"), /markup/],
  ["a corrupt gzip", corrupt(new Uint8Array(gzipSync(roundOf("vcpu0", 0)))), /Cannot|expected/],
] as const;

test("an empty file, too few bytes, a picture, markup, a corrupt gzip: a sentence each, and a good dump opens after them", async ({
  viewer,
}) => {
  for (const [what, bytes] of NO_DUMPS) await viewer.open([{ path: what, bytes }]);
  // together one line, each sentence behind it
  await expect(viewer.problems).toHaveText([/^[45] files skipped: not KVM dumps/]);
  await viewer.problems.getByRole("button", { name: "Details" }).click();
  await expect(viewer.problemDetails).toHaveText(
    NO_DUMPS.map(([what, _, sentence]) => new RegExp(`^${what}: .*${sentence.source}`)),
  );
  await viewer.open([{ path: "good.bin", bytes: roundOf("vm", 3) }]);
  await expect(viewer.recording("good.bin")).toContainText("1 dump");
  // what was wrong with other files is over
  await expect(viewer.problems).toHaveCount(0);
});

test("a truncated dump shows what it holds, and a finding with the bytes that are missing", async ({ viewer }) => {
  const whole = roundOf("vcpu0", 19);
  await viewer.open([{ path: "cut.bin", bytes: whole.slice(0, whole.length - 200) }]);
  await expect(viewer.problems).toHaveCount(0);
  await viewer.showAllStatistics();
  const rows = await viewer.rows();
  const shown = (name: string) => rows.find((row) => row.name === name);
  expect(shown("halt_wakeup")?.raw).toBe(digits(whole, "halt_wakeup").replaceAll("\u2009", ""));
  expect(shown("notify_window_exits")?.raw).toBe("–");
  expect(shown("notify_window_exits")?.value).toBe("cut");
  const finding = viewer.findings.first();
  await expect(finding).toContainText("error");
  await expect(finding).toContainText(/Expected .*, found /);
  await expect(finding).toContainText(/cut\.bin, bytes \d+ to \d+/);
  await expect(viewer.source("vcpu-0")).toContainText(/1 finding$/);
});

test("every beginning of a dump opens without harm", { tag: "@long" }, async ({ viewer }) => {
  const whole = roundOf("vcpu0", 19);
  const lengths = [24, 25, 71, 72, 73, 100, 136, 2952, 2953, 2960, 4055];
  for (const length of lengths) {
    await viewer.open([{ path: `${length}.bin`, bytes: whole.slice(0, length) }]);
    await expect(
      viewer.recording(`${length}.bin`).or(viewer.problems.filter({ hasText: `${length}.bin` })),
    ).toBeVisible();
  }
  await expect(viewer.page.getByText(/^Cannot show/)).toHaveCount(0);
});

test("damage in an archive: the dumps before it are there, and a sentence", async ({ viewer }) => {
  const archive = await tarGz(timedSeries(["vcpu0"]).map((file) => ({ ...file, path: `damaged/${file.path}` })));
  await viewer.open([{ path: "damaged.tgz", bytes: archive.slice(0, archive.length / 2) }]);
  await expect(viewer.problems.first()).toContainText("damaged.tgz");
  await expect(viewer.source("vcpu-0")).toContainText(/^vcpu-0\s*\d+ samples/);
  await expect(viewer.recording("damaged.tgz")).toBeVisible();
});

test("files that are no dumps among good ones do not stop these", async ({ viewer }) => {
  await viewer.open([
    { path: "readme.md", bytes: text.encode("# dumps of a host") },
    ...timedSeries(["vm"], 5),
    { path: "zz.json", bytes: text.encode("{}") },
  ]);
  await expect(viewer.problems).toHaveText([/^2 files skipped: not KVM dumps/]);
  await expect(viewer.source("vm")).toContainText("5 samples");

  // they are shown with their recording only
  await viewer.recordings.first().getByRole("button").first().click();
  await expect(viewer.problems).toHaveCount(0);
  await viewer.recording("7 files").click();
  await expect(viewer.problems).toHaveCount(1);
});

/** With its middle overwritten. */
function corrupt(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.fill(0xa5, 12, bytes.length - 8);
}
