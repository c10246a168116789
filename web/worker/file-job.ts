// A recording file of the page's server: read from its beginning to its end, then what is appended, until it is closed.

import type { McapItem } from "../format/mcap.ts";
import { MAGIC } from "../format/mcap-records.ts";
import type { LiveState } from "./live-status.ts";
import { Refused, type StreamEvents, type StreamJob } from "./stream-job.ts";

/** ms between two looks whether the file has grown. */
const POLL = 1000;
/** Shortest time between two reports of the same state, ms. */
const REPORT = 250;
/** The smallest whole recording: magic at both ends, header, data end and footer. */
const SMALLEST = 8 + 17 + 13 + 29 + 8;

/** The file, as often as it is asked for. */
export interface FileWire {
  /** Its bytes now. `tag`: of the file that is being read; null at first. Rejects with a Refused when it is another file now. */
  size(tag: string | null, signal: AbortSignal): Promise<{ readonly size: number; readonly tag: string }>;
  /** Bytes [from, to), or fewer of them. */
  read(range: { readonly from: number; readonly to: number }, tag: string, signal: AbortSignal): Promise<Uint8Array>;
  walk(bytes: AsyncIterable<Uint8Array>): AsyncIterable<McapItem>;
  now(): number;
  wait(failed: number): number;
}

export interface FileEvents extends Omit<StreamEvents, "grown"> {
  grown(): Promise<void>;
  /** Until all that was there at first is read. */
  progress(read: number, size: number): void;
}

/** Bytes asked for at once. */
const SLICE = 8 * 2 ** 20;

/** Follows a file until it is closed, becomes another one, or the job is cancelled. */
export function startFile(wire: FileWire, events: FileEvents): StreamJob {
  const stop = new AbortController();
  let state: LiveState = { kind: "connecting" };
  let reported = 0;
  let grew = 0;
  let runs = 0;
  let wake: (() => void) | null = null;
  let ended = "";

  function report(next: LiveState = state): void {
    const now = wire.now();
    if (next === state && now - reported < REPORT) return;
    state = next;
    reported = now;
    events.status({ state, rate: 0, delay: null, at: grew, rounds: runs, lost: 0, recording: true });
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });
  }

  /** The file's bytes as they are appended; ends with the file, or where it can be read no more: `ended` says why. */
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let tag: string | null = null;
    let size = 0;
    let at = 0;
    let tail: Uint8Array = new Uint8Array(0);
    let failed = 0;
    let first = -1;
    while (!stop.signal.aborted) {
      try {
        if (tag === null || at >= size) {
          const found = await wire.size(tag, stop.signal);
          if (found.size < at) {
            ended = `the file has shrunk from ${at} to ${found.size} bytes; what was read before is shown`;
            return;
          }
          ({ tag, size } = found);
          if (first < 0) first = size;
        }
        failed = 0;
        if (at >= size) {
          if (at >= first) events.progress(first, first);
          if (at >= SMALLEST && MAGIC.every((byte, i) => tail[tail.length - MAGIC.length + i] === byte)) {
            ended = "";
            return;
          }
          // only now: a whole file is never followed
          report(state.kind === "live" ? state : { kind: "live" });
          await pause(POLL);
          continue;
        }
        const part = await wire.read({ from: at, to: Math.min(size, at + SLICE) }, tag, stop.signal);
        at += part.length;
        grew = wire.now();
        tail = new Uint8Array([...tail.subarray(-MAGIC.length), ...part.subarray(-MAGIC.length)]);
        events.progress(Math.min(at, first), first);
        yield part;
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof Refused) {
          ended = error.message;
          return;
        }
        const wait = wire.wait(failed++);
        report({ kind: "waiting", until: wire.now() + wait, why: "the server cannot be reached" });
        await pause(wait);
      }
    }
  }

  async function run(): Promise<void> {
    for await (const item of wire.walk(bytes())) {
      if (stop.signal.aborted) return;
      if ("message" in item) events.problem(item.message);
      else {
        for (const sentence of await events.take(item)) events.problem(sentence);
        runs++;
        await events.grown();
        report();
      }
    }
    if (stop.signal.aborted) return;
    report({ kind: "ended", why: ended });
    events.done(ended);
  }

  report({ kind: "connecting" });
  return {
    finished: run(),
    retry: () => wake?.(),
    cancel() {
      stop.abort();
      wake?.();
    },
  };
}
