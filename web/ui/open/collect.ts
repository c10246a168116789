// From what the browser hands over (entries of a drop, a file list, a paste) to files with paths.
//
// Listing a folder is quick, but opening each entry as a File is not (17 s for 14,200): every 64th is opened and handed
// on first, so that a coarse chart of the whole time stands early and gets finer evenly.

import type { PageFile } from "../../worker/protocol.ts";
import { isDirectory, isFile } from "./handles.ts";

/** Every how many files one is opened first. */
const COARSE_STEP = 64;
/** Files opened at the same time. */
const OPEN_AT_ONCE = 64;

export interface Collected {
  readonly add: (files: readonly PageFile[]) => void;
  /** How many files of how many were handed on. */
  readonly progress: (done: number, all: number) => void;
  /** One sentence for an entry that could not be opened. */
  readonly problem: (path: string, message: string) => void;
  readonly signal: AbortSignal;
}

/** The same items: every 64th, then those half-way between them, and so on until all are there. */
export function coarseFirst<T>(items: readonly T[]): readonly T[] {
  if (items.length <= COARSE_STEP) return items;
  const ordered = items.filter((_, index) => index % COARSE_STEP === 0);
  for (let step = COARSE_STEP / 2; step >= 1; step /= 2)
    for (let index = step; index < items.length; index += 2 * step) ordered.push(items[index] as T);
  return ordered;
}

/** A File with the path it had in what was picked. */
export function pageFile(file: File, path: string): PageFile {
  return { path, blob: file, modified: file.lastModified };
}

/** Files of a picker or a paste: they are open already. */
export function filesOf(list: Iterable<File>): readonly PageFile[] {
  return coarseFirst([...list].map((file) => pageFile(file, file.webkitRelativePath || file.name)));
}

/** What to call a set of files: the one file, the one folder, or how many. */
export function nameOf(paths: readonly string[]): string {
  const [first = "", second] = paths;
  if (second === undefined) return first.split("/").at(-1) || "Pasted file";
  const root = first.split("/")[0] ?? "";
  if (first.includes("/") && paths.every((path) => path.startsWith(`${root}/`))) return root;
  return `${paths.length} files`;
}

/** A file that was found but not opened yet. */
interface Listed {
  readonly path: string;
  readonly open: () => Promise<File>;
  readonly handle?: FileSystemFileHandle;
}

/**
 * Opens the entries of a drop, folders with everything below them, and hands the files on in batches.
 * Must be given the entries taken from the event synchronously: a DataTransfer is empty afterwards.
 */
export async function collectEntries(entries: readonly FileSystemEntry[], to: Collected): Promise<void> {
  const found: Listed[] = [];
  for (const entry of entries) await listFiles(entry, found, to);
  await openListed(found, to);
}

/** The same for handles: of a picker, or kept from an earlier drop. */
export async function collectHandles(handles: readonly FileSystemHandle[], to: Collected): Promise<void> {
  const found: Listed[] = [];
  for (const handle of handles) await listHandles(handle, handle.name, found, to);
  await openListed(found, to);
}

async function openListed(found: readonly Listed[], to: Collected): Promise<void> {
  const ordered = coarseFirst(found);
  for (let at = 0; at < ordered.length; at += OPEN_AT_ONCE) {
    if (to.signal.aborted) return;
    const opened = await Promise.all(ordered.slice(at, at + OPEN_AT_ONCE).map((each) => openOne(each, to)));
    to.add(opened.filter((file) => file !== null));
    to.progress(Math.min(at + OPEN_AT_ONCE, ordered.length), ordered.length);
  }
}

async function listFiles(entry: FileSystemEntry, found: Listed[], to: Collected): Promise<void> {
  if (to.signal.aborted) return;
  if (isFileEntry(entry)) {
    found.push({ path: pathOf(entry), open: () => new Promise<File>((done, fail) => entry.file(done, fail)) });
    return;
  }
  if (!isDirectoryEntry(entry)) return;
  const children: FileSystemEntry[] = [];
  const reader = entry.createReader();
  try {
    // Each call returns at most 100 entries; an empty batch ends the folder.
    for (let batch = await readBatch(reader); batch.length > 0; batch = await readBatch(reader))
      children.push(...batch);
  } catch (reason) {
    to.problem(pathOf(entry), `Cannot list folder: ${text(reason)}`);
  }
  for (const child of byName(children)) await listFiles(child, found, to);
}

async function listHandles(handle: FileSystemHandle, path: string, found: Listed[], to: Collected): Promise<void> {
  if (to.signal.aborted) return;
  if (isFile(handle)) found.push({ path, open: () => handle.getFile(), handle });
  if (!isDirectory(handle)) return;
  const children: FileSystemHandle[] = [];
  try {
    for await (const child of handle.values()) children.push(child);
  } catch (reason) {
    to.problem(path, `Cannot list folder: ${text(reason)}`);
  }
  for (const child of byName(children)) await listHandles(child, `${path}/${child.name}`, found, to);
}

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function openOne({ path, open, handle }: Listed, to: Collected): Promise<PageFile | null> {
  try {
    return { ...pageFile(await open(), path), ...(handle && { handle }) };
  } catch (reason) {
    to.problem(path, `Cannot open file: ${text(reason)}`);
    return null;
  }
}

function readBatch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\//, "");
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function text(reason: unknown): string {
  return reason instanceof Error || reason instanceof DOMException ? reason.message : String(reason);
}
