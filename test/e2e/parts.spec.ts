// A part of the page that cannot be loaded is one sentence; the rest goes on, and it can be tried again.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// not ./test.ts: a request that fails is a console error
import { test } from "@playwright/test";
import { roundOf, tarGz } from "./support/dumps.ts";
import { createViewer, expect } from "./viewer.ts";

const PARTS = /assets\/(QualityView|Palette)-.*\.js/;

test("without a network a view is one sentence and comes back with it", async ({ page }) => {
  const viewer = await createViewer(page, mkdtempSync(join(tmpdir(), "kvmscope-e2e-")));
  const body = Buffer.from(await tarGz([{ path: "sample/vm.bin", bytes: roundOf("vm", 0) }]));
  await page.route("**/sample.mcap", (route) => route.fulfill({ body, contentType: "application/gzip" }));
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  await viewer.load();
  await page.route(PARTS, (route) => route.abort());
  await page.getByRole("button", { name: "Quality", exact: true }).click();
  const said = page.getByRole("main").getByRole("alert");
  await expect(said).toContainText("Cannot show the view Quality");
  await page.keyboard.press("Control+k");
  await expect(page.getByText("Cannot show the commands")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Mouse and keys" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.unroute(PARTS);
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("What was checked")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
});
