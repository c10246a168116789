// One drop from its files to an open recording, in slices that leave the worker free to hear "cancel".

import type { Engine } from "../engine/engine.ts";
import { isDump, readDumps } from "../format/adapters.ts";
import { blobSource } from "../format/blob-source.ts";
import type { InputFile } from "../format/byte-source.ts";
import { memorySource } from "../format/memory-source.ts";
import type { ListOrder } from "../format/qmp-table.ts";
import type { Recording } from "../series/recording.ts";
import { samplesIn, take } from "../series/take.ts";
import { createBreather } from "./breather.ts";
import type { PageFile } from "./protocol.ts";

/** Files up to this size are read ahead, because each read waits for the browser. */
const SMALL = 2 ** 20;
const AHEAD = 32;
/** Checking values at a stretch, ms. */
const SLICE = 12;
const NS_PER_MS = 1_000_000;

export interface OpenJob {
  add(files: readonly PageFile[]): void;
  /** No more files will come. */
  end(): void;
  cancel(): void;
  /** Resolves when nothing of this job touches the recording any more. */
  readonly finished: Promise<void>;
}

export interface JobEvents {
  /** How monitor replies list buckets; as QEMU does unless given. */
  readonly lists?: ListOrder;
  progress(bytesRead: number, bytesTotal: number, dumps: number): void;
  problem(path: string, message: string): void;
  /** Everything is stored and checked, or as much as was until the cancel. */
  done(state: "open" | "cancelled"): void;
}

/** Reads files as they come. The recording grows meanwhile; show it whenever you like. */
export function startJob(engine: Engine, recording: Recording, events: JobEvents): OpenJob {
  const stop = new AbortController();
  /** Files from `next` on are still to be read: shift() on a long array moves all of it. */
  const queue: PageFile[] = [];
  let next = 0;
  const lists = events.lists === undefined ? {} : { lists: events.lists };
  const counts = { read: 0, total: 0, dumps: 0, files: 0 };
  let ended = false;
  let wake: (() => void) | null = null;

  function signal(): void {
    wake?.();
    wake = null;
  }

  function more(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  async function run(): Promise<void> {
    const breathe = createBreather(() => events.progress(counts.read, counts.total, counts.dumps));
    for await (const file of filesOf()) {
      try {
        await readFile(file, breathe);
      } catch (error) {
        if (stop.signal.aborted) break;
        events.problem(file.path, error instanceof Error ? error.message : String(error));
      }
      if (stop.signal.aborted) break;
    }
    for (const { path, message } of recording.finish()) events.problem(path, message);
    while (!recording.findings.settle(engine, SLICE)) await breathe();
    events.progress(counts.read, counts.total, counts.dumps);
    events.done(stop.signal.aborted ? "cancelled" : "open");
  }

  async function readFile(file: InputFile, breathe: () => Promise<void> | undefined): Promise<void> {
    const before = counts.read;
    const onBytes = (bytes: number) => {
      counts.read = before + bytes;
    };
    for await (const item of readDumps(file, { signal: stop.signal, onBytes, ...lists, among: counts.files > 1 })) {
      if (stop.signal.aborted) return;
      for (const { path, message } of await take(recording, item)) events.problem(path, message);
      counts.dumps = "kind" in item ? samplesIn(recording) : counts.dumps + Number(isDump(item));
      await breathe();
    }
    counts.read = before + file.source.size;
  }

  /** The queue's files in order; small ones arrive with their bytes already in memory. */
  async function* filesOf(): AsyncGenerator<InputFile> {
    const ahead: { readonly path: string; readonly file: Promise<InputFile> }[] = [];
    while (!stop.signal.aborted) {
      // whether the first file is alone decides what its paths are
      if (counts.files < 2 && !ended) {
        await more();
        continue;
      }
      while (ahead.length < AHEAD) {
        const given = queue[next];
        if (!given) break;
        next++;
        const file = load(given);
        // handled where it is awaited; until then a rejection is nobody's
        file.catch(() => {});
        ahead.push({ path: given.path, file });
      }
      const first = ahead.shift();
      if (first) {
        const { file, path } = first;
        const loaded = await file.catch((error: unknown) => {
          // a file that went away between the drop and now
          events.problem(path, `Cannot read the file: ${error instanceof Error ? error.message : String(error)}`);
          return null;
        });
        if (loaded) yield loaded;
      } else if (ended) return;
      else await more();
    }
  }

  return {
    finished: run(),
    add(files) {
      queue.push(...files);
      counts.files += files.length;
      for (const { blob } of files) counts.total += blob.size;
      signal();
    },
    end() {
      ended = true;
      signal();
    },
    cancel() {
      stop.abort();
      signal();
    },
  };
}

async function load({ path, blob, modified, handle }: PageFile): Promise<InputFile> {
  const at = BigInt(Math.round(modified)) * BigInt(NS_PER_MS);
  const source =
    blob.size <= SMALL
      ? memorySource(new Uint8Array(await blob.arrayBuffer()))
      : blobSource(blob, handle && (() => handle.getFile()));
  return { path, source, modified: at };
}
