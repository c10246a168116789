// One drop on its way from dumps to sources with times: the intake's samples, indexed, described for the page and
// published for the scans.

import type { Engine } from "../engine/engine.ts";
import { createIntake, type Intake, isSameSource, type Stored, type StoredSource } from "../engine/intake.ts";
import { createRecordIntake } from "../engine/record-intake.ts";
import type { Slot } from "../engine/rows.ts";
import type { SampleColumns } from "../engine/sample-columns.ts";
import {
  type Interval,
  indexSamples,
  type Sample,
  type SampleIndex,
  type Timing,
  timingOf,
} from "../engine/samples.ts";
import type { Staging } from "../engine/staging.ts";
import { describeBytes } from "../format/describe-bytes.ts";
import type { RawDump, RecordingFacts, RecordRun } from "../format/model.ts";
import { compareNatural } from "../format/snapshots.ts";
import { groupVms } from "../format/sources.ts";
import { createFactsList, type FactsList } from "./facts-list.ts";
import { createFindingList, type FindingList } from "./finding-list.ts";
import type { RecordingId, RecordingInfo, SourceId, SourceInfo } from "./model.ts";
import type { PublishedSource } from "./published.ts";
import { factsOf, generationsOf, labelOf, medianPeriod, shortOf, statsOf } from "./source-info.ts";

export interface Recording {
  readonly id: RecordingId;
  readonly name: string;
  /** Never merged with another: the bundled sample, which is no recording of the user's. */
  readonly apart: boolean;
  state: RecordingInfo["state"];
  readonly findings: FindingList;
  /** What it says about its host and clock. */
  readonly facts: FactsList;
  readonly intake: Intake;
  /** Stores a dump; a sentence when it cannot be. */
  add(dump: RawDump): string | null;
  /** Stores what a run of records holds; sentences for what could not be read. Its bytes are not needed afterwards. */
  addRun(run: RecordRun): Promise<readonly string[]>;
  /** Keeps what a recording says about its host and clock. */
  addFacts(facts: RecordingFacts): void;
  /** Places what could only be placed with everything else known; sentences for what stays out. */
  finish(): readonly { readonly path: string; readonly message: string }[];
  /** The distance of the samples of sources that carry no time. */
  setInterval(interval: Interval): void;
  /** Takes over another recording's sources. */
  absorb(other: Recording): void;
  /** What is known of a sample of a source, counted as in its published index. */
  sampleAt(source: SourceId, sample: number): Sample;
  /**
   * Forgets the samples before `time`, ns since 1970, of all sources whose samples have times. Their memory is free once the
   * next snapshot is in force.
   */
  dropBefore(time: bigint): void;
  /** The same for the samples from `time` on. */
  dropFrom(time: bigint): void;
  /** Bytes that samples, their columns and tables take, with those that wait to be free. */
  readonly heldBytes: number;
  /** Gives all memory back, when no scan uses it any more. */
  release(): void;
  /** What the page shows and the scans need, as of now. */
  snapshot(): Snapshot;
}

export interface Snapshot {
  readonly info: RecordingInfo;
  readonly sources: readonly PublishedSource[];
  /** To be called when no scan uses what was published before this: that memory is free then. */
  inForce(): void;
}

/** An empty recording. */
export function createRecording(
  engine: Engine,
  staging: Staging,
  what: {
    readonly id: RecordingId;
    readonly name: string;
    readonly apart?: boolean;
    readonly keepAllFindings?: boolean;
  },
): Recording {
  const intake = createIntake(engine, staging);
  const findings = createFindingList({ all: what.keepAllFindings ?? false, sources: () => intake.sources });
  const records = createRecordIntake(engine, intake, keep);
  const facts = createFactsList();
  const waiting: RawDump[] = [];
  /** Memory that scans may still read, the oldest first, and how much of it was freed so far. */
  const retired: Slot[] = [];
  let freed = 0;
  const cache = new Map<number, Indexed>();
  const timings = new Map<number, { readonly version: number; readonly timing: Timing }>();
  let interval: Interval | null = null;
  /** Second 0 of a recording whose first samples were dropped: it stays, or all others would get other seconds. */
  let began: bigint | null = null;

  function keep(stored: Stored, dump: RawDump): void {
    findings.check(stored, dump);
  }

  /** Where the times of a source come from; decided anew only when it has other samples. */
  function timed({ id, samples }: StoredSource): Timing {
    if (samples.untimed === 0) return "name";
    const { version } = samples;
    const known = timings.get(id);
    if (known?.version === version) return known.timing;
    const timing = timingOf(samples.all(), interval);
    timings.set(id, { version, timing });
    return timing;
  }

  function isSame(a: Sample, b: Sample): boolean {
    const memory = engine.bytes();
    if (a.present !== b.present) return false;
    for (let i = 0; i < a.present; i++) if (memory[a.address + i] !== memory[b.address + i]) return false;
    return true;
  }

  /** Puts samples in the order of time; what counts them from the first has to be done with them. */
  function sort(source: StoredSource): void {
    const { samples, told } = source;
    if (samples.rising) return;
    if (told) findings.settle(engine, Number.POSITIVE_INFINITY);
    samples.sort(isSame);
    source.seen = samples.length;
    source.checked = samples.length;
  }

  /** The index of a source; made anew only when something in it changed. */
  function indexed(source: StoredSource, timing: Timing, start: bigint): Indexed {
    const { samples } = source;
    if (timing === "name") sort(source);
    const { version } = samples;
    const old = cache.get(source.id);
    if (old && old.version === version && old.timing === timing && (timing === "name" || old.start === start))
      return old;
    const parts =
      timing === "name"
        ? { index: samples.index(), samples: null }
        : indexSamples(samples.all(), { timing, interval: interval?.ns ?? null, start, same: isSame });
    const made = {
      version,
      timing,
      start,
      ...parts,
      stored: samples,
      period: medianPeriod(parts.index.times),
      short: shortOf(source, parts.index),
    };
    cache.set(source.id, made);
    return made;
  }

  function drop(from: (source: StoredSource) => readonly Slot[]): void {
    began ??= startOf(intake.sources, intake.sources.map(timed));
    intake.flush();
    findings.settle(engine, Number.POSITIVE_INFINITY);
    for (const source of intake.sources) {
      if (source.samples.untimed > 0) continue;
      sort(source);
      retired.push(...from(source));
    }
  }

  const recording: Recording = {
    id: what.id,
    name: what.name,
    apart: what.apart ?? false,
    state: "opening",
    findings,
    facts,
    intake,
    add(dump) {
      const stored = intake.add(dump);
      if (stored) keep(stored, dump);
      else if (dump.bytes.length === 0) waiting.push({ ...dump, bytes: new Uint8Array(0) });
      else return describeBytes(dump.bytes.subarray(0, 64), dump.bytes.length);
      return null;
    },
    async addRun(run) {
      const said = await records.add(run);
      // while the rows are in the cache
      intake.flush();
      return said;
    },
    addFacts: (given) => facts.add(given),
    finish() {
      const left: { path: string; message: string }[] = [...records.finish()];
      for (const dump of waiting.splice(0)) {
        const stored = intake.add(dump, true);
        if (stored) keep(stored, dump);
        else left.push({ path: dump.path, message: describeBytes(dump.bytes, 0) });
      }
      intake.flush();
      return left;
    },
    setInterval(given) {
      interval = given;
      cache.clear();
      timings.clear();
    },
    absorb(other) {
      findings.absorb(other.findings, intake.absorb(other.intake));
      facts.absorb(other.facts);
      intake.flush();
    },
    sampleAt(source, sample) {
      const known = cache.get(source);
      if (!known) throw new RangeError(`Cannot tell about source ${source}: it is not open`);
      return known.samples?.[sample] ?? known.stored.at(sample);
    },
    dropBefore: (time) => drop((source) => intake.dropBefore(source, time)),
    dropFrom: (time) => drop((source) => intake.dropFrom(source, time)),
    get heldBytes() {
      return retired.reduce((sum, { bytes }) => sum + bytes, intake.heldBytes);
    },
    release() {
      records.finish();
      for (const { address, bytes } of retired.splice(0)) engine.arena.free(address, bytes);
      intake.release();
    },
    snapshot() {
      intake.flush();
      findings.settle(engine, SLICE);
      const sources = intake.sources.toSorted(byOwner);
      const times = sources.map(timed);
      const dated = times.some((timing) => timing === "name" || timing === "modified");
      const earliest = startOf(sources, times);
      const start = began !== null && began < earliest ? began : earliest;
      const parts = sources.map((source, i) => ({ source, ...indexed(source, times[i] ?? "none", start) }));
      const vms = groupVms(sources, what.name);
      const owners = new Map(vms.flatMap((vm, id) => vm.sources.map((i) => [i, id] as const)));
      const infos: SourceInfo[] = parts.map(({ source, index, period, timing, short }, i) => ({
        id: source.id,
        recording: what.id,
        vm: owners.get(i) ?? -1,
        label: labelOf(source),
        path: [source.directory, source.stem].filter(Boolean).join("/"),
        scope: source.scope,
        vcpu: source.vcpu,
        samples: index.times.length,
        from: secondsOf(index.times[0] ?? start, start),
        to: secondsOf(index.times.at(-1) ?? start, start),
        period,
        timing,
        generations: generationsOf(source, index, (time) => secondsOf(time, start)),
        stats: statsOf(source.generations),
        short,
        ...factsOf(source),
      }));
      for (const { samples } of intake.sources) samples.retire(retired);
      const end = freed + retired.length;
      const clock = dated || times.includes("interval") ? "time" : "none";
      const info: RecordingInfo = {
        id: what.id,
        name: what.name,
        state: recording.state,
        start: dated ? start : null,
        duration: infos.reduce((most, source) => Math.max(most, source.to), 0),
        clock,
        vms: vms.map(({ name }, id) => ({ id, recording: what.id, name })),
        sources: infos,
        facts: facts.list,
        findings: findings.list(start),
        findingCount: findings.count,
        dumps: parts.reduce((sum, { index }) => sum + index.times.length, 0),
        bytes: parts.reduce((sum, { index, timing, stored }) => sum + bytesOf(index, timing, stored), 0),
      };
      return {
        info,
        sources: parts.map(({ source, index, timing }) => ({
          source: source.id,
          recording: what.id,
          timing,
          start,
          index,
          generations: source.generations.map(({ table, rest, restBytes }) => ({ table, rest, restBytes })),
        })),
        inForce() {
          for (const { address, bytes } of retired.splice(0, Math.max(0, end - freed))) {
            engine.arena.free(address, bytes);
            freed++;
          }
        },
      };
    },
  };
  return recording;
}

/** Values of a growing recording are checked for so long before each picture of it, ms. */
const SLICE = 4;

/** Lengths of all dumps of an index. */
function bytesOf({ fileBytes }: SampleIndex, timing: Timing, stored: SampleColumns): number {
  return timing === "name" ? stored.fileBytes : fileBytes.reduce((sum, bytes) => sum + bytes, 0);
}

interface Indexed {
  /** Of the samples it was made of. */
  readonly version: number;
  readonly timing: Timing;
  readonly start: bigint;
  readonly index: SampleIndex;
  /** In the order of the index, where that is another than the stored one. */
  readonly samples: readonly Sample[] | null;
  readonly stored: SampleColumns;
  readonly period: number;
  readonly short: number;
}

/**
 * Whether every source of `more` is one that `known` has, with a clock of its own: then they merge by time. Anything less
 * is another recording.
 */
export function canAbsorb(known: Recording, more: Recording): boolean {
  if (known === more || known.apart || more.apart) return false;
  if (known.state !== "open" || more.state !== "open") return false;
  const { sources } = more.intake;
  return (
    sources.length > 0 &&
    sources.every(
      (source) => source.samples.untimed === 0 && known.intake.sources.some((mine) => isSameSource(mine, source)),
    )
  );
}

function secondsOf(time: bigint, start: bigint): number {
  return Number(time - start) / 1e9;
}

/** The VM first, then its vCPUs by number, then by place: the order of the files must not leak through. */
function byOwner(a: StoredSource, b: StoredSource): number {
  const rank = (source: StoredSource) => (source.scope === "vm" ? -1 : (source.vcpu ?? Number.MAX_SAFE_INTEGER));
  return rank(a) - rank(b) || compareNatural(a.directory, b.directory) || compareNatural(a.stem, b.stem);
}

/** The earliest time any source knows; 0 without a clock. */
function startOf(sources: readonly StoredSource[], timings: readonly Timing[]): bigint {
  let start: bigint | null = null;
  for (const [i, { samples }] of sources.entries()) {
    const timing = timings[i];
    if (timing !== "name" && timing !== "modified") continue;
    for (const sample of timing === "name" ? earliestOf(samples) : samples.all()) {
      const time = (timing === "name" ? sample.time : sample.modified) ?? null;
      if (time !== null && (start === null || time < start)) start = time;
    }
  }
  return start ?? 0n;
}

/** The sample with the earliest time among those that all have one. */
function earliestOf(samples: SampleColumns): readonly Sample[] {
  if (samples.length === 0) return [];
  let first = 0;
  if (!samples.rising) {
    const { times } = samples.index();
    for (let i = 1; i < times.length; i++) if ((times[i] ?? 0n) < (times[first] ?? 0n)) first = i;
  }
  return [samples.at(first)];
}
