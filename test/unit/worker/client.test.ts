import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClient } from "../../../web/worker/client.ts";
import type { OpenEvent, OpenRequest, ScanReply } from "../../../web/worker/protocol.ts";

/** A worker that answers what the test says. */
class FakeWorker extends EventTarget {
  static readonly started: FakeWorker[] = [];
  readonly heard: { readonly kind: string }[] = [];

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(request: OpenRequest): void {
    this.heard.push(request);
  }

  says(data: OpenEvent | ScanReply): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  dies(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}

beforeEach(() => {
  FakeWorker.started.length = 0;
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("fetch", () => null);
  vi.spyOn(WebAssembly, "compileStreaming").mockResolvedValue({} as WebAssembly.Module);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function starting() {
  const client = createClient();
  const [worker] = await vi.waitUntil(() => FakeWorker.started.length > 0 && FakeWorker.started);
  if (!worker) throw new Error("no worker");
  return { client, worker };
}

const QUESTIONS = [{ kind: "step", sources: [1], time: 0, direction: 1 }] as const;

test("a worker that cannot start refuses the client instead of leaving the page waiting", async () => {
  const { client, worker } = await starting();
  worker.dies("this browser gives no shared WebAssembly memory");
  await expect(client).rejects.toThrow(/^Cannot go on: a worker stopped \(this browser gives no shared/);
});

test("after a crash every question is refused with its reason, also one asked later", async () => {
  const { client, worker } = await starting();
  worker.says({ kind: "ready" });
  const { ask, subscribe } = await client;
  const events: OpenEvent[] = [];
  subscribe((event) => events.push(event));
  const early = ask(QUESTIONS);
  worker.says({ kind: "crashed", message: "out of memory" });
  await expect(early).rejects.toThrow("out of memory");
  await expect(ask(QUESTIONS)).rejects.toThrow("out of memory");
  expect(events.map(({ kind }) => kind)).toEqual(["crashed"]);
});
