// From answers of the scan worker to what difference.ts compares: what is asked of a statistic in a range, and what it did there. Pure.

import { MARK_RESET } from "../../assembly/layout.ts";
import type { Descriptor } from "../format/model.ts";
import type { Tally } from "./difference.ts";
import type { Answer, HistogramAnswer, Question, RangeStat, SourceInfo, StatInfo } from "./model.ts";

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Amounts of counters add up over sources; values and shares are averaged. */
export function additionOf({ type }: Pick<Descriptor, "type">): "sum" | "mean" {
  return type === "instant" || type === "peak" ? "mean" : "sum";
}

/**
 * What must be asked to know what some statistics of a source did in a range: one range of all of them, then a histogram's
 * buckets for each histogram. A histogram's range is that of its first bucket: it tells the samples.
 */
export function tallyQuestions(
  source: SourceInfo,
  stats: readonly StatInfo[],
  { from, to }: Stretch,
): readonly Question[] {
  return [
    { kind: "range", source: source.id, stats: stats.map(({ key }) => key), from, to },
    ...stats
      .filter(({ descriptor }) => descriptor.type.endsWith("-histogram"))
      .map(({ key }): Question => ({ kind: "histogram", source: source.id, stat: key, view: { from, to, pixels: 1 } })),
  ];
}

/** The answers to tallyQuestions, a tally for each of `stats`; null where a statistic has no sample in the range. */
export function talliesOf(
  source: SourceInfo,
  stats: readonly StatInfo[],
  answers: readonly Answer[],
): readonly (Tally | null)[] {
  const [range, ...rest] = answers;
  const histograms = rest.filter((answer) => answer.kind === "histogram");
  let next = 0;
  return stats.map(({ descriptor }, index) => {
    const stat = range?.kind === "range" ? range.stats[index] : undefined;
    const histogram = descriptor.type.endsWith("-histogram") ? histograms[next++] : undefined;
    if (stat === undefined || stat.samples === 0) return null;
    if (histogram !== undefined) return histogramTally(stat, histogram, source.period);
    return scalarTally(stat, descriptor, source.period);
  });
}

/** Intervals that have a rate, with the source's median length each. */
function scalarTally(stat: RangeStat, descriptor: Descriptor, period: number): Tally {
  const { samples, mean, max, deviation, resets, gaps } = stat;
  const common = { samples, resets, gaps, counts: null };
  const spread = deviation ** 2;
  if (descriptor.type === "cumulative") {
    const exposure = samples * period;
    const counted = descriptor.unit === "none";
    const amount = mean * exposure;
    const variance = Math.max(counted ? amount : 0, (spread / samples) * exposure ** 2);
    return { ...common, amount, exposure, variance, quantum: counted ? 1 : max * period };
  }
  if (descriptor.unit === "boolean")
    return { ...common, amount: mean * samples, exposure: samples, variance: samples * spread, quantum: 1 };
  return { ...common, amount: mean, exposure: 1, variance: Math.max(mean, spread / VALUES), quantum: 1 };
}

/** Samples of a value that count as independent: one spread is taken off instead of three. */
const VALUES = 9;

function histogramTally(stat: RangeStat, { total, marks }: HistogramAnswer, period: number): Tally {
  const { samples, gaps } = stat;
  const amount = Number(total.reduce((sum, count) => sum + count, 0n));
  const resets = Math.max(stat.resets, ((marks[0] ?? 0) & MARK_RESET) === 0 ? 0 : 1);
  const exposure = samples * period;
  return { amount, exposure, variance: amount, quantum: 1, samples, resets, gaps, counts: [...total] };
}
