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

test("widths that another page left behind do not keep the page from starting", { tag: "@long" }, async ({
  viewer,
  page,
}) => {
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
