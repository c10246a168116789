// Archives of dumps as tests make and read them.

import { gzipSync } from "node:zlib";
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter, type ZipWriterConstructorOptions } from "@zip.js/zip.js";
import type { TarEntry } from "modern-tar";
import { isDump, isProblem, type ReadOptions, readDumps } from "../../web/format/adapters.ts";
import type { Problem } from "../../web/format/archive.ts";
import { memorySource } from "../../web/format/memory-source.ts";
import { fixture } from "./fixtures.ts";

configure({ useWebWorkers: false });

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Read {
  readonly dumps: { readonly path: string; readonly bytes: Uint8Array; readonly modified: bigint | undefined }[];
  readonly problems: Problem[];
}

/** Everything that a file gives. */
export async function read(bytes: Bytes, path = "drop", options: ReadOptions = {}): Promise<Read> {
  const read: Read = { dumps: [], problems: [] };
  for await (const item of readDumps({ path, source: memorySource(bytes), modified: 7n }, options)) {
    if (isProblem(item)) {
      read.problems.push(item);
    } else if (isDump(item)) {
      read.dumps.push({ ...item, bytes: item.bytes.slice() });
    }
  }
  return read;
}

/** toEqual takes seconds for a megabyte. */
export function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

export function paths({ dumps }: Read): string[] {
  return dumps.map(({ path }) => path);
}

export const dump = fixture("x86_64-linux-6.18/vm.bin");
export const other = fixture("x86_64-linux-6.18/series/0019-vcpu0.bin");
export const text = new TextEncoder().encode("a text that is no dump");
export const mtime = new Date("2026-11-22T10:14:05Z");

/** A regular file of a tar. */
export function file(name: string, bytes: Uint8Array, pax?: Record<string, string>): TarEntry {
  return { header: { name, size: bytes.length, mtime, type: "file", ...(pax && { pax }) }, body: bytes };
}

export async function zip(files: Record<string, Bytes>, options: ZipWriterConstructorOptions = {}): Promise<Bytes> {
  const writer = new ZipWriter(new BlobWriter(), options);
  for (const [name, bytes] of Object.entries(files)) {
    await writer.add(name, new Uint8ArrayReader(bytes), { lastModDate: mtime });
  }
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

export function gzip(bytes: Uint8Array): Bytes {
  return new Uint8Array(gzipSync(bytes));
}

/** With one byte changed. */
export function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}
