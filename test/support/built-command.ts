// The command as a process of its own, built from the tree as it is: for signals, kills and memory.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { isStale } from "../../scripts/build.mjs";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

export interface BuiltCommand {
  /** Starts `kvmscope ARGV`. */
  start(...argv: readonly string[]): Running;
  /** Removes what was built. */
  remove(): void;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it said on stderr so far. */
  err(): string;
  /** Resolves when stderr holds `text`; rejects when it ended without. */
  said(text: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** The one in dist where that is as new as its sources; else built beside it, where koffi, which is not bundled, is found. */
export async function buildCommand(): Promise<BuiltCommand> {
  const built = `${REPOSITORY}dist/cli/main.js`;
  const sources = ["cli", "web", "assembly/layout.ts", "package.json"].map((path) => REPOSITORY + path);
  if (!isStale(built, sources)) return commandOf(built, () => undefined);
  const folder = mkdtempSync(`${REPOSITORY}build/command-`);
  await build({
    configFile: `${REPOSITORY}vite.config.ts`,
    logLevel: "error",
    build: { ssr: true, outDir: folder, license: false },
  });
  return commandOf(`${folder}/main.js`, () => rmSync(folder, { recursive: true, force: true }));
}

function commandOf(script: string, remove: () => void): BuiltCommand {
  return {
    start: (...argv) => start([script, ...argv]),
    remove,
  };
}

/** A Node process without a terminal, whose stderr is kept. */
function start(argv: readonly string[]): Running {
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    child,
    ended,
    err: () => text,
    said(wanted) {
      return new Promise((resolve, reject) => {
        const look = () => text.includes(wanted) && resolve();
        child.stderr?.on("data", look);
        look();
        ended.then(() => reject(new Error(`It ended without saying "${wanted}": ${text}`)));
      });
    },
  };
}
