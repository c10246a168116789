// kvmscope live: VMs in the browser as they run, and into a recording at the same time where one is wanted.

import { resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { byteSize, type Options, parse } from "./arguments.ts";
import { counted, type Io, Usage } from "./io.ts";
import { bothSinks } from "./live/both-sinks.ts";
import { newToken } from "./live/guard.ts";
import { createLiveServer } from "./live/live-server.ts";
import { createLiveSink } from "./live/live-sink.ts";
import { createRecorded } from "./live/recorded.ts";
import { PORTS, pageFolder, portOf, showLink, stopServer } from "./live/serve-page.ts";
import { createTape, TAPE_BYTES, type Tape } from "./live/tape.ts";
import { createOpeners } from "./record/openers.ts";
import { SOURCE_OPTIONS, type SourceOptions, sourceOptions } from "./record/options.ts";
import { openOutput, reason } from "./record/output-file.ts";
import { openSession, type Session } from "./record/session.ts";
import { createStatus, type Status } from "./record/status.ts";
import { type Stop, stopSignal } from "./record/stop.ts";
import type { RoundSink } from "./recording/model.ts";
import type { RecordingWriter, WrittenChunk } from "./recording/writer.ts";

const LIVE_OPTIONS: Options = {
  ...SOURCE_OPTIONS,
  record: { type: "string" },
  held: { type: "string" },
  port: { type: "string" },
  open: { type: "boolean" },
};

interface Wanted {
  readonly sources: SourceOptions;
  /** The recording to write meanwhile; null: none. */
  readonly file: string | null;
  /** Bytes of samples that the page holds in memory; null: as many as it likes. */
  readonly held: number | null;
  readonly port: number;
  readonly open: boolean;
}

/** kvmscope live SOURCE.. [--interval T] [--record FILE] [--port N] [--open]: serves until it is stopped. */
export async function live(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parse(argv, LIVE_OPTIONS);
  const file = parsed.values.get("record");
  const wanted: Wanted = {
    sources: sourceOptions(parsed, "live"),
    file: typeof file === "string" ? resolve(file) : null,
    held: heldOf(parsed.values.get("held")),
    port: portOf(parsed.values.get("port"), PORTS.live),
    open: parsed.values.has("open"),
  };
  const root = pageFolder();
  const stop = stopSignal();
  const status = createStatus(io);
  const tape = createTape(TAPE_BYTES);
  try {
    const session = await openSession({
      sources: wanted.sources,
      openers: createOpeners(wanted.sources.buckets),
      duration: null,
      signal: stop.signal,
      version: packageJson.version,
      say(sentence) {
        status.say(sentence);
        tape.say(sentence);
      },
    });
    if (session.vms.length === 0 && !wanted.sources.all) {
      if (session.unopened === 0) status.say("Cannot show anything: no VM runs on this host");
      return 2;
    }
    return await serveSession({ wanted, session, root, tape, stop, status }, io);
  } finally {
    stop.end();
  }
}

const LEAST_HELD = 2 ** 20; // bytes

function heldOf(given: unknown): number | null {
  if (given === undefined) return null;
  const bytes = typeof given === "string" ? byteSize(given) : null;
  if (bytes !== null && bytes >= LEAST_HELD) return bytes;
  throw new Usage(`Cannot read --held: expected a size from 1MiB on, found "${given}"`);
}

interface Serving {
  readonly wanted: Wanted;
  readonly session: Session;
  readonly root: string;
  readonly tape: Tape;
  readonly stop: Stop;
  readonly status: Status;
}

async function serveSession({ wanted, session, root, tape, stop, status }: Serving, io: Io): Promise<number> {
  const { file, held, port, open } = wanted;
  const token = newToken();
  const library = `kvmscope ${packageJson.version}`;
  let flush = async () => {};
  const recorded = file === null ? null : createRecorded(file, () => flush());
  const server = createLiveServer({ root, token, library, tape, file, recorded, now: session.clock.now });
  let sink: RoundSink = createLiveSink(tape);
  const query = new URLSearchParams({ token, ...(held !== null && { held: String(held) }) });
  let broken = false;
  function fail(error: unknown): void {
    if (broken) return;
    broken = true;
    recorded?.break();
    const sentence = `Cannot write to ${file}: ${reason(error)}; what was written until then can be opened`;
    status.say(sentence);
    tape.say(sentence);
  }
  try {
    if (file !== null) {
      const watcher = {
        begun: (writer: RecordingWriter) => {
          flush = () => writer.flush().catch(fail);
        },
        chunk: (chunk: WrittenChunk) => recorded?.add(chunk),
      };
      const output = await openOutput({ output: file, rotate: null, messageIndex: true, watcher }, session.clock);
      sink = bothSinks(sink, output, fail);
    }
    await showLink({ server, port, query, open, what: counted(session.vms.length, "VM") }, io);
  } catch (error) {
    await session.close();
    await sink.end().catch(() => undefined);
    throw error;
  }
  await session.run(sink);
  if (!stop.signal.aborted) {
    status.say("No VM is left; the page keeps what it has, and Ctrl-C ends the server");
    await new Promise((ended) => stop.signal.addEventListener("abort", ended, { once: true }));
  }
  await stopServer(server);
  return broken || session.unopened > 0 ? 1 : 0;
}
