// @ts-check
// node scripts/serve.mjs [--port N] [--strict-port] [--root DIR] [--no-isolation] [--open]: serves the built page on loopback.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { openBrowser } from "./open-browser.mjs";
import { createPageServer, listenOnLoopback } from "./page-server.mjs";

const PAGE = fileURLToPath(new URL("../dist/page", import.meta.url));
const DEFAULT_PORT = 4717;

/**
 * Serves until the process ends; prints the address in one line once connections are accepted.
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
export async function serve(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: String(DEFAULT_PORT) },
      "strict-port": { type: "boolean", default: false },
      root: { type: "string", default: PAGE },
      "no-isolation": { type: "boolean", default: false },
      open: { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535)
    throw new Error(`Cannot serve: port is ${values.port}, expected 0 to 65535`);
  if (!existsSync(join(values.root, "index.html")))
    throw new Error(`Cannot serve: ${values.root} has no index.html, run npm run build first`);

  const server = createPageServer({ root: values.root, isolated: !values["no-isolation"] });
  const address = `http://127.0.0.1:${await listenOnLoopback(server, { port, strict: values["strict-port"] })}/`;
  process.stdout.write(`kvmscope is at ${address}\n`);
  if (values.open) openBrowser(address);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(0));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  serve(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  });
}
