// The platform edge: files and folders of this machine as inputs.

import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { InputFile } from "../web/format/byte-source.ts";

const NS_PER_MS = 1_000_000n;

/** The files of the given paths; folders recursively, in natural order of the file system's names. */
export async function* inputFiles(paths: readonly string[]): AsyncGenerator<InputFile> {
  for (const path of paths) {
    const info = await stat(path);
    if (!info.isDirectory()) yield* opened(path, basename(path));
    else yield* folder(path, "");
  }
}

async function* folder(root: string, below: string): AsyncGenerator<InputFile> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* folder(root, path);
    else if (entry.isFile()) yield* opened(join(root, path), path);
  }
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
