// The samples at the cursor, read through the worker. One question is under way at most; of what was wished for
// meanwhile only the newest is asked next.

import type { ChartView } from "../../chart/view-store.ts";
import type { SampleAnswer, SampleRead, SourceId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";

export interface SampleFeed {
  /** Newest answer; null until the first. */
  get(): SampleAnswer | null;
  /** The read of one source in the newest answer. */
  read(source: SourceId): SampleRead | null;
  /** A question is under way: playback waits for it. */
  pending(): boolean;
  /** Called after every answer. */
  subscribe(listener: () => void): () => void;
  setSources(sources: readonly SourceId[]): void;
  /** Asks again though the cursor did not move: the recording has grown. */
  refresh(): void;
  dispose(): void;
}

/** A feed that follows the view's cursor. */
export function createSampleFeed(client: Client, view: ChartView, onError: (message: string) => void): SampleFeed {
  const listeners = new Set<() => void>();
  let sources: readonly SourceId[] = [];
  let answer: SampleAnswer | null = null;
  let reads: ReadonlyMap<SourceId, SampleRead> = new Map();
  let asked: number | null = null;
  let busy = false;
  let disposed = false;

  function receive(next: SampleAnswer): void {
    answer = next;
    reads = new Map(next.reads.map((each) => [each.source, each]));
    for (const listener of [...listeners]) listener();
  }

  async function ask(): Promise<void> {
    busy = true;
    try {
      while (!disposed && asked !== view.get().cursor) {
        const time = view.get().cursor;
        asked = time;
        if (time === null) break;
        const [reply] = await client.ask([{ kind: "sample", sources, time }]);
        if (reply?.kind === "sample" && !disposed) receive(reply);
      }
    } catch (reason) {
      if (!disposed) onError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      busy = false;
    }
  }

  function follow(): void {
    if (!busy && !disposed && asked !== view.get().cursor) void ask();
  }

  function refresh(): void {
    asked = null;
    follow();
  }

  const unsubscribe = view.subscribe(follow);
  return {
    get: () => answer,
    read: (source) => reads.get(source) ?? null,
    pending: () => busy,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSources(next) {
      if (next.length === sources.length && next.every((each, index) => each === sources[index])) return;
      sources = next;
      refresh();
    },
    refresh,
    dispose() {
      disposed = true;
      unsubscribe();
    },
  };
}
