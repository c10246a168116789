// From answers of the scan worker to what difference.ts compares: what is asked of a statistic in a range, and what it did there. Pure.

import type { Descriptor } from "../format/model.ts";
import type { Tally } from "./difference.ts";
import type { Answer, Question, RangeStat, SourceInfo, StatInfo } from "./model.ts";

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Amounts of counters add up over sources; values and shares are averaged. */
export function additionOf({ type }: Pick<Descriptor, "type">): "sum" | "mean" {
  return type === "instant" || type === "peak" ? "mean" : "sum";
}

/** What must be asked to know what some statistics of a source did in a range. */
export function tallyQuestion(source: SourceInfo, stats: readonly StatInfo[], { from, to }: Stretch): Question {
  return { kind: "range", source: source.id, stats: stats.map(({ key }) => key), from, to };
}

/** The answer to tallyQuestion, a tally for each of `stats`; null where a statistic has no sample in the range. */
export function talliesOf(
  source: SourceInfo,
  stats: readonly StatInfo[],
  answer: Answer | undefined,
): readonly (Tally | null)[] {
  return stats.map(({ descriptor }, index) => {
    const stat = answer?.kind === "range" ? answer.stats[index] : undefined;
    return stat === undefined || stat.samples === 0 ? null : tallyOf(stat, descriptor, source.period);
  });
}

function tallyOf(stat: RangeStat, descriptor: Descriptor, period: number): Tally {
  const { samples, mean, weight, max, deviation, resets, gaps, counts = null } = stat;
  const common = { samples, resets, gaps, counts };
  const spread = deviation ** 2;
  if (descriptor.type === "cumulative" || counts !== null) {
    const exposure = weight;
    const counted = descriptor.unit === "none" || counts !== null;
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
