// What a statistic did between markers A and B, source by source. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import type { Answer, Question, RangeAnswer, SampleRead, SourceInfo } from "../../series/model.ts";
import { formatRate, formatShare, formatValue, signedValue, unitFormat } from "../../series/units.ts";
import { countedQuantity, readingOf } from "../table/reading.ts";
import type { ChartPlan } from "./chart-data.ts";
import { atLeast } from "./range-columns.ts";

const NOTHING: MarkerDelta = { change: "–", mean: "" };

/** Of one source: what changed, and the mean of it per second or over time. */
export interface MarkerDelta {
  readonly change: string;
  readonly mean: string;
}

/** What must be asked: the values at both markers, then what each source did between them. */
export function deltaQuestions({ chart, sources }: ChartPlan, { from, to }: TimeRange): readonly Question[] {
  const ids = sources.map((source) => source.id);
  return [
    { kind: "sample", sources: ids, time: from },
    { kind: "sample", sources: ids, time: to },
    ...ids.map((source): Question => ({ kind: "range", source, stats: [chart.key], from, to })),
  ];
}

/**
 * The answers to these questions in words, in the order of the sources. Growth is exact and over the time between the samples
 * that hold at the markers, "≥" where a counter was reset in between; the mean rate is that of any range (model.ts).
 */
export function markerDeltas(plan: ChartPlan, answers: readonly Answer[]): readonly MarkerDelta[] {
  const [before, after, ...spans] = answers;
  const readIn = (answer: Answer | undefined, source: SourceInfo): SampleRead | null =>
    answer?.kind === "sample" ? (answer.reads.find((read) => read.source === source.id) ?? null) : null;
  return plan.sources.map((source, index) => {
    const [from, to] = [readIn(before, source), readIn(after, source)];
    const span = spans[index];
    if (span?.kind !== "range") return NOTHING;
    return deltaOf(plan, span, source, from, to);
  });
}

function deltaOf(
  plan: ChartPlan,
  answer: RangeAnswer,
  source: SourceInfo,
  from: SampleRead | null,
  to: SampleRead | null,
): MarkerDelta {
  const stat = answer.stats[0];
  const { descriptor } = plan;
  if (stat === undefined) return NOTHING;
  if (plan.kind === "strip") return { change: `on ${formatShare(stat.mean)}`, mean: "" };
  if (descriptor === null) return { change: `mean ${plan.format.format(stat.mean)}`, mean: "" };
  if (stat.total !== null) {
    const quantity = countedQuantity(descriptor);
    return {
      change: `${atLeast(stat)}+${formatValue(stat.total, quantity)}`,
      mean: formatRate(stat.mean, quantity),
    };
  }
  const [first, last] = [from, to].map((read) => readingOf(source, plan.chart.key, read)?.value ?? null);
  if (first === null || first === undefined || last === null || last === undefined) return NOTHING;
  const change = signedValue(last, descriptor.type) - signedValue(first, descriptor.type);
  // a difference is below 0 by its own sign, not as a u64 from 2^63 on
  const size = unitFormat(descriptor, "value").format(Number(change < 0n ? -change : change));
  const sign = change > 0n ? "+" : change < 0n ? "\u2212" : "±";
  return { change: sign + size, mean: `mean ${plan.format.format(stat.mean)}` };
}
