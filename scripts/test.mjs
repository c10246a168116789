// @ts-check
// npm test: installs, builds, checks, unit and browser tests, each even when one before it failed. Writes test-results/summary.json.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { listenOnLoopback } from "./page-server.mjs";
import { REPOSITORY, run } from "./run.mjs";
import { sumTallies, tallySuite } from "./tally.mjs";

/** @import { Tally } from "./tally.mjs" */

const RESULTS = join(REPOSITORY, "test-results");
const UNIT_REPORT = join(RESULTS, "unit.json");
const E2E_REPORT = join(RESULTS, "e2e.json"); // written by the reporter of test/e2e/playwright.config.ts

/** @type {{ readonly name: string, readonly seconds: number, readonly tally: Tally }[]} */
const suites = [];

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
await suite("install", () => silentStep(ensureInstalled));
await suite("build", () => silentStep(ensureBuilt));
for (const command of checks()) await suite(`check: ${command}`, async () => step((await run(command)) === 0));
await suite("unit", async () => {
  const code = await run(`vitest run --reporter=default --reporter=json --outputFile.json="${UNIT_REPORT}"`);
  return tallySuite({ report: readReport(UNIT_REPORT), code });
});
await suite("e2e", async () => {
  const browser = await ensureBrowser();
  const port = await freePair();
  const code = await run("playwright test -c test/e2e", {
    KVMSCOPE_BROWSER: browser,
    KVMSCOPE_TEST_PORT: String(port),
  });
  return tallySuite({ report: readReport(E2E_REPORT), code });
});

const total = sumTallies(suites.map(({ tally }) => tally));
writeFileSync(join(RESULTS, "summary.json"), `${JSON.stringify({ ...total, suites }, null, 2)}\n`);
process.stdout.write("\n");
for (const { name, seconds, tally } of suites) {
  process.stdout.write(`${seconds.toFixed(1).padStart(6)} s  ${tally.failed === 0 ? "ok    " : "FAILED"}  ${name}\n`);
}
process.stdout.write(`all suites: ${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/**
 * @param {string} name
 * @param {() => Promise<Tally>} work
 */
async function suite(name, work) {
  process.stdout.write(`\n--- ${name}\n`);
  const start = performance.now();
  const tally = await work().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return step(false);
  });
  suites.push({ name, seconds: (performance.now() - start) / 1000, tally });
}

/** The steps of `npm run check`, so that they stand in one place. */
function checks() {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  return /** @type {string} */ (scripts.check).split(" && ");
}

/**
 * @param {boolean} good
 * @returns {Tally}
 */
function step(good) {
  return good ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Counts only when it throws.
 * @param {() => Promise<void>} work
 * @returns {Promise<Tally>}
 */
async function silentStep(work) {
  await work();
  return { passed: 0, failed: 0 };
}

/**
 * A free port whose next one is free too: another checkout may be testing on this machine.
 * @returns {Promise<number>}
 */
async function freePair() {
  for (let port = 4727; ; ) {
    const first = createServer();
    const second = createServer();
    port = await listenOnLoopback(first, { port });
    const next = await listenOnLoopback(second, { port: port + 1 });
    first.close();
    second.close();
    if (next === port + 1) return port;
    port = next;
  }
}

/** @param {string} path */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
