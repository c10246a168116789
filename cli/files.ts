// The platform edge: files and folders of this machine as inputs.

import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join, normalize } from "node:path";
import type { InputFile } from "../web/format/byte-source.ts";

const NS_PER_MS = 1_000_000n;

/** A path that gave no file, and why. */
export interface Unopened {
  readonly path: string;
  readonly message: string;
}

export type Input = InputFile | Unopened;

/** What a failed system call says, for one sentence. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EISDIR" ? "it is a folder" : (code ?? message);
}

/**
 * The files of the given paths; folders recursively, in the order of the names. One path alone gives names inside it;
 * of several each keeps its own in front, so that files of one name stay apart.
 */
export async function* inputFiles(paths: readonly string[]): AsyncGenerator<Input> {
  for (const path of paths) {
    const alone = paths.length === 1;
    const name = alone ? basename(path) : normalize(path);
    try {
      const info = await stat(path);
      if (info.isDirectory()) yield* folder(path, alone ? "" : name);
      else if (info.isFile()) yield* opened(path, name);
      else yield { path: name, message: "Cannot open the file: it is neither a file nor a folder" };
    } catch (error) {
      yield unopened(alone ? path : name, error);
    }
  }
}

async function* folder(path: string, name: string): AsyncGenerator<Input> {
  const entries = await readdir(path, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const [below, named] = [join(path, entry.name), name === "" ? entry.name : `${name}/${entry.name}`];
    try {
      // a link to a folder may lead back up
      const file = entry.isFile() || (entry.isSymbolicLink() && (await stat(below)).isFile());
      if (entry.isDirectory()) yield* folder(below, named);
      else if (file) yield* opened(below, named);
    } catch (error) {
      yield unopened(named, error);
    }
  }
}

function unopened(path: string, error: unknown): Unopened {
  return { path, message: `Cannot open the file: ${reasonOf(error)}` };
}

/** Yields one file and closes it when the caller asks for the next. */
async function* opened(path: string, name: string): AsyncGenerator<InputFile> {
  const handle = await open(path, "r");
  try {
    const { mtimeMs, size } = await handle.stat();
    // whole milliseconds, as browsers give them: page and command must agree on where times come from
    yield { path: name, modified: BigInt(Math.floor(mtimeMs)) * NS_PER_MS, source: handleSource(handle, size) };
  } finally {
    await handle.close();
  }
}

function handleSource(handle: FileHandle, size: number): InputFile["source"] {
  async function read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  }
  return {
    size,
    read,
    stream() {
      let at = 0;
      return new ReadableStream({
        async pull(controller) {
          const chunk = await read(at, STREAM_CHUNK);
          at += chunk.length;
          if (chunk.length > 0) controller.enqueue(chunk);
          if (at >= size || chunk.length === 0) controller.close();
        },
      });
    },
  };
}

const STREAM_CHUNK = 2 ** 20;
