// A recording that grows: its job, its samples within a budget of memory, and what was watched kept to be saved.

import type { Engine } from "../engine/engine.ts";
import { walkMcap } from "../format/mcap.ts";
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
  /** Reads again what was dropped just before the oldest sample; false: it may be dropped again. */
  back(on: boolean): void;
  /** What was watched, as a recording. */
  save(): Promise<Blob>;
}

/** Checking values at a stretch, ms. */
const SLICE = 4;
/** Share of what is held that goes at once when it is too much. */
const AT_ONCE = 8n;

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
  /** Times of the oldest sample held, ns since 1970: at first, and now that some were dropped. */
  let first: bigint | null = null;
  let heldFrom: bigint | null = null;
  let trimming = false;
  /** The user looks at what was dropped before: it stays, up to twice the budget. */
  let looksBack = false;
  let reading = false;
  const problem = (message: string) => tell({ kind: "problem", recording: id, path: name, message });

  function opened(): void {
    if (recording.state === "opening" && recording.intake.sources.length > 0) recording.state = "open";
  }

  let turn: Promise<unknown> = Promise.resolve();
  /** One run of records after the other: what comes, and what is read again. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  /** Drops the oldest samples, one time in so many, until the next picture has freed what that gives. */
  function trim(newest: bigint): void {
    first ??= newest;
    if (followed.kind !== "stream" || trimming || reading) return;
    if (recording.heldBytes <= followed.held * (looksBack ? 2 : 1)) return;
    const from = heldFrom ?? first;
    heldFrom = from + (newest - from) / AT_ONCE;
    recording.dropBefore(heldFrom);
    trimming = true;
    void publisher.show(recording).finally(() => {
      trimming = false;
    });
  }

  /** Takes the newest segment of the spool that lies before what is in memory. */
  async function readBack(): Promise<void> {
    if (reading || heldFrom === null || spool === null) return;
    reading = true;
    try {
      const piece = await spool.before(heldFrom);
      if (piece === null || cancelled) return;
      for await (const item of walkMcap(once(piece.bytes), { path: name, growing: true })) {
        if ("kind" in item && item.kind === "records") await inTurn(() => recording.addRun(item));
      }
      heldFrom = piece.from;
      await publisher.show(recording);
    } finally {
      reading = false;
    }
  }

  const events: StreamEvents = {
    take: async (item) => (await inTurn(() => take(recording, item))).map(({ message }) => message),
    grown(newest) {
      opened();
      recording.findings.settle(engine, SLICE);
      trim(newest);
      // the next round is read meanwhile
      void publisher.follow(recording);
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

  function isEarlier(): boolean {
    const oldest = spool?.from ?? null;
    return heldFrom !== null && oldest !== null && oldest < heldFrom;
  }

  function statusOf(status: StreamStatus): LiveStatus {
    const kept = { bytes: spool?.bytes ?? 0, disk: spool?.disk ?? false };
    return { ...status, from: followed.kind, kept, heldBytes: recording.heldBytes, heldFrom, earlier: isEarlier() };
  }

  async function run(): Promise<void> {
    const place = { url: followed.url, token: followed.token, path: name };
    if (followed.kind === "stream") {
      const disk = await diskStore();
      const sizes = disk === null ? IN_MEMORY : ON_DISK;
      // what is read back at once must fit beside what is held
      const segment = Math.min(sizes.segment, followed.held / 4);
      spool = createSpool(disk ?? memoryStore(), { ...sizes, segment, library: "kvmscope" });
      if (!cancelled) job = startStream(streamWire(place), spool, events);
    } else if (!cancelled) {
      job = startFile(fileWire(place), {
        ...events,
        async grown() {
          await publisher.follow(recording);
        },
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
    back(on) {
      looksBack = on;
      if (on) void readBack();
    },
    async save() {
      if (spool === null) throw new Error("Cannot save: nothing was watched");
      return spool.save();
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
