// The page's side of `kvmscope live` against the real server, over connections that break anywhere.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McapStreamReader } from "@mcap/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLiveServer } from "../../../cli/live/live-server.ts";
import { createLiveSink } from "../../../cli/live/live-sink.ts";
import { createTape, type Tape } from "../../../cli/live/tape.ts";
import { listenOnLoopback } from "../../../scripts/page-server.mjs";
import { createSpool, type Spool } from "../../../web/worker/spool.ts";
import { memoryStore } from "../../../web/worker/spool-store.ts";
import { type StreamStatus, startStream, type Wire } from "../../../web/worker/stream-job.ts";
import { streamWire } from "../../../web/worker/wire.ts";
import { startBreakingProxy } from "../../support/breaking-proxy.ts";
import { roundOf } from "../../support/rounds.ts";

const TOKEN = "right-token";
let root = "";
const servers: Server[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "kvmscope-stream-"));
  writeFileSync(join(root, "index.html"), "<head>");
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(root, { recursive: true });
});

async function serve(tape: Tape): Promise<number> {
  const now = () => BigInt(Date.now()) * 1_000_000n;
  const server = createLiveServer({ root, token: TOKEN, library: "test", tape, file: null, recorded: null, now });
  servers.push(server);
  return listenOnLoopback(server, { port: 0 });
}

function wireTo(port: number, token = TOKEN): Wire {
  return streamWire({ url: `http://127.0.0.1:${port}/live`, token, path: "live" });
}

function memorySpool(): Spool {
  return createSpool(memoryStore(), { budget: 1e9, segment: 50_000, library: "kvmscope test" });
}

interface Watched {
  readonly spool: Spool;
  readonly statuses: StreamStatus[];
  readonly said: string[];
  readonly problems: string[];
  /** Rounds that were handed on. */
  rounds: number;
  readonly over: Promise<string>;
  cancel(): void;
}

function watch(wire: Wire, onRound: () => void = () => undefined): Watched {
  const spool = memorySpool();
  const watched = { spool, statuses: [] as StreamStatus[], said: [] as string[], problems: [] as string[], rounds: 0 };
  let cancel: () => void = () => undefined;
  const over = new Promise<string>((resolve) => {
    const job = startStream(wire, spool, {
      recorded: () => undefined,
      async take() {
        return [];
      },
      grown() {
        watched.rounds++;
        onRound();
      },
      status: (status) => watched.statuses.push(status),
      problem: (message) => watched.problems.push(message),
      said: (message) => watched.said.push(message),
      done: resolve,
    });
    cancel = () => job.cancel();
    void job.finished.then(() => resolve("finished"));
  });
  return Object.assign(watched, { over, cancel: () => cancel() });
}

/** "topic sequence time hash" of every message of a recording, by MCAP's own reader. */
async function messagesIn(blob: Blob): Promise<string[]> {
  const reader = new McapStreamReader({ validateCrcs: true });
  reader.append(new Uint8Array(await blob.arrayBuffer()));
  const topics = new Map<number, string>();
  const messages: string[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === "Channel") topics.set(record.id, record.topic);
    if (record.type === "Message") {
      const data = Buffer.from(record.data).toString("base64");
      messages.push(`${topics.get(record.channelId)} ${record.sequence} ${record.logTime} ${data}`);
    }
  }
  expect(reader.done()).toBe(true);
  return messages;
}

/** The same of the rounds themselves. */
async function messagesOf(rounds: number): Promise<string[]> {
  const tape = createTape(1e9);
  const sink = createLiveSink(tape);
  for (let sequence = 0; sequence < rounds; sequence++) await sink.round(roundOf(sequence));
  await sink.end();
  const whole = watch(wireTo(await serve(tape)));
  await whole.over;
  const messages = await messagesIn(await whole.spool.save());
  // three sources a round, and what the dumps say
  expect(messages.map((each) => each.split(" ").slice(0, 3).join(" "))).toEqual(
    Array.from({ length: rounds }, (_, sequence) => roundOf(sequence)).flatMap(({ sequence, vms }) =>
      vms.flatMap(({ readings }) => readings.map(({ source, time }) => `/guest/${source} ${sequence} ${time}`)),
    ),
  );
  return messages;
}

describe("startStream()", () => {
  it("loses and doubles nothing, wherever connections break", async () => {
    const ROUNDS = 40;
    const wanted = await messagesOf(ROUNDS);
    const tape = createTape(1e9);
    const sink = createLiveSink(tape);
    const port = await serve(tape);
    // in the head, in definitions, in the middle of chunks, and later each time so that it comes to an end
    const proxy = await startBreakingProxy(port, (connection) =>
      connection >= 8
        ? Number.POSITIVE_INFINITY
        : ([0, 300, 5000, 17_001, 26_003, 30_007, 41_111, 55_555][connection] ?? 0),
    );
    let made = 0;
    const next = async () => {
      if (made < ROUNDS) await sink.round(roundOf(made++));
      else await sink.end();
    };
    const wire = { ...wireTo(proxy.port), wait: () => 5 };
    const watched = watch(wire, () => void next());
    await next();
    await next();
    expect(await watched.over).toBe("the recorder has ended");
    expect(await messagesIn(await watched.spool.save())).toEqual(wanted);
    expect(watched.rounds).toBe(ROUNDS);
    expect(proxy.connections()).toBeGreaterThan(6);
    expect(watched.statuses.some(({ state }) => state.kind === "waiting")).toBe(true);
    expect(watched.statuses.at(-1)).toMatchObject({ state: { kind: "ended" }, rounds: ROUNDS, lost: 0 });
    expect(watched.problems.filter((each) => !each.includes("not closed"))).toEqual([]);
    proxy.close();
  });

  it("says what it missed when the server had to drop rounds", async () => {
    const one = createTape(1e9);
    await createLiveSink(one).round(roundOf(0));
    const tape = createTape(one.bytes * 5);
    const sink = createLiveSink(tape);
    const proxy = await startBreakingProxy(await serve(tape), (connection) => (connection === 0 ? 30_000 : 1e9));
    await sink.round(roundOf(0));
    const watched = watch({ ...wireTo(proxy.port), wait: () => 5 }, () => {
      if (watched.rounds > 1) return;
      // nobody reads while these are made
      void (async () => {
        for (let sequence = 1; sequence < 30; sequence++) await sink.round(roundOf(sequence));
        await sink.end();
      })();
    });
    await watched.over;
    const { rounds = 0, lost = 0 } = watched.statuses.at(-1) ?? {};
    expect(lost).toBeGreaterThan(0);
    expect(rounds + lost).toBe(30);
    proxy.close();
  });

  it("ends with a sentence when the token is wrong, and hears the recorder's sentences", async () => {
    const tape = createTape(1e9);
    const port = await serve(tape);
    expect(await watch(wireTo(port, "wrong")).over).toContain("Cannot answer without the right token");
    tape.say("guest: The VM ended");
    tape.end("over");
    const watched = watch(wireTo(port));
    expect(await watched.over).toBe("over");
    expect(watched.said).toEqual(["guest: The VM ended"]);
  });

  it("stops at once when it is cancelled, also while it waits", async () => {
    const tape = createTape(1e9);
    const server = await serve(tape);
    const following = watch(wireTo(server));
    following.cancel();
    expect(await following.over).toBe("finished");
    // port 1: nobody answers
    const waiting = watch({ ...wireTo(1), now: () => Date.now() });
    await expect.poll(() => waiting.statuses.at(-1)?.state.kind).toBe("waiting");
    waiting.cancel();
    expect(await waiting.over).toBe("finished");
  });
});

describe("createSpool()", () => {
  it("keeps the newest within its budget, and gives back what lies before a time", async () => {
    const tape = createTape(1e9);
    const sink = createLiveSink(tape);
    for (let sequence = 0; sequence < 60; sequence++) await sink.round(roundOf(sequence));
    const spool = createSpool(memoryStore(), { budget: 60_000, segment: 10_000, library: "kvmscope test" });
    for (const each of tape.definitions) spool.define(each);
    for (let at = tape.after(-1); at !== null; at = tape.after(at.sequence)) spool.append(at.bytes, at.from, at.to);
    expect(spool.bytes).toBeLessThan(60_000 + 5000);
    const kept = await messagesIn(await spool.save());
    const sequences = [...new Set(kept.map((each) => Number(each.split(" ")[1])))];
    expect(sequences.at(-1)).toBe(59);
    expect(sequences.length).toBe(59 - (sequences[0] ?? 0) + 1);
    expect(sequences.length).toBeGreaterThan(8);
    const time = roundOf((sequences[0] ?? 0) + 6).scheduled;
    const before = await spool.before(time);
    expect(before?.from).toBeLessThan(time);
    expect(await spool.before(roundOf(sequences[0] ?? 0).scheduled)).toBeNull();
  });
});
