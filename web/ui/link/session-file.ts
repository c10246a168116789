// A session file: layout, markers and notes of a recording as JSON, without its data. Pure.
//
//   { "kvmscope session": 1, "saved": ISO 8601, "recording": FileFacts or null for the sample,
//     "view": as saved-view-json.ts, without the notes, "notes": { "text", "at": [{ "time": seconds, "text" }] } }
//
// A change of meaning is a new version and one more step in UPGRADES.

import { NOTES, NOTES_SCHEMA, readNotes, writeNotes } from "../notes/notes.ts";
import type { FileFacts } from "../open/fingerprint.ts";
import { FILE_FACTS } from "./file-facts-schema.ts";
import { PLAIN_VIEW, type SavedView } from "./saved-view.ts";
import { viewFromJson, viewToJson } from "./saved-view-json.ts";
import { part } from "./saved-view-schema.ts";

export interface SessionFile {
  /** What it was saved of; null: the sample, or it is not told right. */
  readonly recording: FileFacts | null;
  readonly view: SavedView;
}

export type ReadSession =
  | { readonly kind: "session"; readonly session: SessionFile; readonly ignored: readonly string[] }
  /** One sentence why it cannot be used. */
  | { readonly kind: "refused"; readonly why: string };

type Json = ReadonlyMap<string, unknown>;

const MARK = "kvmscope session";
/** Step i turns a file of version i + 1 into one of version i + 2. */
const UPGRADES: readonly ((json: Json) => Json)[] = [];
/** Bytes; larger files are none of ours. */
export const LARGEST_SESSION = 8 * 2 ** 20;
/** Bytes of a file that tell whether it is one. */
export const SESSION_HEAD = 4096;

/** The text of a session file. `now`: ms since 1970. */
export function writeSession({ recording, view }: SessionFile, now: number): string {
  const options = new Map(view.options);
  const notes = readNotes(options.get(NOTES) ?? null);
  options.delete(NOTES);
  const json = {
    [MARK]: UPGRADES.length + 1,
    saved: new Date(now).toISOString(),
    recording,
    view: viewToJson({ ...view, options }),
    notes,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Whether a file that begins like this is a session file, whatever it is called. */
export function looksLikeSession(head: string): boolean {
  return /^\uFEFF?\s*\{/.test(head) && head.includes(`"${MARK}"`);
}

/** What a session file holds, part by part. `steps` for tests. */
export function readSession(text: string, steps = UPGRADES): ReadSession {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { kind: "refused", why: "Cannot read the session file: it is no complete JSON" };
  }
  const read: Json = new Map(typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : []);
  const version = read.get(MARK);
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    return { kind: "refused", why: `Cannot read the session file: expected a version at "${MARK}"` };
  if (version > steps.length + 1)
    return { kind: "refused", why: `Cannot read the session file: version ${version} is newer than this page` };
  const json = steps.slice(version - 1).reduce((before, step) => step(before), read);
  const view = viewFromJson(json.get("view") ?? {});
  const notes = json.has("notes") ? part(NOTES_SCHEMA, json.get("notes")) : null;
  const recording = json.get("recording") ?? null;
  const facts = recording === null ? null : part(FILE_FACTS, recording);
  const ignored = [
    ...(view?.ignored ?? ["view"]),
    ...(json.has("notes") && notes === null ? [NOTES] : []),
    ...(recording !== null && facts === null ? ["recording"] : []),
  ];
  const options = new Map(view?.view.options);
  options.delete(NOTES);
  const kept = notes === null ? null : writeNotes(notes);
  if (kept !== null) options.set(NOTES, kept);
  return { kind: "session", session: { recording: facts, view: { ...(view?.view ?? PLAIN_VIEW), options } }, ignored };
}
