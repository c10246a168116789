import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, type RequestOptions, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentSecurityPolicy, pageHeaders } from "../../scripts/headers.mjs";
import { createPageServer, listenOnLoopback } from "../../scripts/page-server.mjs";

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder = "";
let server: Server;
let port = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kvmscope-serve-"));
  mkdirSync(join(folder, "page", "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "page", "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "page", "assets", "kvm-1a2b.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d]));
  writeFileSync(join(folder, "page", "sample.mcap"), "mcap");
  writeFileSync(join(folder, "page", ".hidden"), "hidden");
  symlinkSync(join(folder, "secret.txt"), join(folder, "page", "link.txt"));
  server = createPageServer({ root: join(folder, "page") });
  port = await listenOnLoopback(server, { port: 0 });
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function ask(path: string, options: RequestOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const question = request({ host: "127.0.0.1", port, path, agent: false, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const body = Buffer.concat(parts).toString("latin1");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    question.on("error", reject);
    question.end();
  });
}

describe("createPageServer()", () => {
  it("serves files with their types and lengths", async () => {
    const page = await ask("/");
    expect(page).toMatchObject({ status: 200, body: "<!doctype html>" });
    expect(page.headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "content-length": "15" });
    const wasm = await ask("/assets/kvm-1a2b.wasm?x=1");
    expect(wasm).toMatchObject({ status: 200, body: "\0asm" });
    expect(wasm.headers).toMatchObject({ "content-type": "application/wasm" });
    expect(wasm.headers["cache-control"]).toContain("immutable");
  });

  it("leaves a recording as it is", async () => {
    const { headers, body } = await ask("/sample.mcap");
    expect(body).toBe("mcap");
    expect(headers).toMatchObject({ "content-type": "application/octet-stream", "cache-control": "no-cache" });
    expect(headers["content-encoding"]).toBeUndefined();
  });

  it("sends every header on every status", async () => {
    const replies = await Promise.all([
      ask("/"),
      ask("/missing"),
      ask("/%zz"),
      ask("/", { method: "POST" }),
      ask("/", { headers: { Host: "evil.example" } }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 404, 400, 405, 403]);
    const wanted = Object.entries(pageHeaders()).map(([name, value]) => [name.toLowerCase(), value]);
    for (const { headers } of replies) expect(headers).toMatchObject(Object.fromEntries(wanted));
  });

  it("answers HEAD with the headers alone", async () => {
    const { status, headers, body } = await ask("/", { method: "HEAD" });
    expect({ status, length: headers["content-length"], body }).toEqual({ status: 200, length: "15", body: "" });
  });

  it("names the methods it knows", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await ask("/", { method });
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
    }
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/assets/%00",
    "/.hidden",
    "http://127.0.0.1/index.html",
    "//../secret.txt",
    "*",
  ])("refuses %s", async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(400);
    expect(body).not.toContain("secret");
  });

  it("follows no link out of its folder and lists none", async () => {
    for (const path of ["/link.txt", "/assets", "/assets/", "/index.html/", "/index.html/x"]) {
      expect(await ask(path)).toMatchObject({ status: 404, body: "Cannot find this file\n" });
    }
  });

  it("answers to loopback names only", async () => {
    for (const host of ["localhost", "LOCALHOST:80", `127.0.0.1:${port}`, "[::1]:1"]) {
      expect((await ask("/", { headers: { Host: host } })).status).toBe(200);
    }
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example:80",
      "192.168.0.1",
      "localhost:80:80",
    ]) {
      expect((await ask("/", { headers: { Host: host } })).status).toBe(403);
    }
  });
});

describe("listenOnLoopback()", () => {
  it("takes the next free port, or refuses when strict", async () => {
    const second = createPageServer({ root: folder });
    await expect(listenOnLoopback(second, { port, strict: true })).rejects.toThrow(
      `Cannot serve: port ${port} is taken`,
    );
    expect(await listenOnLoopback(second, { port })).toBeGreaterThan(port);
    second.close();
  });
});

describe("pageHeaders()", () => {
  it("isolates unless told not to", () => {
    expect(Object.keys(pageHeaders())).toContain("Cross-Origin-Embedder-Policy");
    expect(Object.keys(pageHeaders({ isolated: false })).filter((name) => /Opener|Embedder/.test(name))).toEqual([]);
  });

  it("lets scripts, styles and connections come from the page alone", () => {
    const policy = new Map(
      contentSecurityPolicy()
        .split("; ")
        .map((directive) => {
          const [name = "", ...values] = directive.split(" ");
          return [name, values.join(" ")];
        }),
    );
    expect(Object.fromEntries(policy)).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self' 'wasm-unsafe-eval'",
      "style-src": "'self'",
      "connect-src": "'self' data:",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "kvm-worker",
    });
    expect(contentSecurityPolicy({ meta: true })).not.toContain("frame-ancestors");
  });
});

describe("serve.mjs", () => {
  const script = fileURLToPath(new URL("../../scripts/serve.mjs", import.meta.url));

  function start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  }

  function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly message: string }> {
    let message = "";
    child.stderr?.on("data", (part: Buffer) => {
      message += part.toString();
    });
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, message })));
  }

  it("prints one line with the address once it answers, and ends when told", async () => {
    const child = start("--root", join(folder, "page"), "--port", "0", "--no-isolation");
    const end = ended(child);
    const line = await new Promise<string>((resolve) =>
      child.stdout?.once("data", (part: Buffer) => resolve(part.toString())),
    );
    expect(line).toMatch(/^kvmscope is at http:\/\/127\.0\.0\.1:\d+\/\n$/);
    const response = await fetch(line.trim().split(" ").at(-1) ?? "");
    expect(await response.text()).toBe("<!doctype html>");
    expect(response.headers.get("cross-origin-embedder-policy")).toBeNull();
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 0, message: "" });
  });

  it("says why it cannot serve", async () => {
    expect(await ended(start("--root", folder))).toEqual({
      code: 2,
      message: `Cannot serve: ${folder} has no index.html, run npm run build first\n`,
    });
    expect(await ended(start("--port", "65536"))).toEqual({
      code: 2,
      message: "Cannot serve: port is 65536, expected 0 to 65535\n",
    });
    const taken = await ended(start("--root", join(folder, "page"), "--port", String(port), "--strict-port"));
    expect(taken).toEqual({ code: 2, message: `Cannot serve: port ${port} is taken\n` });
  });
});
