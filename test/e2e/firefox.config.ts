// The main stories in stock Firefox, with shared memory and without: Debian's firefox-esr, driven over WebDriver BiDi. Part of
// npm run test:long.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import chromium from "./playwright.config.ts";
import type { Options } from "./test.ts";

const executablePath = process.env["KVMSCOPE_FIREFOX"] ?? "/usr/bin/firefox-esr";
if (!existsSync(executablePath)) process.stdout.write(`no Firefox at ${executablePath}: its stories are left out\n`);

/** What opens, shows, moves and compares; the rest is about Chromium's own ways of dropping and installing. */
const STORIES = /(series|zoom|table|one-dump|unshared\.plain)\.spec\.ts$/;
const [isolated, plain] = ["isolated", "plain"].map((name) => chromium.projects?.find((each) => each.name === name));

export default defineConfig<Options>({
  ...chromium,
  workers: 1,
  testMatch: existsSync(executablePath) ? STORIES : [],
  use: {
    ...chromium.use,
    browserName: "firefox",
    channel: "moz-firefox",
    launchOptions: { executablePath },
    // Playwright's own style for screenshots is refused by the page's policy here
    screenshot: "off",
    sample: "one",
  },
  projects: [
    { name: "firefox isolated", testIgnore: "**/*.plain.spec.ts", use: isolated?.use ?? {} },
    { name: "firefox plain", testMatch: "**/*.plain.spec.ts", use: plain?.use ?? {} },
  ],
});
