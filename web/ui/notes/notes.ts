// Notes of a recording: a text about all of it, and texts at times. The option "notes" holds them as JSON; no link carries
// them. Pure.

import * as v from "valibot";
import type { Annotation } from "../../chart/props.ts";
import { displayName } from "../../format/text.ts";

/** A text at a time, seconds since the recording's start. */
export interface TimedNote {
  readonly time: number;
  readonly text: string;
}

export interface Notes {
  readonly text: string;
  /** In the order of their times. */
  readonly at: readonly TimedNote[];
}

export const NO_NOTES: Notes = { text: "", at: [] };

/** Name of the option. */
export const NOTES = "notes";

const MOST = 500;
const LONGEST = 2000;
/** Characters of a note on a chart. */
const LABEL = 28;

/** Notes as session files hold them. */
export const NOTES_SCHEMA = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(20 * LONGEST)),
  at: v.pipe(
    v.array(v.strictObject({ time: v.pipe(v.number(), v.finite()), text: v.pipe(v.string(), v.maxLength(LONGEST)) })),
    v.maxLength(MOST),
  ),
});

/** What the option holds; none where it holds nothing valid. */
export function readNotes(option: string | null): Notes {
  if (option === null) return NO_NOTES;
  try {
    const result = v.safeParse(NOTES_SCHEMA, JSON.parse(option));
    return result.success ? inOrder(result.output) : NO_NOTES;
  } catch {
    return NO_NOTES;
  }
}

/** The option for notes; null for none. Texts are cut to what is read back. */
export function writeNotes({ text, at }: Notes): string | null {
  if (text === "" && at.length === 0) return null;
  const cut = at.slice(0, MOST).map((note) => ({ time: note.time, text: note.text.slice(0, LONGEST) }));
  return JSON.stringify({ text: text.slice(0, 20 * LONGEST), at: cut });
}

/** With one more at a time, to the ns; the same when there is one already. */
export function withNote(notes: Notes, time: number): Notes {
  const exact = Number(time.toFixed(9));
  if (notes.at.some((note) => note.time === exact)) return notes;
  return inOrder({ ...notes, at: [...notes.at, { time: exact, text: "" }] });
}

/** With another text at a time; null takes the note away. */
export function withText(notes: Notes, time: number, text: string | null): Notes {
  const at = notes.at.flatMap((note) => (note.time !== time ? note : text === null ? [] : { time, text }));
  return { ...notes, at };
}

/** Notes as charts show them. */
export function noteAnnotations({ at }: Notes): readonly Annotation[] {
  const labels = new Map(at.map(({ time, text }) => [time, displayName(text.trim(), LABEL) || "note"]));
  return [...labels].map(([from, label]) => ({ from, label }));
}

function inOrder({ text, at }: Notes): Notes {
  return { text, at: at.toSorted((a, b) => a.time - b.time) };
}
