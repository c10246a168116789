// A recording that grows while it is looked at: rounds of running VMs from the page's server, or a file there that is still
// written. One connection after the other, until there is nothing more to come.
//
//   connect --bytes--> watched --bytes--> walkMcap --items--> take: Recording.addRun, Spool.append
//      ^-- waits, longer each time, asks for what is after the last round that came whole

import type { McapItem } from "../format/mcap.ts";
import { chunkRecord } from "../format/mcap-make.ts";
import type { LiveState, LiveStatus } from "./live-status.ts";
import type { Spool } from "./spool.ts";
import { createStreamPlace, LIVE_FACTS } from "./stream-place.ts";

/** Nothing at all for so long, ms: the server is gone, or the way to it; it says something every second. */
const SILENCE = 5000;
/** Shortest time between two reports of the same state, ms. */
const REPORT = 250;

/** What a connection is made of; tests have their own. */
export interface Wire {
  /** The bytes of one response, from the beginning of a stream: rounds after a sequence. Rejects with a Refused, or anything else. */
  connect(after: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  walk(bytes: AsyncIterable<Uint8Array>): AsyncIterable<McapItem>;
  /** ms since 1970. */
  now(): number;
  /** ms before an attempt, by how many failed since the last round came. */
  wait(failed: number): number;
}

/** The server answered, and will never answer otherwise. */
export class Refused extends Error {}

/** What a job knows by itself. */
export type StreamStatus = Omit<LiveStatus, "heldBytes" | "heldFrom" | "heldTo" | "earlier" | "kept" | "from">;

export interface StreamEvents {
  /** Stores what came; sentences for what cannot be. */
  take(item: McapItem): Promise<readonly string[]>;
  /** Whether the server records what comes, since when (ns since 1970; null: since the first round that comes). */
  recorded(on: boolean, since: bigint | null): void;
  /** A round is stored, or a chunk of the recording; its newest sample is of that time, ns since 1970. */
  grown(newest: bigint): void;
  status(status: StreamStatus): void;
  problem(message: string): void;
  /** The recorder speaks. */
  said(message: string): void;
  /** Nothing more will come. */
  done(why: string): void;
}

export interface StreamJob {
  /** Does not wait any longer for the next attempt. */
  retry(): void;
  cancel(): void;
  /** Resolves when nothing of this job touches the recording any more. */
  readonly finished: Promise<void>;
}

/** Reads until the server ends the stream, refuses it, or the job is cancelled. */
export function startStream(wire: Wire, spool: Spool, events: StreamEvents): StreamJob {
  const stop = new AbortController();
  const place = createStreamPlace();
  let state: LiveState = { kind: "connecting" };
  let recording = false;
  let arrived = 0;
  let reported = 0;
  let wake: (() => void) | null = null;
  let ended: string | null = null;

  function report(next: LiveState = state): void {
    const now = wire.now();
    if (next === state && now - reported < REPORT) return;
    state = next;
    reported = now;
    const { rounds, lost, delay } = place;
    events.status({ state, rate: place.rate(now), delay, at: arrived, rounds, lost, recording });
  }

  async function take(item: McapItem): Promise<void> {
    if ("message" in item) return events.problem(item.message);
    if (!("kind" in item)) return void (await events.take(item));
    if (item.kind === "facts") {
      if (item.name === LIVE_FACTS) return hear(item.entries);
      spool.setFacts(item.name, item.entries);
      return void (await events.take(item));
    }
    const round = place.next();
    if (round === "known") return;
    if (round === "recorded") {
      for (const sentence of await events.take(item)) events.problem(sentence);
      if (item.times !== undefined) events.grown(item.times.to);
      return;
    }
    // before the recording takes the bytes; what the server keeps is not kept twice
    if (round === "definitions") spool.define(item.bytes);
    else if (!recording) spool.append(chunkRecord({ ...item, from: round.from, to: round.to }), round.from, round.to);
    for (const sentence of await events.take(item)) events.problem(sentence);
    if (round === "definitions") return;
    place.took(round, wire.now());
    arrived = wire.now();
    report(state.kind === "live" ? state : { kind: "live" });
    events.grown(round.to);
  }

  function hear(entries: ReadonlyMap<string, string>): void {
    const heard = place.hear(entries);
    if (heard.kind === "hello") {
      recording = heard.recording;
      events.recorded(recording, heard.since);
    } else if (heard.kind === "unrecorded") {
      recording = false;
      events.recorded(false, null);
    } else if (heard.kind === "said") events.said(heard.text);
    else if (heard.kind === "end") ended = heard.why;
    else if (heard.kind === "beat") report(state.kind === "live" ? state : { kind: "live" });
  }

  /** One connection, to its end. Rejects when it breaks. */
  async function follow(signal: AbortSignal, watch: () => void): Promise<void> {
    const bytes = await wire.connect(place.after, signal);
    place.connected();
    for await (const item of wire.walk(watched(bytes, watch))) {
      if (stop.signal.aborted) return;
      await take(item);
    }
  }

  async function attempt(): Promise<string> {
    const connection = new AbortController();
    const abort = () => connection.abort();
    stop.signal.addEventListener("abort", abort);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silent = false;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silent = true;
        abort();
      }, SILENCE);
    };
    watch();
    try {
      await follow(connection.signal, watch);
      return "the server ended the connection";
    } catch (error) {
      if (error instanceof Refused) ended = error.message;
      return silent ? "the server says nothing" : "the server cannot be reached";
    } finally {
      clearTimeout(timer);
      stop.signal.removeEventListener("abort", abort);
      connection.abort();
    }
  }

  async function run(): Promise<void> {
    let failed = 0;
    for (;;) {
      const { rounds } = place;
      const why = await attempt();
      if (stop.signal.aborted) return;
      if (ended !== null) break;
      failed = place.rounds > rounds ? 0 : failed + 1;
      const wait = wire.wait(failed);
      report({ kind: "waiting", until: wire.now() + wait, why });
      await pause(wait);
      if (stop.signal.aborted) return;
    }
    report({ kind: "ended", why: ended });
    events.done(ended);
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

async function* watched(bytes: AsyncIterable<Uint8Array>, watch: () => void): AsyncGenerator<Uint8Array> {
  for await (const part of bytes) {
    watch();
    yield part;
  }
}
