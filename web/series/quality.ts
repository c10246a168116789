// What is doubtful about the samples of a source: where time is missing, where counters began anew, what cannot be.

import { MARK_FIRST, MARK_GAP, MARK_RESET } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import { MOST_MISSING, type SampleIndex } from "../engine/samples.ts";
import { statKeysOf } from "../format/stats-file.ts";
import { bucketsOf, fillHistogram, fillScalar, grows } from "./columns.ts";
import { impossibleRuns } from "./impossible.ts";
import type {
  Listed,
  MissingRounds,
  MissingStretch,
  QualityAnswer,
  ResetMoment,
  ShortSample,
  Stretch,
} from "./model.ts";
import type { ScanSource } from "./scan-source.ts";
import { seconds } from "./seconds.ts";
import { medianPeriod } from "./source-info.ts";

/** Listed of each kind. */
const LISTED = 200;
/** Statistics named of one reset. */
const NAMED = 12;
/** Intervals over this many times the median one are late. */
const LATE_FACTOR = 1.5;
/** A stretch without samples is missing, and a gap between two generations, when it is longer than this many median intervals. */
const MISSING_FACTOR = 3;
const VALUE_BYTES = 8;

/** The first of a list, and how many there are. */
export function listed<T>(all: readonly T[]): Listed<T> {
  return { count: all.length, first: all.slice(0, LISTED) };
}

/** Everything that is checked of one source; `others` are those of its VM. */
export function answerQuality(engine: Engine, source: ScanSource, others: readonly ScanSource[]): QualityAnswer {
  const { index } = source.published;
  const marks = engine.bytes().slice(source.marks, source.marks + source.n);
  const time = (sample: number) => seconds(source, index.times[sample] ?? 0n);
  const { rounds, gaps, late } = intervalsOf(index, marks, time);
  return {
    kind: "quality",
    source: source.published.source,
    samples: source.n,
    rounds: listed(rounds),
    gaps: listed(gaps),
    late: listed(late),
    resets: listed(resetsOf(engine, source, time)),
    short: listed(shortOf(source, time)),
    impossible: listed(impossibleRuns(engine, source, time)),
    missing: listed(
      missingOf(
        index.times,
        others.map(({ published }) => published.index.times),
      ).map(toSeconds),
    ),
  };

  function toSeconds({ from, to, samples }: MissingNs): MissingStretch {
    return { from: seconds(source, from), to: seconds(source, to), samples };
  }
}

/**
 * Intervals with rounds missing in them, others that are gaps, by their marks, and those that took too long without being one.
 * Between two generations there is no rate however short it is: it is a gap where it is as long as one.
 */
export function intervalsOf(
  { times, missing }: Pick<SampleIndex, "times" | "missing">,
  marks: Uint8Array,
  time: (sample: number) => number,
): { readonly rounds: readonly MissingRounds[]; readonly gaps: readonly Stretch[]; readonly late: readonly Stretch[] } {
  const rounds: MissingRounds[] = [];
  const gaps: Stretch[] = [];
  const late: Stretch[] = [];
  const usual = medianPeriod(times) * 1e9;
  for (let i = 1; i < times.length; i++) {
    const stretch = () => ({ from: time(i - 1), to: time(i) });
    const length = Number((times[i] ?? 0n) - (times[i - 1] ?? 0n));
    const first = ((marks[i] ?? 0) & MARK_FIRST) !== 0;
    const lost = missing[i] ?? 0;
    if (lost > 0) rounds.push({ ...stretch(), rounds: lost, more: lost === MOST_MISSING });
    else if (first ? length > usual * MISSING_FACTOR : ((marks[i] ?? 0) & MARK_GAP) !== 0) gaps.push(stretch());
    else if (!first && length > usual * LATE_FACTOR) late.push(stretch());
  }
  return { rounds, gaps, late };
}

interface MissingNs {
  readonly from: bigint;
  readonly to: bigint;
  readonly samples: number;
}

/**
 * Where a source has no sample for over three median intervals, before its first and behind its last one as well, and
 * another one has: samples more than half an interval away from both ends, so that a round is not taken for two.
 */
export function missingOf(times: BigInt64Array, others: readonly BigInt64Array[]): readonly MissingNs[] {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const periods = [times, ...others].map(medianPeriod).filter((period) => period > 0);
  if (periods.length === 0) return [];
  const own = medianPeriod(times) || Math.min(...periods);
  const least = BigInt(Math.round(own * 1e9 * MISSING_FACTOR));
  const half = BigInt(Math.round((own * 1e9) / 2));
  let [begin, end] = [first, last];
  for (const each of others) {
    const [early, late] = [each[0] ?? begin, each.at(-1) ?? end];
    if (early < begin) begin = early;
    if (late > end) end = late;
  }
  const found: MissingNs[] = [];
  for (let i = 0; i <= times.length; i++) {
    const [from, to] = [times[i - 1] ?? begin, times[i] ?? end];
    if (to - from <= least) continue;
    const after = i === 0 ? from : from + half;
    const before = i === times.length ? to : to - half;
    const samples = Math.max(0, ...others.map((each) => countBetween(each, after, before)));
    if (samples > 0) found.push({ from, to, samples });
  }
  return found;
}

/** Times in [from, to]. */
function countBetween(times: BigInt64Array, from: bigint, to: bigint): number {
  const position = (passed: (time: bigint) => boolean) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passed(times[middle] ?? 0n)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return Math.max(0, position((time) => time <= to) - position((time) => time < from));
}

/** Every moment at which statistics fell, in time order. */
function resetsOf(engine: Engine, source: ScanSource, time: (sample: number) => number): readonly ResetMoment[] {
  const fallen = new Map<number, string[]>();
  for (const [stat, marks] of fallsOf(engine, source)) {
    // a plain loop: a hundred statistics of many samples come by here
    for (let sample = 0; sample < marks.length; sample++) {
      if (((marks[sample] ?? 0) & MARK_RESET) === 0) continue;
      const known = fallen.get(sample);
      if (known) known.push(stat);
      else fallen.set(sample, [stat]);
    }
  }
  return [...fallen]
    .sort(([a], [b]) => a - b)
    .map(([sample, stats]) => ({ time: time(sample), stats: stats.slice(0, NAMED), count: stats.length }));
}

/** Marks of every statistic that only falls when it is reset. One scratch for all: the cache holds what charts show. */
function* fallsOf(engine: Engine, source: ScanSource): Generator<readonly [stat: string, marks: Uint8Array]> {
  const { n } = source;
  for (const stat of growingStats(source)) {
    const buckets = bucketsOf(source, stat);
    const bytes = n * (buckets * 8 + 8 + 1);
    const deltas = engine.arena.alloc(bytes);
    const values = deltas + n * buckets * 8;
    const marks = values + n * 8;
    try {
      if (buckets > 1) fillHistogram(engine, source, { stat, buckets, deltas, marks });
      else fillScalar(engine, source, { stat, element: 0, deltas, values, marks });
      yield [stat, engine.bytes().subarray(marks, marks + n)];
    } finally {
      engine.arena.free(deltas, bytes);
    }
  }
}

/** Keys of all counters, histograms and peaks of a source. */
function growingStats({ published }: ScanSource): ReadonlySet<string> {
  return new Set(
    published.generations.flatMap(({ table: { descriptors } }) => {
      const keys = statKeysOf(descriptors);
      return descriptors.flatMap((each, i) => (grows(each) || each.type === "peak" ? (keys[i] ?? []) : []));
    }),
  );
}

/** Samples whose data block ends before the last value of their table. */
function shortOf(source: ScanSource, time: (sample: number) => number): readonly ShortSample[] {
  const { index, generations } = source.published;
  const tables = generations.map(({ table: { descriptors } }) => {
    const keys = statKeysOf(descriptors);
    const ends = descriptors.map(({ offset, size }) => offset + size * VALUE_BYTES);
    return { keys, ends, needed: Math.max(0, ...ends) };
  });
  const found: ShortSample[] = [];
  for (const [sample, present] of index.present.entries()) {
    const table = tables[index.generation[sample] ?? -1];
    if (!table || present >= table.needed) continue;
    const missing = table.keys.filter((_, i) => (table.ends[i] ?? 0) > present);
    found.push({ time: time(sample), stat: missing[0] ?? "", count: missing.length });
  }
  return found;
}
