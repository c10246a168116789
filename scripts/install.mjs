// @ts-check
// Installs what package-lock.json names when node_modules is missing or older.

import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { mustRun, REPOSITORY } from "./run.mjs";

/** npm writes this file last, after everything else is in place. */
const INSTALLED = join(REPOSITORY, "node_modules", ".package-lock.json");

// Not `npm ci`: it refuses a lock file without the native packages of other platforms, and a registry mirror need not have those.
const INSTALL = "npm install --no-save --include=dev --include=optional --no-audit --no-fund --loglevel=error";

/** @returns {Promise<void>} */
export async function ensureInstalled() {
  const installed = statSync(INSTALLED, { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= statSync(join(REPOSITORY, "package-lock.json")).mtimeMs) return;
  await mustRun(INSTALL);
  const now = new Date();
  utimesSync(INSTALLED, now, now); // npm leaves it alone when nothing changed
}
