// After the first visit the page needs no network: its service worker keeps every file of the build.

import { seriesStory } from "./support/series-story.ts";
import { expect, test } from "./test.ts";

/** Until the service worker has kept everything and answers for this page. */
async function kept(page: import("@playwright/test").Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated", null, {
    timeout: 20_000,
  });
}

seriesStory("isolated");

test("without a network the page loads, reads dumps, and shares memory as before", async ({ viewer }) => {
  const { page } = viewer;
  await kept(page);
  await page.context().setOffline(true);
  await page.reload();
  await viewer.waitUntilIdle();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(viewer.recording("Sample recording")).toBeVisible();
});

test("it can be installed", async ({ viewer, request }) => {
  const { page } = viewer;
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const reply = await request.get(new URL(href ?? "", page.url()).href);
  expect(reply.headers()["content-type"]).toBe("application/manifest+json");
  const manifest = (await reply.json()) as { icons: { src: string; sizes: string }[]; display: string };
  expect(manifest.display).toBe("standalone");
  for (const { src, sizes } of manifest.icons) {
    const icon = await request.get(new URL(src, page.url()).href);
    expect(icon.status(), `${src} ${sizes}`).toBe(200);
  }
});
