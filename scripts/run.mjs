// @ts-check
// Child processes for the scripts: tools of node_modules are found by name.

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, with a separator at its end. */
export const REPOSITORY = fileURLToPath(new URL("../", import.meta.url));

/**
 * Runs a command line in the repository, its output passed through; resolves to the exit code, 127 when it cannot start.
 * @param {string} command
 * @param {Readonly<Record<string, string | undefined>>} [env] added to ours
 * @returns {Promise<number>}
 */
export function run(command, env = {}) {
  const path = `${join(REPOSITORY, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn(command, {
    cwd: REPOSITORY,
    stdio: "inherit",
    shell: true,
    env: { ...process.env, PATH: path, ...env },
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Like `run`, but a command that fails throws with its name and code.
 * @param {string} command
 * @returns {Promise<void>}
 */
export async function mustRun(command) {
  const code = await run(command);
  if (code !== 0) throw new Error(`Cannot go on: "${command}" ended with code ${code}`);
}
