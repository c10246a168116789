// Files in, a recording out: the same path as on the page, without workers.

import { stat } from "node:fs/promises";
import { basename, normalize, resolve } from "node:path";
import type { Engine } from "../web/engine/engine.ts";
import { createStaging } from "../web/engine/staging.ts";
import { readDumps } from "../web/format/adapters.ts";
import type { Problem } from "../web/format/archive.ts";
import type { InputFile } from "../web/format/byte-source.ts";
import type { ListOrder } from "../web/format/qmp-table.ts";
import { displayName } from "../web/format/text.ts";
import { createRecording, type Recording } from "../web/series/recording.ts";
import { createScanSource, type ScanSource } from "../web/series/scan-source.ts";
import { samplesIn, take } from "../web/series/take.ts";
import { startEngine } from "./engine.ts";
import { inputFiles, reasonOf } from "./files.ts";
import { counted, type Io } from "./io.ts";
import { createSentences } from "./sentences.ts";

export interface Opened {
  readonly engine: Engine;
  readonly recording: Recording;
  readonly info: ReturnType<Recording["snapshot"]>["info"];
  readonly sources: readonly ScanSource[];
  /** Files named on the command line that could not be read, and losses inside recordings. Each has its sentence on stderr. */
  readonly unread: number;
}

export interface OpenOptions {
  /** ns; null when not given. */
  readonly interval: bigint | null;
  /** How monitor replies list buckets; as QEMU does unless given. */
  readonly lists?: ListOrder;
}

/** Opens everything; prints a sentence for what cannot be. */
export async function openAll(
  paths: readonly string[],
  io: Io,
  { interval, lists = "last-first" }: OpenOptions,
): Promise<Opened> {
  const engine = await startEngine();
  const [first = ""] = paths;
  // an archive in a folder or among others stands for a folder of its own
  const among = paths.length > 1 || (await stat(first).catch(() => null))?.isDirectory() === true;
  const recording = createRecording(engine, createStaging(engine), {
    id: 1,
    name: basename(resolve(first)),
    keepAllFindings: true,
  });
  const progress = createProgress(io);
  const named = new Set(paths.flatMap((path) => [path, normalize(path), basename(path)]));
  let unread = 0;
  let dumps = 0;
  const sentences = createSentences(io);
  const report = ({ path, message, note, lost }: Problem) => {
    progress.clear();
    if (lost) unread++;
    if (note) sentences.say(path, message);
    else if (named.has(path)) {
      if (!lost) unread++;
      sentences.say(path, message);
      // what lies in a folder or archive beside its dumps is said, but is no failure
    } else sentences.sayCapped(path, message);
  };
  const add = async (file: InputFile) => {
    for await (const item of readDumps(file, { among, lists })) {
      const problems = await take(recording, item);
      for (const problem of problems) report(problem);
      if ("kind" in item) dumps = samplesIn(recording);
      else if (problems.length === 0) dumps++;
      progress.show(dumps, file.path);
    }
  };
  for await (const file of inputFiles(paths)) {
    if ("message" in file) report(file);
    else
      await add(file).catch((error: unknown) =>
        report({ path: file.path, message: `Cannot read the file: ${reasonOf(error)}` }),
      );
  }
  for (const problem of recording.finish()) report(problem);
  progress.clear();
  sentences.end("files that gave no dump");
  if (interval !== null) recording.setInterval({ ns: interval, overModified: true });
  recording.state = "open";
  recording.findings.settle(engine, Number.POSITIVE_INFINITY);
  const { info, sources } = recording.snapshot();
  return { engine, recording, info, sources: sources.map((source) => createScanSource(engine, source)), unread };
}

/** One line on a terminal, rewritten ten times a second at most. */
function createProgress(io: Io): { show(dumps: number, path: string): void; clear(): void } {
  let last = 0;
  let shown = false;
  return {
    show(dumps, path) {
      if (!io.errIsTerminal || performance.now() - last < 100) return;
      last = performance.now();
      shown = true;
      io.err(`\r\x1b[K${displayName(basename(path), 60)}: ${counted(dumps, "dump")}`);
    },
    clear() {
      if (shown) io.err("\r\x1b[K");
      shown = false;
    },
  };
}
