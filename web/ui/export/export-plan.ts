// What is exported: which sources, statistics and time. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { StatRef } from "../../series/catalog.ts";
import type { ExportColumn, ExportFormat, Question, SourceInfo, StatInfo } from "../../series/model.ts";

/** Samples in one question: an answer of some MB at most. */
const TAKE = 500;

export interface ExportPlan {
  readonly format: "csv" | "json";
  readonly sources: readonly { readonly source: SourceInfo; readonly name: string }[];
  /** Columns in the order of the first source that has them. */
  readonly columns: readonly NamedColumn[];
  readonly range: TimeRange;
}

export interface NamedColumn extends ExportColumn {
  readonly name: string;
  /** Elements of the statistic. */
  readonly size: number;
}

/** Columns of all statistics that pass, each once; a histogram's buckets one by one. */
export function columnsOf(
  sources: readonly SourceInfo[],
  wanted: (ref: StatRef, stat: StatInfo) => boolean,
): NamedColumn[] {
  const columns = new Map<string, NamedColumn>();
  for (const { scope, stats } of sources) {
    for (const stat of stats) {
      const { key, descriptor } = stat;
      if (!wanted({ scope, key }, stat)) continue;
      for (let element = 0; element < descriptor.size; element++) {
        const id = `${key}\0\0${element}`;
        if (columns.has(id)) continue;
        columns.set(id, { stat: key, element, size: descriptor.size, name: displayName(key.replace("\0", "#")) });
      }
    }
  }
  return [...columns.values()];
}

/** The next question of a source, `skip` samples after its first. */
export function exportQuestion(plan: ExportPlan, index: number, skip: number): Question | null {
  const of = plan.sources[index];
  if (of === undefined) return null;
  const columns = plan.columns.map(({ stat, element }) => ({ stat, element }));
  const format: ExportFormat = plan.format === "json" ? { kind: "json" } : { kind: "csv", label: of.name, columns };
  return { kind: "export", source: of.source.id, format, ...plan.range, skip, take: TAKE };
}

/** About how many samples there are, for progress: sources are sampled evenly. */
export function sampleEstimate({ sources, range }: ExportPlan): number {
  return sources.reduce((sum, { source: { from, to, samples } }) => {
    if (to <= from) return sum + samples;
    const share = (Math.min(to, range.to) - Math.max(from, range.from)) / (to - from);
    return sum + Math.ceil(samples * Math.min(Math.max(share, 0), 1));
  }, 0);
}
