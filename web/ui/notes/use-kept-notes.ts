import { type Dispatch, useEffect, useRef } from "react";
import type { RecordingId } from "../../series/model.ts";
import type { Links } from "../link/use-link.ts";
import type { Opener } from "../open/use-opener.ts";
import type { Action, OpenRecording } from "../state.ts";
import { keepNotes, keptNotes, type NotesKey, notesKeyOf } from "./kept-notes.ts";
import { NOTES, readNotes, writeNotes } from "./notes.ts";

interface Page {
  readonly opener: Opener;
  readonly recordings: readonly OpenRecording[];
  readonly links: Links;
  readonly dispatch: Dispatch<Action>;
}

/** What is known of the kept notes of an open recording. */
interface Kept {
  readonly key: NotesKey;
  /** The option as it is kept. */
  option: string | null;
}

/** Brings the notes of every recording back once it is open, and keeps what is noted from then on. */
export function useKeptNotes({ opener, recordings, links, dispatch }: Page): void {
  const all = useRef(new Map<RecordingId, Kept | "reading">());
  const newest = useRef(recordings);
  useEffect(() => {
    newest.current = recordings;
    /** What is noted already, by a session file or a view that was kept, stays. */
    async function bringBack({ id }: OpenRecording, key: Promise<NotesKey>): Promise<void> {
      const kept: Kept = { key: await key, option: null };
      const notes = await keptNotes(kept.key);
      kept.option = notes === null ? null : writeNotes(notes);
      all.current.set(id, kept);
      const now = newest.current.find((each) => each.id === id)?.options.get(NOTES) ?? null;
      if (now === null && kept.option !== null) dispatch({ kind: "option", id, name: NOTES, value: kept.option });
      else keep(kept, now);
    }
    function keep(kept: Kept, option: string | null): void {
      if (option === kept.option) return;
      kept.option = option;
      keepNotes(kept.key, option === null ? null : readNotes(option)).catch(() => undefined);
    }
    for (const recording of recordings) {
      const { id, info, bundled, options } = recording;
      const given = opener.given(id);
      if (info === null || info.state === "opening" || (given === null && !bundled) || links.restoring(id)) continue;
      const kept = all.current.get(id);
      if (kept === undefined) {
        all.current.set(id, "reading");
        bringBack(recording, notesKeyOf(given, info)).catch(() => undefined);
      } else if (kept !== "reading") keep(kept, options.get(NOTES) ?? null);
    }
  }, [opener, recordings, links, dispatch]);
}
