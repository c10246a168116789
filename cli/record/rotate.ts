// A recording in several files, each complete by itself.

import { RecordingFull } from "../recording/channels.ts";
import type { Round, RoundSink } from "../recording/model.ts";
import type { Rotation } from "./options.ts";

/** One file of a recording. */
export interface OutputFile {
  readonly path: string;
  readonly sink: RoundSink;
  /** Bytes written so far. */
  bytes(): number;
}

export interface OutputOptions {
  /** Opens the n-th file, from 0. */
  readonly open: (index: number) => Promise<OutputFile>;
  readonly rotate: Rotation | null;
  /** Entries of kvmstats.clock at this moment: the last of each file and among the first of the next. */
  readonly clock: () => ReadonlyMap<string, string>;
}

export interface Output extends RoundSink {
  /** Paths of all files so far. */
  readonly paths: readonly string[];
  /** Bytes of all files so far. */
  bytes(): number;
}

/** Opens the first file at once. Between two rounds it goes on in the next: no round is in both or in none. */
export async function createOutput({ open, rotate, clock }: OutputOptions): Promise<Output> {
  let file = await open(0);
  const paths = [file.path];
  /** What each file says in front: the newest of each name. */
  const facts = new Map<string, ReadonlyMap<string, string>>();
  let begun: bigint | null = null;
  let before = 0; // bytes of the files that are complete
  let isOpen = true;

  function isFull({ scheduled }: Round): boolean {
    if (rotate === null || begun === null) return false;
    return rotate.kind === "size" ? file.bytes() >= rotate.bytes : scheduled - begun >= rotate.ns;
  }

  async function goOn(): Promise<void> {
    facts.set(CLOCK, clock());
    await file.sink.facts(CLOCK, clock());
    await end();
    const next = await open(paths.length);
    before += file.bytes();
    file = next;
    isOpen = true;
    paths.push(file.path);
    for (const [name, entries] of facts) await file.sink.facts(name, entries);
    begun = null;
  }

  /** A file whose end failed, or whose next one did not open, is not ended again. */
  async function end(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await file.sink.end();
  }

  return {
    paths,
    bytes: () => before + file.bytes(),
    async round(round) {
      if (isFull(round)) await goOn();
      begun ??= round.scheduled;
      try {
        await file.sink.round(round);
      } catch (error) {
        // a writer takes such a round as a whole or not at all
        if (!(error instanceof RecordingFull)) throw error;
        await goOn();
        await file.sink.round(round);
      }
    },
    async facts(name, entries) {
      facts.set(name, entries);
      await file.sink.facts(name, entries);
    },
    end,
  };
}

const CLOCK = "kvmstats.clock";

/** "run.mcap", or of several files "run-0001.mcap". */
export function fileName(path: string, index: number | null): string {
  if (index === null) return path;
  const [, stem = path, ending = ""] = /^(.*?)(\.mcap)?$/s.exec(path) ?? [];
  return `${stem}-${String(index + 1).padStart(4, "0")}${ending}`;
}
