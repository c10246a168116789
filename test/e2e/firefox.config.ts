// The main stories in stock Firefox, with shared memory and without: Debian's firefox-esr, driven over WebDriver BiDi. Part of
// npm run test:long.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import chromium from "./playwright.config.ts";
import type { Options } from "./test.ts";

const executablePath = process.env["KVMSCOPE_FIREFOX"] ?? "/usr/bin/firefox-esr";
const found = existsSync(executablePath);
if (!found) process.stdout.write(`no Firefox at ${executablePath}: its stories are left out\n`);

/** The main ones of every view. Left out: drops from outside (made by Chromium's own protocol), axe, pictures, installing. */
const STORIES =
  /(one-dump|series|zoom|table|playback|time|overview|compare|changes|histograms|advisor|bytes|quality|export|palette|session|hidden-texts)\.spec\.ts$/;
/** Of these also without shared memory. */
const PLAIN = /(unshared\.plain|one-dump|compare|histograms|export)\.spec\.ts$/;
const [isolated, plain] = ["isolated", "plain"].map((name) => chromium.projects?.find((each) => each.name === name));

export default defineConfig<Options>({
  ...chromium,
  workers: 1,
  use: {
    ...chromium.use,
    browserName: "firefox",
    channel: "moz-firefox",
    // reads the clipboard without asking
    launchOptions: { executablePath, firefoxUserPrefs: { "dom.events.testing.asyncClipboard": true } },
    // Playwright's own style for screenshots is refused by the page's policy here
    screenshot: "off",
    sample: "one",
  },
  projects: [
    { name: "firefox isolated", testMatch: found ? STORIES : [], use: isolated?.use ?? {} },
    { name: "firefox plain", testMatch: found ? PLAIN : [], use: plain?.use ?? {} },
  ],
});
