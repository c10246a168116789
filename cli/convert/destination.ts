// The output appears whole or not at all: it is made beside its place under another name.

import { mkdirSync, rmSync } from "node:fs";
import { access, constants, link, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Usage } from "../io.ts";
import { reason } from "../record/output-file.ts";

export interface Destination {
  /** Where to write. */
  readonly path: string;
  /** Puts it in its place. */
  finish(): Promise<void>;
  /** Removes what was written, at once: also for a process that is about to end. */
  abandon(): void;
}

/** A file; Usage when it is there and `force` is not given. */
export async function fileDestination(output: string, force: boolean): Promise<Destination> {
  const there = await stat(output).catch(() => null);
  if (there?.isDirectory()) throw new Usage(`Cannot write ${output}: it is a folder`);
  if (there && !there.isFile()) throw new Usage(`Cannot write ${output}: it is no file`);
  if (there && !force) throw new Usage(`Cannot write ${output}: it is there already; --force overwrites it`);
  // before everything is read, not after
  await access(dirname(output), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`Cannot write ${output}: ${reason(error)}`);
  });
  const path = `${output}.${process.pid}.partial`;
  return {
    path,
    async finish() {
      if (force) return rename(path, output);
      // unlike rename, link does not overwrite what came in the meantime
      await link(path, output).then(
        () => unlink(path),
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") throw error;
          return rename(path, output); // a file system without links
        },
      );
    },
    abandon: () => rmSync(path, { force: true }),
  };
}

/** A folder; Usage when it holds something and `force` is not given. */
export async function folderDestination(output: string, force: boolean): Promise<Destination> {
  const held = await readdir(output).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Usage(`Cannot write ${output}: ${error.code === "ENOTDIR" ? "it is a file" : error.message}`);
  });
  if (held !== null && held.length > 0) {
    if (!force) throw new Usage(`Cannot write ${output}: the folder is not empty; --force adds to it`);
    return { path: output, finish: () => Promise.resolve(), abandon: () => undefined };
  }
  const path = `${output.replace(/\/+$/, "")}.${process.pid}.partial`;
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Error(`Cannot write ${output}: ${reason(error)}`);
  }
  const abandon = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  return { path, finish: () => rename(path, output), abandon };
}
