// One page's stream: what is on the tape from where the page stands, then what comes, as fast as the page takes it.

import type { ServerResponse } from "node:http";
import { type LiveEntries, liveRecord, streamHead, streamTail } from "./live-records.ts";
import type { Recorded } from "./recorded.ts";
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
  /** The recording that is written as well; null: none. */
  readonly recorded: Recorded | null;
  /** ms without anything new after which a beat is sent. */
  readonly beat: number;
}

/**
 * Sends until the recording ends or the page goes away. A page that reads slowly costs one round of memory: what the tape drops
 * meanwhile is a gap, and said.
 */
export async function streamTape(tape: Tape, response: ServerResponse, options: StreamOptions): Promise<void> {
  const { library, now, recorded, beat } = options;
  let { after } = options;
  let defined = 0;
  let said = 0;
  let recording = recorded !== null && !recorded.broken;
  const facts = new Map<string, Uint8Array>();

  async function send(bytes: Uint8Array): Promise<void> {
    if (!response.destroyed && !response.write(bytes)) await drained(response);
  }
  const tell = (entries: LiveEntries) => send(liveRecord(entries, now()));

  async function define(upTo: number): Promise<void> {
    while (defined < upTo) await send(tape.definitions[defined++] ?? new Uint8Array(0));
  }

  /** Rounds that are not on the tape, out of the recording: those of `from` to `to` that are in it, and what else is in their chunks. */
  async function catchUp(from: number, to: number): Promise<void> {
    await recorded?.reach(tape.droppedTo);
    const chunks = recorded?.rounds(from, to) ?? [];
    const last = chunks.reduce((highest, chunk) => Math.max(highest, chunk.last), -1);
    if (recorded === null || last < 0) return tell({ kind: "gap", from, to });
    await define(tape.definitions.length);
    try {
      for await (const bytes of recorded.read(chunks)) {
        if (response.destroyed) return;
        await tell({ kind: "recorded" });
        await send(bytes);
      }
    } catch {
      // the file was moved away
      return tell({ kind: "gap", from, to });
    }
    await tell({ kind: "caught", from, to: Math.min(last, to) });
    if (last < to) await tell({ kind: "gap", from: last + 1, to });
  }

  async function sendNews(): Promise<void> {
    if (recording && recorded?.broken) {
      recording = false;
      await tell({ kind: "unrecorded" });
    }
    for (const [name, record] of tape.facts) {
      if (facts.get(name) === record) continue;
      facts.set(name, record);
      await send(record);
    }
    for (; said < tape.said.length; said++) await tell({ kind: "said", id: said, text: tape.said[said] ?? "" });
  }

  await send(streamHead(library));
  await tell({ kind: "hello", oldest: tape.dropped + 1, newest: tape.newest, recording, since: tape.since });
  while (!response.destroyed) {
    await sendNews();
    if (after < tape.dropped) {
      const from = after + 1;
      after = tape.dropped;
      if (from > 0) await catchUp(from, after);
      // more may be gone by now
      continue;
    }
    const next = tape.after(after);
    if (next !== null) {
      await define(next.definitions);
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
export function drained(response: ServerResponse): Promise<void> {
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
