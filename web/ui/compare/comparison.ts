// Which statistics two sides are compared by, and the list that comes of it. Pure.

import type { Descriptor, Scope } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { addTallies, type Difference, difference, type Tally } from "../../series/difference.ts";
import type { SourceInfo, StatInfo } from "../../series/model.ts";
import { additionOf } from "../../series/tally.ts";

/** One statistic on both sides. */
export interface ComparedStat {
  /** Scope and key. */
  readonly id: string;
  readonly scope: Scope;
  readonly key: string;
  /** As it may be shown. */
  readonly name: string;
  readonly descriptor: Descriptor;
  readonly a: Tally | null;
  readonly b: Tally | null;
  readonly difference: Difference;
}

/** What each source of a side did, by the key of the statistic. */
export type SideTallies = readonly { readonly source: SourceInfo; readonly found: ReadonlyMap<string, Tally | null> }[];

/** What is worth asking of a source: what moved, and values that stand still but may stand elsewhere on the other side. */
export function askedStats({ stats }: SourceInfo): readonly StatInfo[] {
  return stats.filter(({ changed, nonzero, descriptor }) => changed || (nonzero && isValue(descriptor)));
}

function isValue({ type }: Descriptor): boolean {
  return type === "instant" || type === "peak";
}

/** All statistics that were asked for on either side. One that only stood still on the other side was 0 there, not absent. */
export function compareSides(a: SideTallies, b: SideTallies): readonly ComparedStat[] {
  const stats = new Map<string, { readonly scope: Scope; readonly key: string; readonly descriptor: Descriptor }>();
  for (const { source, found } of [...a, ...b])
    for (const { key, descriptor } of source.stats)
      if (found.has(key) && !stats.has(`${source.scope} ${key}`))
        stats.set(`${source.scope} ${key}`, { scope: source.scope, key, descriptor });
  return [...stats].map(([id, { scope, key, descriptor }]) => {
    const [left, right] = [a, b].map((side) => sumOf(side, scope, key, descriptor)) as [Tally | null, Tally | null];
    const name = displayName(descriptor.name, 80) || "(no name)";
    return {
      id,
      scope,
      key,
      name,
      descriptor,
      a: left,
      b: right,
      difference: difference(left, right, descriptor.type),
    };
  });
}

function sumOf(side: SideTallies, scope: Scope, key: string, descriptor: Descriptor): Tally | null {
  const tallies = side
    .filter(({ source }) => source.scope === scope)
    .map(({ source, found }) => found.get(key) ?? stillTally(source, key, found))
    .filter((tally) => tally !== null);
  return addTallies(tallies, additionOf(descriptor));
}

/** A counter that never moved and was not asked for did nothing for as long as the others of its source did something. */
function stillTally(source: SourceInfo, key: string, found: ReadonlyMap<string, Tally | null>): Tally | null {
  if (found.has(key)) return null;
  const stat = source.stats.find((each) => each.key === key);
  if (stat === undefined) return null;
  const { descriptor } = stat;
  const none = { amount: 0, variance: 0, resets: 0, gaps: 0, counts: null };
  if (isValue(descriptor)) return { ...none, exposure: 1, quantum: 1, samples: source.samples };
  const like = [...found.values()].reduce<Tally | null>(
    (most, each) => ((each?.samples ?? 0) > (most?.samples ?? 0) ? each : most),
    null,
  );
  const samples = like?.samples ?? 0;
  const counts = descriptor.type.endsWith("-histogram") ? Array.from({ length: descriptor.size }, () => 0n) : null;
  return samples === 0 ? null : { ...none, exposure: samples * source.period, quantum: 0, samples, counts };
}

export type CompareColumn = "name" | "a" | "b" | "ratio" | "change" | "score";

export interface CompareSort {
  readonly column: CompareColumn;
  readonly descending: boolean;
}

/** The list in an order. Numbers of different units have none of their own: by column a, b and change, units stay together. */
export function sortCompared(
  stats: readonly ComparedStat[],
  { column, descending }: CompareSort,
  bySize: (a: Difference, b: Difference) => number,
): readonly ComparedStat[] {
  const sign = descending ? -1 : 1;
  const unitOf = ({ descriptor: { type, unit, base, exponent } }: ComparedStat) =>
    `${type.endsWith("-histogram") || unit === "none" ? "none" : `${unit} ${base} ${exponent}`} ${isValue({ type } as Descriptor)}`;
  const number = (stat: ComparedStat) => (column === "name" || column === "score" ? 0 : stat.difference[column]);
  const compare = (a: ComparedStat, b: ComparedStat): number => {
    if (column === "name") return sign * a.name.localeCompare(b.name);
    if (column === "score") return -sign * bySize(a.difference, b.difference);
    const unit = column === "ratio" ? 0 : unitOf(a).localeCompare(unitOf(b));
    const [x, y] = [number(a), number(b)];
    if (unit !== 0 || x === y) return unit;
    // without a number: last, whichever way
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return sign * (x - y);
  };
  return [...stats].sort(compare);
}
