// Dumps in, sources out. Each dump is placed at the door, matched to the source it belongs to, and its data block read
// into a row. What the format side knew of it is dropped.

import type { DumpLayout, RawDump } from "../format/model.ts";
import { baseOf, timeInName } from "../format/snapshots.ts";
import { placeOf, type SourcePlace, sourceOf } from "../format/sources.ts";
import { layoutOf } from "../format/stats-file.ts";
import type { Engine } from "./engine.ts";
import {
  beginningOf,
  closeGeneration,
  type Generation,
  isBeginningOf,
  matchGeneration,
  openGeneration,
  sameGeneration,
} from "./generation.ts";
import { createMovement, type Movement } from "./movement.ts";
import { createRows, type Rows, type Slot } from "./rows.ts";
import { createSampleColumns, type SampleColumns } from "./sample-columns.ts";
import type { Sample } from "./samples.ts";
import type { Staging } from "./staging.ts";

/** A generation and what is known of its rows. */
export interface StoredGeneration extends Generation {
  readonly movement: Movement;
  /** Lives of the source before this one, where a recorder counted them. */
  readonly life: number;
}

/** What a recording says about a source besides its samples; the first to say something is believed. */
export interface SourceFacts {
  how: string | null;
  pid: string | null;
  disturbs: string | null;
  reconstructed: boolean;
}

export interface StoredSource extends SourcePlace {
  readonly id: number;
  readonly generations: StoredGeneration[];
  readonly samples: SampleColumns;
  /** Samples whose rows the generations' movements know; those whose values were checked, where that is done row by row. */
  seen: number;
  checked: number;
  /** Its own rows, and those of sources it absorbed. */
  readonly rows: Rows[];
  /** Generations whose place another one took: scans may still read them. */
  readonly retired: Generation[];
  /** Columns of sources it absorbed. */
  readonly absorbed: SampleColumns[];
  readonly facts: SourceFacts;
}

/** What became of a dump. */
export interface Stored {
  readonly source: StoredSource;
  readonly sample: Sample;
  /** null for an empty file. */
  readonly layout: DumpLayout | null;
  /** It opened a new generation: its table has not been checked yet. */
  readonly opened: boolean;
  /** It lacks bytes that its generation has outside the data block. */
  readonly cut: boolean;
}

export interface Intake {
  readonly sources: readonly StoredSource[];
  /** Stores a dump; null when it is none, or too short to tell whose it is (then give it again at the end). */
  add(dump: RawDump, last?: boolean): Stored | null;
  /** Does the reads that wait. */
  flush(): void;
  /** Forgets the samples of a source before `time`, when they rise in time; the rows of these, to be freed later. */
  dropBefore(source: StoredSource, time: bigint): readonly Slot[];
  /** The same for the samples from `time` on. */
  dropFrom(source: StoredSource, time: bigint): readonly Slot[];
  /** Bytes of rows, columns and tables. */
  readonly heldBytes: number;
  /** Takes the sources of another intake: new ones as they are, known ones by their samples. Old ids to new ones. */
  absorb(other: Intake): ReadonlyMap<number, number>;
  /** All sources, also those whose samples turned out to be another's; this intake has none afterwards. */
  handOver(): readonly StoredSource[];
  /** Gives all memory back. */
  release(): void;
}

let nextSource = 1;

/** An empty intake. Several may share a door: a flush by one completes the reads of all. */
export function createIntake(engine: Engine, staging: Staging): Intake {
  const sources: StoredSource[] = [];
  const stems = new Map<string, StoredSource[]>();

  function add(dump: RawDump, last = false): Stored | null {
    const name = partsOf(dump);
    const known = stems.get(stemKey(name)) ?? [];
    const layout = layoutOf(dump.bytes);
    if (dump.bytes.length === 0 || layout === null) {
      // a rereader that forgot pread writes empty files into a good series (facts 7.39)
      const only = known.length === 1 ? known[0] : undefined;
      if (!last || !only || dump.bytes.length > 0) return null;
      const sample = store({ dump, name, source: only, generation: only.generations.length - 1, row: null });
      return { source: only, sample, layout: null, opened: false, cut: true };
    }
    const life = dump.origin?.generation ?? 0;
    const found = match(known, dump.bytes, layout, life) ?? { ...open(dump, layout), cut: false, opened: true };
    const file = staging.place(dump.bytes, layout);
    const address = rowOf(found.source, layout.dataBytes);
    const row = { address, present: layout.dataBytes };
    if (row.present > 0) {
      staging.queue({ file, offset: layout.header.dataOffset, size: row.present, row: address });
    }
    const generation = found.generation;
    const sample = store({ dump, name, source: found.source, generation, row });
    if (dump.origin?.reconstructed) found.source.facts.reconstructed = true;
    return { source: found.source, sample, layout, opened: found.opened, cut: found.cut };
  }

  function store(what: {
    readonly dump: RawDump;
    readonly name: DumpName;
    readonly source: StoredSource;
    readonly generation: number;
    readonly row: { readonly address: number; readonly present: number } | null;
  }): Sample {
    const sample: Sample = {
      path: what.dump.path,
      time: what.name.time,
      scheduled: what.dump.origin?.scheduled ?? null,
      modified: what.dump.modified,
      sequence: what.dump.origin?.sequence ?? null,
      generation: what.generation,
      address: what.row?.address ?? 0,
      present: what.row?.present ?? 0,
      fileBytes: what.dump.bytes.length,
    };
    what.source.samples.push(sample);
    return sample;
  }

  /** The source and generation whose bytes outside the data block this dump has, or begins with. */
  function match(known: readonly StoredSource[], bytes: Uint8Array, layout: DumpLayout, life: number) {
    const memory = engine.bytes();
    const beginning = beginningOf(bytes, layout);
    const cut: { source: StoredSource; generation: number }[] = [];
    for (const source of known) {
      for (let i = source.generations.length - 1; i >= 0; i--) {
        const generation = source.generations[i];
        if (!generation || generation.life !== life || isOther(generation.beginning, beginning)) continue;
        const verdict = matchGeneration(memory, generation, bytes, layout);
        if (verdict === "same") return { source, generation: i, cut: false, opened: false };
        if (verdict === "cut") {
          cut.push({ source, generation: i });
          break;
        }
      }
    }
    const [only, another] = cut;
    return only && !another ? { ...only, cut: true, opened: false } : null;
  }

  /** The four steps' first three, and the source they belong to. */
  function open({ bytes, path, origin }: RawDump, layout: DumpLayout) {
    const opened = openGeneration(engine, staging.place(bytes, layout), layout, beginningOf(bytes, layout));
    const { scope, vcpu } = opened.table;
    const key = stemKey(placeOf(path, origin));
    const known = stems.get(key) ?? [];
    let source = known.find((candidate) => candidate.scope === scope && candidate.vcpu === vcpu);
    if (!source) {
      const rows = [createRows(engine.arena)];
      const place = sourceOf({ path, origin, scope, vcpu });
      const facts = { how: null, pid: null, disturbs: null, reconstructed: false };
      const samples = createSampleColumns(engine, `${place.directory}/${place.stem}`);
      source = {
        ...place,
        id: nextSource++,
        generations: [],
        samples,
        seen: 0,
        checked: 0,
        rows,
        retired: [],
        absorbed: [],
        facts,
      };
      sources.push(source);
    }
    const generation = replaceCut(source, { ...opened, life: origin?.generation ?? 0 }, bytes);
    for (const other of known) if (other !== source) adopt(other, source, generation, bytes);
    const others = known.filter((each) => each !== source && each.samples.length > 0);
    stems.set(key, [...others, source]);
    return { source, generation };
  }

  /** Takes the place of the generation that a cut dump of the same table opened, or a new one. */
  function replaceCut(source: StoredSource, opened: Omit<StoredGeneration, "movement">, bytes: Uint8Array): number {
    const { generations, retired } = source;
    const memory = engine.bytes();
    const at = generations.findIndex((candidate) => isCut(memory, candidate, opened, bytes));
    const cut = generations[at];
    if (!cut) return generations.push({ ...opened, movement: createMovement(engine) }) - 1;
    retired.push(cut);
    generations[at] = { ...opened, movement: cut.movement };
    return at;
  }

  /** Samples that came first but were cut, so that they looked like a source of their own. */
  function adopt(source: StoredSource, into: StoredSource, generation: number, bytes: Uint8Array): void {
    const whole = into.generations[generation];
    if (!whole) return;
    const memory = engine.bytes();
    const cut = source.generations.map((candidate) => isCut(memory, candidate, whole, bytes));
    if (!cut.includes(true)) return;
    source.seen = 0;
    source.checked = 0;
    for (const sample of source.samples.clear()) {
      if (!cut[sample.generation]) source.samples.push(sample);
      else into.samples.push({ ...sample, generation });
    }
  }

  function flush(): void {
    staging.flush();
    for (const source of sources) {
      const { samples, generations, seen } = source;
      if (seen >= samples.length) continue;
      // one generation is what most sources have: there is nothing to look up
      const fresh = generations.length > 1 ? new Set(samples.index().generation.subarray(seen)) : [0];
      for (const generation of fresh) generations[generation]?.movement.add(samples, seen, generation);
      source.seen = samples.length;
    }
  }

  /** Rows that no sample of a source has any more, now that some are gone. */
  function left(source: StoredSource): readonly Slot[] {
    const { samples, generations } = source;
    for (const { movement } of generations) movement.detach();
    source.seen = samples.length;
    source.checked = samples.length;
    const used = [...(samples.reserved === null ? [] : [samples.reserved])];
    const { addresses } = samples.index();
    return source.rows.flatMap((rows) => rows.unused([addresses, used]));
  }

  return {
    get sources() {
      return sources.filter((source) => source.samples.length > 0);
    },
    add,
    flush,
    dropBefore: (source, time) => (source.samples.dropBefore(time) === 0 ? [] : left(source)),
    dropFrom: (source, time) => (source.samples.dropFrom(time) === 0 ? [] : left(source)),
    get heldBytes() {
      return sources.reduce((sum, { rows, samples, generations }) => {
        const slots = rows.reduce((bytes, each) => bytes + each.held, 0);
        return sum + slots + samples.held + generations.reduce((bytes, { restBytes }) => bytes + restBytes, 0);
      }, 0);
    },
    absorb(other) {
      const renamed = new Map<number, number>();
      for (const source of other.handOver()) {
        const twin = sources.find((mine) => isSameSource(mine, source));
        if (!twin) {
          sources.push(source);
          const key = stemKey(source);
          stems.set(key, [...(stems.get(key) ?? []), source]);
          continue;
        }
        renamed.set(source.id, twin.id);
        twin.rows.push(...source.rows);
        twin.retired.push(...source.retired);
        twin.facts.how ??= source.facts.how;
        twin.facts.pid ??= source.facts.pid;
        twin.facts.disturbs ??= source.facts.disturbs;
        twin.facts.reconstructed ||= source.facts.reconstructed;
        const places = source.generations.map((generation) => {
          const same = twin.generations.findIndex(
            (mine) => mine.life === generation.life && sameGeneration(engine, mine, generation),
          );
          if (same < 0) return twin.generations.push(generation) - 1;
          twin.retired.push(generation);
          return same;
        });
        for (const sample of source.samples.clear()) {
          twin.samples.push({ ...sample, generation: places[sample.generation] ?? 0 });
        }
        // scans read its columns until they forget it
        twin.absorbed.push(source.samples, ...source.absorbed);
      }
      return renamed;
    },
    handOver() {
      flush();
      stems.clear();
      return sources.splice(0);
    },
    release() {
      for (const { rows, samples, generations, retired, absorbed } of sources.splice(0)) {
        for (const each of rows) each.release();
        for (const each of [...generations, ...retired]) closeGeneration(engine, each);
        for (const { movement } of generations) movement.release();
        for (const each of [samples, ...absorbed]) each.release();
      }
      stems.clear();
    },
  };

  function rowOf(source: StoredSource, bytes: number): number {
    const [rows] = source.rows;
    if (!rows) throw new Error("Cannot store a sample: its source has no rows");
    return rows.next(bytes);
  }
}

/** Whether a generation is what a cut dump of `whole`, whose bytes these are, had opened. */
function isCut(
  memory: Uint8Array,
  candidate: StoredGeneration,
  whole: Omit<StoredGeneration, "movement">,
  bytes: Uint8Array,
): boolean {
  if (candidate.life !== whole.life) return false;
  if (candidate.restBytes >= whole.restBytes || isOther(candidate.beginning, whole.beginning)) return false;
  return isBeginningOf(memory, candidate, bytes);
}

/** Two beginnings that differ: there may be thousands of generations, and most need no longer look than this. */
function isOther(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b;
}

interface DumpName extends Pick<SourcePlace, "directory" | "stem" | "told"> {
  /** ns since 1970; null when neither origin nor name has one. */
  readonly time: bigint | null;
}

function partsOf({ path, origin }: RawDump): DumpName {
  const time = origin ? origin.time : (timeInName(baseOf(path))?.ns ?? null);
  return { ...placeOf(path, origin), time };
}

function stemKey({ directory, stem, told }: Pick<SourcePlace, "directory" | "stem" | "told">): string {
  return `${directory}\0${stem}${told ? "\0" : ""}`;
}

/** Whether two sources, perhaps of two drops, are the same VM or vCPU: same place, same owner, same id string. */
export function isSameSource(a: StoredSource, b: StoredSource): boolean {
  return (
    a.key === b.key && a.generations.some((mine) => b.generations.some((other) => mine.table.id === other.table.id))
  );
}
