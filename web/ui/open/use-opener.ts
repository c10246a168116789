import { type Dispatch, useMemo, useRef } from "react";
import type { RecordingId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import type { PageFile } from "../../worker/protocol.ts";
import type { Action } from "../state.ts";
import { type Collected, coarseFirst, collectEntries, collectHandles, filesOf, nameOf, pageFile } from "./collect.ts";
import { type FileFacts, factsOf } from "./fingerprint.ts";
import { storedListOrder } from "./list-order.ts";
import type { Dropped } from "./use-file-drop.ts";

/** Files told to the worker at a time. */
const BATCH = 256;
const SAMPLE = "sample.mcap";

/** What was given to open a recording. */
export interface Given {
  readonly facts: FileFacts;
  readonly files: readonly PageFile[];
  /** To open the same again; null where there are none. */
  readonly handles: Promise<readonly FileSystemHandle[]> | null;
}

export interface Opener {
  openDropped(client: Client, dropped: Dropped): void;
  /** Files and folders by their handles. */
  openHandles(client: Client, handles: readonly FileSystemHandle[], name?: string): RecordingId;
  /** Files that are open already. */
  openFiles(client: Client, files: readonly PageFile[], name: string): RecordingId;
  openSample(client: Client): Promise<void>;
  cancel(recording: RecordingId): void;
  /** null for the page's own sample, and until the last file was handed over. The same object every time. */
  given(recording: RecordingId): Given | null;
}

interface Start {
  readonly client: Client;
  readonly name: string;
  readonly bundled?: boolean;
  readonly handles?: Given["handles"];
}

/** Opens what the user gives, each drop as a recording of its own, and remembers how to stop it. */
export function useOpener(dispatch: Dispatch<Action>): Opener {
  const running = useRef(new Map<RecordingId, () => void>());
  const all = useRef(new Map<RecordingId, Given>());

  return useMemo(() => {
    /** Files come from `collect`, or all at once. */
    function open(
      { client, name, bundled = false, handles = null }: Start,
      source: readonly PageFile[] | ((to: Collected) => Promise<void>),
    ): RecordingId {
      const opening = client.open(name, bundled, storedListOrder());
      const id = opening.recording;
      const abort = new AbortController();
      running.current.set(id, () => {
        abort.abort();
        opening.cancel();
      });
      dispatch({ kind: "opened", id, name, bundled });
      const files: PageFile[] = [];
      function add(batch: readonly PageFile[]): void {
        files.push(...batch);
        for (let at = 0; at < batch.length; at += BATCH) opening.add(batch.slice(at, at + BATCH));
      }
      function end(): void {
        if (abort.signal.aborted) return;
        opening.end();
        if (!bundled) all.current.set(id, { facts: factsOf(name, files), files, handles });
      }
      if (typeof source !== "function") {
        add(source);
        end();
        return id;
      }
      void source({
        add,
        progress: (done, all) => dispatch({ kind: "handed", id, done, all }),
        problem: (path, message) => dispatch({ kind: "notice", recording: id, path, message }),
        signal: abort.signal,
      }).then(end);
      return id;
    }

    return {
      openDropped(client, { entries, files, handles }) {
        if (entries.length > 0) {
          const name = nameOf(entries.map((entry) => entry.fullPath.replace(/^\//, "")));
          open({ client, name, handles }, (to) => collectEntries(entries, to));
          return;
        }
        const list = filesOf(files);
        if (list.length > 0) open({ client, name: nameOf(list.map((file) => file.path)) }, list);
      },
      openHandles(client, handles, name = nameOf(handles.map((handle) => handle.name))) {
        return open({ client, name, handles: Promise.resolve(handles) }, (to) => collectHandles(handles, to));
      },
      openFiles: (client, files, name) => open({ client, name }, coarseFirst(files)),
      async openSample(client) {
        try {
          const response = await fetch(SAMPLE);
          if (!response.ok) throw new Error(`the server answered ${response.status}`);
          const file = new File([await response.blob()], SAMPLE);
          open({ client, name: "Sample recording", bundled: true }, [pageFile(file, SAMPLE)]);
        } catch (reason) {
          const why = reason instanceof Error ? reason.message : String(reason);
          dispatch({ kind: "notice", recording: null, path: "", message: `Cannot open the sample recording: ${why}` });
        }
      },
      cancel: (recording) => running.current.get(recording)?.(),
      given: (recording) => all.current.get(recording) ?? null,
    };
  }, [dispatch]);
}
