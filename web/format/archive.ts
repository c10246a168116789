// The containers dumps come in. Each reader opens what is inside through the adapters again, so they nest.

import type { ByteSource } from "./byte-source.ts";
import { type Bytes, type Chunks, collect, peek } from "./chunks.ts";
import { FormatError } from "./format-error.ts";
import { gunzip } from "./gzip.ts";
import { memorySource } from "./memory-source.ts";
import type { RawDump, RecordingFacts, RecordRun } from "./model.ts";
import type { ListOrder } from "./qmp-table.ts";
import { baseOf } from "./snapshots.ts";
import { tarFiles } from "./tar.ts";
import { zipFiles } from "./zip.ts";

/** An entry or file that gave no dump, as one sentence for the user. What came before and comes after is not touched. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** Worth saying, but nothing that could be read is missing. */
  readonly note?: true;
  /** Bytes of a recording that gave other samples are missing. */
  readonly lost?: true;
}

/** What a file holds, in its order. */
export type Item = RawDump | RecordRun | RecordingFacts | Problem;

export type Opened = AsyncGenerator<Item, void, undefined>;

/** Limits against archives that are made to exhaust memory or patience. */
export interface Caps {
  /** Decompressed bytes of one input file. */
  readonly total: number;
  /** Bytes of one dump, or of an archive inside an archive that needs random access. */
  readonly entry: number;
  /** Entries of one input file. */
  readonly entries: number;
  /** Containers inside each other. */
  readonly depth: number;
  /** Decompressed bytes per compressed byte, once `ratioFrom` bytes came out. Deflate ends at 1032. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

const MIB = 2 ** 20;

export const CAPS: Caps = {
  total: 16 * 1024 * MIB,
  entry: 64 * MIB,
  entries: 1e7,
  depth: 3,
  ratio: 1000,
  ratioFrom: 256 * MIB,
};

/** Bytes looked at to tell what a file is: a tar header and more. Small files are known whole by it. */
export const HEAD_BYTES = 64 * 1024;

/** Something that may be a dump or hold dumps. */
export interface Content {
  /** Path its dump would have. */
  readonly path: string;
  /** Path of the file or entry it came as, for problems. */
  readonly label: string;
  /** Path in front of its entries, should it be an archive: "" or ending in "/". */
  readonly folder: string;
  readonly modified: bigint | undefined;
  readonly head: Bytes;
  /** Infinity while it is not known. */
  readonly size: number;
  readonly chunks: () => Chunks;
  /** Random access, where there is any. */
  readonly source: ByteSource | null;
}

/** What one input file may still use, shared by everything inside it. */
export interface Context {
  readonly caps: Caps;
  readonly depth: number;
  readonly signal: AbortSignal | undefined;
  readonly lists: ListOrder;
  readonly used: { bytes: number; entries: number };
  /** Opens what an archive holds, one level deeper. */
  open(content: Content): Opened;
}

/** All bytes of a dump. */
export async function* readRaw(content: Content, { caps }: Context): Opened {
  const { path, modified, head, size } = content;
  const bytes = head.length === size ? head : await collect(content.chunks(), caps.entry, "the dump");
  yield { path, bytes, modified };
}

/** What gzip data holds: a dump, or an archive. */
export async function* readGzip(content: Content, context: Context): Opened {
  const path = content.path.replace(/\.tgz$/i, ".tar").replace(/\.gz$/i, "");
  const counted = countRatio(content.chunks(), context);
  const { head, complete, chunks } = await peek(counted, HEAD_BYTES);
  yield* context.open({
    path,
    label: content.label,
    folder: content.folder === "" ? "" : `${withoutArchiveName(path)}/`,
    modified: content.modified,
    head: complete ? head : head.subarray(0, HEAD_BYTES),
    size: complete ? head.length : Number.POSITIVE_INFINITY,
    chunks: () => chunks,
    source: complete ? memorySource(head) : null,
  });
}

async function* countRatio(chunks: Chunks, context: Context): AsyncGenerator<Bytes, void, undefined> {
  const { caps } = context;
  let packed = 0;
  let unpacked = 0;
  async function* counted(): AsyncGenerator<Bytes, void, undefined> {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of gunzip(counted())) {
    unpacked += chunk.length;
    spend(context, chunk.length);
    if (unpacked > caps.ratioFrom && unpacked > packed * caps.ratio) {
      throw new FormatError({
        action: "decompress further",
        offset: packed,
        expected: `at most ${caps.ratio} bytes from each compressed byte`,
        found: `${unpacked} bytes from ${packed}`,
      });
    }
    yield chunk;
  }
}

/** The files of a tar archive. */
export async function* readTar(content: Content, context: Context): Opened {
  for await (const file of tarFiles(content.chunks(), context.caps.entry)) {
    spendEntry(context);
    const path = content.folder + cleanPath(file.path);
    if (isIgnored(path)) {
      continue;
    }
    if (file.bytes === null) {
      yield { path, message: `Cannot open the file: it has ${file.size} bytes, the limit is ${context.caps.entry}` };
    } else {
      yield* context.open(entryOf(path, file.bytes, file.modified));
    }
  }
}

/** The files of a zip archive. */
export async function* readZip(content: Content, context: Context): Opened {
  const { source, size, head } = content;
  const whole = head.length === size ? head : null;
  const bytes =
    source ?? memorySource(whole ?? (await collect(content.chunks(), context.caps.entry, "the zip archive")));
  for await (const file of zipFiles(bytes, context.caps.entry)) {
    spendEntry(context);
    const path = content.folder + cleanPath(file.path);
    if (isIgnored(path)) {
      continue;
    }
    if (file.content instanceof FormatError) {
      yield { path, message: file.content.message };
    } else {
      spend(context, file.content.length);
      yield* context.open(entryOf(path, file.content, file.modified));
    }
  }
}

function entryOf(path: string, bytes: Bytes, modified: bigint | undefined): Content {
  const source = memorySource(bytes);
  return {
    path,
    label: path,
    folder: `${withoutArchiveName(path)}/`,
    modified,
    head: bytes.length <= HEAD_BYTES ? bytes : bytes.subarray(0, HEAD_BYTES),
    size: bytes.length,
    chunks: () => once(bytes),
    source,
  };
}

async function* once(bytes: Bytes): AsyncGenerator<Bytes, void, undefined> {
  yield bytes;
}

function spend({ used, caps, signal }: Context, bytes: number): void {
  signal?.throwIfAborted();
  used.bytes += bytes;
  if (used.bytes > caps.total) {
    throw new FormatError({
      action: "decompress further",
      offset: caps.total,
      expected: "the end",
      found: "more decompressed bytes than the limit",
    });
  }
}

function spendEntry({ used, caps, signal }: Context): void {
  signal?.throwIfAborted();
  used.entries++;
  if (used.entries > caps.entries) {
    throw new FormatError({
      action: `open more than ${caps.entries} files of one archive`,
      offset: used.bytes,
      expected: "the end",
      found: "another file",
    });
  }
}

/**
 * "a/b.tar.gz" -> "a/b": the folder that an archive inside a folder or archive stands for. The files of a recording that was
 * rotated, "b-0001.mcap" and so on, are one.
 */
export function withoutArchiveName(path: string): string {
  return path.replace(/(?:\.tar|\.tar\.gz|\.tgz|\.zip|(?:-\d{4,})?\.mcap(?:\.gz)?|\.gz)$/i, "");
}

/** What archivers and desktops add to every folder. */
export function isIgnored(path: string): boolean {
  const base = baseOf(path);
  return base.startsWith("._") || base === ".DS_Store" || /(?:^|\/)__MACOSX\//.test(path);
}

/** A path from an archive: "/" between the parts, nothing before the first, no "." and "..". */
function cleanPath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}
