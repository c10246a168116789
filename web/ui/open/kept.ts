// What this browser keeps of files that were opened: a handle to open the same file again, or a copy that the user asked for.
// The list is in IndexedDB, copies are in the origin's private file system: one file each, all bytes one after another.

import * as idb from "idb-keyval";
import * as v from "valibot";
import type { PageFile } from "../../worker/protocol.ts";
import type { FileFacts } from "./fingerprint.ts";

/** One entry of the list of recent files. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly files: number;
  /** ms since 1970 when it was opened last. */
  readonly when: number;
  /** null: there is only a copy. */
  readonly handles: readonly FileSystemHandle[] | null;
  /** The files of the copy in the order of their bytes; null: there are only handles. */
  readonly copy: readonly CopiedFile[] | null;
}

interface CopiedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

const count = v.pipe(v.number(), v.minValue(0));
const HANDLE = v.custom<FileSystemHandle>(
  (value) => "FileSystemHandle" in globalThis && value instanceof FileSystemHandle,
);
const KEPT = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/)),
  name: v.string(),
  size: count,
  files: count,
  when: count,
  handles: v.nullable(v.array(HANDLE)),
  copy: v.nullable(v.array(v.object({ path: v.string(), size: count, modified: v.number() }))),
});

/** Entries with handles only; copies are never dropped by themselves. */
const MOST_HANDLES = 12;
const FOLDER = "kept";
const ENTRY = "entry ";
const VIEW = "view ";
/** Bytes written at a time, so that progress can be told. */
const PIECE = 16 * 2 ** 20;

/** Whether the browser can keep copies at all. */
export function canCopy(): boolean {
  if (!("FileSystemFileHandle" in globalThis) || !("createWritable" in FileSystemFileHandle.prototype)) return false;
  return "storage" in navigator && "getDirectory" in navigator.storage;
}

/** The newest first. Rejects where the browser keeps nothing for this page. */
export async function listKept(): Promise<readonly Kept[]> {
  const all = await idb.entries();
  const found = all.flatMap(([key, value]) => {
    if (typeof key !== "string" || !key.startsWith(ENTRY)) return [];
    const result = v.safeParse(KEPT, value);
    return result.success ? [result.output] : [];
  });
  return found.sort((a, b) => b.when - a.when);
}

/** The entry about the same files. */
export function keptLike(list: readonly Kept[], facts: Pick<FileFacts, "name" | "size" | "files">): Kept | null {
  const { name, size, files } = facts;
  return list.find((each) => each.name === name && each.size === size && each.files === files) ?? null;
}

/** Adds an entry or makes it the newest; the oldest of those with handles only go. */
export async function keepHandles(facts: FileFacts, handles: readonly FileSystemHandle[] | null): Promise<void> {
  const list = await listKept();
  const before = keptLike(list, facts);
  if (before === null && handles === null) return;
  const { name, size, files } = facts;
  const id = before?.id ?? crypto.randomUUID();
  const entry = {
    id,
    name,
    size,
    files,
    when: Date.now(),
    handles: handles ?? before?.handles ?? null,
    copy: before?.copy ?? null,
  };
  await idb.set(ENTRY + id, entry satisfies Kept);
  const old = list.filter((each) => each.copy === null && each.id !== id).slice(MOST_HANDLES - 1);
  for (const each of old) await forget(each);
}

/** Copies files into this browser. `onPart` hears the share of 1 that is written. Rejects when there is no room. */
export async function keepCopy(
  facts: FileFacts,
  files: readonly PageFile[],
  onPart: (share: number) => void,
): Promise<void> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < facts.size) throw new Error("there is not enough room");
  const before = keptLike(await listKept(), facts);
  const id = before?.id ?? crypto.randomUUID();
  const folder = await copies();
  const target = await folder.getFileHandle(id, { create: true });
  try {
    const stream = await target.createWritable();
    let written = 0;
    for (const { blob } of files) {
      for (let at = 0; at < blob.size; at += PIECE) {
        await stream.write(blob.slice(at, at + PIECE));
        written += Math.min(PIECE, blob.size - at);
        onPart(written / Math.max(facts.size, 1));
      }
    }
    await stream.close();
  } catch (reason) {
    await folder.removeEntry(id);
    throw reason;
  }
  const copy = files.map(({ path, blob, modified }) => ({ path, size: blob.size, modified }));
  const { name, size } = facts;
  const entry = { id, name, size, files: facts.files, when: Date.now(), handles: before?.handles ?? null, copy };
  await idb.set(ENTRY + id, entry satisfies Kept);
}

/** The files of a copy; null when there is none any more. */
export async function copiedFiles({ id, copy, size }: Kept): Promise<readonly PageFile[] | null> {
  if (copy === null) return null;
  try {
    const file = await (await copies()).getFileHandle(id).then((handle) => handle.getFile());
    if (file.size !== size) return null;
    let at = 0;
    return copy.map((each) => {
      at += each.size;
      return { path: each.path, blob: file.slice(at - each.size, at), modified: each.modified };
    });
  } catch {
    return null;
  }
}

/** Removes an entry, its copy and its view. */
export async function forget({ id, copy }: Kept): Promise<void> {
  await idb.delMany([ENTRY + id, VIEW + id]);
  if (copy !== null) await (await copies()).removeEntry(id).catch(() => undefined);
}

/** What was on the screen of an entry; undefined for nothing. Not trusted: another version of the page may have written it. */
export function storedView({ id }: Kept): Promise<unknown> {
  return idb.get(VIEW + id);
}

export function storeView({ id }: Kept, json: unknown): Promise<void> {
  return idb.set(VIEW + id, json);
}

async function copies(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}
