// Shows recordings: to the scans first, then to the page, so that the page never asks for what the scans do not have.

import type { RecordingId, SourceId } from "../series/model.ts";
import type { Publish, PublishedSource } from "../series/published.ts";
import type { Recording } from "../series/recording.ts";
import type { OpenEvent } from "./protocol.ts";

export interface Publisher {
  /** Publishes what changed in a recording, then tells the page. */
  show(recording: Recording): Promise<void>;
  /** Resolves when no scan uses the recording's rows any more. */
  forget(recording: RecordingId): Promise<void>;
}

/** `apply` resolves when a publish is in force. */
export function createPublisher(
  apply: (publish: Publish) => Promise<void>,
  tell: (event: OpenEvent) => void,
): Publisher {
  /** What each source looked like when last published: an index is made anew only when something changed. */
  const shown = new Map<SourceId, PublishedSource["index"]>();
  /** One after the other, so that an old picture never follows a newer one. */
  let last: Promise<void> = Promise.resolve();

  function next(work: () => Promise<void>): Promise<void> {
    last = last.then(work);
    return last;
  }

  return {
    show: (recording) =>
      next(async () => {
        const { info, sources } = recording.snapshot();
        const changed = sources.filter(({ source, index }) => shown.get(source) !== index);
        if (changed.length > 0) await apply({ kind: "sources", sources: changed });
        for (const { source, index } of changed) shown.set(source, index);
        tell({ kind: "recording", info });
      }),
    forget: (recording) => next(() => apply({ kind: "forget", recording })),
  };
}
