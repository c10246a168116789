// What of the recording that `kvmscope live --record` writes can be read already: each chunk's place, in the order they were
// written. A chunk of a VM that says little is written after those of others that began later, by as long as a chunk may be open.

import { type FileHandle, open } from "node:fs/promises";
import type { WrittenChunk } from "../recording/writer.ts";

/** No chunk is written so much later than another one of its time, ns and rounds; as long as some can be open, and more. */
const LATE = 60_000_000_000n;

/** Chunks that are read together. */
export interface RecordedPiece {
  readonly chunks: readonly WrittenChunk[];
  /** All samples from here on are in them, ns since 1970. */
  readonly from: bigint;
}

export interface Recorded {
  readonly path: string;
  /** It cannot be written on: what comes now is not in it. */
  readonly broken: boolean;
  add(chunk: WrittenChunk): void;
  break(): void;
  /** Writes what waits for its chunk to be full, if there may be samples of that time among it. */
  reach(time: bigint): Promise<void>;
  /** Chunks with samples of [from, to], ns since 1970. */
  between(from: bigint, to: bigint): readonly WrittenChunk[];
  /** The newest chunks with samples before a time, of about `bytes` bytes before compression; null where there are none. */
  before(time: bigint, bytes: number): RecordedPiece | null;
  /** Chunks with rounds from `first` to `last`. */
  rounds(first: number, last: number): readonly WrittenChunk[];
  /** The chunks one after the other, as they lie in the file. */
  read(chunks: readonly WrittenChunk[]): AsyncGenerator<Uint8Array>;
}

interface Entry extends WrittenChunk {
  /** The latest time and the highest sequence up to here: both rise, whatever the order of chunks. */
  readonly latest: bigint;
  readonly highest: number;
}

/** A recording without chunks so far. `flush` writes the open ones. */
export function createRecorded(path: string, flush: () => Promise<void>): Recorded {
  const entries: Entry[] = [];
  let broken = false;

  /** The first entry that `is` holds for, when it holds for all behind that one. */
  function firstThat(is: (entry: Entry) => boolean): number {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle];
      if (entry !== undefined && is(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where no chunk begins that has samples before a time. */
  const beyond = (time: bigint) => firstThat(({ latest }) => latest >= time + LATE);

  return {
    path,
    get broken() {
      return broken;
    },
    add(chunk) {
      const last = entries.at(-1);
      const latest = last !== undefined && last.latest > chunk.to ? last.latest : chunk.to;
      entries.push({ ...chunk, latest, highest: Math.max(last?.highest ?? 0, chunk.last) });
    },
    break() {
      broken = true;
    },
    async reach(time) {
      // a disk that is full is said where rounds are written
      if (!broken && time > (entries.at(-1)?.latest ?? 0n)) await flush().catch(() => undefined);
    },
    between(from, to) {
      const candidates = entries.slice(
        firstThat(({ latest }) => latest >= from),
        beyond(to),
      );
      return candidates.filter((chunk) => chunk.to >= from && chunk.from <= to);
    },
    before(time, bytes) {
      const chunks: WrittenChunk[] = [];
      let sum = 0;
      for (let i = beyond(time) - 1; i >= 0; i--) {
        const chunk = entries[i];
        if (chunk === undefined || chunk.from >= time) continue;
        // all that is left ends before: from there on nothing is missing
        const rest = chunk.latest + 1n;
        if (chunks.length > 0 && rest < time && sum + chunk.size > bytes) {
          return { chunks: chunks.reverse(), from: rest };
        }
        sum += chunk.size;
        chunks.push(chunk);
      }
      if (chunks.length === 0) return null;
      const from = chunks.reduce((least, chunk) => (chunk.from < least ? chunk.from : least), time);
      return { chunks: chunks.reverse(), from };
    },
    rounds(first, last) {
      const candidates = entries.slice(firstThat(({ highest }) => highest >= first));
      return candidates.filter((chunk) => chunk.last >= first && chunk.first <= last);
    },
    async *read(chunks) {
      const file = await open(path, "r");
      try {
        for (const { offset, length } of chunks) yield await exactly(file, offset, length);
      } finally {
        await file.close();
      }
    },
  };
}

async function exactly(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0)
      throw new Error(`Cannot read the recording: expected a chunk at byte ${offset}, found its end`);
    done += bytesRead;
  }
  return bytes;
}
