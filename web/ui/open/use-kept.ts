// Recent files: what this browser can open again, and the view that each had.

import { useCallback, useEffect, useRef, useState } from "react";
import type { RecordingId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import { captureView, PLAIN_VIEW } from "../link/saved-view.ts";
import { viewFromJson, viewToJson } from "../link/saved-view-json.ts";
import type { Links } from "../link/use-link.ts";
import { forgetNotes } from "../notes/kept-notes.ts";
import { showToast } from "../page/toasts.ts";
import type { OpenRecording } from "../state.ts";
import type { RecordingContext } from "../use-recording.ts";
import type { FileFacts } from "./fingerprint.ts";
import { mayRead } from "./handles.ts";
import {
  copiedFiles,
  forget,
  type Kept,
  keepCopy,
  keepHandles,
  keptLike,
  listKept,
  storedView,
  storeView,
} from "./kept.ts";
import type { Opener } from "./use-opener.ts";

/** ms after a change until the view is stored. */
const PAUSE = 700;

export interface KeptFiles {
  readonly list: readonly Kept[];
  /** A copy is being written: share of 1. */
  readonly copying: { readonly recording: RecordingId; readonly share: number } | null;
  /** Why the browser kept no copy of a recording; null when nobody asked or it did. */
  readonly refused: { readonly recording: RecordingId; readonly why: string } | null;
  /** The entry of an open recording. */
  of(recording: RecordingId): Kept | null;
  /** Opens an entry; the browser may ask the user, so it needs a press. */
  reopen(entry: Kept): void;
  /** Copies the files of a recording into this browser. */
  keep(recording: RecordingId): void;
  /** With `notes` also what was noted about them, or all notes there are. */
  forget(entries: readonly Kept[], notes?: "theirs" | "all"): void;
}

interface Page {
  readonly client: Client | null;
  readonly opener: Opener;
  readonly recordings: readonly OpenRecording[];
  readonly context: RecordingContext | null;
  readonly links: Links;
  readonly onError: (message: string) => void;
}

/** Follows what is opened, and offers what was. */
export function useKept({ client, opener, recordings, context, links, onError }: Page): KeptFiles {
  const [list, setList] = useState<readonly Kept[]>([]);
  const [copying, setCopying] = useState<KeptFiles["copying"]>(null);
  const [refused, setRefused] = useState<KeptFiles["refused"]>(null);
  const seen = useRef(new Set<RecordingId>());
  const listed = useRef(new Set<RecordingId>());
  const reopened = useRef(new Set<string>());
  /** What was kept of them is back, or there was nothing. */
  const brought = useRef(new Set<RecordingId>());
  /** Stores the view that waits for its moment. */
  const waiting = useRef<(() => void) | null>(null);
  const { restore, restoring } = links;

  const refresh = useCallback(async () => {
    try {
      setList(await listKept());
    } catch {
      // a private window keeps nothing: said when somebody wants to keep something
    }
  }, []);
  useEffect(() => {
    void refresh();
  }, [refresh]);

  const of = (recording: RecordingId): Kept | null => {
    const given = opener.given(recording);
    return given === null ? null : keptLike(list, given.facts);
  };

  useEffect(() => {
    /** What was on the screen when it was open last. */
    async function bringBack(id: RecordingId, facts: FileFacts): Promise<void> {
      const entry = keptLike(await listKept(), facts);
      const found = entry === null ? null : viewFromJson(await storedView(entry));
      if (entry === null || found === null) return;
      restore(id, found.view, "kept");
      if (reopened.current.delete(entry.id)) return;
      showToast("As it was when it was open last", {
        label: "Start afresh",
        // as after a link: nothing brings notes back
        run: () => restore(id, PLAIN_VIEW, "link"),
      });
    }
    for (const { id, info } of recordings) {
      const given = opener.given(id);
      if (given === null) continue;
      if (!seen.current.has(id)) {
        seen.current.add(id);
        bringBack(id, given.facts)
          .catch(() => undefined)
          .finally(() => brought.current.add(id));
      }
      if (info?.state !== "open" || listed.current.has(id)) continue;
      listed.current.add(id);
      void Promise.resolve(given.handles)
        .then((handles) => keepHandles(given.facts, handles !== null && handles.length > 0 ? handles : null))
        .then(refresh)
        .catch(() => undefined);
    }
  }, [recordings, opener, restore, refresh]);

  const entry = context === null ? null : of(context.recording.id);
  const entryId = entry?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entry counts by its id
  useEffect(() => {
    if (context === null || entry === null || context.info.state === "opening") return;
    const { recording, info, session } = context;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function store(): void {
      clearTimeout(timer);
      timer = undefined;
      waiting.current = null;
      if (entry === null || restoring(recording.id) || !brought.current.has(recording.id)) return;
      const view = captureView(recording, info, session.view.get(), session.player.time());
      storeView(entry, viewToJson(view)).catch(() => undefined);
    }
    const changed = () => {
      waiting.current = store;
      timer ??= setTimeout(store, PAUSE);
    };
    changed();
    const stop = session.view.subscribe(changed);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [context, entryId, restoring]);

  const shown = context?.recording.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the recording goes the chance to store its view
  useEffect(() => {
    const store = () => waiting.current?.();
    window.addEventListener("pagehide", store);
    return () => {
      window.removeEventListener("pagehide", store);
      store();
    };
  }, [shown]);

  async function openAgain(kept: Kept): Promise<void> {
    if (client === null) return;
    reopened.current.add(kept.id);
    const opened = await openKept(kept, client, opener, true);
    if (!opened) onError(`Cannot open ${kept.name} again: it is gone, or reading it was not allowed`);
  }

  async function keep(recording: RecordingId): Promise<void> {
    const given = opener.given(recording);
    if (given === null || copying !== null) return;
    setCopying({ recording, share: 0 });
    setRefused(null);
    try {
      await keepCopy(given.facts, given.files, (share) => setCopying({ recording, share }));
      showToast("A copy is kept in this browser: it opens again after a reload");
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : String(reason);
      setRefused({ recording, why });
    }
    setCopying(null);
    await refresh();
  }

  async function forgetAll(entries: readonly Kept[], notes: "theirs" | "all" | null): Promise<void> {
    for (const each of entries) await forget(each);
    if (notes !== null) await forgetNotes(notes === "all" ? "all" : entries);
    await refresh();
  }

  return {
    list,
    copying,
    refused,
    of,
    reopen: (kept) => void openAgain(kept),
    keep: (recording) => void keep(recording),
    forget: (entries, notes) => void forgetAll(entries, notes ?? null).catch(() => undefined),
  };
}

/** Opens the entry that is about these files, if that needs no press. */
export async function reopenQuietly(facts: FileFacts, client: Client, opener: Opener): Promise<boolean> {
  try {
    const kept = keptLike(await listKept(), facts);
    return kept !== null && (await openKept(kept, client, opener, false));
  } catch {
    return false;
  }
}

/** From its copy, which is there when the file itself has gone; else by its handles where they may be read. */
async function openKept(kept: Kept, client: Client, opener: Opener, ask: boolean): Promise<boolean> {
  const { handles, name } = kept;
  const files = await copiedFiles(kept);
  if (files !== null) {
    opener.openFiles(client, files, name);
    return true;
  }
  if (handles === null || !(await mayRead(handles, ask))) return false;
  opener.openHandles(client, handles, name);
  return true;
}
