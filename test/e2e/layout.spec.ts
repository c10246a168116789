// From a narrow window to a wall: nothing is cut off at the right.

import { buildDump } from "../support/dump-builder.ts";
import { timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test.use({ sample: "small" });

const WIDTHS = [700, 799, 800, 999, 1000, 1279, 1440, 3840];

test("no horizontal scrollbar from 700 to 3840 pixels, also with long names", async ({ viewer }) => {
  const { page } = viewer;
  const name = `a_statistic_with_a_${"very_".repeat(30)}long_name`;
  await viewer.open([
    { path: `${"long".repeat(40)}.bin`, bytes: buildDump({ nameSize: 256, stats: [{ name, values: [1n] }] }) },
  ]);
  await viewer.showAllStatistics();
  await expect(viewer.table.locator("tr.stat-row").first()).toBeVisible();
  for (const step of ["long names", "series"]) {
    if (step === "series") await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await viewer.waitUntilIdle();
      const wide = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        // what sticks out of its scrolling pane as well
        const panes = [...document.querySelectorAll("nav, main, aside, footer, header")].filter(
          (pane) => pane.scrollWidth > pane.clientWidth + 1 && getComputedStyle(pane).overflowX !== "visible",
        );
        return { page: scrollWidth - clientWidth, panes: panes.map((pane) => `${pane.tagName}.${pane.className}`) };
      });
      expect({ step, width, ...wide }).toEqual({ step, width, page: 0, panes: [] });
    }
  }
});

test("in a narrow window charts and table take turns", async ({ viewer }) => {
  const { page } = viewer;
  await page.setViewportSize({ width: 700, height: 900 });
  const panes = page.getByRole("navigation", { name: "View or statistics" });
  await expect(viewer.chart("exits").plot).toBeVisible();
  await expect(viewer.table).toBeHidden();
  await panes.getByRole("button", { name: "Statistics" }).click();
  await expect(viewer.table).toBeVisible();
  await expect(viewer.table.locator("tr.stat-row").first()).toBeVisible();
  await expect(viewer.chart("exits").plot).toBeHidden();
  await panes.getByRole("button", { name: "View" }).click();
  await expect(viewer.chart("exits").plot).toBeVisible();
});

test("widths that another page left behind do not keep the page from starting", async ({ viewer, page }) => {
  for (const text of ["garbage", "null", '{"left":"wide","centre":1,"right":2}']) {
    await page.addInitScript((kept) => {
      for (const key of Object.keys(localStorage))
        if (key.includes("kvmscope-columns")) localStorage.setItem(key, kept);
    }, text);
    await page.reload();
    await viewer.waitUntilIdle();
    await expect(page.getByRole("main")).toBeVisible();
  }
});

test("on a wall the charts get the room; the table is wider only where it was dragged, and stays so", async ({
  viewer,
}) => {
  const { page } = viewer;
  const table = page.getByRole("complementary", { name: "Statistics at the cursor" });
  const width = async () => (await table.boundingBox())?.width ?? 0;
  await page.setViewportSize({ width: 1440, height: 900 });
  await viewer.waitUntilIdle();
  expect(await width()).toBeGreaterThan(500);
  await page.setViewportSize({ width: 3840, height: 2160 });
  await viewer.waitUntilIdle();
  await expect.poll(width).toBeLessThan(901);
  const edge = await page.getByRole("separator", { name: "Width of the table of statistics" }).boundingBox();
  if (edge === null) throw new Error("no splitter");
  await page.mouse.move(edge.x + 2, 1000);
  await page.mouse.down();
  await page.mouse.move(edge.x - 400, 1000, { steps: 5 });
  await page.mouse.up();
  await expect.poll(width).toBeGreaterThan(1200);
  const wide = await width();
  expect(wide).toBeLessThan(1400);
  await page.reload();
  await viewer.waitUntilIdle();
  await expect.poll(async () => Math.abs((await width()) - wide)).toBeLessThan(20);
});
