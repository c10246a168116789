// One raw dump, as a hypervisor engineer gets it by mail: what is in it.

import { fixture, twin } from "../support/fixtures.ts";
import { shownDigits } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

const DUMPS = [
  "x86_64-linux-6.18/series/0019-vcpu0.bin",
  "x86_64-linux-6.18/series/0019-vm.bin",
  "arm64-linux-6.1/vcpu-1.bin",
] as const;

test("a vCPU, its VM, an arm64 vCPU: every value equals its twin, digit for digit", async ({ viewer }) => {
  for (const name of DUMPS) {
    const file = name.replaceAll("/", " ");
    await viewer.open([{ path: file, bytes: fixture(name) }]);
    await expect(viewer.recording(file)).toContainText("1 dump");
    await viewer.showAllStatistics();
    const rows = await viewer.rows();
    expect(rows.map((row) => [row.name, row.raw])).toEqual(
      twin(name).stats.map((stat) => [stat.name, shownDigits(stat.values.map(BigInt))]),
    );
    // one moment has no course: no rates, no trends, nothing to play
    await expect(viewer.table.getByRole("columnheader")).toHaveText([/^Statistic/, /^Value/, "Raw u64"]);
    await expect(viewer.charts).toHaveCount(0);
    await expect(viewer.range).toHaveCount(0);
    await expect(viewer.playback).toHaveCount(0);
    await expect(viewer.interval).toHaveCount(0);
  }
});

test("every bucket of every histogram equals its twin; totals are drawn as bars with percentiles", async ({
  viewer,
}) => {
  const name = "x86_64-linux-6.18/series/0019-vcpu0.bin";
  await viewer.open([{ path: "dump.bin", bytes: fixture(name) }]);
  for (const { name: histogram, values } of twin(name).stats.filter((stat) => stat.size > 1)) {
    const { disclose } = await viewer.statistic(histogram, "vcpu-0");
    await disclose.click();
    const counts = viewer.table.locator("table.elements tbody tr td:last-child");
    await expect(counts).toHaveCount(values.length);
    const texts = await viewer.table.evaluate((table) =>
      [...table.querySelectorAll("table.elements tbody tr td:last-child")].map((cell) => cell.textContent ?? ""),
    );
    expect(texts.map((text) => text.replaceAll("\u2009", ""))).toEqual(values);
  }

  const bars = viewer.page.getByRole("figure", { name: "Distribution of halt_wait_hist" });
  await expect(bars).toContainText("all samples since the VM was created");
  await expect(bars).toContainText("1\u2009915 samples");
  await expect(bars).toContainText(/p50 (<|>=) /);
});
