// What `kvmscope live --record` gives out of the recording while it writes it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bothSinks } from "../../../cli/live/both-sinks.ts";
import { createLiveServer } from "../../../cli/live/live-server.ts";
import { createLiveSink } from "../../../cli/live/live-sink.ts";
import { createRecorded, type Recorded } from "../../../cli/live/recorded.ts";
import { createTape, type Tape } from "../../../cli/live/tape.ts";
import { createFileOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter, type WrittenChunk } from "../../../cli/recording/writer.ts";
import { listenOnLoopback } from "../../../scripts/page-server.mjs";
import { createSpool } from "../../../web/worker/spool.ts";
import { memoryStore } from "../../../web/worker/spool-store.ts";
import { type StreamStatus, startStream } from "../../../web/worker/stream-job.ts";
import { recordedWire, streamWire } from "../../../web/worker/wire.ts";
import { startBreakingProxy } from "../../support/breaking-proxy.ts";
import { streamed } from "../../support/official-readers.ts";
import { roundOf } from "../../support/rounds.ts";

const TOKEN = "right-token";
const RIGHT = { "x-kvmscope-token": TOKEN };
/** Rounds of a chunk. */
const EACH = 5;
const MS_100 = 100_000_000n;

let folder = "";
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kvmscope-recorded-"));
  writeFileSync(join(folder, "index.html"), "<head>");
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

interface Recording {
  readonly path: string;
  readonly port: number;
  readonly tape: Tape;
  readonly recorded: Recorded;
  readonly chunks: WrittenChunk[];
  round(sequence: number): Promise<void>;
  end(): Promise<void>;
}

/** A recorder of one VM that has made so many rounds, and holds about `held` of them for pages. */
async function record(name: string, rounds: number, held = 1e6): Promise<Recording> {
  const one = createTape(1e9);
  await createLiveSink(one).round(roundOf(0));
  const tape = createTape(one.bytes * held);
  const path = join(folder, `${name}.mcap`);
  const chunks: WrittenChunk[] = [];
  const recorded = createRecorded(path, () => writer.flush());
  const writer = await createRecordingWriter(await createFileOutput(path), {
    span: MS_100 * BigInt(EACH),
    onChunk(chunk) {
      chunks.push(chunk);
      recorded.add(chunk);
    },
  });
  const sink = bothSinks(createLiveSink(tape), writer, () => recorded.break());
  await sink.facts("kvmstats.host", new Map([["kernel", "6.18"]]));
  for (let sequence = 0; sequence < rounds; sequence++) await sink.round(roundOf(sequence));
  const serving = { root: folder, token: TOKEN, library: "kvmscope test", tape, recorded, file: path, beat: 20 };
  const server = createLiveServer({ ...serving, now: () => 5n });
  servers.push(server);
  const port = await listenOnLoopback(server, { port: 0 });
  return {
    path,
    port,
    tape,
    recorded,
    chunks,
    round: (sequence) => sink.round(roundOf(sequence)),
    end: () => sink.end(),
  };
}

interface Reply {
  readonly status: number;
  readonly from: string | string[] | undefined;
  readonly body: Buffer;
}

function ask(port: number, path: string, headers: Record<string, string> = RIGHT, method = "GET"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method, agent: false }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      const from = response.headers["x-kvmscope-from"];
      resolve({ status: response.statusCode ?? 0, from, body: Buffer.concat(parts) });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** "source sequence" of every message. */
function messagesIn(bytes: Uint8Array): string[] {
  return streamed(bytes).messages.map(({ channel, sequence }) => `${channel.topic} ${sequence}`);
}

function roundsIn(bytes: Uint8Array): number[] {
  return [...new Set(streamed(bytes).messages.map(({ sequence }) => sequence))];
}

function said(bytes: Uint8Array): string[] {
  return streamed(bytes).metadata.flatMap(({ name, metadata }) => {
    const { kind, sequence, from, to } = Object.fromEntries(metadata);
    if (name !== "kvmstats.live" || kind === "recorded") return [];
    return [[kind, ...(kind === "round" ? [sequence] : kind === "hello" ? [] : [from, to])].join(" ").trim()];
  });
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const timeOf = (sequence: number) => roundOf(sequence).scheduled;

describe("GET /recorded", () => {
  it("gives the chunks of a time byte for byte, behind all definitions and what is known of the host", async () => {
    const { path, port, chunks } = await record("times", 32);
    expect(chunks.map(({ first, last }) => [first, last])).toEqual(range(0, 5).map((i) => [i * EACH, i * EACH + 4]));
    // within the second and the fourth chunk
    const { status, body, from } = await ask(port, `/recorded?from=${timeOf(7)}&to=${timeOf(16)}`);
    expect({ status, from }).toEqual({ status: 200, from: String(timeOf(7)) });
    const file = readFileSync(path);
    const wanted = chunks.slice(1, 4).map(({ offset, length }) => file.subarray(offset, offset + length));
    const bytes = Buffer.concat(wanted);
    expect(body.subarray(-bytes.length).equals(bytes)).toBe(true);
    expect(roundsIn(body)).toEqual(range(5, 19));
    expect(messagesIn(body).slice(0, 3)).toEqual(["/guest/vm 5", "/guest/vcpu-0 5", "/guest/vcpu-1 5"]);
    expect(streamed(body).metadata).toContainEqual(expect.objectContaining({ name: "kvmstats.host" }));
    expect((await ask(port, `/recorded?from=${timeOf(7)}&to=${timeOf(16)}`, RIGHT, "HEAD")).body.length).toBe(0);
  });

  it("writes the open chunk when it is asked for its time, and only then", async () => {
    const { port, chunks, end } = await record("open", 32);
    expect(roundsIn((await ask(port, `/recorded?from=${timeOf(28)}&to=${timeOf(29)}`)).body)).toEqual(range(25, 29));
    expect(chunks.length).toBe(6);
    expect(roundsIn((await ask(port, `/recorded?from=${timeOf(28)}&to=${timeOf(40)}`)).body)).toEqual(range(25, 31));
    expect(chunks.length).toBe(7);
    await end();
    expect(roundsIn((await ask(port, `/recorded?from=0&to=${timeOf(99)}`)).body)).toEqual(range(0, 31));
  });

  it("gives what was before a time in pieces, the newest first, until there is nothing", async () => {
    const { port, chunks } = await record("pieces", 40);
    const size = (chunks[3]?.size ?? 0) * 2.5;
    const pieces: number[][] = [];
    for (let before = timeOf(33); ; ) {
      const { status, from, body } = await ask(port, `/recorded?before=${before}&bytes=${Math.floor(size)}`);
      if (status === 204) break;
      pieces.push(roundsIn(body));
      before = BigInt(String(from));
    }
    // two chunks each; the first holds the time itself
    expect(pieces).toEqual([range(25, 34), range(15, 24), range(5, 14), range(0, 4)]);
  });

  it("says what it cannot answer, and answers nobody else", async () => {
    const { port } = await record("who", 12);
    for (const query of ["", "?from=1", "?from=9&to=1", "?from=-1&to=1", "?before=x&bytes=1", "?before=1"]) {
      const { status, body } = await ask(port, `/recorded${query}`);
      expect({ query, status, text: body.toString().trim() }).toEqual({
        query,
        status: 400,
        text: "Cannot send the recording: expected from and to, or before and bytes",
      });
    }
    expect((await ask(port, `/recorded?before=${timeOf(0)}&bytes=99`)).status).toBe(204);
    for (const headers of [
      {},
      { "x-kvmscope-token": "wrong" },
      { ...RIGHT, Origin: "http://evil.example" },
      { ...RIGHT, Host: "evil.example" },
    ]) {
      expect((await ask(port, "/recorded?from=0&to=9", { ...headers })).status).toBe(403);
    }
  });
});

describe("GET /live behind a recording", () => {
  it("begins what the page misses with the recording: every round, none twice but those that share a chunk", async () => {
    const { port, tape, end } = await record("resume", 40, 8);
    await end();
    expect(tape.dropped).toBe(31);
    const { body } = await ask(port, "/live?after=11");
    expect(said(body)).toEqual(["hello", "caught 12 31", ...range(32, 39).map((i) => `round ${i}`), "end"]);
    expect(roundsIn(body)).toEqual(range(10, 39));
    // a page that has nothing gets the newest; what was before it can ask for
    expect(said((await ask(port, "/live")).body)[1]).toBe("round 32");
  });

  it("brings what is not in the file yet", async () => {
    const { port, end } = await record("unwritten", 34, 1);
    const live = ask(port, "/live?after=28");
    await end();
    const { body } = await live;
    expect(roundsIn(body).at(-1)).toBe(33);
    expect(new Set(roundsIn(body))).toEqual(new Set(range(25, 33)));
  });

  it("says a gap where the recording broke off or is gone, and that it did", async () => {
    const broken = await record("broken", 12, 4);
    broken.recorded.break();
    await broken.end();
    const { body } = await ask(broken.port, "/live?after=2");
    expect(said(body).slice(0, 3)).toEqual(["hello", "caught 3 7", "round 8"]);
    const gone = await record("gone", 30, 4);
    await gone.end();
    rmSync(gone.path);
    expect(said((await ask(gone.port, "/live?after=2")).body).slice(0, 2)).toEqual(["hello", "gap 3 25"]);
  });
});

describe("a page behind a recording", () => {
  it("has no gap after a break longer than what the server holds, and keeps nothing itself", async () => {
    const { port, round, end } = await record("page", 3, 4);
    const proxy = await startBreakingProxy(port, (connection) => (connection === 0 ? 25_000 : 1e9));
    const place = { url: `http://127.0.0.1:${proxy.port}/live`, token: TOKEN, path: "live" };
    const spool = createSpool(memoryStore(), { budget: 1e9, segment: 1e5, library: "kvmscope test" });
    const seen: number[] = [];
    const statuses: StreamStatus[] = [];
    const recorded: (readonly [boolean, bigint | null])[] = [];
    const problems: string[] = [];
    let more: Promise<void> | null = null;
    async function makeMore(): Promise<void> {
      for (let sequence = 3; sequence < 60; sequence++) await round(sequence);
      await end();
    }
    await new Promise((resolve) => {
      startStream({ ...streamWire(place), wait: () => 5 }, spool, {
        async take(item) {
          if (!("kind" in item) || item.kind !== "records" || item.times === undefined) return [];
          const [from, to] = [item.times.from, item.times.to].map((time) => Number((time - timeOf(0)) / MS_100));
          seen.push(...range(from ?? 0, to ?? 0));
          return [];
        },
        grown() {
          // nobody reads while these are made
          more ??= makeMore();
        },
        recorded: (on, since) => recorded.push([on, since]),
        status: (status) => statuses.push(status),
        problem: (message) => problems.push(message),
        said: () => undefined,
        done: resolve,
      });
    });
    await more;
    expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(range(0, 59));
    expect(statuses.at(-1)).toMatchObject({ rounds: 60, lost: 0, recording: true });
    expect(problems.filter((each) => !each.includes("not closed"))).toEqual([]);
    expect(recorded).toContainEqual([true, timeOf(0) + 1000n]);
    expect({ bytes: spool.bytes, from: spool.from }).toEqual({ bytes: 0, from: null });

    // looked back to, and saved
    const wire = recordedWire(place);
    const piece = await wire.before(timeOf(40), 1);
    expect(roundsIn(piece?.bytes ?? new Uint8Array(0))).toContain(39);
    expect(await wire.before(timeOf(0), 1)).toBeNull();
    const saved = await spool.save(await wire.between(0n, timeOf(99)));
    const found = streamed(new Uint8Array(await saved.arrayBuffer()));
    expect(found.done).toBe(true);
    expect(new Set(found.messages.map(({ sequence }) => sequence))).toEqual(new Set(range(0, 59)));
    proxy.close();
  });

  it("hears that the recording broke off, and keeps what comes then", async () => {
    const { port, round, recorded, end } = await record("breaks", 3);
    const spool = createSpool(memoryStore(), { budget: 1e9, segment: 1e5, library: "kvmscope test" });
    const said: boolean[] = [];
    let rounds = 0;
    await new Promise((resolve) => {
      startStream(streamWire({ url: `http://127.0.0.1:${port}/live`, token: TOKEN, path: "live" }), spool, {
        take: async () => [],
        async grown() {
          if (++rounds === 3) recorded.break();
          if (rounds === 3) await round(3);
          if (rounds === 4) await end();
        },
        recorded: (on) => said.push(on),
        status: () => undefined,
        problem: () => undefined,
        said: () => undefined,
        done: resolve,
      });
    });
    expect(said).toEqual([true, false]);
    expect(spool.from).toBe(timeOf(3) + 1000n);
  });
});

describe("createRecorded()", () => {
  it("misses no sample of several VMs whose chunks are written in any order", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    const S = 1_000_000_000n;
    for (let times = 0; times < 60; times++) {
      // each VM's chunks follow each other; they are written when they end, some seconds late
      const chunks: (WrittenChunk & { readonly written: bigint })[] = [];
      for (let vm = 0; vm < 4; vm++) {
        for (let at = BigInt(random(5)) * S; at < 100n * S; ) {
          const to = at + BigInt(1 + random(5)) * S;
          const written = to + BigInt(random(8)) * S;
          chunks.push({ offset: 0, length: 1, size: 1 + random(9), from: at, to, first: 0, last: 0, written });
          at = to + BigInt(random(4)) * S + 1n;
        }
      }
      chunks.sort((a, b) => Number(a.written - b.written));
      const recorded = createRecorded("", async () => {});
      for (const chunk of chunks) recorded.add(chunk);
      const key = ({ from, to, size }: WrittenChunk) => `${from} ${to} ${size}`;
      const [from, to] = [BigInt(random(50)) * S, BigInt(50 + random(60)) * S];
      expect(recorded.between(from, to).map(key)).toEqual(
        chunks.filter((chunk) => chunk.to >= from && chunk.from <= to).map(key),
      );
      let before = to;
      for (let pieces = 0; pieces < 500; pieces++) {
        const piece = recorded.before(before, 20);
        const there = chunks.filter((chunk) => chunk.from < before);
        if (piece === null) {
          expect(there).toEqual([]);
          break;
        }
        expect(piece.from).toBeLessThan(before);
        const found = piece.chunks.map(key);
        for (const chunk of there) if (chunk.to >= piece.from) expect(found).toContain(key(chunk));
        before = piece.from;
      }
    }
  });
});
