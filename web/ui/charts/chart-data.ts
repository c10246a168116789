// Which chart a statistic gets, from which sources, and what is asked for it. Pure.

import { PALETTE_SIZE, sourceColour } from "../../chart/colors.ts";
import type { SeriesKind } from "../../chart/props.ts";
import type { Descriptor } from "../../format/model.ts";
import type { StatRef } from "../../series/catalog.ts";
import { figureOf, figuresOf } from "../../series/figures.ts";
import type { HistogramAnswer, RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";
import { type UnitFormat, unitFormat } from "../../series/units.ts";
import { countedQuantity, isCounter, isHistogram } from "../table/reading.ts";

export type ChartKind = "line" | "strip" | "heatmap";

interface Planned {
  readonly chart: StatRef;
  /** Of the statistic as the dump has it, or of the figure; not made safe to show. */
  readonly name: string;
  /** How what is drawn is written: a counter's rate, anything else's value. */
  readonly format: UnitFormat;
  /** All charted sources that have it, by VM and vCPU number. */
  readonly sources: readonly SourceInfo[];
}

/** A figure, or a statistic that is one number a sample. */
export interface SeriesPlan extends Planned {
  readonly kind: "line" | "strip";
  readonly series: SeriesKind;
  /** The sum over sources means something. */
  readonly summable: boolean;
  /** null for a figure. */
  readonly descriptor: Descriptor | null;
}

export interface HistogramPlan extends Planned {
  readonly kind: "heatmap";
  readonly descriptor: Descriptor;
}

/** What a chart shows: a statistic or figure and the sources that have it. */
export type ChartPlan = SeriesPlan | HistogramPlan;

/** The plan of one chart; null when no charted source has the statistic. */
export function planChart(chart: StatRef, info: RecordingInfo, charted: ReadonlySet<SourceId>): ChartPlan | null {
  const figure = figureOf(chart.key);
  const sources = info.sources
    .filter((source) => charted.has(source.id) && source.scope === chart.scope && has(source, chart.key))
    .sort((a, b) => a.vm - b.vm || (a.vcpu ?? -1) - (b.vcpu ?? -1));
  if (sources.length === 0) return null;
  if (figure !== undefined) {
    const { name, format, kind, below } = figure;
    return {
      chart,
      kind: "line",
      name,
      format,
      series: kind,
      summable: typeof below === "string",
      descriptor: null,
      sources,
    };
  }
  const descriptor = sources[0]?.stats.find((stat) => stat.key === chart.key)?.descriptor;
  if (descriptor === undefined) return null;
  const kind = kindOf(descriptor);
  const { name } = descriptor;
  const per = isCounter(descriptor) && info.clock === "time" ? "rate" : "value";
  const format = unitFormat(countedQuantity(descriptor), per);
  if (kind === "heatmap") return { chart, kind, name, format, descriptor, sources };
  const series = seriesKind(descriptor);
  return { chart, kind, name, format, series, summable: kind === "line" && series !== "peak", descriptor, sources };
}

function has(source: SourceInfo, key: string): boolean {
  return figureOf(key) === undefined
    ? source.stats.some((stat) => stat.key === key)
    : figuresOf(source).some((figure) => figure.key === key);
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

/** Several sources' histograms as one: counts and totals added bucket by bucket, marks or-ed. null when there is none. */
export function addHistograms(answers: readonly HistogramAnswer[]): HistogramAnswer | null {
  const [first] = answers;
  if (first === undefined) return null;
  const columns = first.marks.length;
  const buckets = Math.max(...answers.map((answer) => answer.buckets));
  const counts = new Float64Array(columns * buckets);
  const marks = new Uint8Array(columns);
  const total = new BigUint64Array(buckets);
  for (const { buckets: own, ...answer } of answers) {
    for (let column = 0; column < columns; column++) {
      marks[column] = (marks[column] ?? 0) | (answer.marks[column] ?? 0);
      for (let bucket = 0, at = column * buckets; bucket < own; bucket++, at++)
        counts[at] = (counts[at] ?? 0) + (answer.counts[column * own + bucket] ?? 0);
    }
    for (let bucket = 0; bucket < own; bucket++) total[bucket] = (total[bucket] ?? 0n) + (answer.total[bucket] ?? 0n);
  }
  return { ...first, buckets, counts, marks, total };
}
