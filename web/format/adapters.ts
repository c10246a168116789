// Everything that can be opened, by its bytes alone: the first adapter that recognises a file reads it.

import {
  CAPS,
  type Caps,
  type Content,
  type Context,
  HEAD_BYTES,
  type Item,
  isIgnored,
  type Opened,
  type Problem,
  readGzip,
  readRaw,
  readTar,
  readZip,
  withoutArchiveName,
} from "./archive.ts";
import type { InputFile } from "./byte-source.ts";
import { type Bytes, chunksOf } from "./chunks.ts";
import { describeBytes } from "./describe-bytes.ts";
import { FormatError } from "./format-error.ts";
import { looksLikeGzip } from "./gzip.ts";
import { looksLikeMcap, readMcap } from "./mcap.ts";
import type { RawDump } from "./model.ts";
import { looksLikeMonitor, readMonitor } from "./qmp.ts";
import type { ListOrder } from "./qmp-table.ts";
import { looksLikeDump } from "./stats-file.ts";
import { looksLikeTar } from "./tar.ts";
import { looksLikeZip } from "./zip.ts";

/** One kind of file. */
interface Adapter {
  readonly name: string;
  /** Whether a file of `size` bytes that begins with `head` is of this kind. */
  recognises(head: Uint8Array, size: number): boolean;
  /** Its dumps; throws a FormatError where the file cannot be read further. */
  read(content: Content, context: Context): Opened;
}

const ADAPTERS: readonly Adapter[] = [
  // before dumps: compact replies have "kvm" at byte 24, where a dump has its id
  { name: "monitor replies", recognises: looksLikeMonitor, read: readMonitor },
  { name: "dump", recognises: looksLikeDump, read: readRaw },
  { name: "gzip", recognises: looksLikeGzip, read: readGzip },
  { name: "zip", recognises: looksLikeZip, read: readZip },
  { name: "mcap", recognises: looksLikeMcap, read: readMcap },
  { name: "tar", recognises: looksLikeTar, read: readTar },
];

/** A file counts in so many steps, each of as many bytes. */
const STEPS = 64;
const MIN_STEP = 16 * 1024;
const MAX_STEP = 1024 * 1024;

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes of the input file that have been used so far. */
  readonly onBytes?: (bytes: number) => void;
  readonly caps?: Partial<Caps>;
  /** One of several files: an archive then stands for a folder of its name, so that two of them stay apart. */
  readonly among?: boolean;
  /** How a monitor's replies list the buckets of a histogram; as QEMU does unless given. */
  readonly lists?: ListOrder;
}

/**
 * Every dump of a file, in the order of the file, and one Problem for each entry that is none and for the place from where
 * a damaged file cannot be read. Throws only what reading the input itself throws, and the signal's reason.
 */
export async function* readDumps(file: InputFile, options: ReadOptions = {}): Opened {
  const { signal, onBytes = () => undefined, lists = "last-first" } = options;
  if (isIgnored(file.path)) {
    return;
  }
  const reached = reachedOf(onBytes);
  const source = counting(file.source, reached);
  const context = contextOf({ caps: { ...CAPS, ...options.caps }, signal, lists });
  yield* open(
    {
      path: file.path,
      label: file.path,
      folder: options.among || file.path.includes("/") ? `${withoutArchiveName(file.path)}/` : "",
      modified: file.modified,
      head: await file.source.read(0, HEAD_BYTES),
      size: source.size,
      chunks: () => countedChunks(file.source, reached),
      source,
    },
    context,
  );
  onBytes(source.size);
}

/** True for a sentence about what could not be read. */
export function isProblem(item: Item): item is Problem {
  return "message" in item;
}

/** True for a dump. */
export function isDump(item: Item): item is RawDump {
  return !("message" in item || "kind" in item);
}

function contextOf(shared: Pick<Context, "caps" | "signal" | "lists">): Context {
  const used = { bytes: 0, entries: 0 };
  const at = (depth: number): Context => ({
    ...shared,
    depth,
    used,
    open: (content) => open(content, at(depth + 1)),
  });
  return at(0);
}

async function* open(content: Content, context: Context): Opened {
  context.signal?.throwIfAborted();
  const { label: path, head, size } = content;
  const adapter = ADAPTERS.find(({ recognises }) => recognises(head, size));
  if (adapter === undefined) {
    yield { path, message: describeBytes(head, size) };
    return;
  }
  if (context.depth > context.caps.depth) {
    yield { path, message: `Cannot open the file: it lies inside more than ${context.caps.depth} archives` };
    return;
  }
  try {
    yield* adapter.read(content, context);
  } catch (error) {
    if (!(error instanceof FormatError)) {
      throw error;
    }
    yield { path, message: error.message };
  }
}

/** How far a file has been read. */
interface Reached {
  furthest: number;
  to(offset: number): void;
}

function reachedOf(onBytes: (bytes: number) => void): Reached {
  return {
    furthest: 0,
    to(offset) {
      this.furthest = Math.max(this.furthest, offset);
      onBytes(this.furthest);
    },
  };
}

/** The same source, telling how far it has been read at given places. */
function counting(source: InputFile["source"], reached: Reached): InputFile["source"] {
  return {
    ...source,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      // a zip is read from its end first: that is no progress
      if (reached.furthest > 0 || offset === 0) {
        reached.to(offset + bytes.length);
      }
      return bytes;
    },
  };
}

/** A file from its start, piece by piece; a piece counts once the next one is asked for. */
async function* countedChunks(source: InputFile["source"], reached: Reached): AsyncGenerator<Bytes, void, undefined> {
  // a browser may give the whole file as one chunk
  const step = Math.min(MAX_STEP, Math.max(MIN_STEP, Math.ceil(source.size / STEPS)));
  let done = 0;
  for await (const chunk of chunksOf(source.stream())) {
    for (let at = 0; at < chunk.length; at += step) {
      const piece = chunk.subarray(at, at + step);
      yield piece;
      done += piece.length;
      reached.to(done);
    }
  }
}
