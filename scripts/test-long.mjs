// @ts-check
// npm run test:long: what takes longer than a test run should: 100 times the random cases, the stories that take long, three
// minutes of random use of the page, the main stories in Firefox. Each even when one before it failed; exit code 1 when any did.

import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { run } from "./run.mjs";

await ensureInstalled();
await ensureBuilt();
const browser = await ensureBrowser();

/** @type {readonly (readonly [string, string, Record<string, string>])[]} */
const SUITES = [
  ["unit", "vitest run --mode long --testTimeout 600000", {}],
  ["long stories", "playwright test -c test/e2e", { KVMSCOPE_BROWSER: browser, KVMSCOPE_LONG: "yes" }],
  [
    "exploring",
    "playwright test -c test/e2e --project isolated explore.spec.ts",
    { KVMSCOPE_BROWSER: browser, KVMSCOPE_EXPLORE: "180" },
  ],
  ["firefox", "playwright test -c test/e2e/firefox.config.ts --pass-with-no-tests", {}],
];

const results = [];
for (const [name, command, environment] of SUITES) {
  process.stdout.write(`\n--- ${name}\n`);
  const start = performance.now();
  const code = await run(command, environment);
  results.push({ name, code, seconds: (performance.now() - start) / 1000 });
}
process.stdout.write("\n");
for (const { name, code, seconds } of results)
  process.stdout.write(`${seconds.toFixed(1).padStart(6)} s  ${code === 0 ? "ok    " : "FAILED"}  ${name}\n`);
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
