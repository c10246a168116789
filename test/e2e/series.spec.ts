// Many dumps are one recording over time.

import { digits, roundOf, timedSeries } from "./support/dumps.ts";
import { seriesStory } from "./support/series-story.ts";
import { expect, test } from "./test.ts";

seriesStory("isolated");

test("every round of a timed series can be looked at, and shows its own dump's values", { tag: "@long" }, async ({
  viewer,
}) => {
  await viewer.open(timedSeries(["vcpu0"]));
  const { raw } = await viewer.statistic("halt_wait_ns", "vcpu-0");
  for (const round of [0, 7, 12, 19]) {
    await viewer.slider.fill(String(round * 0.25));
    await expect(viewer.cursorTime).toHaveText(`at ${(round * 0.25).toFixed(2)}\u00a0s`);
    await expect(raw).toHaveText(digits(roundOf("vcpu0", round), "halt_wait_ns"));
  }
});

test("without times in the names the page asks for the interval, and refuses what is none", async ({ viewer }) => {
  const files = Array.from({ length: 5 }, (_, round) => ({
    path: `000${round}-vcpu0.bin`,
    bytes: roundOf("vcpu0", round),
  }));
  await viewer.open(files);
  await expect(viewer.interval).toContainText("5 dumps carry no time");
  await expect(viewer.charts).toHaveCount(0);
  await viewer.setInterval("no number", "ms");
  await expect(viewer.interval.getByRole("alert")).toContainText("Cannot use this interval");
  await viewer.setInterval("0.5", "s");
  await expect(viewer.range).toContainText("(2\u00a0s)");
  await expect(viewer.interval).toHaveCount(0);
});

test("times in the names are the recording's clock", async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0"]));
  await expect(viewer.interval).toHaveCount(0);
  await expect(viewer.range).toContainText("(4.75\u00a0s)");
  await viewer.page.getByRole("combobox", { name: "Time axis" }).selectOption("UTC clock");
  await expect(viewer.playback).toContainText("10:00:04.750 UTC");
});

test("a second pick is added to what is open; each can be shown, renamed and closed", async ({ viewer }) => {
  const { page } = viewer;
  await viewer.open(timedSeries(["vcpu0"], 3));
  await viewer.open([{ path: "other.bin", bytes: roundOf("vm", 0) }]);
  await expect(viewer.recordings).toHaveCount(3);
  await expect(viewer.recording("other.bin")).toHaveAttribute("aria-current", "true");

  await viewer.recording("3 files").click();
  await expect(viewer.recording("3 files")).toHaveAttribute("aria-current", "true");
  await expect(viewer.sources.last()).toContainText("vcpu-0");

  await page.getByRole("button", { name: "Rename 3 files" }).click();
  await page.getByRole("textbox", { name: "New name" }).fill("slow guest");
  await page.keyboard.press("Enter");
  await expect(viewer.recording("slow guest")).toBeVisible();

  await page.getByRole("button", { name: "Close slow guest" }).click();
  await expect(viewer.recordings).toHaveCount(2);
  await expect(viewer.recording("other.bin")).toHaveAttribute("aria-current", "true");
});

test("later dumps of the same guest continue its recording; the same ones again change nothing", async ({ viewer }) => {
  const all = timedSeries(["vm", "vcpu0"]);
  const early = all.filter((_, index) => index % 20 < 12);
  await viewer.open(early);
  await expect(viewer.source("vcpu-0")).toContainText("12 samples");
  await viewer.open(all);
  await expect(viewer.recordings).toHaveCount(2);
  await expect(viewer.source("vcpu-0")).toContainText("20 samples");
  await expect(viewer.range).toContainText("(4.75\u00a0s)");
  await viewer.open(early);
  await expect(viewer.source("vcpu-0")).toContainText("20 samples");
  await expect(viewer.recordings).toHaveCount(2);
});

test("a dump cut in the middle of a series leaves a gap: no zero, no reset", async ({ viewer }) => {
  // 300 bytes less: the last statistics are gone, the first are there
  const files = timedSeries(["vcpu0"]).map((file, round) =>
    round === 10 ? { ...file, bytes: file.bytes.slice(0, file.bytes.length - 300) } : file,
  );
  await viewer.open(files);
  await expect(viewer.source("vcpu-0")).toContainText("1 cut");
  await expect(viewer.findings.first()).toContainText("error");
  await viewer.slider.fill("2.5");
  await expect(viewer.cursorTime).toHaveText("at 2.50\u00a0s");
  const cut = await viewer.statistic("exits", "vcpu-0");
  await expect(cut.raw).toHaveText("–");
  await expect(cut.rate).toHaveText("cut");
  const whole = await viewer.statistic("halt_wakeup", "vcpu-0");
  await expect(whole.raw).toHaveText(digits(roundOf("vcpu0", 10), "halt_wakeup"));
  await viewer.slider.fill("2.75");
  const after = await viewer.statistic("exits", "vcpu-0");
  await expect(after.raw).toHaveText(digits(roundOf("vcpu0", 11), "exits"));
  await expect(viewer.table.getByText("reset")).toHaveCount(0);
});
