// Owns the memory: opens what is dropped, stores it, tells the page. Without isolation it answers questions as well.
//
//   [page] files --> open-job --dumps--> Recording --reads--> row slots
//     now and then: snapshot --Publish--> [scan worker] "done" --RecordingInfo--> [page]

import type { Engine } from "../engine/engine.ts";
import { createStaging, type Staging } from "../engine/staging.ts";
import { createEngine, createMemory } from "../engine/start.ts";
import type { RecordingId } from "../series/model.ts";
import type { Publish } from "../series/published.ts";
import { canAbsorb, createRecording, type Recording } from "../series/recording.ts";
import { createScanner, type Scanner } from "../series/scanner.ts";
import { reply } from "./answering.ts";
import { type FollowJob, followRecording } from "./follow.ts";
import { type OpenJob, startJob } from "./open-job.ts";
import type { OpenEvent, OpenRequest, ScanRequest } from "./protocol.ts";
import { createPublisher, type Publisher } from "./publisher.ts";

interface Opened {
  readonly recording: Recording;
  readonly job: OpenJob;
  /** The same job where the recording grows. */
  readonly follow?: FollowJob;
}

interface Place {
  readonly engine: Engine;
  readonly staging: Staging;
  readonly publisher: Publisher;
  /** Only when this worker scans as well. */
  readonly scanner: Scanner | null;
}

const opened = new Map<RecordingId, Opened>();
let place: Place | null = null;

function tell(event: OpenEvent): void {
  self.postMessage(event);
}

function start(hello: Extract<OpenRequest, { kind: "hello" }>): void {
  const engine = createEngine(hello.wasm, hello.memory ?? createMemory());
  const scanner = hello.scans ? null : createScanner(engine);
  const { scans } = hello;
  const apply = scans ? overPort(scans) : async (publish: Publish) => scanner?.apply(publish);
  place = { engine, staging: createStaging(engine), publisher: createPublisher(apply, tell), scanner };
  tell({ kind: "ready" });
}

/** Sends publishes one after the other; each resolves when the scan worker has it in force. */
function overPort(port: MessagePort): (publish: Publish) => Promise<void> {
  const waiting: (() => void)[] = [];
  port.onmessage = () => waiting.shift()?.();
  return (publish) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port.postMessage(publish);
    });
}

function open({ engine, staging, publisher }: Place, request: Extract<OpenRequest, { kind: "open" }>): void {
  const { recording: id, name, apart, lists } = request;
  const recording = createRecording(engine, staging, { id, name, apart });
  const job = startJob(engine, recording, {
    lists,
    progress(bytesRead, bytesTotal, dumps) {
      tell({ kind: "progress", recording: id, bytesRead, bytesTotal, dumps });
      void publisher.follow(recording);
    },
    problem: (path, message) => tell({ kind: "problem", recording: id, path, message }),
    async done(state) {
      if (!opened.has(id)) return;
      recording.state = recording.intake.sources.length === 0 && state === "open" ? "failed" : state;
      await publisher.idle();
      // from here to absorb() nothing may wait: either recording may be closed meanwhile
      if (!opened.has(id)) return;
      const known = [...opened.values()].find((other) => canAbsorb(other.recording, recording));
      if (!known) return publisher.show(recording);
      opened.delete(id);
      known.recording.absorb(recording);
      await publisher.show(known.recording);
      tell({ kind: "closed", recording: id });
      await publisher.forget(id);
    },
  });
  opened.set(id, { recording, job });
}

function follow({ engine, staging, publisher }: Place, request: Extract<OpenRequest, { kind: "follow" }>): void {
  const { recording: id, name, followed } = request;
  const recording = createRecording(engine, staging, { id, name, apart: true });
  const job = followRecording({ engine, recording, publisher, tell }, { followed, name });
  opened.set(id, { recording, job, follow: job });
}

async function save(id: RecordingId): Promise<void> {
  const known = opened.get(id);
  try {
    tell({ kind: "saved", recording: id, blob: (await known?.follow?.save()) ?? null });
  } catch (error) {
    const message = `Cannot save what was watched: ${error instanceof Error ? error.message : String(error)}`;
    tell({ kind: "problem", recording: id, path: known?.recording.name ?? "", message });
    tell({ kind: "saved", recording: id, blob: null });
  }
}

async function close({ publisher }: Place, id: RecordingId): Promise<void> {
  const known = opened.get(id);
  if (!known) return;
  opened.delete(id);
  known.job.cancel();
  await known.job.finished;
  await publisher.forget(id);
  known.recording.release();
  tell({ kind: "closed", recording: id });
}

function handle(here: Place, request: Exclude<OpenRequest, { kind: "hello" }> | ScanRequest): void {
  switch (request.kind) {
    case "open":
      open(here, request);
      break;
    case "follow":
      follow(here, request);
      break;
    case "retry":
      opened.get(request.recording)?.follow?.retry();
      break;
    case "back":
      opened.get(request.recording)?.follow?.back();
      break;
    case "look":
      opened.get(request.recording)?.follow?.look(request.at);
      break;
    case "save":
      void save(request.recording);
      break;
    case "files":
      opened.get(request.recording)?.job.add(request.files);
      break;
    case "end":
      opened.get(request.recording)?.job.end();
      break;
    case "cancel":
      opened.get(request.recording)?.job.cancel();
      break;
    case "close":
      void close(here, request.recording);
      break;
    case "interval": {
      const recording = opened.get(request.recording)?.recording;
      recording?.setInterval({ ns: request.interval, overModified: false });
      if (recording) void here.publisher.show(recording);
      break;
    }
    case "ask":
      if (here.scanner) {
        const { message, transfer } = reply(here.scanner, request);
        self.postMessage(message, { transfer });
      }
      break;
  }
}

// an error nobody awaits must not leave the page waiting
self.addEventListener("unhandledrejection", ({ reason }) => {
  tell({ kind: "crashed", message: reason instanceof Error ? reason.message : String(reason) });
});

self.addEventListener("message", ({ data }: MessageEvent<OpenRequest | ScanRequest>) => {
  if (data.kind === "hello") start(data);
  else if (place) handle(place, data);
});
