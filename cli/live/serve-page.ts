// What `live` and `view` do alike: the page found, the server listening, the link printed.

import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../../scripts/open-browser.mjs";
import { listenOnLoopback } from "../../scripts/page-server.mjs";
import { type Io, Usage } from "../io.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Beside the built command, or the checkout's build when run from source. */
const PAGES = [join(HERE, "../page"), join(HERE, "../../dist/page")];

/** Not those of `npm start` and `vite`: what a page of theirs left in the browser stands in nobody's way here. */
export const PORTS = { live: 4747, view: 4748 } as const;

/** Folder of the built page. */
export function pageFolder(): string {
  const found = PAGES.find((folder) => existsSync(join(folder, "index.html")));
  if (found === undefined) throw new Error(`Cannot start: ${PAGES[0]} is missing; npm run build makes it`);
  return found;
}

/** The number in --port; 0 takes any that is free. Throws Usage. */
export function portOf(given: unknown, otherwise: number): number {
  if (given === undefined) return otherwise;
  const port = Number(given);
  if (typeof given === "string" && /^\d{1,5}$/.test(given) && port <= 65_535) return port;
  throw new Usage(`Cannot read --port: expected 0 to 65535, found "${given}"`);
}

export interface Shown {
  readonly server: Server;
  readonly port: number;
  /** With the token. */
  readonly query: URLSearchParams;
  readonly open: boolean;
  /** What is at the link: "a.mcap". */
  readonly what: string;
}

/** Listens and prints the link. Resolves once the page can be loaded. */
export async function showLink({ server, port, query, open, what }: Shown, io: Io): Promise<void> {
  const got = await listenOnLoopback(server, { port, strict: true }).catch((error: Error) => {
    throw new Error(`${error.message}; --port takes another one, --port 0 any that is free`);
  });
  const link = `http://127.0.0.1:${got}/?${query}`;
  await io.out(`${what} is at ${link}\n`);
  if (open) openBrowser(link);
}

/** ms that pages are given to take what is under way: the sentence why it ends. */
const LAST_WORDS = 500;

/** Ends a server and every stream it sends. */
export function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), LAST_WORDS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
