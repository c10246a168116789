// @ts-check
// Installs what package-lock.json names when node_modules is missing or older.

import { statSync } from "node:fs";
import { join } from "node:path";
import { mustRun, REPOSITORY } from "./run.mjs";

/** npm writes this file last, after everything else is in place. */
const INSTALLED = join(REPOSITORY, "node_modules", ".package-lock.json");

/** @returns {Promise<void>} */
export async function ensureInstalled() {
  const installed = statSync(INSTALLED, { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= statSync(join(REPOSITORY, "package-lock.json")).mtimeMs) return;
  await mustRun("npm ci --include=dev --no-audit --no-fund --loglevel=error");
}
