// What tells whether two people opened the same: name, size, and a checksum that reads at most a few MiB.
//
//   one file    SHA-256 of its first and its last MiB; of all of it when it has no more than two
//   several     SHA-256 of the list of them, "path NUL size LF" each, sorted by path, and then of the first and the last MiB
//               of the first and of the last file of that list

import type { PageFile } from "../../worker/protocol.ts";

export interface FileFacts {
  readonly name: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly files: number;
  /** 64 hexadecimal digits; null: not computed. */
  readonly sum: string | null;
}

/** Bytes read at either end of a file. */
export const EDGE = 2 ** 20;

/** Everything but the checksum. */
export function factsOf(name: string, files: readonly PageFile[]): FileFacts {
  return { name, size: files.reduce((sum, { blob }) => sum + blob.size, 0), files: files.length, sum: null };
}

/** The checksum of what was opened. Rejects when a file cannot be read any more, or the page may not compute checksums. */
export async function checksumOf(files: readonly PageFile[]): Promise<string> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) throw new Error("Cannot compute a checksum: there is no file");
  const parts: BlobPart[] = [];
  if (sorted.length > 1) parts.push(sorted.map(({ path, blob }) => `${path}\0${blob.size}\n`).join(""));
  parts.push(...edges(first.blob));
  if (last !== first) parts.push(...edges(last.blob));
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function edges(blob: Blob): readonly Blob[] {
  return blob.size <= 2 * EDGE ? [blob] : [blob.slice(0, EDGE), blob.slice(blob.size - EDGE)];
}

export type FactDifference = "name" | "size" | "files" | "sum";

/**
 * In what the opened differs from the wanted; empty when they are the same. With checksums on both sides the name of a file
 * does not matter: it may have been saved under another one.
 */
export function differencesOf(wanted: FileFacts, opened: FileFacts): readonly FactDifference[] {
  const summed = wanted.sum !== null && opened.sum !== null;
  const found: FactDifference[] = [];
  if (!summed && wanted.name !== opened.name) found.push("name");
  if (wanted.files !== opened.files) found.push("files");
  if (wanted.size !== opened.size) found.push("size");
  if (summed && wanted.sum !== opened.sum) found.push("sum");
  return found;
}
