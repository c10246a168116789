// Which chart a statistic gets, from which sources, and what is asked for it. Pure.

import { PALETTE_SIZE, sourceColour } from "../../chart/colors.ts";
import type { SeriesKind } from "../../chart/props.ts";
import type { Descriptor } from "../../format/model.ts";
import type { StatRef } from "../../series/catalog.ts";
import type { HistogramAnswer, RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";
import { isHistogram } from "../table/reading.ts";

export type ChartKind = "line" | "strip" | "heatmap";

/** Sources drawn in one chart; more make no readable picture. */
export const MOST_LINES = 16;

/** What a chart shows: the statistic and the sources that have it. */
export interface ChartPlan {
  readonly chart: StatRef;
  readonly kind: ChartKind;
  readonly descriptor: Descriptor;
  readonly sources: readonly SourceInfo[];
  /** Charted sources that have the statistic but no line. */
  readonly left: number;
}

/** The plan of one chart; null when no charted source has the statistic. */
export function planChart(chart: StatRef, info: RecordingInfo, charted: ReadonlySet<SourceId>): ChartPlan | null {
  const having = info.sources.filter(
    (source) =>
      charted.has(source.id) && source.scope === chart.scope && source.stats.some((stat) => stat.key === chart.key),
  );
  const descriptor = having[0]?.stats.find((stat) => stat.key === chart.key)?.descriptor;
  if (descriptor === undefined) return null;
  const sources = having.slice(0, MOST_LINES);
  return { chart, kind: kindOf(descriptor), descriptor, sources, left: having.length - sources.length };
}

/** The right kind of chart for a descriptor. */
export function kindOf(descriptor: Descriptor): ChartKind {
  if (isHistogram(descriptor)) return "heatmap";
  return descriptor.unit === "boolean" && descriptor.type === "instant" ? "strip" : "line";
}

/** How its values move: a counter is shown as its rate. */
export function seriesKind(descriptor: Descriptor): SeriesKind {
  if (descriptor.type === "cumulative" || isHistogram(descriptor)) return "rate";
  return descriptor.type === "peak" ? "peak" : "value";
}

const colours = new WeakMap<RecordingInfo, ReadonlyMap<SourceId, number>>();

/**
 * Palette number of a source: its vCPU number, unless two sources have the same. VMs begin at the other end of the
 * palette, so that a VM and its vCPU 0 differ.
 */
export function colourOf(source: SourceInfo, info: RecordingInfo): number {
  const known = colours.get(info) ?? coloursOf(info);
  colours.set(info, known);
  return known.get(source.id) ?? sourceColour(source.vcpu);
}

function coloursOf({ sources }: RecordingInfo): ReadonlyMap<SourceId, number> {
  const vcpus = sources.filter((each) => each.scope === "vcpu");
  const numbered = new Set(vcpus.map((each) => each.vcpu)).size === vcpus.length;
  const counts = new Map<SourceInfo["scope"], number>();
  return new Map(
    sources.map(({ id, scope, vcpu }) => {
      const index = counts.get(scope) ?? 0;
      counts.set(scope, index + 1);
      if (scope === "vm") return [id, index + PALETTE_SIZE - 1 - 2 * (index % PALETTE_SIZE)];
      return [id, scope === "vcpu" && numbered ? sourceColour(vcpu) : index];
    }),
  );
}

/** Several sources' histograms as one: counts and totals added, marks or-ed. null when there is none. */
export function addHistograms(answers: readonly HistogramAnswer[]): HistogramAnswer | null {
  const [first, ...others] = answers;
  if (first === undefined) return null;
  const counts = first.counts.slice();
  const marks = first.marks.slice();
  const total = first.total.slice();
  for (const other of others) {
    for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (other.counts[i] ?? 0);
    for (let i = 0; i < marks.length; i++) marks[i] = (marks[i] ?? 0) | (other.marks[i] ?? 0);
    for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0n) + (other.total[i] ?? 0n);
  }
  return { ...first, counts, marks, total };
}
