// Every spec's `test`: a viewer on the page, and a watch that fails the spec when the page complained or spoke to somebody.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type Page } from "@playwright/test";
import { type GivenFile, roundOf, tarGz, timedSeries } from "./support/dumps.ts";
import { mendDriver } from "./support/firefox.ts";
import { createViewer, expect, type Viewer } from "./viewer.ts";

export { expect };

/** What must not happen on any page of any spec. */
export interface Watch {
  /** Addresses asked for so far, by page and workers. */
  readonly requests: readonly string[];
  /** What went wrong so far: console errors and warnings, uncaught errors, dialogs, refused by policy, requests elsewhere. */
  complaints(): Promise<readonly string[]>;
}

export interface Options {
  /** What the page finds at the address of its sample: "bundled", its own 14,200 dumps; for specs about something else "small", 12 real dumps, or "one". */
  readonly sample: "bundled" | "small" | "one";
  /** Private windows have none. One that is allowed fetches the bundled sample, whatever `sample` says. */
  readonly serviceWorker: "refused" | "allowed";
}

declare global {
  interface Window {
    kvmscopeViolations?: string[];
  }
}

/** Before anything of the page runs: what its policy or Trusted Types refuse. */
function noteViolations(): void {
  const seen: string[] = [];
  window.kvmscopeViolations = seen;
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
    seen.push(`${violatedDirective} refused ${blockedURI} ${sample}`);
  });
}

/** In a folder of their own: dumps of the same place, time and id would be the same recording. */
function inFolder(files: readonly GivenFile[]): Promise<Uint8Array> {
  return tarGz(files.map(({ path, bytes }) => ({ path: `sample/${path}`, bytes })));
}

const SAMPLES = {
  small: inFolder(timedSeries(["vm", "vcpu0"], 6)),
  one: inFolder([{ path: "vm.bin", bytes: roundOf("vm", 0) }]),
};

/** Before anything of the page runs: a browser that knows no service workers. */
function refuseServiceWorker(): void {
  Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
}

async function watchPage(page: Page, origin: string): Promise<Watch> {
  const requests: string[] = [];
  const seen: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    requests.push(url);
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith("blob:"))
      seen.push(`request to ${url}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`uncaught: ${error.message}`));
  page.on("crash", () => seen.push("the page crashed"));
  page.on("dialog", async (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.addInitScript(noteViolations);
  return {
    requests,
    async complaints() {
      const refused = await page.evaluate(() => window.kvmscopeViolations ?? []);
      return [...seen, ...refused.map((text) => `policy: ${text}`)];
    },
  };
}

interface Fixtures extends Options {
  readonly watch: Watch;
  /** A temporary folder of the test. */
  readonly folder: string;
  readonly viewer: Viewer;
}

export const test = base.extend<Fixtures, object>({
  browser: [
    async ({ browser }, use) => {
      mendDriver(browser);
      await use(browser);
    },
    { scope: "worker" },
  ],
  sample: ["one", { option: true }],
  serviceWorker: ["refused", { option: true }],
  watch: async ({ page, baseURL, serviceWorker }, use) => {
    if (serviceWorker === "refused") await page.addInitScript(refuseServiceWorker);
    const watch = await watchPage(page, new URL(baseURL ?? "").origin);
    await use(watch);
    expect(await watch.complaints()).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "kvmscope-e2e-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  viewer: async ({ page, sample, folder, watch: _ }, use) => {
    if (sample !== "bundled") {
      const body = Buffer.from(await SAMPLES[sample]);
      await page.route("**/sample.mcap", (route) => route.fulfill({ body, contentType: "application/gzip" }));
    }
    const viewer = await createViewer(page, folder);
    await viewer.load();
    await use(viewer);
  },
});
