import { type Bytes, type Chunks, streamOf } from "./chunks.ts";
import { FormatError } from "./format-error.ts";
import { type Piece, type Pieces, piecesOf } from "./gzip-pieces.ts";

/** True when a file begins as gzip data with deflate does (RFC 1952). */
export function looksLikeGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

/** What a decompressor was given last, which is what it refused when it fails. */
interface Given {
  piece: Piece | null;
}

/** The input of one decompressor: `first`, then what is left. Ending it early leaves the rest for the next. */
async function* inputOf(first: Piece | null, rest: Pieces, given: Given): AsyncGenerator<Bytes, void, undefined> {
  if (first !== null) {
    yield first.bytes;
  }
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    given.piece = next.value;
    yield next.value.bytes;
  }
}

/**
 * The bytes that gzip data holds, of all its members (RFC 1952, 2.2). Browsers refuse what follows the first: one that
 * refuses a piece which begins as a member does, behind a length that is what came out, has its second beginning there.
 * One read is always ahead of the consumer: what was decompressed before damage is delivered before its FormatError is
 * thrown.
 */
export async function* gunzip(chunks: Chunks): AsyncGenerator<Bytes, void, undefined> {
  const pieces = piecesOf(chunks);
  let total = 0;
  try {
    for (let first: Piece | null = null; ; ) {
      const given: Given = { piece: null };
      const member = { size: 0, failure: null as { readonly reason: unknown } | null };
      yield* memberOf(streamOf(inputOf(first, pieces, given)), member);
      if (member.failure === null) {
        return;
      }
      total += member.size;
      first = given.piece;
      if (first === null || first.sizeBefore !== member.size % 2 ** 32) {
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
