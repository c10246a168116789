// From what the browser hands over (entries of a drop, a file list, a paste) to files with paths.
//
// Listing a folder is quick, but opening each entry as a File is not (17 s for 14,200): every 64th is opened and handed
// on first, so that a coarse chart of the whole time stands early and gets finer evenly.

import type { PageFile } from "../../worker/protocol.ts";

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

/**
 * Opens the entries of a drop, folders with everything below them, and hands the files on in batches.
 * Must be given the entries taken from the event synchronously: a DataTransfer is empty afterwards.
 */
export async function collectEntries(entries: readonly FileSystemEntry[], to: Collected): Promise<void> {
  const found: FileSystemFileEntry[] = [];
  for (const entry of entries) await listFiles(entry, found, to);
  const ordered = coarseFirst(found);
  for (let at = 0; at < ordered.length; at += OPEN_AT_ONCE) {
    if (to.signal.aborted) return;
    const opened = await Promise.all(ordered.slice(at, at + OPEN_AT_ONCE).map((entry) => openEntry(entry, to)));
    to.add(opened.filter((file) => file !== null));
    to.progress(Math.min(at + OPEN_AT_ONCE, ordered.length), ordered.length);
  }
}

async function listFiles(entry: FileSystemEntry, found: FileSystemFileEntry[], to: Collected): Promise<void> {
  if (to.signal.aborted) return;
  if (isFileEntry(entry)) {
    found.push(entry);
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
  children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of children) await listFiles(child, found, to);
}

async function openEntry(entry: FileSystemFileEntry, to: Collected): Promise<PageFile | null> {
  try {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return pageFile(file, pathOf(entry));
  } catch (reason) {
    to.problem(pathOf(entry), `Cannot open file: ${text(reason)}`);
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
