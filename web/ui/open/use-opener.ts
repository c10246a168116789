import { type Dispatch, useCallback, useMemo, useRef } from "react";
import type { RecordingId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import type { PageFile } from "../../worker/protocol.ts";
import type { Action } from "../state.ts";
import { collectEntries, filesOf, nameOf, pageFile } from "./collect.ts";
import { checksumOf, type FileFacts, factsOf } from "./fingerprint.ts";
import type { Dropped } from "./use-file-drop.ts";

/** Files told to the worker at a time. */
const BATCH = 256;
const SAMPLE = "sample.tar.gz";

/** What was given to open a recording. */
interface Given {
  readonly facts: FileFacts;
  readonly files: readonly PageFile[];
}

export interface Opener {
  openDropped(client: Client, dropped: Dropped): void;
  openSample(client: Client): Promise<void>;
  cancel(recording: RecordingId): void;
  /** null for the page's own sample, and until the last file was handed over. The same object every time. */
  facts(recording: RecordingId): FileFacts | null;
  /** Of what `facts` tells of. */
  checksum(recording: RecordingId): Promise<string>;
}

/** Opens what the user gives, each drop as a recording of its own, and remembers how to stop it. */
export function useOpener(dispatch: Dispatch<Action>): Opener {
  const running = useRef(new Map<RecordingId, () => void>());
  const all = useRef(new Map<RecordingId, Given>());

  const start = useCallback(
    (client: Client, name: string, bundled: boolean) => {
      const opening = client.open(name, bundled);
      const abort = new AbortController();
      running.current.set(opening.recording, () => {
        abort.abort();
        opening.cancel();
      });
      dispatch({ kind: "opened", id: opening.recording, name, bundled });
      return { opening, signal: abort.signal };
    },
    [dispatch],
  );

  const openFiles = useCallback(
    (client: Client, files: readonly PageFile[], name: string, bundled: boolean) => {
      const { opening } = start(client, name, bundled);
      for (let at = 0; at < files.length; at += BATCH) opening.add(files.slice(at, at + BATCH));
      opening.end();
      if (!bundled) all.current.set(opening.recording, { facts: factsOf(name, files), files });
    },
    [start],
  );

  const openEntries = useCallback(
    async (client: Client, entries: readonly FileSystemEntry[]) => {
      const paths = entries.map((entry) => entry.fullPath.replace(/^\//, ""));
      const name = nameOf(paths);
      const { opening, signal } = start(client, name, false);
      const files: PageFile[] = [];
      await collectEntries(entries, {
        add: (batch) => {
          files.push(...batch);
          opening.add(batch);
        },
        progress: (done, all) => dispatch({ kind: "handed", id: opening.recording, done, all }),
        problem: (path, message) => dispatch({ kind: "notice", recording: opening.recording, path, message }),
        signal,
      });
      if (signal.aborted) return;
      opening.end();
      all.current.set(opening.recording, { facts: factsOf(name, files), files });
    },
    [start, dispatch],
  );

  const openDropped = useCallback(
    (client: Client, { entries, files }: Dropped) => {
      if (entries.length > 0) {
        void openEntries(client, entries);
        return;
      }
      const list = filesOf(files);
      if (list.length > 0) openFiles(client, list, nameOf(list.map((file) => file.path)), false);
    },
    [openEntries, openFiles],
  );

  const openSample = useCallback(
    async (client: Client) => {
      try {
        const response = await fetch(SAMPLE);
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        const file = new File([await response.blob()], SAMPLE);
        openFiles(client, [pageFile(file, SAMPLE)], "Sample recording", true);
      } catch (reason) {
        const why = reason instanceof Error ? reason.message : String(reason);
        dispatch({ kind: "notice", recording: null, path: "", message: `Cannot open the sample recording: ${why}` });
      }
    },
    [openFiles, dispatch],
  );

  const cancel = useCallback((recording: RecordingId) => running.current.get(recording)?.(), []);
  const facts = useCallback((recording: RecordingId) => all.current.get(recording)?.facts ?? null, []);
  const checksum = useCallback(
    async (recording: RecordingId) => checksumOf(all.current.get(recording)?.files ?? []),
    [],
  );
  return useMemo(
    () => ({ openDropped, openSample, cancel, facts, checksum }),
    [openDropped, openSample, cancel, facts, checksum],
  );
}
