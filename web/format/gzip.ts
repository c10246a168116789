import { type Bytes, type Chunks, streamOf } from "./chunks.ts";
import { FormatError } from "./format-error.ts";
import { type Piece, type Pieces, piecesOf } from "./gzip-pieces.ts";

/** True when a file begins as gzip data with deflate does (RFC 1952). */
export function looksLikeGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

/**
 * Compressed bytes kept from where a member may begin on. A decompressor that reads ahead has been given more than the
 * piece it refuses: browsers one piece, Node 24 all that there is.
 */
const KEPT = 64 * 2 ** 20;

/** What a decompressor was given since another member may have begun. */
interface Given {
  pieces: Piece[];
  bytes: number;
  /** Of the pieces that were to be given again, how many were. */
  again: number;
  /** Resolves when the input ends or is cancelled; null until it is asked for the first time. */
  ended: Promise<void> | null;
}

function note(given: Given, piece: Piece): void {
  if (given.pieces.length === 0 && piece.sizeBefore === null) {
    return;
  }
  given.pieces.push(piece);
  given.bytes += piece.bytes.length;
  while (given.bytes > KEPT) {
    const next = given.pieces.findIndex(({ sizeBefore }, i) => i > 0 && sizeBefore !== null);
    const dropped = given.pieces.splice(0, next < 0 ? given.pieces.length : next);
    given.bytes -= dropped.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

/** The input of one decompressor: the pieces of `again`, the first of which begins its member, then what is left. */
async function* inputOf(again: readonly Piece[], rest: Pieces, given: Given): AsyncGenerator<Bytes, void, undefined> {
  let end = () => {};
  given.ended = new Promise((resolve) => {
    end = resolve;
  });
  try {
    for (const [i, piece] of again.entries()) {
      if (i > 0) {
        note(given, piece);
      }
      given.again = i + 1;
      yield piece.bytes;
    }
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      note(given, next.value);
      yield next.value.bytes;
    }
  } finally {
    end();
  }
}

/**
 * The bytes that gzip data holds, of all its members (RFC 1952, 2.2). Browsers and Node 24 refuse what follows the first:
 * where one does, the next member begins at the piece that looks like a beginning and has in front of it, as a member's
 * last four bytes, the length that came out. One read is always ahead of the consumer: what was decompressed before
 * damage is delivered before its FormatError is thrown.
 */
export async function* gunzip(chunks: Chunks): AsyncGenerator<Bytes, void, undefined> {
  const pieces = piecesOf(chunks);
  let total = 0;
  try {
    for (let again: readonly Piece[] = []; ; ) {
      const given: Given = { pieces: [], bytes: 0, again: 0, ended: null };
      const member = { size: 0, failure: null as { readonly reason: unknown } | null };
      yield* memberOf(streamOf(inputOf(again, pieces, given)), member);
      if (member.failure === null) {
        return;
      }
      // what the old input is still reading belongs to the next one
      await given.ended;
      total += member.size;
      const start = given.pieces.findIndex(({ sizeBefore }) => sizeBefore === member.size % 2 ** 32);
      again = [...given.pieces.slice(Math.max(start, 0)), ...again.slice(given.again)];
      if (start < 0) {
        throw new FormatError({
          action: "decompress gzip data",
          offset: total,
          expected: "more of it",
          found: `damage or the end of the file (${messageOf(member.failure.reason)})`,
        });
      }
    }
  } finally {
    await pieces.return();
  }
}

/** What one decompressor makes of its input; notes how much that was, and why it stopped. */
async function* memberOf(
  input: ReadableStream<Bytes>,
  member: { size: number; failure: { readonly reason: unknown } | null },
): AsyncGenerator<Bytes, void, undefined> {
  const reader = input.pipeThrough<Bytes>(new DecompressionStream("gzip")).getReader();
  const read = () => reader.read().catch((reason: unknown) => ({ failed: { reason } }));
  try {
    let coming = read();
    for (;;) {
      const next = await coming;
      if ("failed" in next) {
        member.failure = next.failed;
        return;
      }
      if (next.done) {
        return;
      }
      member.size += next.value.length;
      coming = read();
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What a decompressor says is wrong. */
export function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
