// Rounds: every VM is read at the same times, side by side; one that answers late waits for nobody's sake.

import type { Reading, Round, RoundSink, SourceName, VmReader } from "../recording/model.ts";
import { VmGone } from "../recording/model.ts";
import { type Clock, within } from "./clock.ts";
import { clockFacts } from "./host.ts";
import type { Schedule, Slot } from "./schedule.ts";
import { watchStandstill } from "./standstill.ts";
import { newVmTally, type Tally, type VmTally } from "./summary.ts";

/** VMs as they come: read where they are found. */
export interface Fleet {
  /** VMs that were not there before. Must answer at once. */
  arrivals(): readonly VmReader[];
  /** Whether more may come when none is left. */
  readonly waits: boolean;
}

export interface RecorderOptions {
  readonly fleet: Fleet;
  readonly sink: RoundSink;
  readonly schedule: Schedule;
  readonly clock: Clock;
  /** Entries of kvmstats.host. */
  readonly host: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** One sentence about what happened to a VM. */
  readonly say: (sentence: string) => void;
  /** A VM came, the first ones too. */
  readonly arrived?: (vm: VmReader) => void;
}

interface Lane {
  readonly reader: VmReader;
  readonly tally: VmTally;
  /** The last read that was begun; null when none is under way. Never rejects. */
  pending: Promise<void> | null;
  readings: readonly Reading[] | null;
  gone: boolean;
}

/** Sentences that are kept of one VM. */
const MOST_FAILURES = 10;
const CLOCK_PERIOD = 60_000_000_000n; // ns
/**
 * Longer than this no round waits for a VM, ns: what others gave shall reach the disk. An answer that took longer is
 * dropped: it may have been made at any time since it was asked for, and rates from it would be false.
 */
const PATIENCE = 2_000_000_000;

/**
 * Records until the schedule ends, the signal is aborted or no VM is left. Each VM is in each round once at most; one
 * that is not back when the round is over joins the round in which it comes back, unless it took so long, or this process
 * stood still so long, that its time is not known. Rejects when the sink does. Sink and
 * readers are closed in any case.
 */
export async function runRecorder(options: RecorderOptions): Promise<void> {
  const { fleet, sink, schedule, clock, signal, tally } = options;
  const lanes: Lane[] = [];
  const lives = createLives();
  let clockAt = clock.now();
  let over = false;

  function join(): void {
    for (const reader of fleet.arrivals()) {
      const known = tally.vms.get(reader.vm) ?? newVmTally();
      tally.vms.set(reader.vm, known);
      lives.begin(reader.vm);
      lanes.push({ reader, tally: known, pending: null, readings: null, gone: false });
      options.arrived?.(reader);
    }
  }

  /** Says it the first time; of a VM that says something else each time only so much. */
  function fail({ reader, tally: { failures } }: Lane, message: string): void {
    const known = failures.has(message) || failures.size < MOST_FAILURES;
    const sentence = known ? message : "other failures";
    const count = (failures.get(sentence) ?? 0) + 1;
    failures.set(sentence, count);
    if (count === 1) options.say(`${reader.vm}: ${sentence}`);
  }

  async function read(lane: Lane): Promise<void> {
    const begun = clock.now();
    const standstill = watchStandstill(clock.now, schedule.interval);
    try {
      const readings = await lane.reader.read(clock.now);
      const stood = standstill.end();
      // stats fds are read at once, and the time taken right after
      const trusted = lane.reader.how === "stats-fd" || (!stood && clock.now() - begun <= PATIENCE);
      if (trusted) lane.readings = readings;
    } catch (error) {
      if (over) return; // closing it ended the read
      const message = error instanceof Error ? error.message : String(error);
      lane.gone = error instanceof VmGone;
      if (lane.gone) lane.tally.ends.push(message);
      else fail(lane, message);
      if (lane.gone) options.say(`${lane.reader.vm}: ${message}`);
    } finally {
      standstill.end();
    }
    lane.pending = null;
  }

  /** What came back, as one round; who did not is missed. */
  function collect({ sequence, scheduled }: Slot): Round {
    const vms: Round["vms"][number][] = [];
    for (const lane of lanes) {
      if (lane.readings === null) {
        lane.tally.missed++;
        continue;
      }
      const readings = lane.readings.map((reading) => lives.follow(lane.reader.vm, reading));
      vms.push({ facts: lane.reader, readings });
      lane.tally.rounds++;
      lane.tally.samples += readings.length;
      lane.readings = null;
    }
    return { sequence, scheduled, vms };
  }

  async function leave(): Promise<void> {
    over = true;
    await Promise.all(lanes.map(close));
  }

  async function part(): Promise<void> {
    for (const lane of lanes.filter(({ gone }) => gone)) {
      lanes.splice(lanes.indexOf(lane), 1);
      await close(lane);
    }
  }

  async function round(slot: Slot): Promise<void> {
    for (const lane of lanes) if (lane.readings === null) lane.pending ??= read(lane);
    // one that began late has no less than half its time
    const left = Math.max(Number(slot.end - clock.now()), Number(slot.end - slot.scheduled) / 2);
    await within(Promise.all(lanes.map(({ pending }) => pending)), Math.min(left, PATIENCE) / 1e6, signal);
    await sink.round(collect(slot));
    await part();
    if (clock.now() - clockAt >= CLOCK_PERIOD) {
      clockAt = clock.now();
      await sink.facts("kvmstats.clock", clockFacts(clock.pair()));
    }
  }

  try {
    await sink.facts("kvmstats.host", options.host);
    await sink.facts("kvmstats.clock", clockFacts(clock.pair()));
    join();
    while (lanes.length > 0 || fleet.waits) {
      const slot = await schedule.next();
      if (slot === null) break;
      if (tally.rounds > 0) join();
      await round(slot);
      tally.rounds++;
      tally.late = schedule.late;
      tally.end = clock.now();
    }
    tally.late = schedule.late;
    await sink.facts("kvmstats.clock", clockFacts(clock.pair()));
  } catch (error) {
    await leave();
    // it cannot say more than what went wrong before
    await sink.end().catch(() => undefined);
    throw error;
  }
  await leave();
  await sink.end();
}

async function close({ reader }: Lane): Promise<void> {
  await reader.close().catch(() => undefined);
}

/** Generations over all lives of a VM's name: a reader counts from 0 again when its VM comes back. */
function createLives() {
  const bases = new Map<string, Map<SourceName, number>>();
  const ends = new Map<string, Map<SourceName, number>>();
  return {
    begin(vm: string): void {
      bases.set(vm, new Map(ends.get(vm)));
    },
    follow(vm: string, reading: Reading): Reading {
      const generation = reading.generation + (bases.get(vm)?.get(reading.source) ?? 0);
      const sources = ends.get(vm) ?? new Map<SourceName, number>();
      ends.set(vm, sources.set(reading.source, generation + 1));
      return { ...reading, generation };
    },
  };
}
