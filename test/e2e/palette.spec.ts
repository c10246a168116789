// Everything that can be done is found by typing, and the help says the keys.

import { readFileSync } from "node:fs";
import { timedSeries } from "./support/dumps.ts";
import { textsIn } from "./support/firefox.ts";
import { paletteOf } from "./support/palette.ts";
import { expect, test } from "./test.ts";

test.use({ sample: "small" });

test("a statistic is found by its meaning, charted, and has the keys at once", async ({ viewer }) => {
  const { page } = viewer;
  const palette = paletteOf(page);
  const chart = viewer.chart("halt_poll_success_ns");
  await expect(chart.panel).toHaveCount(0);

  await palette.open();
  await expect(palette.field).toBeFocused();
  await page.keyboard.type("busy polling cost of the wins");
  await expect(palette.options.filter({ hasText: "halt_poll_success_ns" })).toBeVisible();
  await palette.field.fill("poll_success_ns");
  await expect(palette.chosen).toContainText("halt_poll_success_ns");
  await page.keyboard.press("Enter");
  await expect(palette.dialog).toBeHidden();
  await expect(chart.plot).toBeFocused();
  await expect(chart.plot).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(viewer.cursorTime).toHaveText("at 0.00\u00a0s");

  // used last, so it comes first; it is charted, so it is only shown
  await page.keyboard.press(">");
  await expect(palette.options.first()).toContainText("halt_poll_success_ns");
  await expect(palette.options.first()).toContainText("charted");
  await page.keyboard.press("Escape");
  await expect(palette.dialog).toBeHidden();
  await expect(chart.plot).toBeFocused();
});

test("sources, filters, themes and recordings by name", { tag: "@long" }, async ({ viewer }) => {
  const { page } = viewer;
  const palette = paletteOf(page);
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await palette.run("only vcpu-1");
  await expect(viewer.source("vcpu-1")).toHaveAttribute("aria-checked", "true");
  await expect(viewer.source("vcpu-0")).toHaveAttribute("aria-checked", "false");
  await palette.run("show all sources");
  await expect(viewer.source("vcpu-0")).toHaveAttribute("aria-checked", "true");

  await palette.run("dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await palette.run("show all statistics");
  await expect(page.getByRole("checkbox", { name: "Changed only" })).not.toBeChecked();
  await page.keyboard.press("/");
  await expect(viewer.search).toBeFocused();
  // typed into the field, not a command
  await page.keyboard.type("?");
  await expect(viewer.search).toHaveValue("?");

  await palette.run("go to sample");
  await expect(viewer.recording("Sample recording")).toHaveAttribute("aria-current", "true");
  await palette.run("close this recording");
  await expect(viewer.recordings).toHaveCount(1);
});

test("? opens the help; every key of the README's table is in it", async ({ viewer }) => {
  const { page } = viewer;
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Mouse and keys" });
  await expect(help).toBeVisible();
  const keys = await textsIn(help, "kbd");
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = readme.split("\n## Mouse and keys\n");
  const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  const named = rows.flatMap((row) => [...(row.split("|").at(-2) ?? "").matchAll(/`([^`]+)`/g)].map(([, key]) => key));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((key) => !keys.includes(key ?? ""))).toEqual([]);
  // as it says: pointing is not enough, a click is
  await expect(help.getByRole("table", { name: /^On a chart: keys go to the one with the focus/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  const { plot } = viewer.chart("exits");
  await plot.hover();
  const shown = (await viewer.range.textContent()) ?? "";
  await page.keyboard.press("w");
  await expect(viewer.range).toHaveText(shown);
  await plot.click();
  await expect(plot).toBeFocused();
  await page.keyboard.press("w");
  await expect(viewer.range).not.toHaveText(shown);
});
