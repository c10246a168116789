import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McapStreamReader, type McapTypes } from "@mcap/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLiveServer } from "../../../cli/live/live-server.ts";
import { createLiveSink } from "../../../cli/live/live-sink.ts";
import { createTape, type Tape } from "../../../cli/live/tape.ts";
import { listenOnLoopback } from "../../../scripts/page-server.mjs";
import { roundOf } from "../../support/rounds.ts";

const TOKEN = "right-token";
const RIGHT = { "x-kvmscope-token": TOKEN };

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let folder = "";
let file = "";
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kvmscope-live-"));
  file = join(folder, "a.mcap");
  mkdirSync(join(folder, "page"));
  writeFileSync(join(folder, "page", "index.html"), "<!doctype html>\n<html>\n  <head>\n  </head></html>");
  writeFileSync(join(folder, "page", "sw.js"), "the page's own");
  writeFileSync(file, "0123456789");
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

async function serve(tape: Tape | null, shown: string | null = file): Promise<number> {
  const server = createLiveServer({
    root: join(folder, "page"),
    token: TOKEN,
    library: "kvmscope test",
    tape,
    file: shown,
    recorded: null,
    now: () => 5n,
    beat: 20,
  });
  servers.push(server);
  return listenOnLoopback(server, { port: 0 });
}

function begin(port: number, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const question = request({ host: "127.0.0.1", port, path, agent: false, ...options }, resolve);
    question.on("error", reject);
    question.end();
  });
}

async function ask(port: number, path: string, options: RequestOptions = {}): Promise<Reply> {
  const response = await begin(port, path, options);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) };
}

/** Every record of a whole stream, by MCAP's own reader. */
function recordsOf(bytes: Uint8Array): McapTypes.TypedMcapRecord[] {
  const reader = new McapStreamReader({ validateCrcs: true });
  reader.append(bytes);
  const records: McapTypes.TypedMcapRecord[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) records.push(record);
  return records;
}

/** What the stream says about itself, without its clock. */
function saidOf(bytes: Uint8Array): Record<string, string>[] {
  return recordsOf(bytes).flatMap((record) => {
    if (record.type !== "Metadata" || record.name !== "kvmstats.live") return [];
    const { now, ...others } = Object.fromEntries(record.metadata);
    expect(now).toBe("5");
    return [others];
  });
}

function messagesOf(bytes: Uint8Array): string[] {
  const topics = new Map<number, string>();
  return recordsOf(bytes).flatMap((record) => {
    if (record.type === "Channel") topics.set(record.id, record.topic);
    if (record.type !== "Message") return [];
    return [
      `${topics.get(record.channelId)} ${record.sequence} ${record.logTime} ${Buffer.from(record.data).toString("hex")}`,
    ];
  });
}

/** How the stream announces a round. */
function roundSaid(sequence: number): Record<string, string> {
  const times = roundOf(sequence).vms.flatMap(({ readings }) => readings.map(({ time }) => time));
  return { kind: "round", sequence: String(sequence), from: String(times[0]), to: String(times.at(-1)) };
}

async function tapeWith(rounds: number, budget = 1e9): Promise<Tape> {
  const tape = createTape(budget);
  const sink = createLiveSink(tape);
  await sink.facts("kvmstats.host", new Map([["kernel", "6.18"]]));
  for (let sequence = 0; sequence < rounds; sequence++) await sink.round(roundOf(sequence));
  return tape;
}

describe("who is answered", () => {
  it("is a page that has the token, from this address alone", async () => {
    const port = await serve(await tapeWith(1));
    for (const path of ["/live?after=0", "/file", "/recorded?from=0&to=9"]) {
      const refused: RequestOptions["headers"][] = [
        {},
        { "x-kvmscope-token": "wrong-token" },
        { "x-kvmscope-token": `${TOKEN}x` },
        { ...RIGHT, Origin: "http://evil.example" },
        { ...RIGHT, Origin: `http://127.0.0.1:${port + 1}` },
        { ...RIGHT, Origin: "null" },
        { ...RIGHT, "Sec-Fetch-Site": "cross-site" },
        { ...RIGHT, "Sec-Fetch-Site": "same-site" },
        { ...RIGHT, "Sec-Fetch-Site": "none" },
        { ...RIGHT, Host: "evil.example" },
      ];
      for (const headers of refused) {
        const { status, body, headers: answered } = await ask(port, path, { headers: { ...headers } });
        expect({ path, headers, status }).toEqual({ path, headers, status: 403 });
        expect(body.toString()).toMatch(/^Cannot /);
        expect(answered["access-control-allow-origin"]).toBeUndefined();
      }
      expect((await ask(port, `${path}${path.includes("?") ? "&" : "?"}token=${TOKEN}`)).status).toBe(403);
      expect((await ask(port, path, { method: "OPTIONS", headers: { Origin: "http://evil.example" } })).status).toBe(
        405,
      );
      expect((await ask(port, path, { method: "POST", headers: RIGHT })).status).toBe(405);
    }
    const same = {
      ...RIGHT,
      Origin: `http://localhost:${port}`,
      Host: `localhost:${port}`,
      "Sec-Fetch-Site": "same-origin",
    };
    expect((await ask(port, "/file", { headers: same })).status).toBe(200);
    // as through `ssh -L 9999:127.0.0.1:4747`
    const forwarded = { ...RIGHT, Origin: "http://localhost:9999", Host: "localhost:9999" };
    expect((await ask(port, "/file", { headers: forwarded })).status).toBe(200);
  });

  it("gets the page without a token, told that it is served; an old link is refused with a sentence", async () => {
    const port = await serve(null);
    for (const path of ["/", "/index.html", `/?token=${TOKEN}`]) {
      const { status, body, headers } = await ask(port, path);
      expect(status).toBe(200);
      expect(body.toString()).toContain('<head>\n    <meta name="kvmscope-served" content="view" />');
      expect(headers).toMatchObject({ "cache-control": "no-store", "content-length": String(body.length) });
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    }
    expect(await ask(port, "/?token=of-yesterday")).toMatchObject({ status: 403 });
    const live = await serve(await tapeWith(0));
    expect((await ask(live, "/")).body.toString()).toContain('content="live"');
  });

  it("finds no service worker but one that takes the others away", async () => {
    const port = await serve(null);
    const { body, headers } = await ask(port, "/sw.js");
    expect(body.toString()).toContain("registration.unregister()");
    expect(headers).toMatchObject({ "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" });
  });
});

describe("GET /live", () => {
  it("is a whole recording when the recorder ends: every sample, once, in order, and what is known of the host", async () => {
    const tape = await tapeWith(5);
    tape.say("VM guest has ended");
    tape.end("the recorder has ended");
    const port = await serve(tape);
    const { body, headers } = await ask(port, "/live", { headers: RIGHT });
    expect(headers).toMatchObject({ "cache-control": "no-store" });
    const records = recordsOf(body);
    expect(records[0]).toMatchObject({ type: "Header", profile: "kvmstats", library: "kvmscope test" });
    expect(records.filter(({ type }) => type === "Schema").length).toBe(2);
    expect(records.filter(({ type }) => type === "Channel").length).toBe(3);
    expect(records).toContainEqual(
      expect.objectContaining({ type: "Metadata", name: "kvmstats.host", metadata: new Map([["kernel", "6.18"]]) }),
    );
    const wanted = Array.from({ length: 5 }, (_, sequence) => roundOf(sequence)).flatMap(({ sequence, vms }) =>
      vms.flatMap(({ readings }) => readings.map(({ source, time }) => `/guest/${source} ${sequence} ${time}`)),
    );
    expect(messagesOf(body).map((each) => each.split(" ").slice(0, 3).join(" "))).toEqual(wanted);
    expect(saidOf(body)).toEqual([
      { kind: "hello", oldest: "0", newest: "4", recording: "false", since: roundSaid(0)["from"] },
      { kind: "said", id: "0", text: "VM guest has ended" },
      ...[0, 1, 2, 3, 4].map(roundSaid),
      { kind: "end", why: "the recorder has ended" },
    ]);
  });

  it("goes on after a sequence, and says which rounds are gone", async () => {
    const whole = await tapeWith(1);
    const tape = await tapeWith(30, whole.bytes * 8);
    tape.end("over");
    const port = await serve(tape);
    const on = (after: number) =>
      ask(port, `/live?after=${after}`, { headers: RIGHT }).then(({ body }) => saidOf(body));
    const rounds = (from: number) => Array.from({ length: 30 - from }, (_, i) => roundSaid(from + i));
    const hello = { kind: "hello", oldest: "22", newest: "29", recording: "false", since: roundSaid(0)["from"] };
    const end = { kind: "end", why: "over" };
    expect(await on(25)).toEqual([hello, ...rounds(26), end]);
    expect(await on(29)).toEqual([hello, end]);
    expect(await on(3)).toEqual([hello, { kind: "gap", from: "4", to: "21" }, ...rounds(22), end]);
    expect(await on(-1)).toEqual([hello, ...rounds(22), end]);
    for (const after of ["x", "1e3", "-2", "0x1", "99999999999999999"]) {
      expect((await ask(port, `/live?after=${after}`, { headers: RIGHT })).status).toBe(400);
    }
  });

  it("sends a round as soon as it is there, and a beat when there is none", async () => {
    const tape = await tapeWith(1);
    const sink = createLiveSink(tape);
    const port = await serve(tape);
    const response = await begin(port, "/live", { headers: RIGHT });
    const reader = new McapStreamReader();
    const seen: string[] = [];
    for await (const part of response) {
      reader.append(part as Buffer);
      for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
        if (record.type !== "Metadata" || record.name !== "kvmstats.live") continue;
        const kind = record.metadata.get("kind") ?? "";
        seen.push(kind);
        if (kind === "beat" && seen.includes("beat")) {
          if (tape.newest === 0) await sink.round(roundOf(1));
          else await sink.end();
        }
      }
    }
    expect(seen.slice(0, 4)).toEqual(["hello", "round", "beat", "round"]);
    expect(seen.at(-1)).toBe("end");
  });

  it("holds nothing for a page that does not read: it gets what is left, and the gap", async () => {
    // records that readers pass over, so large that the sockets on both ends hold a few of them
    const bytes = Buffer.alloc(400_000);
    bytes[0] = 0x80;
    bytes.writeBigUInt64LE(BigInt(bytes.length - 9), 1);
    const rounds = 60;
    const tape = createTape(bytes.length * 5);
    const port = await serve(tape);
    const response = await begin(port, "/live", { headers: RIGHT });
    for (let sequence = 0; sequence < rounds; sequence++) {
      tape.add({ sequence, from: 0n, to: 0n, bytes });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(tape.bytes).toBe(bytes.length * 5);
    tape.end("over");
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    const said = saidOf(Buffer.concat(parts));
    const gaps = said.filter(({ kind }) => kind === "gap");
    expect(gaps.length).toBeGreaterThan(0);
    const got = said.flatMap((each) => (each["kind"] === "round" ? [Number(each["sequence"])] : []));
    const lost = gaps.reduce((sum, { from, to }) => sum + Number(to) - Number(from) + 1, 0);
    expect(got).toEqual([...new Set(got)].sort((a, b) => a - b));
    expect(got.length + lost).toBe(rounds);
    expect(got.at(-1)).toBe(rounds - 1);
  });
});

describe("GET /file", () => {
  it("gives any range of it, and its size", async () => {
    const port = await serve(null);
    const range = async (header: string) => {
      const { status, body, headers } = await ask(port, "/file", { headers: { ...RIGHT, Range: header } });
      return [status, body.toString(), headers["content-range"]];
    };
    expect(await range("bytes=2-4")).toEqual([206, "234", "bytes 2-4/10"]);
    expect(await range("bytes=8-")).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await range("bytes=8-100")).toEqual([206, "89", "bytes 8-9/10"]);
    for (const header of ["bytes=10-", "bytes=5-4", "bytes=-3", "bytes=0-1,3-4", "lines=1-2"]) {
      expect((await range(header)).slice(0, 1)).toEqual([416]);
    }
    const whole = await ask(port, "/file", { headers: RIGHT });
    expect([whole.status, whole.body.toString()]).toEqual([200, "0123456789"]);
    const head = await ask(port, "/file", { method: "HEAD", headers: RIGHT });
    expect(head).toMatchObject({ status: 200, headers: { "content-length": "10", "accept-ranges": "bytes" } });
    expect(head.body.length).toBe(0);
  });

  it("stays the same file when it grows, and is another one when it was replaced", async () => {
    const path = join(folder, "growing.bin");
    writeFileSync(path, "abc");
    const port = await serve(null, path);
    const { etag = "" } = (await ask(port, "/file", { method: "HEAD", headers: RIGHT })).headers;
    const on = (from: number) =>
      ask(port, "/file", { headers: { ...RIGHT, Range: `bytes=${from}-`, "If-Match": etag } });
    appendFileSync(path, "def");
    expect((await on(3)).body.toString()).toBe("def");
    truncateSync(path, 2);
    expect((await on(3)).status).toBe(416);
    writeFileSync(`${path}.new`, "another");
    renameSync(`${path}.new`, path);
    expect((await on(3)).status).toBe(412);
    rmSync(path);
    expect((await on(0)).status).toBe(404);
  });

  it("is no way to any other file", async () => {
    const port = await serve(null);
    for (const path of ["/file/../../etc/passwd", "/file?path=/etc/passwd", "/file/etc/passwd", "/recording"]) {
      expect((await ask(port, path, { headers: RIGHT })).body.toString()).not.toContain("root:");
    }
  });
});
