// @ts-check
// Finds or installs the Chromium that tests and benchmarks drive.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";

/** @typedef {{
 *   readonly env: Readonly<Record<string, string | undefined>>,
 *   readonly exists: (path: string) => boolean,
 *   readonly playwright: () => string | undefined,
 *   readonly root: boolean,
 *   readonly run: (command: string) => Promise<number>,
 * }} Probes what the machine says; tests put their own here */

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @type {Probes} */
const MACHINE = {
  env: process.env,
  exists: existsSync,
  playwright: playwrightPath,
  root: process.getuid?.() === 0,
  run,
};

/**
 * The browser's path: KVMSCOPE_BROWSER, else Playwright's own, else an installed Chromium or Chrome on PATH; undefined when there is none.
 * Throws when KVMSCOPE_BROWSER names a file that does not exist.
 * @param {Partial<Probes>} [probes]
 * @returns {string | undefined}
 */
export function findBrowser(probes) {
  const { env, exists, playwright } = { ...MACHINE, ...probes };
  const wanted = env["KVMSCOPE_BROWSER"];
  if (wanted !== undefined && wanted !== "") {
    if (exists(wanted)) return wanted;
    throw new Error(`Cannot use KVMSCOPE_BROWSER: ${wanted} does not exist`);
  }
  const own = playwright();
  if (own !== undefined && exists(own)) return own;
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(exists);
}

/**
 * Like `findBrowser`, but installs one when there is none: Playwright's, else as root the distribution's. Throws one sentence when neither works.
 * @param {Partial<Probes>} [probes]
 * @returns {Promise<string>}
 */
export async function ensureBrowser(probes) {
  const machine = { ...MACHINE, ...probes };
  const commands = ["playwright install chromium"];
  if (machine.root) commands.push("apt-get update -q && apt-get install -y -q --no-install-recommends chromium");
  let browser = findBrowser(machine);
  for (const command of commands) {
    if (browser !== undefined) return browser;
    await machine.run(command);
    browser = findBrowser(machine);
  }
  if (browser !== undefined) return browser;
  throw new Error("Cannot find or install a browser: install Chromium, or set KVMSCOPE_BROWSER to the path of one");
}

/** What Playwright turns off itself: of two lists Chromium takes the last one, so ours holds these too. A test compares them. */
const OFF_IN_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion",
];

/** Of the browser's own window, which nobody sees: the list under its address bar is a page for every new window, 1 s of CPU each. */
const OFF_HERE = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "SpareRendererForSitePerProcess",
];

/**
 * Arguments that Chromium needs here: it refuses its sandbox to root, and shows no window.
 * @returns {string[]}
 */
export function browserArguments() {
  return [
    ...(MACHINE.root ? ["--no-sandbox"] : []),
    `--disable-features=${[...OFF_IN_PLAYWRIGHT, ...OFF_HERE].join(",")}`,
  ];
}

/** @returns {string | undefined} */
function playwrightPath() {
  try {
    return createRequire(import.meta.url)("playwright").chromium.executablePath();
  } catch {
    return undefined; // not installed yet
  }
}
