// @ts-check
// node scripts/build.mjs [--wasm] [--page] [--force]: builds what is older than its sources: WASM module, page, command. --wasm and
// --page stop after that part.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { mustRun, REPOSITORY } from "./run.mjs";

/** @typedef {{ readonly name: string, readonly output: string, readonly sources: readonly string[], readonly build: () => Promise<void> }} Part */

const TOOLS = ["package.json", "package-lock.json", "scripts/build.mjs"];

/** In build order; each may have the ones before it among its sources. @type {readonly Part[]} */
const PARTS = [
  {
    name: "wasm",
    output: "build/kvm.wasm",
    sources: ["assembly", ...TOOLS],
    build: () => mustRun("asc --config assembly/asconfig.json --target release"),
  },
  {
    name: "page",
    output: "dist/page/index.html",
    sources: ["web", "assembly/layout.ts", "build/kvm.wasm", "vite.config.ts", "scripts/headers.mjs", ...TOOLS],
    build: () => mustRun("vite build --logLevel warn"),
  },
  {
    name: "command",
    output: "dist/cli/main.js",
    sources: ["cli", "web", "assembly/layout.ts", "build/kvm.wasm", "vite.config.ts", "scripts", ...TOOLS],
    build: buildCommand,
  },
];

async function buildCommand() {
  if (!existsSync(join(REPOSITORY, "cli/main.ts"))) return;
  await mustRun("vite build --ssr --logLevel warn");
  chmodSync(join(REPOSITORY, "dist/cli/main.js"), 0o755);
  copyFileSync(join(REPOSITORY, "build/kvm.wasm"), join(REPOSITORY, "dist/kvm.wasm"));
}

/**
 * Builds the parts that are stale, in order.
 * @param {{ readonly upTo?: string, readonly force?: boolean }} [options] `upTo`: the last part wanted
 * @returns {Promise<void>}
 */
export async function ensureBuilt({ upTo = "command", force = false } = {}) {
  for (const part of PARTS) {
    const output = join(REPOSITORY, part.output);
    const sources = part.sources.map((source) => join(REPOSITORY, source));
    if (force || isStale(output, sources)) {
      process.stdout.write(`building the ${part.name}\n`);
      mkdirSync(dirname(output), { recursive: true });
      await part.build();
    }
    if (part.name === upTo) return;
  }
}

/**
 * Whether `output` is missing or older than any file of `sources` (files and folders; a missing one does not count).
 * @param {string} output
 * @param {readonly string[]} sources
 * @returns {boolean}
 */
export function isStale(output, sources) {
  const built = statSync(output, { throwIfNoEntry: false });
  return built === undefined || sources.some((source) => newest(source) > built.mtimeMs);
}

/**
 * Newest modification time in a tree, ms; directories count, so that a deleted file is seen.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const args = process.argv.slice(2);
  const upTo = args.includes("--wasm") ? "wasm" : args.includes("--page") ? "page" : "command";
  try {
    await ensureInstalled();
    await ensureBuilt({ upTo, force: args.includes("--force") });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
