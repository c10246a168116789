import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { MAX_PAGES } from "../../../assembly/layout.ts";
import { createArena } from "../../support/arena.ts";
import { canonicalPieces, placeFile } from "../../support/file-in-memory.ts";
import { recordedFiles } from "../../support/pread-truth.ts";
import { createMemory, instantiate, moduleBytes } from "../../support/wasm.ts";

// WebAssembly core specification 5.5: section ids
const CUSTOM = 0;
const TYPE = 1;
const IMPORT = 2;
const FUNCTION = 3;
const EXPORT = 7;
const CODE = 10;
// flags of a memory's limits: it has a maximum, it is shared
const SHARED_WITH_MAXIMUM = 3;

test("holds code and nothing that a second instance would set up again: no data, global, start, table, element section", () => {
  const ids = sections(moduleBytes()).map(({ id }) => id);
  expect(ids.filter((id) => id !== CUSTOM)).toEqual([TYPE, IMPORT, FUNCTION, EXPORT, CODE]);
});

test("imports only env.memory, shared, at most the pages of the layout", () => {
  const section = sections(moduleBytes()).find(({ id }) => id === IMPORT)?.body ?? new Uint8Array();
  const text = (value: string) => [value.length, ...Buffer.from(value)];
  const memory = 2;
  const count = 1;
  const head = [count, ...text("env"), ...text("memory"), memory, SHARED_WITH_MAXIMUM, 16];
  expect([...section.subarray(0, head.length)]).toEqual(head);
  expect(leb128(section, head.length)).toEqual({ value: MAX_PAGES, next: section.length });
});

test("is at most 8 KiB gzipped", () => {
  expect(gzipSync(moduleBytes(), { level: 9 }).length).toBeLessThanOrEqual(8192);
});

test("exports functions only", () => {
  const kinds = WebAssembly.Module.exports(new WebAssembly.Module(moduleBytes())).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(["function"]));
});

test("leaves memory alone when instantiated", () => {
  const memory = createMemory();
  new Uint8Array(memory.buffer).fill(0xa5);
  instantiate(memory);
  instantiate(memory);
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0xa5)).toBe(true);
});

test("two instances on one memory read in turns, each its own file, without disturbing each other", () => {
  const memory = createMemory();
  const arena = createArena(memory);
  const readers = recordedFiles().map(({ bytes }, index) => ({
    bytes,
    step: 13 + 4 * index,
    exports: instantiate(memory).exports,
    file: placeFile(arena, canonicalPieces(bytes)),
    offset: arena.placeU64([0n]),
    buffer: arena.allocate(bytes.length),
    length: 0,
  }));
  for (let turn = 0; turn < 400; turn++) {
    for (const reader of readers) {
      const { exports, file, buffer, length, step, offset, bytes } = reader;
      reader.length += exports.stats_file_read(file, buffer + length, step, offset, buffer + bytes.length);
    }
  }
  for (const { buffer, length, bytes } of readers) expect(arena.bytes(buffer, length)).toEqual(bytes);
  expect(arena.damage()).toEqual([]);
});

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

function sections(bytes: Uint8Array): readonly Section[] {
  const found: Section[] = [];
  let at = 8; // magic, version
  while (at < bytes.length) {
    const id = bytes[at] ?? -1;
    const { value, next } = leb128(bytes, at + 1);
    found.push({ id, body: bytes.subarray(next, next + value) });
    at = next + value;
  }
  return found;
}

function leb128(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
}
