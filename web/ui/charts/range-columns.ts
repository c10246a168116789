// The columns of the statistics of a range: what can be said of a counter, of a value, of yes or no. Pure.

import type { RangeStat } from "../../series/model.ts";
import { formatRaw, formatShare, formatValue } from "../../series/units.ts";
import type { SeriesPlan } from "./chart-data.ts";

/** One column: its title and what it says of a source. */
export interface RangeColumn {
  readonly title: string;
  /** What it means, where its title is too short to say. */
  readonly about: string;
  readonly text: (stat: RangeStat) => string;
  /** The same with all digits, in the statistic's own unit. */
  readonly exact: (stat: RangeStat) => string;
}

type Numbers = "min" | "mean" | "p50" | "p99" | "max";

const NUMBERS: readonly (readonly [title: string, key: Numbers, about: string])[] = [
  ["Minimum", "min", "Smallest sample"],
  ["Mean", "mean", ""],
  ["p50", "p50", "Median of the samples"],
  ["p99", "p99", "99 of 100 samples are at most this"],
  ["Maximum", "max", "Largest sample"],
];
const GAPS = count("Gaps", "gaps", "Intervals without dumps");
const SAMPLES = count("Samples", "samples", "Samples with a value");

/** The columns for a statistic, in their order; the last one is its total or the number of its samples. */
export function rangeColumns({ kind, format, descriptor, series }: SeriesPlan): readonly RangeColumn[] {
  if (kind === "strip") {
    const about = "Share of the samples that say yes";
    return [
      { title: "On", about, text: ({ mean }) => formatShare(mean), exact: ({ mean }) => digits(mean) },
      GAPS,
      SAMPLES,
    ];
  }
  const numbers = NUMBERS.map(([title, key, about]) => ({
    title,
    about,
    text: (stat: RangeStat) => format.format(stat[key]),
    exact: (stat: RangeStat) => digits(stat[key]),
  }));
  const resets = series === "rate" ? [count("Resets", "resets", "How often the counter began anew")] : [];
  if (descriptor === null || descriptor.type !== "cumulative") return [...numbers, ...resets, GAPS, SAMPLES];
  const total: RangeColumn = {
    title: "Total",
    about: "Exact growth; at least this where the counter was reset",
    text: (stat) => (stat.total === null ? "–" : `${atLeast(stat)}${formatValue(stat.total, descriptor)}`),
    exact: (stat) => (stat.total === null ? "–" : `${atLeast(stat)}${stat.total}`),
  };
  return [...numbers, ...resets, GAPS, total];
}

/** "≥ " where a reset hides some of the growth. */
export function atLeast({ resets }: Pick<RangeStat, "resets">): string {
  return resets > 0 ? "≥ " : "";
}

function count(title: string, key: "samples" | "resets" | "gaps", about: string): RangeColumn {
  return { title, about, text: (stat) => formatRaw(BigInt(stat[key])), exact: (stat) => String(stat[key]) };
}

/** All digits that are known of a double; "–" for none. */
export function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : "–";
}
