// The dump of a source at the cursor, whole, as the read returned it, and the one before it.

import { useEffect, useState } from "react";
import type { SourceId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import type { Session } from "../session.ts";

export interface Dump {
  readonly source: SourceId;
  /** Position in time order. */
  readonly sample: number;
  readonly time: number;
  readonly bytes: Uint8Array;
  /** The dump before it; null at the first. */
  readonly before: Uint8Array | null;
}

interface Asked {
  readonly client: Client;
  readonly session: Session;
  readonly source: SourceId | null;
  /** Changes when the recording has grown. */
  readonly version: unknown;
  readonly onError: (message: string) => void;
}

/** null until the first answer, and where the source has no dump at that time. One question is under way at most. */
export function useDump({ client, session, source, version, onError }: Asked): Dump | null {
  const [dump, setDump] = useState<Dump | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version asks the same question again
  useEffect(() => {
    if (source === null) return;
    const abort = new AbortController();
    let busy = false;
    let shown: number | null = null;
    let seen: number | null = null;
    async function follow(id: SourceId): Promise<void> {
      if (busy) return;
      busy = true;
      try {
        for (;;) {
          const { cursor, extent } = session.view.get();
          const time = cursor ?? extent.to;
          if (abort.signal.aborted || time === seen) break;
          seen = time;
          const next = await dumpAt(client, { source: id, time, shown }, abort.signal);
          if (abort.signal.aborted || next === "same") continue;
          shown = next?.sample ?? null;
          setDump(next);
        }
      } catch (reason) {
        if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
      } finally {
        busy = false;
      }
    }
    const poke = () => void follow(source);
    const stop = session.view.subscribe(poke);
    poke();
    return () => {
      abort.abort();
      stop();
    };
  }, [client, session, source, version, onError]);

  return dump !== null && dump.source === source ? dump : null;
}

async function dumpAt(
  client: Client,
  { source, time, shown }: { readonly source: SourceId; readonly time: number; readonly shown: number | null },
  signal: AbortSignal,
): Promise<Dump | "same" | null> {
  const [at] = await client.ask([{ kind: "sample", sources: [source], time }], signal);
  const read = at?.kind === "sample" ? at.reads[0] : undefined;
  if (read === undefined || read.sample < 0) return null;
  const { sample } = read;
  if (sample === shown) return "same";
  const wanted = sample > 0 ? [sample, sample - 1] : [sample];
  const files = await client.ask(
    wanted.map((each) => ({ kind: "file", source, sample: each })),
    signal,
  );
  const [bytes, before] = files.map((file) => (file.kind === "file" ? file.bytes : null));
  if (!bytes) return null;
  return { source, sample, time: read.time, bytes, before: before ?? null };
}
