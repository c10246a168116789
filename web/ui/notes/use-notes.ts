import { useMemo } from "react";
import type { Annotation } from "../../chart/props.ts";
import { useOption } from "../options.ts";
import { NOTES, type Notes, noteAnnotations, readNotes, writeNotes } from "./notes.ts";

/** The notes of the recording, and what changes them. */
export function useNotes(): readonly [Notes, (notes: Notes) => void] {
  const [option, set] = useOption(NOTES);
  const notes = useMemo(() => readNotes(option), [option]);
  return [notes, (next) => set(writeNotes(next))];
}

/** The notes at times, for charts over time. */
export function useNoteAnnotations(): readonly Annotation[] {
  const [notes] = useNotes();
  return useMemo(() => noteAnnotations(notes), [notes]);
}
