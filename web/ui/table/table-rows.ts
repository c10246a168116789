// Which rows the table of statistics has, and in which order. Pure.

import type { Scope } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { architectureOf, type Explanation, explain, groupOf, matches, type StatGroup } from "../../series/catalog.ts";
import type { RecordingInfo, SourceId, SourceInfo, StatInfo } from "../../series/model.ts";
import { signedValue, unitName } from "../../series/units.ts";
import { sourceName } from "../sources/source-names.ts";
import { countedQuantity, type Reading } from "./reading.ts";

/** Shown where a descriptor's name is empty. */
const NO_NAME = "(no name)";

/** A statistic of a source. */
export interface StatRow {
  readonly id: string;
  readonly source: SourceInfo;
  readonly sourceName: string;
  readonly stat: StatInfo;
  /** As it may be shown. */
  readonly name: string;
  readonly group: StatGroup;
  readonly explanation: Explanation | null;
}

export interface Filter {
  readonly query: string;
  /** Only statistics that changed; in a single dump those that are not 0. */
  readonly changedOnly: boolean;
  readonly source: SourceId | null;
  readonly group: StatGroup | null;
}

export type SortColumn = "name" | "value" | "rate";

export interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** One row per statistic of every charted source, sources in their order, statistics in descriptor order. */
export function rowsOf(info: RecordingInfo, charted: ReadonlySet<SourceId>): readonly StatRow[] {
  const architecture = architectureIn(info);
  return info.sources
    .filter((source) => charted.has(source.id))
    .flatMap((source) => {
      const shownSource = displayName(sourceName(source, info), 40);
      return source.stats.map((stat) => ({
        id: `${source.id} ${stat.key}`,
        source,
        sourceName: shownSource,
        stat,
        name: displayName(stat.descriptor.name) || NO_NAME,
        group: groupOf(stat.descriptor.name),
        explanation: explain(stat.descriptor.name, source.scope, architecture),
      }));
    });
}

/** Whether anything changed in the recording: else "changed only" would hide all of it. */
export function hasChanges(info: RecordingInfo): boolean {
  return info.sources.some((source) => source.stats.some((stat) => stat.changed));
}

/** The rows that pass, and how many only the changed-only switch hides. */
export function filterRows(
  rows: readonly StatRow[],
  filter: Filter,
  anyChanged: boolean,
): { readonly rows: readonly StatRow[]; readonly hidden: number } {
  const found = rows.filter(
    (row) =>
      (filter.source === null || row.source.id === filter.source) &&
      (filter.group === null || row.group === filter.group) &&
      matches(filter.query, searchedTexts(row)),
  );
  if (!filter.changedOnly) return { rows: found, hidden: 0 };
  const kept = found.filter((row) => (anyChanged ? row.stat.changed : row.stat.nonzero));
  return { rows: kept, hidden: found.length - kept.length };
}

/**
 * The rows in order. Numbers of different units have none: rows are sorted by unit, then by the exact number.
 * Readings are those of the moment it was asked for: rows do not jump while playing.
 */
export function sortRows(
  rows: readonly StatRow[],
  sort: Sort | null,
  reading: (row: StatRow) => Reading | null,
): readonly StatRow[] {
  if (sort === null) return rows;
  const sign = sort.descending ? -1 : 1;
  const { column } = sort;
  const keyed = rows.map((row, index) => ({ row, index, key: column === "name" ? null : keyOf(reading(row), column) }));
  keyed.sort((a, b) => {
    if (column === "name") return sign * compare(a.row.name, b.row.name) || a.index - b.index;
    // rows without a value come last in either direction
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.index - b.index;
    if (a.key.unit !== b.key.unit) return a.key.unit - b.key.unit;
    return sign * (compare(a.key.scaled, b.key.scaled) || compare(a.key.exact, b.key.exact)) || a.index - b.index;
  });
  return keyed.map((each) => each.row);
}

/** Plain counts first, then times and so on; a unit of a later kernel last. */
const UNITS: readonly string[] = ["none", "seconds", "bytes", "cycles", "boolean"];

interface SortKey {
  readonly unit: number;
  /** In the unit itself: ns and µs are compared as seconds. */
  readonly scaled: number;
  /** Digits that a double has lost. */
  readonly exact: number | bigint;
}

function keyOf(reading: Reading | null, column: "value" | "rate"): SortKey | null {
  if (reading === null) return null;
  const quantity = countedQuantity(reading.descriptor);
  const { value } = reading;
  const exact = column === "rate" ? reading.rate : value === null ? null : signedValue(value, quantity.type);
  if (exact === null) return null;
  const { unit, base, exponent } = quantity;
  const place = UNITS.indexOf(unit);
  return {
    unit: place < 0 ? UNITS.length : place,
    scaled: Number(exact) * (typeof base === "number" ? base ** exponent : 1),
    exact,
  };
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function searchedTexts({ name, sourceName: source, stat, group, explanation }: StatRow): readonly string[] {
  const { type, unit } = stat.descriptor;
  const shown = unit === "seconds" ? "seconds time ns µs ms" : unit;
  return [name, source, group, type, unitName(stat.descriptor), shown, explanation?.text ?? ""];
}

/** Whose kernel the dumps come from; null when their statistics do not tell. */
export function architectureIn(info: RecordingInfo): string | null {
  const scopes: readonly Scope[] = ["vcpu", "vm"];
  for (const scope of scopes) {
    const source = info.sources.find((each) => each.scope === scope);
    const found =
      source &&
      architectureOf(
        source.stats.map((stat) => stat.descriptor.name),
        scope,
      );
    if (found) return found;
  }
  return null;
}
