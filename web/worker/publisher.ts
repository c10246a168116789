// Shows recordings: to the scans first, then to the page, so that the page never asks for what the scans do not have.

import type { RecordingId, SourceId } from "../series/model.ts";
import type { Publish, PublishedSource } from "../series/published.ts";
import type { Recording } from "../series/recording.ts";
import type { OpenEvent } from "./protocol.ts";

/** Least time between two pictures of a recording that grows, ms. */
const PERIOD = 200;
/** A picture that took long is followed by a pause this many times as long, so that most of the time goes into opening. */
const PAUSE = 4;

export interface Publisher {
  /** Publishes what changed in a recording, then tells the page. */
  show(recording: Recording): Promise<void>;
  /**
   * The same for a recording that grows: call it often, it shows when it is time and never two at once. `period`: least time
   * between two pictures, ms.
   */
  follow(recording: Recording, period?: number): Promise<void> | undefined;
  /** Resolves when what was to be shown so far is shown. */
  idle(): Promise<void>;
  /** Resolves when no scan uses the recording's rows any more. */
  forget(recording: RecordingId): Promise<void>;
}

/** `apply` resolves when a publish is in force. */
export function createPublisher(
  apply: (publish: Publish) => Promise<void>,
  tell: (event: OpenEvent) => void,
): Publisher {
  /** What each source looked like when last published: an index is made anew only when something changed. */
  const shown = new Map<SourceId, PublishedSource>();
  /** When a growing recording is to be shown next, ms; Infinity while it is being shown. */
  const due = new Map<RecordingId, number>();
  /** One after the other, so that an old picture never follows a newer one. */
  let last: Promise<void> = Promise.resolve();

  function next(work: () => Promise<void>): Promise<void> {
    last = last.then(work);
    return last;
  }

  function show(recording: Recording): Promise<void> {
    return next(async () => {
      const { info, sources, inForce } = recording.snapshot();
      const changed = sources.filter(({ source, index }) => shown.get(source)?.index !== index);
      if (changed.length > 0) await apply({ kind: "sources", sources: changed });
      for (const published of changed) shown.set(published.source, published);
      inForce();
      tell({ kind: "recording", info });
    });
  }

  async function showFollowed(recording: Recording, period: number): Promise<void> {
    const began = performance.now();
    due.set(recording.id, Number.POSITIVE_INFINITY);
    await show(recording);
    const now = performance.now();
    if (due.has(recording.id)) due.set(recording.id, now + Math.max(period, (now - began) * PAUSE));
  }

  return {
    show,
    follow(recording, period = PERIOD) {
      const now = performance.now();
      const time = due.get(recording.id);
      if (time === undefined) due.set(recording.id, now + period);
      else if (now >= time) return showFollowed(recording, period);
      return undefined;
    },
    idle: () => next(async () => undefined),
    forget(recording) {
      due.delete(recording);
      return next(async () => {
        await apply({ kind: "forget", recording });
        for (const [source, published] of shown) if (published.recording === recording) shown.delete(source);
      });
    },
  };
}
