// A host that sends no headers for shared memory: the page's own service worker adds them, after one reload.

import { seriesStory } from "./support/series-story.ts";
import { expect, test } from "./test.ts";

test.beforeEach(async ({ viewer }) => {
  await viewer.page.waitForFunction(() => crossOriginIsolated, null, { timeout: 20_000 });
  await viewer.waitUntilIdle();
});

seriesStory("isolated");

test("the page was loaded anew once, not again and again", async ({ viewer }) => {
  const { page } = viewer;
  await page.reload();
  await viewer.waitUntilIdle();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => performance.getEntriesByType("navigation").length)).toBe(1);
});
