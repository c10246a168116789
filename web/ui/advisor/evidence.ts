// What a recording tells about the polls of some vCPUs in a range: what is asked, and the answers as numbers. Pure.

import { MARK_RESET } from "../../../assembly/layout.ts";
import type { Descriptor } from "../../format/model.ts";
import type { Polls } from "../../series/halt-polling.ts";
import type { Answer, Question, SourceInfo } from "../../series/model.ts";
import type { Buckets } from "../../series/percentile.ts";

/** Histograms of polls that succeeded, of polls that failed, of sleeps. */
const HISTOGRAMS = ["halt_poll_success_hist", "halt_poll_fail_hist", "halt_wait_hist"] as const;

/** Counters that must agree with them. */
const COUNTERS = [
  "halt_successful_poll",
  "halt_attempted_poll",
  "halt_poll_success_ns",
  "halt_poll_fail_ns",
  "halt_wait_ns",
] as const;
export type Counter = (typeof COUNTERS)[number];

export interface Evidence {
  readonly success: Polls;
  readonly fail: Polls;
  /** Sleeps. */
  readonly wait: Polls;
  /** Exact growth of all vCPUs together; null where a vCPU lacks the counter. */
  readonly counters: Readonly<Record<Counter, bigint | null>>;
  /** Some counter or histogram was reset in the range: what is here is less than what was. */
  readonly reset: boolean;
  /** Time between the first and last sample of the range, mean of the vCPUs that have two, ns; 0: none has. */
  readonly covered: bigint;
  readonly vcpus: number;
}

/** Where buckets of these statistics lie: ns, as every kernel has them; null when this is something else. */
export function pollBuckets(source: SourceInfo): Buckets | null {
  const found = HISTOGRAMS.map((name) => descriptorOf(source, name));
  const [first] = found;
  const alike = found.every(
    (each) => each !== undefined && isNanoseconds(each) && each.size === first?.size && each.type === first.type,
  );
  return alike ? (first ?? null) : null;
}

function isNanoseconds({ type, unit, base, exponent }: Descriptor): boolean {
  return type === "log-histogram" && unit === "seconds" && base === 10 && exponent === -9;
}

function descriptorOf(source: SourceInfo, name: string): Descriptor | undefined {
  return source.stats.find(({ key }) => key === name)?.descriptor;
}

/** Asks for growth in (from, to], and for the times of the samples at both ends. */
export function evidenceQuestions(
  sources: readonly SourceInfo[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Question[] {
  const view = { from, to, pixels: 1 };
  const ids = sources.map(({ id }) => id);
  return [
    ...sources.flatMap((source): Question[] => [
      ...HISTOGRAMS.map((stat): Question => ({ kind: "histogram", source: source.id, stat, view })),
      {
        kind: "range",
        source: source.id,
        stats: COUNTERS.filter((name) => descriptorOf(source, name) !== undefined),
        from,
        to,
      },
    ]),
    { kind: "sample", sources: ids, time: from },
    { kind: "sample", sources: ids, time: to },
  ];
}

/** The answers to these questions, added up over the sources; null when there is none. */
export function evidenceOf(sources: readonly SourceInfo[], answers: readonly Answer[]): Evidence | null {
  const [first] = sources;
  const buckets = first === undefined ? null : pollBuckets(first);
  if (buckets === null) return null;
  const sums = HISTOGRAMS.map(() => new BigUint64Array(buckets.size));
  const counters = new Map<string, bigint | null>();
  let reset = false;
  const each = HISTOGRAMS.length + 1;
  for (let index = 0; index < sources.length; index++) {
    for (const [which, sum] of sums.entries()) {
      const answer = answers[index * each + which];
      if (answer?.kind !== "histogram") continue;
      reset ||= ((answer.marks[0] ?? 0) & MARK_RESET) !== 0;
      for (let bucket = 0; bucket < sum.length; bucket++)
        sum[bucket] = (sum[bucket] ?? 0n) + (answer.total[bucket] ?? 0n);
    }
    const range = answers[index * each + HISTOGRAMS.length];
    const stats = range?.kind === "range" ? range.stats : [];
    for (const name of COUNTERS) {
      const stat = stats.find(({ key }) => key === name);
      const before = counters.get(name);
      const total = stat?.total ?? null;
      counters.set(name, before === null || total === null ? null : (before ?? 0n) + total);
      reset ||= (stat?.resets ?? 0) > 0;
    }
  }
  const exact = Object.fromEntries(COUNTERS.map((name) => [name, counters.get(name) ?? null])) as Evidence["counters"];
  const [success, fail, wait] = sums.map((counts, which): Polls => {
    const total =
      exact[(["halt_poll_success_ns", "halt_poll_fail_ns", "halt_wait_ns"] as const)[which] ?? "halt_wait_ns"];
    // after a reset the totals and the buckets may have lost different parts
    return { buckets, counts, total: reset ? null : total };
  }) as [Polls, Polls, Polls];
  const covered = coveredBy(sources, answers.slice(-2));
  return { success, fail, wait, counters: exact, reset, covered, vcpus: sources.length };
}

/** ns between the sample before the range and the last in it, mean over the sources that have any. */
function coveredBy(sources: readonly SourceInfo[], ends: readonly Answer[]): bigint {
  const [before, last] = ends.map((answer) => (answer.kind === "sample" ? answer.reads : []));
  let seconds = 0;
  let covering = 0;
  for (const { id, from } of sources) {
    const start = before?.find(({ source }) => source === id);
    const end = last?.find(({ source }) => source === id);
    if (end === undefined || end.sample < 0) continue;
    const own = Math.max(0, end.time - (start === undefined || start.sample < 0 ? from : start.time));
    seconds += own;
    covering += own > 0 ? 1 : 0;
  }
  return covering === 0 ? 0n : BigInt(Math.round((seconds / covering) * 1e9));
}
