// Bytes that arrive piece by piece: what comes out of a decompressor.

import { FormatError } from "./format-error.ts";

export type Bytes = Uint8Array<ArrayBuffer>;
export type Chunks = AsyncIterable<Bytes>;

/** The chunks of a stream; the stream is cancelled when the loop over them ends early. */
export async function* chunksOf(stream: ReadableStream<Bytes>): AsyncGenerator<Bytes, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    // after an error there is nothing to cancel, and the error is on its way already
    await reader.cancel().catch(() => undefined);
  }
}

/** Chunks as a stream, for a decompressor. */
export function streamOf(chunks: Chunks): ReadableStream<Bytes> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) {
          controller.close();
        } else {
          controller.enqueue(next.value);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The beginning of a stream of bytes, and all of it from the start again. */
export interface Peeked {
  /** At least the bytes asked for, fewer only when that is all. */
  readonly head: Bytes;
  /** All bytes are in `head`. */
  readonly complete: boolean;
  readonly chunks: Chunks;
}

/** Reads the first `length` bytes. An error behind the first byte is thrown only by who reads that far. */
export async function peek(chunks: Chunks, length: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Bytes[] = [];
  let size = 0;
  let complete = false;
  let failure: { readonly reason: unknown } | null = null;
  while (size < length && !complete && failure === null) {
    try {
      const next = await iterator.next();
      complete = next.done === true;
      if (next.done !== true) {
        seen.push(next.value);
        size += next.value.length;
      }
    } catch (reason) {
      failure = { reason };
    }
  }
  if (failure !== null && size === 0) {
    throw failure.reason;
  }
  const head = joined(seen, size);
  async function* all(): AsyncGenerator<Bytes, void, undefined> {
    yield head;
    if (failure !== null) {
      throw failure.reason;
    }
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, complete, chunks: all() };
}

/** All bytes in one piece; throws a FormatError, naming `what`, when there are more than `max`. */
export async function collect(chunks: Chunks, max: number, what: string): Promise<Bytes> {
  const seen: Bytes[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > max) {
      throw new FormatError({ action: `read ${what}`, offset: max, expected: "its end", found: "more bytes" });
    }
    seen.push(chunk);
  }
  return joined(seen, size);
}

function joined(pieces: readonly Bytes[], size: number): Bytes {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) {
    return first;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
