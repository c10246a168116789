// Answers questions about what the open worker stored.
//
//   [open worker] Publish --port--> Scanner.apply --> "done" --port--> [open worker] tells the page
//   [page] ScanRequest --> Scanner.answer --kernels over shared memory--> ScanReply

import { createEngine } from "../engine/start.ts";
import type { Publish } from "../series/published.ts";
import { createScanner, type Scanner } from "../series/scanner.ts";
import { reply } from "./answering.ts";
import type { ScanHello, ScanRequest } from "./protocol.ts";

let scanner: Scanner | null = null;

self.addEventListener("message", ({ data }: MessageEvent<ScanHello | ScanRequest>) => {
  if (data.kind === "hello") {
    const mine = createScanner(createEngine(data.wasm, data.memory));
    scanner = mine;
    data.publishes.onmessage = ({ data: publish }: MessageEvent<Publish>) => {
      mine.apply(publish);
      data.publishes.postMessage("done");
    };
    return;
  }
  if (!scanner) throw new Error("Cannot scan: the worker has not been told its memory");
  const { message, transfer } = reply(scanner, data);
  self.postMessage(message, { transfer });
});
