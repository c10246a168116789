// Notes in this browser, by what was opened: they come back when the same is opened again, however it was opened.

import * as idb from "idb-keyval";
import * as v from "valibot";
import type { RecordingInfo } from "../../series/model.ts";
import { checksumOf, type FileFacts } from "../open/fingerprint.ts";
import type { Given } from "../open/use-opener.ts";
import { NOTES_SCHEMA, type Notes } from "./notes.ts";

const KEY = "notes ";
const KEPT_NOTES = v.object({ name: v.string(), size: v.number(), files: v.number(), notes: NOTES_SCHEMA });

/** What notes are kept under. */
export interface NotesKey {
  readonly key: string;
  readonly facts: Pick<FileFacts, "name" | "size" | "files">;
}

/** By checksum where the browser computes one, else by name, size and number of files; the page's sample by its content. */
export async function notesKeyOf(given: Given | null, info: RecordingInfo): Promise<NotesKey> {
  if (given === null) {
    const key = `sample ${info.start ?? "-"} ${info.duration} ${info.dumps}`;
    return { key, facts: { name: info.name, size: info.bytes, files: 0 } };
  }
  const { facts, files } = given;
  const sum = await checksumOf(files).catch(() => null);
  return { key: sum ?? JSON.stringify([facts.name, facts.size, facts.files]), facts };
}

/** null for none. Rejects where the browser keeps nothing for this page. */
export async function keptNotes({ key }: NotesKey): Promise<Notes | null> {
  const found = v.safeParse(KEPT_NOTES, await idb.get(KEY + key));
  return found.success ? found.output.notes : null;
}

/** Keeps notes in place of those before; null forgets them. */
export function keepNotes({ key, facts }: NotesKey, notes: Notes | null): Promise<void> {
  if (notes === null) return idb.del(KEY + key);
  const { name, size, files } = facts;
  return idb.set(KEY + key, { name, size, files, notes: { text: notes.text, at: [...notes.at] } });
}

/** Forgets the notes of these files, or all notes that are kept. */
export async function forgetNotes(of: readonly Pick<FileFacts, "name" | "size" | "files">[] | "all"): Promise<void> {
  const gone = (await idb.entries()).filter(([key, value]) => {
    if (typeof key !== "string" || !key.startsWith(KEY)) return false;
    if (of === "all") return true;
    const found = v.safeParse(KEPT_NOTES, value);
    if (!found.success) return false;
    const { name, size, files } = found.output;
    return of.some((each) => each.name === name && each.size === size && each.files === files);
  });
  await idb.delMany(gone.map(([key]) => key));
}

/** Whether this browser keeps anything for the page: a private window may not. */
export async function keepsNotes(): Promise<boolean> {
  try {
    await idb.get(KEY);
    return true;
  } catch {
    return false;
  }
}
