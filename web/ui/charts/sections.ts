// The overview's order: pinned charts, then a section per group of meaning with its charts and, by name, all that has none. Pure.

import type { Scope } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { groupOf, groupsAmong, type StatGroup, type StatRef } from "../../series/catalog.ts";
import { FIGURES, type Figure, figureMoves, figuresOf } from "../../series/figures.ts";
import type { RecordingInfo, SourceId, SourceInfo, StatInfo } from "../../series/model.ts";
import { chartId } from "../state.ts";
import type { ChartPlan } from "./chart-data.ts";

/** A statistic without a chart. */
export interface FoldedStat {
  readonly chart: StatRef;
  /** As it may be shown; with its scope where the VM and its vCPUs have one of the same name. */
  readonly name: string;
  /** As in the dump. */
  readonly plainName: string;
}

/** What has no chart, by what it did: every statistic is in exactly one list, or charted. */
export interface Folds {
  /** Changed in some charted source. Without a second sample nothing has moved. */
  readonly moved: readonly FoldedStat[];
  /** Not 0 somewhere, but always the same. */
  readonly still: readonly FoldedStat[];
  /** 0 in every sample of every charted source. */
  readonly zero: readonly FoldedStat[];
}

/** A figure and the charted sources that can show it. */
export interface FigureOn {
  readonly figure: Figure;
  readonly sources: readonly SourceInfo[];
}

export interface Section {
  readonly group: StatGroup;
  /** Those with something to see in some charted source. */
  readonly figures: readonly FigureOn[];
  readonly plans: readonly ChartPlan[];
  readonly folds: Folds;
  /** In the group, charted or not. */
  readonly statistics: number;
}

export interface Overview {
  readonly pinned: readonly ChartPlan[];
  readonly sections: readonly Section[];
}

export interface OverviewInput {
  readonly info: RecordingInfo;
  readonly charted: ReadonlySet<SourceId>;
  /** Of the open charts, in their order. */
  readonly plans: readonly ChartPlan[];
  readonly isPinned: (chart: StatRef) => boolean;
}

/** Option: whether a section is folded away. */
export function sectionOption(title: string): string {
  return `section ${title}`;
}

/** Every statistic of the charted sources has its place in the section of its group. */
export function overviewOf({ info, charted, plans, isPinned }: OverviewInput): Overview {
  const known = statsOf(info, charted);
  const all = [...known.values()];
  const plain = plans.filter((plan) => !isPinned(plan.chart));
  const open = new Set(plans.map((plan) => chartId(plan.chart)));
  const folded = all.filter((each) => !open.has(chartId(each.chart)));
  const figures = figuresOn(info, charted);
  const sections = groupsAmong(all.map((each) => each.stat)).map((group) => ({
    group,
    figures: figures.filter((each) => each.figure.group === group),
    plans: plain.filter(({ chart }) => (known.get(chartId(chart))?.group ?? groupOf(chart.key)) === group),
    statistics: all.filter((each) => each.group === group).length,
    folds: foldsOf(folded.filter((each) => each.group === group)),
  }));
  return { pinned: plans.filter((plan) => isPinned(plan.chart)), sections };
}

interface KnownStat extends FoldedStat {
  readonly stat: StatInfo;
  readonly group: StatGroup;
  readonly changed: boolean;
  readonly nonzero: boolean;
}

/** The statistics of the charted sources, each once for a scope, in descriptor order. */
function statsOf(info: RecordingInfo, charted: ReadonlySet<SourceId>): ReadonlyMap<string, KnownStat> {
  const found = new Map<string, KnownStat>();
  const scopes = new Map<string, Set<Scope>>();
  for (const source of info.sources) {
    if (!charted.has(source.id)) continue;
    for (const stat of source.stats) {
      const chart = { scope: source.scope, key: stat.key };
      const id = chartId(chart);
      const before = found.get(id);
      found.set(id, {
        ...(before ?? { chart, stat, group: groupOf(stat.descriptor.name) }),
        name: displayName(stat.descriptor.name, 80) || "(no name)",
        plainName: stat.descriptor.name,
        changed: stat.changed || before?.changed === true,
        nonzero: stat.nonzero || before?.nonzero === true,
      });
      scopes.set(stat.key, (scopes.get(stat.key) ?? new Set<Scope>()).add(source.scope));
    }
  }
  for (const [id, each] of found)
    if ((scopes.get(each.chart.key)?.size ?? 0) > 1)
      found.set(id, { ...each, name: `${each.name} (${each.chart.scope})` });
  return found;
}

/** Without a clock only those that need no time. */
function figuresOn({ sources, clock }: RecordingInfo, charted: ReadonlySet<SourceId>): readonly FigureOn[] {
  const chosen = sources.filter((source) => charted.has(source.id));
  return FIGURES.filter(({ below }) => clock === "time" || (below !== "ns" && below !== "s"))
    .map((figure) => ({ figure, sources: chosen.filter((each) => figuresOf(each).includes(figure)) }))
    .filter((each) => each.sources.some((source) => figureMoves(each.figure, source)));
}

function foldsOf(stats: readonly KnownStat[]): Folds {
  return {
    moved: stats.filter((each) => each.changed),
    still: stats.filter((each) => !each.changed && each.nonzero),
    zero: stats.filter((each) => !each.changed && !each.nonzero),
  };
}
