// A recording that grows: its job, its samples within a budget of memory, and what was watched kept to be saved.

import type { Engine } from "../engine/engine.ts";
import { loadZstd } from "../engine/zstd.ts";
import { type McapItem, walkMcap } from "../format/mcap.ts";
import type { Recording } from "../series/recording.ts";
import { take } from "../series/take.ts";
import { createEarlier, type Earlier } from "./earlier.ts";
import { startFile } from "./file-job.ts";
import { createHeld, type Held } from "./held.ts";
import type { Followed, LiveStatus, Looked } from "./live-status.ts";
import type { OpenJob } from "./open-job.ts";
import type { OpenEvent } from "./protocol.ts";
import type { Publisher } from "./publisher.ts";
import { createSpool, type Spool } from "./spool.ts";
import { diskStore, memoryStore } from "./spool-store.ts";
import { type StreamEvents, type StreamJob, type StreamStatus, startStream } from "./stream-job.ts";
import { fileWire, recordedWire, streamWire } from "./wire.ts";

const MIB = 2 ** 20;
/** Bytes of what was watched, and of a piece of it: on disk, and where the browser gives none. */
const ON_DISK = { budget: 2048 * MIB, segment: 32 * MIB };
const IN_MEMORY = { budget: 64 * MIB, segment: 4 * MIB };

export interface FollowJob extends OpenJob {
  retry(): void;
  /** Reads again what was dropped just before the oldest sample. */
  back(): void;
  /** What is looked at stays in memory; null: the newest. */
  look(at: Looked | null): void;
  /** What was watched, as a recording. */
  save(): Promise<Blob>;
}

/** Checking values at a stretch, ms. */
const SLICE = 4;

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
  let earlier: Earlier | null = null;
  let held: Held | null = null;
  /** Of what was watched, ns since 1970; null before the first sample. */
  let first: bigint | null = null;
  let newest = 0n;
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

  /** Takes records that came, if they are to be in memory. */
  async function keep(item: McapItem): Promise<readonly string[]> {
    if ("kind" in item && item.kind === "records" && item.times !== undefined) {
      if (first === null) earlier?.began(item.times.from);
      first ??= item.times.from;
      if (held?.takes(item.times) === false) return [];
    }
    return (await take(recording, item)).map(({ message }) => message);
  }

  /** The samples of a stream within their budget. */
  function holdStream(budget: number, before: Earlier["before"]): Held {
    return createHeld({
      budget,
      before,
      bytes: () => recording.heldBytes,
      dropBefore: (time) => recording.dropBefore(time),
      dropFrom: (time) => recording.dropFrom(time),
      show: () => publisher.show(recording),
      async add(piece) {
        for await (const item of walkMcap(once(piece), { path: name, growing: true })) {
          if (cancelled) return;
          if ("kind" in item && item.kind === "records") await inTurn(() => recording.addRun(item));
        }
      },
      failed: (error) => problem(`Cannot read what is no longer in memory: ${reasonOf(error)}`),
    });
  }

  const events: StreamEvents = {
    take: (item) => inTurn(() => keep(item)),
    recorded: (on, since) => earlier?.recorded(on, since),
    grown(time) {
      if (time > newest) newest = time;
      opened();
      recording.findings.settle(engine, SLICE);
      held?.grown(newest);
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

  function statusOf(status: StreamStatus): LiveStatus {
    const kept = { bytes: spool?.bytes ?? 0, disk: spool?.disk ?? false };
    const [from, to, oldest] = [held?.from ?? null, held?.to ?? null, earlier?.from ?? null];
    const more = from !== null && oldest !== null && oldest < from;
    return {
      ...status,
      from: followed.kind,
      kept,
      heldBytes: recording.heldBytes,
      heldFrom: more ? from : null,
      heldTo: to,
      earlier: more,
    };
  }

  async function run(): Promise<void> {
    const place = { url: followed.url, token: followed.token, path: name };
    if (followed.kind === "stream") {
      void loadZstd();
      const disk = await diskStore();
      const sizes = disk === null ? IN_MEMORY : ON_DISK;
      // what is read back at once must fit beside what is held
      const segment = Math.min(sizes.segment, followed.held / 4);
      spool = createSpool(disk ?? memoryStore(), { ...sizes, segment, library: "kvmscope" });
      earlier = createEarlier(spool, recordedWire(place));
      held = holdStream(followed.held, earlier.before);
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
    back: () => void held?.back(),
    look: (at) => void held?.look(at),
    async save() {
      if (earlier === null || first === null) throw new Error("nothing was watched");
      return earlier.save(first, newest);
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
