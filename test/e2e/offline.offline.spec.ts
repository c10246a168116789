// After the first visit the page needs no network: its service worker keeps every file of the build.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { createPageServer, listenOnLoopback } from "../../scripts/page-server.mjs";
import { seriesStory } from "./support/series-story.ts";
import { expect, test } from "./test.ts";

/** Until the service worker has kept everything and answers for this page. */
async function kept(page: Page): Promise<void> {
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

test("a newer build waits until it is wanted: what is open is not taken away", { tag: "@long" }, async ({
  page,
  folder,
}) => {
  // a host of its own (the watch knows only the usual one), below another path, whose build changes meanwhile
  const root = join(folder, "host");
  const site = join(root, "tools", "kvmscope");
  cpSync(fileURLToPath(new URL("../../dist/page", import.meta.url)), site, { recursive: true });
  const server = createPageServer({ root });
  const port = await listenOnLoopback(server, { port: 0 });
  try {
    await page.goto(`http://127.0.0.1:${port}/tools/kvmscope/`);
    await kept(page);
    const worker = join(site, "sw.js");
    writeFileSync(worker, readFileSync(worker, "utf8").replace(/(version\\":\\")[0-9a-f]{16}/, "$10123456789abcdef"));
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await expect(page.getByText("A newer kvmscope is ready")).toBeVisible();
    expect(await page.evaluate(() => caches.keys())).toHaveLength(2);
    await page.getByRole("button", { name: "Load it" }).click();
    await page.waitForFunction(async () => (await caches.keys()).join() === "kvmscope-0123456789abcdef", null, {
      timeout: 20_000,
    });
    await expect(page.getByRole("heading", { level: 1, name: "kvmscope" })).toBeVisible();
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
