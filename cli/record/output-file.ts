// The files that record makes.

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { reasonOf } from "../files.ts";
import { createFileOutput } from "../recording/output.ts";
import { createRecordingWriter, type RecordingWriter, type WrittenChunk } from "../recording/writer.ts";
import type { Clock } from "./clock.ts";
import { clockFacts } from "./host.ts";
import { FLUSH, type RecordOptions } from "./options.ts";
import { createOutput, fileName, type Output } from "./rotate.ts";

/** Whoever reads a recording while it is written. */
interface Watcher {
  begun(writer: RecordingWriter): void;
  chunk(chunk: WrittenChunk): void;
}

type OutputFileOptions = Pick<RecordOptions, "output" | "rotate" | "messageIndex"> & {
  readonly flush?: bigint;
  readonly watcher?: Watcher;
};

/** Opens the first file. Rejects with a sentence when it is there already, or cannot be made. */
export function openOutput(
  { output, rotate, flush = FLUSH, messageIndex, watcher }: OutputFileOptions,
  clock: Clock,
): Promise<Output> {
  const path = output ?? defaultName(clock.now());
  return createOutput({
    rotate,
    clock: () => clockFacts(clock.pair()),
    async open(index) {
      const named = fileName(path, rotate === null && index === 0 ? null : index);
      const file = await createFileOutput(named).catch((error: unknown) => {
        throw new Error(`Cannot record into ${named}: ${reason(error)}`);
      });
      const sink = await createRecordingWriter(file, {
        messageIndex,
        span: flush,
        live: true,
        ...(watcher && { onChunk: watcher.chunk }),
      });
      watcher?.begun(sink);
      return { path: named, sink, bytes: () => file.position };
    },
  });
}

/** "kvmscope-20261122T190948Z.mcap". */
function defaultName(now: bigint): string {
  const time = new Date(Number(now / 1_000_000n)).toISOString().replace(/[-:]|\.\d+/g, "");
  return `kvmscope-${time}.mcap`;
}

const REASONS = new Map([
  ["EEXIST", "there is such a file already, and no recording is overwritten"],
  ["ENOENT", "its folder does not exist"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the quota is used up"],
  ["EACCES", "its folder may not be written to"],
  ["EROFS", "the file system is read-only"],
]);

/** Why a file cannot be made or written to. */
export function reason(error: unknown): string {
  const { code = "", path } = error as NodeJS.ErrnoException;
  // /proc and the like say so
  if (code === "ENOENT" && path !== undefined && existsSync(dirname(path))) return "its folder takes no new files";
  return REASONS.get(code) ?? reasonOf(error);
}
