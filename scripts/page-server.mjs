// @ts-check
// A static server for the built page, for this machine only.

import { open, realpath } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { pageHeaders } from "./headers.mjs";

/** @import { IncomingMessage, Server, ServerResponse } from "node:http" */

const MIME_TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json"],
  [".webmanifest", "application/manifest+json"],
  [".wasm", "application/wasm"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".ico", "image/x-icon"],
  [".woff2", "font/woff2"],
  [".txt", "text/plain; charset=utf-8"],
  [".md", "text/plain; charset=utf-8"],
  [".gz", "application/gzip"],
  [".zip", "application/zip"],
]);

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
/** Ports tried after the wanted one. */
const PORTS_TRIED = 100;

/**
 * In place of the page's service worker where the page is not to be kept: what another server left on this port goes, and its
 * pages load anew, from here.
 */
const LEAVING_WORKER = `addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));
async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("kvmscope-")) await caches.delete(name);
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window", includeUncontrolled: true })) {
    await page.navigate(page.url).catch(() => undefined);
  }
}
`;

/**
 * @typedef {object} Served what a page is told of its server
 * @property {"live" | "view"} kind the page keeps nothing of what it is served, and opens no sample
 * @property {(request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>} route answers what is no file of the
 * page: GET and HEAD, of a loopback name; false: it is one
 */

/**
 * Serves the files under `root`: GET and HEAD only, to a loopback name only (another name is a rebound DNS entry of some web page).
 * @param {{ readonly root: string, readonly isolated?: boolean, readonly served?: Served | null }} options
 * @returns {Server}
 */
export function createPageServer({ root, isolated = true, served = null }) {
  const headers = pageHeaders({ isolated });
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answer({ root, served }, request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, "Cannot read the file: the disk refused");
      else response.destroy();
    });
  });
}

/**
 * Listens on 127.0.0.1. A taken port gives the next free one unless `strict`; resolves to the port once connections are accepted.
 * @param {Server} server
 * @param {{ readonly port: number, readonly strict?: boolean }} options
 * @returns {Promise<number>}
 */
export async function listenOnLoopback(server, { port, strict = false }) {
  const last = strict || port === 0 ? port : Math.min(65535, port + PORTS_TRIED);
  for (let candidate = port; ; candidate++) {
    try {
      return await listen(server, candidate);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw error;
      if (candidate >= last) throw new Error(`Cannot serve: port ${strict ? port : `${port} to ${last}`} is taken`);
    }
  }
}

/**
 * @param {Server} server
 * @param {number} port
 * @returns {Promise<number>}
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/**
 * @param {{ readonly root: string, readonly served: Served | null }} what
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function answer({ root, served }, request, response) {
  if (!isLoopback(request.headers.host))
    return refuse(response, 403, "Cannot serve this host name: expected localhost");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "Cannot do this here: expected GET or HEAD");
  }
  const path = pathOf(request.url ?? "");
  if (path === null) return refuse(response, 400, "Cannot read the path: not inside the page");
  if (served !== null) {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    if (await served.route(request, response, url)) return;
    if (path === "/sw.js") return sendText(request, response, MIME_TYPES.get(".js"), LEAVING_WORKER);
  }
  const file = await openInside(root, path);
  if (file === null) return refuse(response, 404, "Cannot find this file");
  try {
    if (served !== null && path === "/index.html") {
      const page = (await file.handle.readFile("utf8")).replace(
        /<head>/,
        `<head>\n    <meta name="kvmscope-served" content="${served.kind}" />`,
      );
      return sendText(request, response, MIME_TYPES.get(".html"), page);
    }
    response.setHeader("Content-Type", MIME_TYPES.get(extname(path)) ?? "application/octet-stream");
    response.setHeader("Content-Length", file.size);
    // Vite puts a content hash in the names under assets/.
    response.setHeader(
      "Cache-Control",
      path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    );
    if (request.method === "HEAD") response.end();
    else await pipeline(file.handle.createReadStream({ autoClose: false }), response);
  } catch (error) {
    if (codeOf(error) !== "ERR_STREAM_PREMATURE_CLOSE") throw error; // the browser went away
  } finally {
    await file.handle.close();
  }
}

/** @param {string | undefined} host the Host header, with or without a port */
function isLoopback(host) {
  return host !== undefined && LOOPBACK_NAMES.includes(host.toLowerCase().replace(/:\d+$/, ""));
}

/**
 * The decoded path of a request target, or null when it is malformed or points anywhere but down.
 * @param {string} target
 * @returns {string | null}
 */
function pathOf(target) {
  let path;
  try {
    path = decodeURIComponent(target.replace(/[?#].*$/s, ""));
  } catch {
    return null;
  }
  if (!path.startsWith("/") || /[\0\\]/.test(path)) return null;
  if (path.split("/").some((part) => part.startsWith("."))) return null;
  return path.endsWith("/") ? `${path}index.html` : path;
}

/**
 * Opens a regular file under `root`, links resolved. Null when there is none.
 * @param {string} root
 * @param {string} path
 */
async function openInside(root, path) {
  try {
    const realRoot = await realpath(root);
    const realFile = await realpath(join(realRoot, path));
    if (!realFile.startsWith(realRoot + sep)) return null;
    const handle = await open(realFile, "r");
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, size: stat.size };
    await handle.close();
    return null;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"].includes(codeOf(error))) return null;
    throw error;
  }
}

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string | undefined} type
 * @param {string} text
 */
function sendText(request, response, type = "text/plain", text) {
  const bytes = Buffer.from(text);
  response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length, "Cache-Control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/**
 * Answers with a sentence.
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} sentence
 */
export function refuse(response, status, sentence) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`${sentence}\n`);
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
