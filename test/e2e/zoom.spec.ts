// Time on the charts: one crosshair, a selection with its statistics, zoom by wheel, keys and double click.

import { roundOf, timedSeries, valuesOf } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

const ALL = /^All 0\.0+\s*s – 4\.750*\s*s \(4\.75\s*s\)$/;

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await expect(viewer.range).toHaveText(ALL);
});

test("one crosshair stands on all charts at the same time", async ({ viewer }) => {
  await viewer.page.setViewportSize({ width: 1440, height: 1500 });
  await viewer.chart("exits").point(0.5);
  await expect(viewer.chart("exits").tip).toBeVisible();
  await expect(viewer.chart("exits").tip).toContainText("vcpu-0");
  await expect(viewer.chart("halt_wait_hist").crosshair).toBeVisible();
  const places = await Promise.all(["exits", "halt_wait_hist"].map((name) => viewer.chart(name).crosshairX()));
  expect(Math.abs((places[0] ?? 0) - (places[1] ?? 0))).toBeLessThan(2);
  await viewer.chart("exits").point(0.25);
  await expect.poll(() => viewer.chart("halt_wait_hist").crosshairX()).toBeLessThan((places[0] ?? 0) - 20);
  // the table is where the pointer is
  await expect(viewer.cursorTime).toHaveText(/^at 1\./);
});

test("Ctrl and wheel zoom at the pointer, a double click shows all again, a plain wheel scrolls", async ({
  viewer,
}) => {
  const { page } = viewer;
  const chart = viewer.chart("exits");
  await chart.ctrlWheel(0.5, -600);
  await expect(viewer.range).toHaveText(/^Shown /);
  await viewer.waitUntilIdle();
  await chart.doubleClick(0.5);
  await expect(viewer.range).toHaveText(ALL);

  await chart.ctrlWheel(0.2, -600);
  await expect(viewer.range).toHaveText(/^Shown /);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(viewer.range).toHaveText(ALL);

  const before = await chart.plot.boundingBox();
  await chart.point(0.5);
  await page.mouse.wheel(0, 200);
  await expect.poll(async () => (await chart.plot.boundingBox())?.y ?? 0).toBeLessThan((before?.y ?? 0) - 50);
  await expect(viewer.range).toHaveText(ALL);
});

test("a drag selects a range and shows its statistics; Enter or a double click zooms to it, Escape clears it", async ({
  viewer,
}) => {
  const { page } = viewer;
  const chart = viewer.chart("exits");
  await chart.drag(0.2, 0.8);
  await expect(viewer.range).toHaveText(/^Selected (0\.9|1\.0)/);
  await expect(chart.rangeTable).toContainText("Maximum");
  const vcpu0 = chart.rangeTable.getByRole("row", { name: /^vcpu-0/ });
  // the selection holds rounds 4 to 15: the total is the growth of the exact counter from round 3
  const [from, to] = [3, 15].map((round) => Number(valuesOf(roundOf("vcpu0", round)).get("exits")?.[0] ?? 0n));
  await expect(vcpu0.getByRole("cell").last()).toHaveText(shortCount((to ?? 0) - (from ?? 0)));
  await viewer.chart("halt_wait_hist").panel.scrollIntoViewIfNeeded();
  await expect(page.getByRole("figure", { name: "Distribution of halt_wait_hist" })).toContainText("selection");

  await chart.plot.focus();
  await page.keyboard.press("Enter");
  await expect(viewer.range).toHaveText(/^Shown (0\.9|1\.0)/);
  await expect(chart.rangeTable).toHaveCount(0);
  await page.keyboard.press("0");
  await expect(viewer.range).toHaveText(ALL);

  await chart.drag(0.4, 0.6);
  await expect(viewer.range).toHaveText(/^Selected /);
  await chart.plot.focus();
  await page.keyboard.press("Escape");
  await expect(viewer.range).toHaveText(ALL);
  await chart.drag(0.4, 0.6);
  await chart.doubleClick(0.5);
  await expect(viewer.range).toHaveText(/^Shown (1\.[89]|2\.0)/);
});

test("arrows move the cursor by a sample, with Shift they select, plus and minus zoom", { tag: "@long" }, async ({
  viewer,
}) => {
  const { page } = viewer;
  const chart = viewer.chart("exits");
  await viewer.slider.fill("1");
  await chart.plot.focus();
  await page.keyboard.press("ArrowRight");
  await expect(viewer.cursorTime).toHaveText("at 1.25\u00a0s");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.cursorTime).toHaveText("at 0.75\u00a0s");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(viewer.range).toHaveText(/^Selected 0\.750*\s*s – 1\.250*\s*s/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("+");
  await expect(viewer.range).toHaveText(/^Shown /);
  await page.keyboard.press("-");
  await expect(viewer.range).toHaveText(ALL);
});

test("Home and End go to both ends, page keys and Ctrl with an arrow by a tenth, with Shift they select", {
  tag: "@long",
}, async ({ viewer }) => {
  const { page } = viewer;
  await viewer.chart("exits").plot.focus();
  for (const [key, at] of [
    ["Home", "0.00"],
    ["PageDown", "0.47"],
    ["Control+ArrowRight", "0.95"],
    ["PageUp", "0.47"],
    ["End", "4.75"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(viewer.cursorTime).toHaveText(new RegExp(`^at ${at.slice(0, -1)}`));
  }
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+PageDown");
  await expect(viewer.range).toHaveText(/^Selected 0\.0+\s*s – 0\.4/);
  await page.keyboard.press("Shift+End");
  await expect(viewer.range).toHaveText(/^Selected 0\.0+\s*s – 4\.75/);
});

/** 3 significant digits, as the page writes counts. */
function shortCount(value: number): string {
  return value < 1000 ? String(value) : `${Number((value / 1000).toPrecision(3))}\u00a0k`;
}
