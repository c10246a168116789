// Findings of a recording, each kept with the file and sample it is about. The same rule on every sample of a series
// would drown the rest: the first few are kept, all are counted.

import type { Engine } from "../engine/engine.ts";
import type { Stored } from "../engine/intake.ts";
import { checkStructure, checkValues } from "../format/findings.ts";
import type { DumpLayout, Finding, RawDump, StatsTable } from "../format/model.ts";
import type { FileFinding, SourceId } from "./model.ts";

/** Kept per source, rule and descriptor. */
const KEPT_EACH = 10;
const KEPT = 2000;

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

/** `all`: keep every finding, for a command that prints them. */
export function createFindingList({ all }: { readonly all: boolean }): FindingList {
  const kept: Kept[] = [];
  const seen = new Map<string, number>();
  let pending: Pending[] = [];
  let count = 0;

  function keep(finding: Finding, stored: Stored): void {
    count++;
    const key = `${stored.source.id} ${finding.rule} ${finding.descriptor ?? ""}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (!all && (times > KEPT_EACH || kept.length >= KEPT)) return;
    kept.push({ ...finding, path: stored.sample.path, source: stored.source.id, at: stored.sample.time });
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
      if (stored.sample.present > 0) pending.push({ stored, table, layout });
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
      return pending.length === 0;
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

/** What makes two findings one. */
function placeOf({ source, path, rule, from, to, found }: Kept): string {
  return [source, path, rule, from, to, found].join("\0");
}

/** Bytes of the data block that the descriptors name. */
function dataSize(table: StatsTable): number {
  return table.descriptors.reduce((end, { offset, size }) => Math.max(end, offset + size * 8), 0);
}
