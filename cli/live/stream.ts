// One page's stream: what is on the tape from where the page stands, then what comes, as fast as the page takes it.

import type { ServerResponse } from "node:http";
import { type LiveEntries, liveRecord, streamHead, streamTail } from "./live-records.ts";
import type { Tape } from "./tape.ts";

/** ms without anything new after which a beat is sent, if nothing else is said. */
export const BEAT = 1000;
/** ms after which a page that takes nothing is given up; it comes again when it can. */
const PATIENCE = 30_000;

export interface StreamOptions {
  /** The page has the rounds up to this sequence; -1: none. */
  readonly after: number;
  /** Name and version, for the header. */
  readonly library: string;
  /** The server's clock, ns since 1970. */
  readonly now: () => bigint;
  /** The server writes a recording file as well. */
  readonly recording: boolean;
  /** ms without anything new after which a beat is sent. */
  readonly beat: number;
}

/**
 * Sends until the recording ends or the page goes away. A page that reads slowly costs one round of memory: what the tape drops
 * meanwhile is a gap, and said.
 */
export async function streamTape(tape: Tape, response: ServerResponse, options: StreamOptions): Promise<void> {
  const { library, now, recording, beat } = options;
  let { after } = options;
  let defined = 0;
  let said = 0;
  const facts = new Map<string, Uint8Array>();

  async function send(bytes: Uint8Array): Promise<void> {
    if (!response.destroyed && !response.write(bytes)) await drained(response);
  }
  const tell = (entries: LiveEntries) => send(liveRecord(entries, now()));

  async function sendNews(): Promise<void> {
    for (const [name, record] of tape.facts) {
      if (facts.get(name) === record) continue;
      facts.set(name, record);
      await send(record);
    }
    for (; said < tape.said.length; said++) await tell({ kind: "said", id: said, text: tape.said[said] ?? "" });
  }

  await send(streamHead(library));
  await tell({ kind: "hello", oldest: tape.dropped + 1, newest: tape.newest, recording });
  while (!response.destroyed) {
    await sendNews();
    if (after < tape.dropped) {
      const from = after + 1;
      after = tape.dropped;
      if (from > 0) await tell({ kind: "gap", from, to: after });
      // more may be gone by now
      continue;
    }
    const next = tape.after(after);
    if (next !== null) {
      while (defined < next.definitions) await send(tape.definitions[defined++] ?? new Uint8Array(0));
      const { sequence, from, to } = next;
      await tell({ kind: "round", sequence, from, to });
      await send(next.bytes);
      after = sequence;
    } else if (tape.ended !== null) {
      await tell({ kind: "end", why: tape.ended });
      response.end(streamTail());
      return;
    } else {
      const before = tape.newest;
      await tape.changed(beat);
      if (tape.newest === before) await tell({ kind: "beat" });
    }
  }
}

/** Resolves when more is welcome, or the page is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), PATIENCE);
    function done(): void {
      clearTimeout(timer);
      response.off("drain", done);
      response.off("close", done);
      resolve();
    }
    response.on("drain", done);
    response.on("close", done);
  });
}
