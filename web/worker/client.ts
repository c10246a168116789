// The page's side of the workers: opens, asks, listens. Promises instead of messages.

import wasmUrl from "../../build/kvm.wasm?url";
import { createMemory } from "../engine/start.ts";
import type { ListOrder } from "../format/qmp-table.ts";
import type { Answer, Question, RecordingId } from "../series/model.ts";
import type { Followed, Looked } from "./live-status.ts";
import openWorkerUrl from "./open.worker.ts?worker&url";
import type { OpenEvent, OpenRequest, PageFile, ScanHello, ScanReply, ScanRequest } from "./protocol.ts";
import scanWorkerUrl from "./scan.worker.ts?worker&url";
import { startWorker } from "./start-worker.ts";

export interface Client {
  /** Memory is shared: one worker opens while another scans. Otherwise one does both, with the same results. */
  readonly isolated: boolean;
  readonly workers: number;
  /** A new recording; its files may come in batches. `apart`: later dumps of the same sources do not merge into it. */
  open(name: string, apart?: boolean, lists?: ListOrder): Opening;
  /** A recording of the page's server that grows, for as long as it is open. */
  follow(name: string, followed: Followed): RecordingId;
  /** Connects now instead of after the wait. */
  retry(recording: RecordingId): void;
  /** Reads what was dropped from memory again, a piece before the oldest sample held. */
  back(recording: RecordingId): void;
  /** What is looked at, ns since 1970, stays in memory; null: it goes with the newest sample. */
  look(recording: RecordingId, at: Looked | null): void;
  /** Makes a file of what was watched: "saved" brings it. */
  save(recording: RecordingId): void;
  /** ns between the samples of the sources that carry no time. */
  setInterval(recording: RecordingId, interval: bigint): void;
  close(recording: RecordingId): void;
  /** Calls back for everything the workers tell; returns the way out. */
  subscribe(listener: (event: OpenEvent) => void): () => void;
  /** Answers in the order of the questions. Rejects with an AbortError, or an Error whose message is for the user. */
  ask(questions: readonly Question[], signal?: AbortSignal): Promise<readonly Answer[]>;
}

export interface Opening {
  readonly recording: RecordingId;
  add(files: readonly PageFile[]): void;
  end(): void;
  cancel(): void;
}

interface Waiting {
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the workers. Rejects when WebAssembly or its memory is refused, or a worker does not start. */
export async function createClient(): Promise<Client> {
  const wasm = await WebAssembly.compileStreaming(fetch(wasmUrl));
  const isolated = globalThis.crossOriginIsolated === true;
  const listeners = new Set<(event: OpenEvent) => void>();
  const waiting = new Map<number, Waiting>();
  let nextAsk = 1;
  let nextRecording = 1;
  let crashed: Error | null = null;
  let refuse: (reason: Error) => void = () => undefined;

  function tell(event: OpenEvent): void {
    for (const listener of listeners) listener(event);
  }

  function crash({ message }: { readonly message: string }): void {
    const text = `Cannot go on: a worker stopped (${message || "no reason given"}); reload the page and open the files again`;
    crashed = new Error(text);
    for (const { reject } of waiting.values()) reject(crashed);
    waiting.clear();
    refuse(crashed);
    tell({ kind: "crashed", message: text });
  }

  function settle(answer: ScanReply): void {
    const who = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "answers") who?.resolve(answer.answers);
    else who?.reject(new Error(answer.message));
  }

  const openWorker = startWorker(openWorkerUrl, crash);
  const scanWorker = isolated ? startWorker(scanWorkerUrl, crash) : openWorker;
  const ready = new Promise<void>((resolve, reject) => {
    refuse = reject;
    openWorker.addEventListener("message", ({ data }: MessageEvent<OpenEvent | ScanReply>) => {
      if (data.kind === "ready") resolve();
      else if (data.kind === "answers" || data.kind === "failed") settle(data);
      else if (data.kind === "crashed") crash(data);
      else tell(data);
    });
  });

  function send(request: OpenRequest, transfer: Transferable[] = []): void {
    openWorker.postMessage(request, transfer);
  }

  if (isolated) {
    const memory = createMemory();
    const { port1, port2 } = new MessageChannel();
    scanWorker.addEventListener("message", ({ data }: MessageEvent<ScanReply>) => settle(data));
    scanWorker.postMessage({ kind: "hello", wasm, memory, publishes: port2 } satisfies ScanHello, [port2]);
    send({ kind: "hello", wasm, memory, scans: port1 }, [port1]);
  } else {
    send({ kind: "hello", wasm, memory: null, scans: null });
  }
  await ready;

  return {
    isolated,
    workers: isolated ? 2 : 1,
    open(name, apart = false, lists = "last-first") {
      const recording = nextRecording++;
      send({ kind: "open", recording, name, apart, lists });
      return {
        recording,
        add: (files) => send({ kind: "files", recording, files }),
        end: () => send({ kind: "end", recording }),
        cancel: () => send({ kind: "cancel", recording }),
      };
    },
    follow(name, followed) {
      const recording = nextRecording++;
      send({ kind: "follow", recording, name, followed });
      return recording;
    },
    retry: (recording) => send({ kind: "retry", recording }),
    back: (recording) => send({ kind: "back", recording }),
    look: (recording, at) => send({ kind: "look", recording, at }),
    save: (recording) => send({ kind: "save", recording }),
    setInterval: (recording, interval) => send({ kind: "interval", recording, interval }),
    close: (recording) => send({ kind: "close", recording }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask(questions, signal) {
      if (crashed) return Promise.reject(crashed);
      if (questions.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        const id = nextAsk++;
        const abort = () => {
          waiting.delete(id);
          reject(new DOMException("No longer wanted", "AbortError"));
        };
        if (signal?.aborted) return abort();
        signal?.addEventListener("abort", abort, { once: true });
        waiting.set(id, {
          resolve(answers) {
            signal?.removeEventListener("abort", abort);
            resolve(answers);
          },
          reject(error) {
            signal?.removeEventListener("abort", abort);
            reject(error);
          },
        });
        scanWorker.postMessage({ kind: "ask", id, questions } satisfies ScanRequest);
      });
    },
  };
}
