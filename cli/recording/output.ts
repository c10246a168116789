// Where the bytes of a recording go.

import { type FileHandle, open } from "node:fs/promises";

/** Bytes one after the other. A write that fails leaves nothing behind: `position` is where whole records end. */
export interface RecordingOutput {
  /** Bytes written so far. */
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file; an error of code EEXIST when there is one already. Every write is complete when it resolves, so that a killed
 * process loses nothing but what it had not written; the disk gets it when the system likes, as with any file.
 */
export async function createFileOutput(path: string): Promise<RecordingOutput> {
  const handle = await open(path, "wx");
  let position = 0;
  return {
    get position() {
      return position;
    },
    async write(bytes) {
      try {
        await writeAll(handle, bytes, position);
      } catch (error) {
        // a full disk may have taken a part of it
        await handle.truncate(position).catch(() => undefined);
        throw error;
      }
      position += bytes.length;
    },
    close: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** A recording in memory. */
export function createMemoryOutput(): RecordingOutput & { bytes(): Uint8Array<ArrayBuffer> } {
  const pieces: Uint8Array[] = [];
  let position = 0;
  return {
    get position() {
      return position;
    },
    write(bytes) {
      pieces.push(bytes.slice());
      position += bytes.length;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    bytes() {
      const all = new Uint8Array(position);
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    },
  };
}
