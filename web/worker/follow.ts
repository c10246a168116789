// A recording that grows: its job, its samples within a budget of memory, and what was watched kept to be saved.

import type { Engine } from "../engine/engine.ts";
import type { Recording } from "../series/recording.ts";
import { take } from "../series/take.ts";
import { startFile } from "./file-job.ts";
import type { Followed, LiveStatus } from "./live-status.ts";
import type { OpenJob } from "./open-job.ts";
import type { OpenEvent } from "./protocol.ts";
import type { Publisher } from "./publisher.ts";
import { createSpool, type Spool } from "./spool.ts";
import { diskStore, memoryStore } from "./spool-store.ts";
import { type StreamEvents, type StreamJob, type StreamStatus, startStream } from "./stream-job.ts";
import { fileWire, streamWire } from "./wire.ts";

const MIB = 2 ** 20;
/** Bytes of what was watched, and of a piece of it: on disk, and where the browser gives none. */
const ON_DISK = { budget: 2048 * MIB, segment: 32 * MIB };
const IN_MEMORY = { budget: 64 * MIB, segment: 4 * MIB };

export interface FollowJob extends OpenJob {
  retry(): void;
  /** What was watched, as a recording. */
  save(): Promise<Blob>;
}

/** Checking values at a stretch, ms. */
const SLICE = 4;
/** Least time between two pictures, ms: each is a render of the page, between them the view glides over what is drawn. */
const PICTURES = 450;

interface Parts {
  readonly engine: Engine;
  readonly recording: Recording;
  readonly publisher: Publisher;
  readonly tell: (event: OpenEvent) => void;
}

/** Follows until it is cancelled. */
export function followRecording(
  { engine, recording, publisher, tell }: Parts,
  { followed, name }: { readonly followed: Followed; readonly name: string },
): FollowJob {
  const { id } = recording;
  let spool: Spool | null = null;
  let job: StreamJob | null = null;
  let cancelled = false;
  const problem = (message: string) => tell({ kind: "problem", recording: id, path: name, message });

  function opened(): void {
    if (recording.state === "opening" && recording.intake.sources.length > 0) recording.state = "open";
  }

  const events: StreamEvents = {
    take: async (item) => (await take(recording, item)).map(({ message }) => message),
    grown() {
      opened();
      recording.findings.settle(engine, SLICE);
      return publisher.follow(recording, PICTURES);
    },
    status: (status) => tell({ kind: "live", recording: id, status: statusOf(status) }),
    problem,
    said: problem,
    done(why) {
      for (const { path, message } of recording.finish()) tell({ kind: "problem", recording: id, path, message });
      // an empty one goes: what is said of it stays
      if (recording.intake.sources.length === 0) problem(why === "" ? "Cannot show anything: no sample came" : why);
      recording.state = "open";
      void publisher.show(recording);
    },
  };

  function statusOf(status: StreamStatus): LiveStatus {
    const kept = { bytes: spool?.bytes ?? 0, disk: spool?.disk ?? false };
    return { ...status, from: followed.kind, kept, heldBytes: 0, heldFrom: null };
  }

  async function run(): Promise<void> {
    const place = { url: followed.url, token: followed.token, path: name };
    if (followed.kind === "stream") {
      const disk = await diskStore();
      const sizes = disk === null ? IN_MEMORY : ON_DISK;
      spool = createSpool(disk ?? memoryStore(), { ...sizes, library: "kvmscope" });
      if (!cancelled) job = startStream(streamWire(place), spool, events);
    } else if (!cancelled) {
      job = startFile(fileWire(place), {
        ...events,
        grown: () => publisher.follow(recording),
        progress(read, size) {
          if (recording.state !== "opening") return;
          tell({ kind: "progress", recording: id, bytesRead: read, bytesTotal: size, dumps: 0 });
          if (read < size) return;
          opened();
          void publisher.show(recording);
        },
      });
    }
    await job?.finished;
  }

  const finished = run();
  return {
    finished,
    add: () => undefined,
    end: () => undefined,
    cancel() {
      cancelled = true;
      job?.cancel();
      void finished.then(() => spool?.close());
    },
    retry: () => job?.retry(),
    async save() {
      if (spool === null) throw new Error("Cannot save: nothing was watched");
      return spool.save();
    },
  };
}
