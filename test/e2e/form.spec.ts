// The page's form: themes, paper, columns, skip links, messages, the tour, and how little the first screen loads.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { paletteOf } from "./support/palette.ts";
import { expect, test } from "./test.ts";

test.use({ sample: "small" });

/** KiB after gzip; issue 3 item 12. */
const FIRST_LOAD = 400;

test("the first screen loads little script, its font from the same place, and offers the tour once", async ({
  viewer,
  watch,
}) => {
  const { page } = viewer;
  const paths = new Set(watch.requests.map((url) => new URL(url).pathname));
  const scripts = [...paths].filter((path) => path.endsWith(".js"));
  const built = (path: string) => readFileSync(fileURLToPath(new URL(`../../dist/page${path}`, import.meta.url)));
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(built(path), { level: 9 }).length, 0);
  expect(scripts.length).toBeGreaterThan(1);
  expect(bytes / 1024).toBeLessThan(FIRST_LOAD);
  expect(scripts.filter((path) => /Palette|Help/.test(path))).toEqual([]);
  expect(await page.evaluate(() => document.fonts.check('14px "Inter Variable"'))).toBe(true);
  expect([...paths].filter((path) => path.endsWith(".woff2"))).toHaveLength(1);

  const offer = page.getByRole("region", { name: "Tour" });
  await expect(offer).toBeVisible();
  await offer.getByRole("button", { name: "Start the tour" }).click();
  await expect(page.getByRole("heading", { name: "Open a dump" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Read and select" })).toBeFocused();
  // nothing is blocked meanwhile
  await viewer.chart("exits").drag(0.2, 0.8);
  await expect(viewer.range).toContainText("Selected");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "Ask" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "Ask" })).toHaveCount(0);
  await viewer.load();
  await expect(page.getByRole("button", { name: "Start the tour" })).toHaveCount(0);
  await paletteOf(page).run("tour");
  await expect(page.getByRole("heading", { name: "Open a dump" })).toBeFocused();
});

test("columns are as wide as they are dragged, by mouse and keys, also after a reload; both sides fold away", {
  tag: "@long",
}, async ({ viewer }) => {
  const { page } = viewer;
  const separator = page.getByRole("separator", { name: "Width of recordings and sources" });
  const left = page.getByRole("navigation", { name: "Recordings and sources" });
  const width = async () => (await left.boundingBox())?.width ?? 0;
  const first = await width();
  const box = await separator.boundingBox();
  if (box === null) throw new Error("Cannot drag the separator: it is not shown");
  await page.mouse.move(box.x + 2, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 102, box.y + 300, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await width()) - first)).toBe(100);
  await separator.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(width).toBeLessThan(first + 100);
  const kept = await width();
  await viewer.load();
  expect(Math.abs((await width()) - kept)).toBeLessThan(3);

  await page.locator("body").press("l");
  await expect(viewer.recordings.first()).toBeHidden();
  await page.locator("body").press("t");
  await expect(viewer.table).toBeHidden();
  // a search opens it again
  await page.locator("body").press("/");
  await expect(viewer.search).toBeFocused();
  await expect(viewer.table).toBeVisible();
  await page.locator("body").click();
  await page.locator("body").press("l");
  await expect(viewer.recordings.first()).toBeVisible();
});

test("the first stops of Tab skip to charts and statistics", async ({ viewer }) => {
  const { page } = viewer;
  await page.locator("body").press("Tab");
  const skip = page.getByRole("button", { name: "Skip to charts" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main", { name: "Charts" })).toBeFocused();
  await page.getByRole("button", { name: "Skip to statistics" }).focus();
  await page.keyboard.press("Enter");
  await expect(viewer.search).toBeFocused();
});

test("high contrast is chosen or asked for by the system; paper is light and without controls", async ({ viewer }) => {
  const { page } = viewer;
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const chart = viewer.chart("exits").plot;
  await page.getByRole("combobox", { name: "Theme" }).selectOption("contrast");
  expect(await background()).toBe("rgb(0, 0, 0)");
  await page.emulateMedia({ media: "print" });
  expect(await background()).toBe("rgb(255, 255, 255)");
  await expect(chart).toBeVisible();
  await expect(page.getByRole("heading", { name: "exits", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open files" })).toBeHidden();
  await expect(viewer.playback).toBeHidden();
  await expect(viewer.table).toBeHidden();
  await page.emulateMedia({ media: null, colorScheme: "dark", contrast: "more" });
  await page.getByRole("combobox", { name: "Theme" }).selectOption("system");
  expect(await background()).toBe("rgb(0, 0, 0)");
  await page.emulateMedia({ colorScheme: "light", contrast: "more" });
  expect(await background()).toBe("rgb(255, 255, 255)");
});

test.describe("on a touch screen", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 820, height: 1180 } });

  test("what is pressed is at least 40 pixels in size, and nothing sticks out", async ({ viewer }) => {
    const { page } = viewer;
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button:not(.link), select, [role=treeitem]")]
        .filter((each) => each.checkVisibility() && each.closest(".skip, .chart") === null)
        .map((each) => ({ name: each.ariaLabel ?? each.textContent, box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height < 40)
        .map(({ name, box }) => `${name}: ${box.height}`),
    );
    expect(small).toEqual([]);
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(wide).toBe(0);
  });
});
