// The address follows the screen and the screen follows the address: written a moment after a change, read at the start and
// on Back and Forward. A link about a file waits until that file is opened.

import { type Dispatch, useCallback, useEffect, useRef, useState } from "react";
import type { RecordingId } from "../../series/model.ts";
import { differencesOf, type FactDifference, type FileFacts } from "../open/fingerprint.ts";
import type { Opener } from "../open/use-opener.ts";
import { showToast } from "../page/toasts.ts";
import type { Action, OpenRecording } from "../state.ts";
import type { RecordingContext } from "../use-recording.ts";
import { type AddressWriter, createAddressWriter } from "./address-writer.ts";
import { type Link, readFragment } from "./fragment.ts";
import { beginView, finishView } from "./restore.ts";
import { PLAIN_VIEW, type SavedView } from "./saved-view.ts";

/** A link about a file that is not open. */
export interface WantedFile {
  readonly file: FileFacts;
  readonly view: SavedView;
  /** What was opened since the link was followed and is not it. */
  readonly other: {
    readonly id: RecordingId;
    readonly facts: FileFacts;
    readonly differs: readonly FactDifference[];
  } | null;
}

export interface Links {
  readonly wanted: WantedFile | null;
  /** Shows the wanted view with what was opened instead. */
  applyAnyway(): void;
  dismiss(): void;
  /** Brings a saved view back to a recording, now or when it is read. */
  restore(recording: RecordingId, view: SavedView): void;
}

interface Page {
  readonly opener: Opener;
  readonly recordings: readonly OpenRecording[];
  /** The recording on the screen. */
  readonly context: RecordingContext | null;
  readonly dispatch: Dispatch<Action>;
}

/** Keeps the address and the screen together. */
export function useLink({ opener, recordings, context, dispatch }: Page): Links {
  const [wanted, setWanted] = useState<WantedFile | null>(null);
  /** The sample's view until the sample is there. */
  const forSample = useRef<SavedView | null>(null);
  const todo = useRef(new Map<RecordingId, { readonly view: SavedView; begun: boolean }>());
  const [, wake] = useState(0);
  /** Opened before the link was followed, or compared with it. */
  const compared = useRef(new Set<RecordingId>());
  const newest = useRef({ recordings, opener });
  useEffect(() => {
    newest.current = { recordings, opener };
  });

  const restore = useCallback((recording: RecordingId, view: SavedView) => {
    todo.current.set(recording, { view, begun: false });
    wake((count) => count + 1);
  }, []);

  const follow = useCallback(
    async ({ file, view }: Link) => {
      const { recordings: open, opener: files } = newest.current;
      compared.current = new Set(open.map(({ id }) => id));
      forSample.current = null;
      setWanted(null);
      const target = file === null ? open.find(({ bundled }) => bundled) : await openOf(file, open, files);
      if (target !== undefined) {
        restore(target.id, view);
        dispatch({ kind: "activate", id: target.id });
      } else if (file === null) forSample.current = view;
      else setWanted({ file, view, other: null });
    },
    [dispatch, restore],
  );

  const writer = useRef<AddressWriter | null>(null);
  writer.current ??= createAddressWriter();

  useEffect(() => {
    function read(start: boolean): void {
      const found = readFragment(location.hash);
      if (found === null && location.hash.startsWith("#v"))
        showToast("Cannot read the link: it is damaged, or of a newer version of this page");
      else if (found !== null && found.ignored.length > 0)
        showToast(`Parts of the link are not valid and were left out: ${found.ignored.join(", ")}`);
      if (found === null && start) return;
      writer.current?.followed();
      void follow(found?.link ?? { file: null, view: PLAIN_VIEW });
    }
    const onPop = () => read(false);
    read(true);
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
  }, [follow]);

  // what was opened may be what the link is about
  useEffect(() => {
    if (wanted === null) return;
    for (const { id, bundled } of recordings) {
      const facts = bundled || compared.current.has(id) ? null : opener.facts(id);
      if (facts === null) continue;
      compared.current.add(id);
      void withSum(facts, wanted.file, id, opener).then((opened) => {
        const differs = differencesOf(wanted.file, opened);
        if (differs.length > 0) {
          setWanted((now) => (now?.file === wanted.file ? { ...now, other: { id, facts: opened, differs } } : now));
          return;
        }
        restore(id, wanted.view);
        setWanted((now) => (now?.file === wanted.file ? null : now));
      });
    }
  }, [wanted, recordings, opener, restore]);

  useEffect(() => {
    const sample = recordings.find(({ bundled }) => bundled);
    if (forSample.current !== null && sample !== undefined) {
      todo.current.set(sample.id, { view: forSample.current, begun: false });
      forSample.current = null;
    }
    for (const recording of recordings) {
      const entry = todo.current.get(recording.id);
      if (entry === undefined || recording.info === null || recording.info.sources.length === 0) continue;
      if (!entry.begun) dispatch({ kind: "restore", id: recording.id, ...beginView(recording, entry.view) });
      entry.begun = true;
      if (context?.recording.id !== recording.id || recording.info.state === "opening") continue;
      todo.current.delete(recording.id);
      dispatch({ kind: "restore", id: recording.id, ...finishView(context, entry.view) });
    }
  });

  useEffect(() => {
    if (context === null || wanted !== null || context.info.state === "opening") return;
    if (todo.current.has(context.recording.id) || forSample.current !== null) return;
    const file = context.recording.bundled ? null : opener.facts(context.recording.id);
    if (file === null && !context.recording.bundled) return;
    return writer.current?.keep(context, file);
  }, [context, wanted, opener]);

  const dismiss = useCallback(() => setWanted(null), []);
  function applyAnyway(): void {
    if (wanted === null || wanted.other === null) return;
    restore(wanted.other.id, wanted.view);
    dispatch({ kind: "activate", id: wanted.other.id });
    setWanted(null);
  }
  return { wanted, applyAnyway, dismiss, restore };
}

/** The open recording that a link is about. */
async function openOf(
  file: FileFacts,
  open: readonly OpenRecording[],
  opener: Opener,
): Promise<OpenRecording | undefined> {
  for (const recording of open) {
    const facts = opener.facts(recording.id);
    // most differ in their size: only then a checksum is worth its reading
    if (facts === null || facts.size !== file.size || facts.files !== file.files) continue;
    if (differencesOf(file, await withSum(facts, file, recording.id, opener)).length === 0) return recording;
  }
  return undefined;
}

/** With a checksum where the wanted has one and it can be computed. */
async function withSum(facts: FileFacts, wanted: FileFacts, id: RecordingId, opener: Opener): Promise<FileFacts> {
  if (wanted.sum === null || wanted.size !== facts.size) return facts;
  try {
    return { ...facts, sum: await opener.checksum(id) };
  } catch {
    return facts;
  }
}
