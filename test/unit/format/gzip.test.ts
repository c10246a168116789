import { randomBytes } from "node:crypto";
import { gzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { packTar } from "modern-tar";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readDumps } from "../../../web/format/adapters.ts";
import { gunzip } from "../../../web/format/gzip.ts";
import { piecesOf } from "../../../web/format/gzip-pieces.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { type Bytes, dump, file, flipped, gzip, other, read, same } from "../../support/archives.ts";

const HEADER = 10;
const TRAILER = 8;

/** As browsers have it: what follows the first member is an error, and what came out of that piece is lost. */
function strictDecompression(): TransformStream<Bytes, Bytes> {
  let input = new Uint8Array(0);
  let given = 0;
  let whole = false;
  return new TransformStream<Bytes, Bytes>(
    {
      transform(chunk, controller) {
        if (whole) throw new TypeError("Junk found after end of compressed data.");
        input = new Uint8Array([...input, ...chunk]);
        if (input.length > 2 && (input[0] !== 0x1f || input[1] !== 0x8b)) throw new TypeError("incorrect header check");
        const { buffer, engine } = inflated(input.subarray(HEADER));
        const rest = input.length - HEADER - engine.bytesWritten;
        if (rest > TRAILER) throw new TypeError("Junk found after end of compressed data.");
        whole = rest === TRAILER;
        if (buffer.length > given) controller.enqueue(new Uint8Array(buffer.subarray(given)));
        given = buffer.length;
      },
      flush() {
        if (!whole) throw new TypeError("Compressed input was truncated.");
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}

function inflated(bytes: Uint8Array): { buffer: Uint8Array; engine: { bytesWritten: number } } {
  const options = { info: true, finishFlush: 2 };
  return inflateRawSync(bytes, options) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What each kind of decompressor is. */
const KINDS = [
  ["Node's", () => undefined],
  ["a browser's", () => vi.stubGlobal("DecompressionStream", strictDecompression)],
] as const;

async function unpack(bytes: Bytes, step = bytes.length): Promise<Bytes> {
  const parts: Bytes[] = [];
  for await (const part of gunzip(inSteps(bytes, step))) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function* inSteps(bytes: Bytes, step: number) {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

function concat(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

/** Bytes that do not compress. */
function noise(length: number): Bytes {
  return new Uint8Array(randomBytes(length));
}

const whole = concat(dump, other, dump);

describe.each(KINDS)("with %s decompressor", (kind, stub) => {
  test.each([1, 2, 3, 7, 1000, 100_000])("members one after the other, %i bytes at a time", async (step) => {
    stub();
    const packed = concat(gzip(dump), gzip(other), gzipSync(dump, { level: 0 }));
    expect(same(await unpack(packed, step), whole)).toBe(true);
  });

  test("an empty member among them", async () => {
    stub();
    const packed = concat(gzip(dump), gzip(new Uint8Array(0)), gzip(new Uint8Array(0)), gzip(other), gzip(dump));
    expect(same(await unpack(packed), whole)).toBe(true);
  });

  test("beginnings of members in the data are data", async () => {
    stub();
    const tricky = concat(
      gzip(dump),
      new Uint8Array(20),
      gzip(other),
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0x1f, 0x8b, 8, 1),
      new Uint8Array(20),
    );
    const stored = new Uint8Array(gzipSync(tricky, { level: 0 }));
    expect(same(await unpack(stored), tricky)).toBe(true);
    expect(same(await unpack(concat(stored, stored)), concat(tricky, tricky))).toBe(true);
  });

  test("a second member that is cut: all of the first, then one sentence", async () => {
    stub();
    const packed = concat(gzip(dump), gzip(other).subarray(0, 200));
    const { problems } = await read(packed);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(
      /^Cannot decompress gzip data: expected more of it at byte \d+, found damage or/,
    );
  });

  test("a dump in two members opens whole", async () => {
    stub();
    const { dumps, problems } = await read(concat(gzip(other.slice(0, 1000)), gzip(other.slice(1000))));
    expect(problems).toEqual([]);
    expect(same(dumps[0]?.bytes, other)).toBe(true);
  });

  if (kind !== "Node's") {
    test("compressed bytes count as they are used", async () => {
      stub();
      const dumps = Array.from({ length: 60 }, (_, i) => file(`${i}.bin`, concat(other, noise(2000))));
      const packed = gzip(await packTar(dumps));
      const seen: number[] = [];
      let reached = 0;
      const input = { path: "a.tar.gz", source: memorySource(packed), modified: undefined };
      for await (const _ of readDumps(input, { onBytes: (bytes) => (reached = bytes) })) seen.push(reached);
      expect(seen).toHaveLength(60);
      expect(seen[5]).toBeLessThan(packed.length / 2);
      expect(seen[50]).toBeGreaterThan(packed.length / 2);
      expect(new Set(seen).size).toBeGreaterThan(5);
    });

    test("damage behind a member is no member", async () => {
      stub();
      const first = gzip(dump);
      await expect(unpack(concat(first, flipped(gzip(other), 1)))).rejects.toThrow("Junk found after end");
    });
  }
});

test("pieces are the same bytes; one begins at each beginning", async () => {
  const start = Uint8Array.of(0x1f, 0x8b, 8, 0);
  const parts = fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constant(start)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 50 }), async (some, step) => {
      const bytes = concat(...some);
      const seen: Uint8Array[] = [];
      let at = 0;
      for await (const { bytes: piece, sizeBefore } of piecesOf(inSteps(bytes, step))) {
        if (sizeBefore !== null) {
          expect([...piece.subarray(0, 4)]).toEqual([0x1f, 0x8b, 8, piece[3]]);
          expect(sizeBefore).toBe(new DataView(bytes.buffer).getUint32(at - 4, true));
        }
        expect(piece.length).toBeGreaterThan(0);
        at += piece.length;
        seen.push(piece);
      }
      expect(same(concat(...seen), bytes)).toBe(true);
    }),
  );
});

test("a file of nothing but beginnings is cut no finer than members can be", async () => {
  const bytes = concat(...Array.from({ length: 4000 }, () => Uint8Array.of(0x1f, 0x8b, 8, 0)));
  let count = 0;
  for await (const _ of piecesOf(inSteps(bytes, bytes.length))) count++;
  expect(count).toBeLessThan(bytes.length / 18 + 2);
});
