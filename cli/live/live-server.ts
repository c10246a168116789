// The servers of `kvmscope live` and `kvmscope view`: the page, and behind a token what it shows.
//
//   GET /live?after=N   the stream (stream.ts)
//   GET /recorded       parts of the recording that is written meanwhile (recorded-route.ts)
//   GET /file           the file to view, or the recording that is written, by ranges (file-route.ts)

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createPageServer, refuse } from "../../scripts/page-server.mjs";
import { sendFile } from "./file-route.ts";
import { isToken, refusalOf } from "./guard.ts";
import type { Recorded } from "./recorded.ts";
import { sendRecorded } from "./recorded-route.ts";
import { BEAT, streamTape } from "./stream.ts";
import type { Tape } from "./tape.ts";

export interface Serving {
  /** Folder of the built page. */
  readonly root: string;
  readonly token: string;
  /** Name and version, for the stream's header. */
  readonly library: string;
  /** Rounds of running VMs; null where only a file is shown. */
  readonly tape: Tape | null;
  /** The file to view, or the one that is written meanwhile. */
  readonly file: string | null;
  /** What of that file can be read already; null where none is written. */
  readonly recorded: Recorded | null;
  /** The server's clock, ns since 1970. */
  readonly now: () => bigint;
  /** ms without anything new after which a stream says that it is there; BEAT when not given. */
  readonly beat?: number;
}

/** A server that is not listening yet. */
export function createLiveServer(serving: Serving): Server {
  const { root, token, tape } = serving;
  async function route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { pathname, searchParams } = url;
    if (["/live", "/recorded", "/file"].includes(pathname)) {
      const refusal = refusalOf(request.headers, token);
      if (refusal !== null) refuse(response, 403, refusal);
      else await answer(serving, { request, response, url });
      return true;
    }
    // a link of yesterday says so, before a page is there that can only fail
    const given = searchParams.get("token");
    if (given === null || isToken(given, token)) return false;
    refuse(response, 403, "Cannot open this link: it is of an earlier run; open the one that the command printed last");
    return true;
  }
  const server = createPageServer({ root, served: { kind: tape === null ? "view" : "live", route } });
  // a stream never ends, and that is no fault
  server.requestTimeout = 0;
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

async function answer(serving: Serving, { request, response, url }: Exchange): Promise<void> {
  const { tape, file, recorded, library, now, beat = BEAT } = serving;
  if (url.pathname === "/file") {
    if (file === null) refuse(response, 404, "Cannot send a recording: none is written, see --record");
    else await sendFile(file, request, response);
    return;
  }
  if (url.pathname === "/recorded") {
    if (recorded === null || tape === null) {
      refuse(response, 404, "Cannot send the recording: none is written, see --record");
    } else await sendRecorded({ recorded, tape, library }, { request, response, url });
    return;
  }
  if (tape === null) return refuse(response, 404, "Cannot stream: this server shows a file");
  const after = url.searchParams.get("after") ?? "-1";
  if (!/^(-1|\d{1,15})$/.test(after)) return refuse(response, 400, "Cannot stream: after is a sequence, from 0");
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  request.socket.setNoDelay(true);
  await streamTape(tape, response, { after: Number(after), library, now, recorded, beat });
}
