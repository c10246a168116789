// The address follows the screen and the screen follows the address: written a moment after a change, read at the start and
// on Back and Forward. A link about a file waits until that file is opened.

import { type Dispatch, useCallback, useEffect, useRef, useState } from "react";
import type { RecordingId } from "../../series/model.ts";
import { checksumOf, differencesOf, type FactDifference, type FileFacts } from "../open/fingerprint.ts";
import type { Given, Opener } from "../open/use-opener.ts";
import { showToast } from "../page/toasts.ts";
import type { Action, OpenRecording } from "../state.ts";
import type { RecordingContext } from "../use-recording.ts";
import { type AddressWriter, createAddressWriter } from "./address-writer.ts";
import { type Link, readFragment } from "./fragment.ts";
import { finishView } from "./restore.ts";
import { optionsAfterLink, PLAIN_VIEW, type SavedView } from "./saved-view.ts";

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
  /** Brings a saved view back to a recording, now or when it is read. What was kept of it gives way to a link. */
  restore(recording: RecordingId, view: SavedView, from: ViewOrigin): void;
  /** It is still to be brought back. */
  restoring(recording: RecordingId): boolean;
}

export type ViewOrigin = "link" | "kept" | "session";

interface Restoring {
  readonly view: SavedView;
  readonly from: ViewOrigin;
  /** What can be shown while it is being read is shown. */
  readonly begun: boolean;
}

interface Page {
  readonly opener: Opener;
  readonly recordings: readonly OpenRecording[];
  /** The recording on the screen. */
  readonly context: RecordingContext | null;
  readonly dispatch: Dispatch<Action>;
  /** For a link about the sample after that was closed; null until the page has opened its first recording. */
  readonly openSample: (() => void) | null;
}

/** Keeps the address and the screen together. */
export function useLink({ opener, recordings, context, dispatch, openSample }: Page): Links {
  const [wanted, setWanted] = useState<WantedFile | null>(null);
  /** The sample's view until the sample is there. */
  const forSample = useRef<SavedView | null>(null);
  const todo = useRef(new Map<RecordingId, Restoring>());
  /** Opened for a link. */
  const linked = useRef(new Set<RecordingId>());
  const [, wake] = useState(0);
  /** Opened before the link was followed, or compared with it. */
  const compared = useRef(new Set<RecordingId>());
  /** Links followed so far. */
  const turns = useRef(0);
  const newest = useRef({ recordings, opener, openSample });
  useEffect(() => {
    newest.current = { recordings, opener, openSample };
  });

  const restore = useCallback(
    (recording: RecordingId, view: SavedView, from: ViewOrigin) => {
      const before = todo.current.get(recording);
      if (from === "link") linked.current.add(recording);
      if (from !== "kept" || !linked.current.has(recording)) {
        const kept = before?.view.options ?? new Map();
        const options = from === "link" ? optionsAfterLink(kept, view.options) : view.options;
        todo.current.set(recording, { view: { ...view, options }, from, begun: false });
      } else if (before !== undefined) {
        const options = optionsAfterLink(view.options, before.view.options);
        todo.current.set(recording, { ...before, view: { ...before.view, options }, begun: false });
      } else {
        for (const [name, value] of optionsAfterLink(view.options, new Map()))
          dispatch({ kind: "option", id: recording, name, value });
      }
      wake((count) => count + 1);
    },
    [dispatch],
  );

  const follow = useCallback(
    async ({ file, view }: Link) => {
      const { recordings: open, opener: files } = newest.current;
      const turn = ++turns.current;
      // what is still being listed is compared when it is known
      compared.current = new Set(open.map(({ id }) => id).filter((id) => files.given(id) !== null));
      forSample.current = null;
      setWanted(null);
      const target = file === null ? open.find(({ bundled }) => bundled) : await openOf(file, open, files);
      // another link was followed while this one's file was read
      if (turn !== turns.current) return;
      if (target !== undefined) {
        restore(target.id, view, "link");
        dispatch({ kind: "activate", id: target.id });
      } else if (file === null) {
        forSample.current = view;
        newest.current.openSample?.();
      } else setWanted({ file, view, other: null });
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
      const given = bundled || compared.current.has(id) ? null : opener.given(id);
      if (given === null) continue;
      compared.current.add(id);
      void withSum(given, wanted.file).then((opened) => {
        const differs = differencesOf(wanted.file, opened);
        if (differs.length > 0) {
          setWanted((now) => (now?.file === wanted.file ? { ...now, other: { id, facts: opened, differs } } : now));
          return;
        }
        restore(id, wanted.view, "link");
        setWanted((now) => (now?.file === wanted.file ? null : now));
      });
    }
  }, [wanted, recordings, opener, restore]);

  useEffect(() => {
    const sample = recordings.find(({ bundled }) => bundled);
    if (forSample.current !== null && sample !== undefined) {
      todo.current.set(sample.id, { view: forSample.current, from: "link", begun: false });
      forSample.current = null;
    }
    for (const recording of recordings) {
      const entry = todo.current.get(recording.id);
      if (entry === undefined || recording.info === null || recording.info.sources.length === 0) continue;
      if (!entry.begun) {
        const view = entry.from !== "session" ? withOwnOptions(recording, entry.view) : entry.view;
        dispatch({ kind: "restore", id: recording.id, charts: view.charts, options: view.options });
        todo.current.set(recording.id, { ...entry, begun: true });
      }
      if (context?.recording.id !== recording.id || recording.info.state === "opening") continue;
      todo.current.delete(recording.id);
      dispatch({ kind: "restore", id: recording.id, ...finishView(context, entry.view) });
    }
  });

  useEffect(() => {
    if (context === null || wanted !== null || context.info.state === "opening") return;
    if (todo.current.has(context.recording.id) || forSample.current !== null) return;
    const file = context.recording.bundled ? null : (opener.given(context.recording.id)?.facts ?? null);
    if (file === null && !context.recording.bundled) return;
    return writer.current?.keep(context, file);
  }, [context, wanted, opener]);

  const dismiss = useCallback(() => setWanted(null), []);
  function applyAnyway(): void {
    if (wanted === null || wanted.other === null) return;
    restore(wanted.other.id, wanted.view, "link");
    dispatch({ kind: "activate", id: wanted.other.id });
    setWanted(null);
  }
  const restoring = useCallback((recording: RecordingId) => todo.current.has(recording), []);
  return { wanted, applyAnyway, dismiss, restore, restoring };
}

/** A link says nothing about what no link carries, and a kept view may be older: what there is stays unless it says more. */
function withOwnOptions({ options }: OpenRecording, view: SavedView): SavedView {
  return { ...view, options: new Map([...optionsAfterLink(options, new Map()), ...view.options]) };
}

/** The open recording that a link is about. */
async function openOf(
  file: FileFacts,
  open: readonly OpenRecording[],
  opener: Opener,
): Promise<OpenRecording | undefined> {
  for (const recording of open) {
    const given = opener.given(recording.id);
    if (given !== null && differencesOf(file, await withSum(given, file)).length === 0) return recording;
  }
  return undefined;
}

/** With a checksum where the wanted has one and it can tell something that the size does not. */
async function withSum({ facts, files }: Given, wanted: FileFacts): Promise<FileFacts> {
  if (wanted.sum === null || wanted.size !== facts.size || wanted.files !== facts.files) return facts;
  try {
    return { ...facts, sum: await checksumOf(files) };
  } catch {
    return facts;
  }
}
