// A part of the recording that is being written, as a recording of its own: definitions, then its chunks byte for byte.
//
//   GET /recorded?from=T&to=T   chunks with samples of that time, ns since 1970
//   GET /recorded?before=T&bytes=N   the newest chunks with samples before T, of about N bytes before compression

import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "../../scripts/page-server.mjs";
import { streamHead } from "./live-records.ts";
import type { Recorded, RecordedPiece } from "./recorded.ts";
import { drained } from "./stream.ts";
import type { Tape } from "./tape.ts";

/** From when on the answer is complete, ns since 1970. */
const FROM_HEADER = "X-Kvmscope-From";

/** Answers; 204 where there is nothing of that time. */
export async function sendRecorded(
  { recorded, tape, library }: { readonly recorded: Recorded; readonly tape: Tape; readonly library: string },
  {
    request,
    response,
    url,
  }: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly url: URL },
): Promise<void> {
  const [from, to, before, bytes] = ["from", "to", "before", "bytes"].map((name) => numberOf(url, name));
  let piece: RecordedPiece | null;
  if (from != null && to != null && from <= to) {
    await recorded.reach(to);
    piece = { chunks: recorded.between(from, to), from };
  } else if (before != null && bytes != null) {
    await recorded.reach(before);
    piece = recorded.before(before, Number(bytes));
  } else return refuse(response, 400, "Cannot send the recording: expected from and to, or before and bytes");
  if (piece === null || piece.chunks.length === 0) {
    response.writeHead(204, { "Cache-Control": "no-store" }).end();
    return;
  }
  const head = [streamHead(library), ...tape.facts.values(), ...tape.definitions];
  const { chunks } = piece;
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Cache-Control": "no-store",
    "Content-Length": [...head, ...chunks].reduce((sum, { length }) => sum + length, 0),
    [FROM_HEADER]: String(piece.from),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  try {
    for (const part of head) await write(response, part);
    for await (const part of recorded.read(chunks)) {
      if (response.destroyed) return;
      await write(response, part);
    }
    response.end();
  } catch {
    // the file was moved away: a page must not take a part for the whole
    response.destroy();
  }
}

function numberOf(url: URL, name: string): bigint | null {
  const text = url.searchParams.get(name) ?? "";
  return /^\d{1,19}$/.test(text) ? BigInt(text) : null;
}

async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (!response.destroyed && !response.write(bytes)) await drained(response);
}
