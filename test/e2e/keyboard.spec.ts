// Everything without a mouse.

import { timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

test.use({ sample: "small" });

test("Tab reaches the open buttons, the tree, the charts, the search, the table and playback, in this order", {
  tag: "@long",
}, async ({ viewer }) => {
  const { page } = viewer;
  const stops = [
    page.getByRole("button", { name: "Open files" }),
    page.getByRole("button", { name: "Open folder" }),
    page.getByRole("combobox", { name: "Theme" }),
    viewer.recording("Sample recording"),
    viewer.sources.first(),
    viewer.chart("exits").plot,
    viewer.search,
    viewer.table.locator("tr.stat-row").first(),
    viewer.playback.getByRole("button", { name: "Play" }),
    viewer.slider,
  ];
  const focused = page.locator(":focus");
  await page.locator("body").press("Tab");
  for (const stop of stops) {
    for (let presses = 0; presses < 200; presses++) {
      if (await stop.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await expect(stop).toBeFocused();
    // the focus can be seen: an outline, or a shadow in its place
    const ring = await focused.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
    expect(ring, await stop.evaluate((element) => element.outerHTML.slice(0, 80))).toBe(true);
  }
});

test("arrows walk through table and tree, unfold details, add a chart, untick a source", async ({ viewer }) => {
  const { page } = viewer;
  await walkTable(viewer);
  await viewer.source("vcpu-0").focus();
  await page.keyboard.press("Space");
  await expect(viewer.source("vcpu-0")).toHaveAttribute("aria-checked", "false");
  await expect(viewer.chart("exits").panel).toHaveCount(0);
  await page.keyboard.press("Space");
  await expect(viewer.chart("exits").panel).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.sources.first()).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.sources).toHaveCount(1);
});

async function walkTable(viewer: Viewer): Promise<void> {
  const { page } = viewer;
  const first = viewer.table.locator("tr.stat-row").first();
  await first.focus();
  await page.keyboard.press("ArrowDown");
  await expect(viewer.table.locator("tr.stat-row").nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect(viewer.table.locator("tr.stat-details")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(first).toHaveAttribute("aria-expanded", "false");
  const charted = (await first.getAttribute("aria-selected")) === "true";
  await page.keyboard.press("Enter");
  await expect(first).toHaveAttribute("aria-selected", String(!charted));
}

test("what is open over the page has the keys to itself", { tag: "@long" }, async ({ viewer, page }) => {
  await viewer.open(timedSeries(["vm", "vcpu0"]));
  const left = page.getByRole("navigation", { name: "Recordings and sources" });
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("l");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(left).toBeVisible();

  await page.getByRole("button", { name: "Save exits", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: "Save as PNG" })).toBeFocused();
  await page.keyboard.press("l");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menuitem")).toHaveCount(0);
  await expect(left).toBeVisible();
});
