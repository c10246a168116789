// Findings of a recording, each kept with the file and sample it is about. The same rule on every sample of a series
// would drown the rest: the first few are kept, all are counted.

import {
  RULE_A,
  RULE_B,
  RULE_BROKEN,
  RULE_COUNT,
  RULE_HISTOGRAM,
  RULE_KIND,
  RULE_MOST,
  RULE_SIZE,
} from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import type { Stored, StoredSource } from "../engine/intake.ts";
import { checkStructure, checkValues } from "../format/findings.ts";
import type { DumpLayout, Finding, RawDump, StatsTable } from "../format/model.ts";
import { type ValueRule, valueRulesOf } from "../format/value-checks.ts";
import type { FileFinding, SourceId } from "./model.ts";

/** Kept per source, rule and descriptor. */
const KEPT_EACH = 10;
const KEPT = 2000;
/** Rows checked between two looks at the clock. */
const ROWS_EACH = 2048;

interface Kept extends Finding {
  readonly path: string;
  readonly source: SourceId;
  /** ns since 1970; null when the sample has no time of its own. */
  readonly at: bigint | null;
}

interface Pending {
  readonly stored: Stored;
  readonly table: StatsTable;
  readonly layout: DumpLayout;
}

export interface FindingList {
  readonly count: number;
  /** Checks a stored dump: structure now, values when its data block has been read. */
  check(stored: Stored, dump: RawDump): void;
  /** Checks the values of rows that have been read since; true when none is left after about `milliseconds`. */
  settle(engine: Engine, milliseconds: number): boolean;
  list(start: bigint): readonly FileFinding[];
  absorb(other: FindingList, renamed: ReadonlyMap<SourceId, SourceId>): void;
  /** For absorb. */
  readonly kept: readonly Kept[];
}

/** `all`: keep every finding, for a command that prints them. `sources`: of the recording, as they are now. */
export function createFindingList({
  all,
  sources,
}: {
  readonly all: boolean;
  readonly sources: () => readonly StoredSource[];
}): FindingList {
  const kept: Kept[] = [];
  const seen = new Map<string, number>();
  let pending: Pending[] = [];
  let count = 0;

  function keep(finding: Finding, stored: Pick<Stored, "source" | "sample">): void {
    count++;
    const key = keyOf(stored.source.id, finding);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (!all && (times > KEPT_EACH || kept.length >= KEPT)) return;
    kept.push({ ...finding, path: stored.sample.path, source: stored.source.id, at: stored.sample.time });
  }

  /** Checks rows of a source that WASM stored, until `end` ms; whether it came to the last. */
  function checkRows(engine: Engine, source: StoredSource, end: number): boolean {
    while (source.checked < source.seen) {
      if (performance.now() > end) return false;
      const to = Math.min(source.seen, source.checked + ROWS_EACH);
      const several = source.generations.length > 1;
      const fresh = several ? new Set(source.samples.index().generation.subarray(source.checked, to)) : [0];
      for (const each of fresh) checkGeneration(engine, source, each, to);
      source.checked = to;
    }
    return true;
  }

  /** Checks those of the rows up to `to` that are of one generation: only what breaks a rule is looked at here. */
  function checkGeneration(engine: Engine, source: StoredSource, generation: number, to: number): void {
    const table = source.generations[generation]?.table;
    if (!table) return;
    const { rows, present, generations } = source.samples.columns;
    for (let first = 0, rules = rulesOf(table); first < rules.length; first += RULE_MOST) {
      const some = rules.slice(first, first + RULE_MOST);
      const place = placeRules(engine, some);
      const swap = table.order === "big" ? 1 : 0;
      for (let at = source.checked; at < to; at++) {
        const skip = at * 4;
        const n = to - at;
        const { kernel } = engine;
        at +=
          kernel.rows_odd(
            rows + skip,
            present + skip,
            generations + skip,
            n,
            generation,
            swap,
            place,
            some.length,
            heardOf(source, some),
          ) >>> 0;
        if (at >= to) break;
        const sample = source.samples.at(at);
        const data = engine.bytes().slice(sample.address, sample.address + sample.present);
        for (const finding of checkValues(data, table, table)) {
          if (some.some(({ rule, descriptor }) => rule === finding.rule && descriptor === finding.descriptor)) {
            keep(finding, { source, sample });
          }
        }
      }
      const view = engine.view();
      for (const i of some.keys()) count += view.getUint32(place + i * RULE_SIZE + RULE_BROKEN, true);
      engine.arena.free(place, some.length * RULE_SIZE);
    }
  }

  /** A bit for each rule of which more findings are to be kept. */
  function heardOf(source: StoredSource, rules: readonly ValueRule[]): bigint {
    return rules.reduce((bits, rule, i) => {
      const enough = !all && ((seen.get(keyOf(source.id, rule)) ?? 0) >= KEPT_EACH || kept.length >= KEPT);
      return enough ? bits : bits | (1n << BigInt(i));
    }, 0n);
  }

  return {
    get count() {
      return count;
    },
    kept,
    check(stored, dump) {
      const table = stored.source.generations[stored.sample.generation]?.table;
      if (!table) return;
      const { layout } = stored;
      if (!layout) return;
      const whole = !stored.cut && stored.sample.present >= dataSize(table);
      if (stored.opened || !whole) {
        for (const finding of checkStructure(dump.bytes, layout, table)) keep(finding, stored);
      }
      // rows of recordings may be millions: they are checked where they lie
      if (stored.sample.present > 0 && !stored.source.told) pending.push({ stored, table, layout });
    },
    settle(engine, milliseconds) {
      const end = performance.now() + milliseconds;
      let done = 0;
      for (const { stored, table, layout } of pending) {
        const { address, present } = stored.sample;
        const data = engine.bytes().slice(address, address + present);
        for (const finding of checkValues(data, table, layout)) keep(finding, stored);
        done++;
        if (performance.now() > end) break;
      }
      pending = pending.slice(done);
      return pending.length === 0 && sources().every((source) => !source.told || checkRows(engine, source, end));
    },
    list: (start) =>
      kept.map(({ at, ...finding }) => ({ ...finding, time: at === null ? null : Number(at - start) / 1e9 })),
    absorb(other, renamed) {
      count += other.count;
      const known = new Set(kept.map(placeOf));
      for (const each of other.kept) {
        const finding = { ...each, source: renamed.get(each.source) ?? each.source };
        // the same dump, dropped again
        if (known.has(placeOf(finding))) count--;
        else if (all || kept.length < KEPT) kept.push(finding);
      }
    },
  };
}

/** Of each table once. */
const rulesOfTables = new WeakMap<StatsTable, readonly ValueRule[]>();

function rulesOf(table: StatsTable): readonly ValueRule[] {
  const rules = rulesOfTables.get(table) ?? valueRulesOf(table);
  rulesOfTables.set(table, rules);
  return rules;
}

/** Writes RULE_* records; their address. */
function placeRules({ arena, view }: Engine, rules: readonly ValueRule[]): number {
  const place = arena.alloc(rules.length * RULE_SIZE);
  const memory = view();
  for (const [i, { kind, a, b, histogram, count }] of rules.entries()) {
    const at = place + i * RULE_SIZE;
    memory.setUint32(at + RULE_KIND, kind, true);
    memory.setUint32(at + RULE_A, a, true);
    memory.setUint32(at + RULE_B, b, true);
    memory.setUint32(at + RULE_HISTOGRAM, histogram, true);
    memory.setUint32(at + RULE_COUNT, count, true);
    memory.setUint32(at + RULE_BROKEN, 0, true);
  }
  return place;
}

/** Findings of one rule about one statistic of a source. */
function keyOf(
  source: SourceId,
  { rule, descriptor }: { readonly rule: string; readonly descriptor?: number },
): string {
  return `${source} ${rule} ${descriptor ?? ""}`;
}

/** What makes two findings one. */
function placeOf({ source, path, rule, from, to, found }: Kept): string {
  return [source, path, rule, from, to, found].join("\0");
}

/** Bytes of the data block that the descriptors name. */
function dataSize(table: StatsTable): number {
  return table.descriptors.reduce((end, { offset, size }) => Math.max(end, offset + size * 8), 0);
}
