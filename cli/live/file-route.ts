// One file of this machine, by ranges: what `kvmscope view` shows, and the recording that `kvmscope live` writes.

import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { refuse } from "../../scripts/page-server.mjs";

/** A range of a request: [from, to); null when it asks for none that can be given. */
function rangeOf(header: string | undefined, size: number): { from: number; to: number } | null {
  if (header === undefined) return { from: 0, to: size };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header) ?? [];
  if (first === undefined) return null;
  const from = Number(first);
  const to = last === undefined || last === "" ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : null;
}

/**
 * Answers HEAD with the file's size and GET with a range of it. ETag: another file under the same name (its inode, its birth) has
 * another one, a file that grew has not; If-Match with an old one is refused, so that no page mixes two files.
 */
export async function sendFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch {
    return refuse(response, 404, "Cannot read the file: it is gone, or may not be read");
  }
  try {
    const { size, ino, birthtimeNs, mtimeNs } = await file.stat({ bigint: true });
    const tag = `"${ino.toString(36)}-${birthtimeNs.toString(36)}"`;
    response.setHeader("ETag", tag);
    response.setHeader("Last-Modified", new Date(Number(mtimeNs / 1_000_000n)).toUTCString());
    response.setHeader("X-Kvmscope-Name", encodeURIComponent(basename(path)));
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Type", "application/octet-stream");
    const wanted = request.headers["if-match"];
    if (wanted !== undefined && wanted !== tag) return refuse(response, 412, "Cannot go on: another file has its name");
    if (request.method === "HEAD") {
      response.setHeader("Content-Length", String(size));
      response.end();
      return;
    }
    const range = rangeOf(request.headers.range, Number(size));
    if (range === null) {
      response.setHeader("Content-Range", `bytes */${size}`);
      return refuse(response, 416, `Cannot read this range: the file has ${size} bytes`);
    }
    const { from, to } = range;
    response.setHeader("Content-Length", to - from);
    if (request.headers.range !== undefined) response.setHeader("Content-Range", `bytes ${from}-${to - 1}/${size}`);
    response.writeHead(request.headers.range === undefined ? 200 : 206);
    if (from === to) {
      response.end();
      return;
    }
    await pipeline(file.createReadStream({ start: from, end: to - 1, autoClose: false }), response);
  } catch (error) {
    // the browser went away
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  } finally {
    await file.close();
  }
}
