// How much a statistic differs between two sides: two stretches of time, two sources, two recordings. One rule for all kinds, so that
// one list can rank them.
//
// THE RULE. A score counts doublings that are certain: the distance of the two sides on a scale where twice as much is 1, less what
// chance explains.
//
//   scalars      score = (|ln(b / a)| - 3 s) / ln 2, not below 0
//     a, b       what happened per second (counters), the mean (values), the share of samples (yes or no);
//                half a quantum is added to what each side counted, so that 0 has a ratio too
//     quantum    the least that happens at once: 1 for plain counts and values; for time and bytes as much as the largest sample of
//                either side grew, because a counter of ns counts sleeps, not nanoseconds
//     s          the standard error of ln(b / a): s² = va / a² + vb / b², a and b as amounts. v, the variance of an amount, is the larger of
//                Poisson's (the amount itself, for counts) and that of the mean of n samples as they are spread: one high sample among
//                many proves little. Values of neighbouring samples repeat each other: for them n is 9, which takes one standard
//                deviation off instead of three. Half a quantum² covers what was not seen
//   histograms   the larger of the same for the number of samples, and of the distance of the two distributions:
//     distance   earth mover's: the area between the two cumulative shares. Buckets lie log2 of their place apart, so it says by how
//                many doublings a sample moved, in the mean. Chance: 3 sqrt(F (1 - F) (1/na + 1/nb)) at each edge, F both sides' share below it
//
// 3 s, not 2: thousands of statistics are compared at once. Nothing is certain against a side that has no value, or below 0.

import type { Quantity } from "./units.ts";

/** What a statistic did on one side. */
export interface Tally {
  /** In `exposure`: growth, samples that were 1, entries of a histogram. For a value: the mean, exposure 1. */
  readonly amount: number;
  /** Seconds of intervals without gaps and resets; samples for yes or no; 1 for a value. */
  readonly exposure: number;
  /** Of `amount`. */
  readonly variance: number;
  /** Least amount that happens at once. */
  readonly quantum: number;
  /** Seconds of a value's amount are meaningless, its samples are not. */
  readonly samples: number;
  readonly resets: number;
  readonly gaps: number;
  /** Entries per bucket; null where it is no histogram. */
  readonly counts: readonly bigint[] | null;
}

/** How two distributions differ, in doublings of a sample. */
export interface Shift {
  /** From A to B in the mean: above 0 when B's samples are larger. */
  readonly moved: number;
  /** Earth mover's distance. */
  readonly distance: number;
  /** Less what chance explains, at least 0. */
  readonly certain: number;
}

export interface Difference {
  /** Per second, mean or share; NaN on a side without a value. */
  readonly a: number;
  readonly b: number;
  /** b - a. */
  readonly change: number;
  /** b / a; Infinity from 0, NaN without both. */
  readonly ratio: number;
  /** The part of the ratio that is certain, as a factor from 1 up. */
  readonly certain: number;
  readonly shift: Shift | null;
  /** |ln(b / a)| in standard errors: under 3 chance explains it. */
  readonly errors: number;
  /** Doublings, 0 and up. */
  readonly score: number;
  /** The side that has no such statistic, or no sample of it. */
  readonly absent: "a" | "b" | "both" | null;
}

/** Standard errors taken off. */
const ERRORS = 3;

/** Compares two sides; null: the side has no such statistic. `kind` says how far apart a histogram's buckets lie. */
export function difference(a: Tally | null, b: Tally | null, kind: Quantity["type"]): Difference {
  const rates = { a: rateOf(a), b: rateOf(b) };
  const absent = absentOf(rates.a, rates.b);
  const change = rates.b - rates.a;
  const ratio = ratioOf(rates.a, rates.b);
  if (a === null || b === null || absent !== null)
    return { ...rates, change, ratio, certain: 1, errors: 0, shift: null, score: 0, absent };
  const { certain: scalar, errors } = certainLog(a, b);
  const shift = a.counts && b.counts ? shiftOf(a.counts, b.counts, kind) : null;
  const score = Math.max(scalar / Math.LN2, shift?.certain ?? 0);
  return { ...rates, change, ratio, certain: Math.exp(scalar), errors, shift, score, absent };
}

/** What several sources did together: amounts per second add up, values and shares are averaged. null without any. */
export function addTallies(tallies: readonly Tally[], kind: "sum" | "mean"): Tally | null {
  const [first, ...others] = tallies.toSorted((a, b) => b.exposure - a.exposure);
  if (first === undefined) return null;
  let all = first;
  for (const next of others)
    all = {
      // the same seconds: what one source did in its own is brought to those of the longest
      amount: kind === "mean" ? all.amount + next.amount : all.amount + scaled(next, all).amount,
      exposure: kind === "mean" ? all.exposure + next.exposure : all.exposure || next.exposure,
      variance: all.variance + (kind === "mean" ? next.variance : scaled(next, all).variance),
      quantum: Math.max(all.quantum, next.quantum),
      samples: all.samples + next.samples,
      resets: all.resets + next.resets,
      gaps: all.gaps + next.gaps,
      counts: addCounts(all.counts, next.counts),
    };
  return all;
}

function scaled(tally: Tally, like: Tally): { readonly amount: number; readonly variance: number } {
  const factor = tally.exposure > 0 && like.exposure > 0 ? like.exposure / tally.exposure : 1;
  return { amount: tally.amount * factor, variance: tally.variance * factor * factor };
}

function addCounts(a: readonly bigint[] | null, b: readonly bigint[] | null): readonly bigint[] | null {
  if (a === null || b === null) return a ?? b;
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) + (b[i] ?? 0n));
}

function rateOf(tally: Tally | null): number {
  return tally === null || !(tally.exposure > 0) ? Number.NaN : tally.amount / tally.exposure;
}

function absentOf(a: number, b: number): Difference["absent"] {
  if (Number.isNaN(a)) return Number.isNaN(b) ? "both" : "a";
  return Number.isNaN(b) ? "b" : null;
}

/** 0 to 0 is no change. */
function ratioOf(a: number, b: number): number {
  if (a < 0 || b < 0) return Number.NaN;
  return a === b ? 1 : b / a;
}

/** |ln(b / a)| less three standard errors, 0 when chance explains it, and in standard errors; both 0 below 0. */
function certainLog(a: Tally, b: Tally): { readonly certain: number; readonly errors: number } {
  if (a.amount < 0 || b.amount < 0) return { certain: 0, errors: 0 };
  const quantum = Math.max(a.quantum, b.quantum);
  const sides = [a, b].map((side) => {
    const amount = side.amount + quantum / 2;
    return { rate: amount / side.exposure, error: (side.variance + quantum ** 2 / 2) / amount ** 2 };
  });
  const [x, y] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const apart = Math.abs(Math.log(y.rate / x.rate));
  const error = Math.sqrt(x.error + y.error);
  if (!(apart > 0 && error > 0)) return { certain: 0, errors: 0 };
  return { certain: Math.max(0, apart - ERRORS * error), errors: apart / error };
}

/** Where a bucket lies, in doublings: log2 of its lower edge in units of the first edge, bucket 0 at 0. */
function placeOf(bucket: number, kind: Quantity["type"]): number {
  return kind === "linear-histogram" ? Math.log2(bucket + 1) : bucket;
}

/** null without entries on both sides. */
function shiftOf(a: readonly bigint[], b: readonly bigint[], kind: Quantity["type"]): Shift | null {
  const sum = (counts: readonly bigint[]) => counts.reduce((total, count) => total + count, 0n);
  const [na, nb] = [Number(sum(a)), Number(sum(b))];
  if (na === 0 || nb === 0) return null;
  const noise = 1 / na + 1 / nb;
  let [belowA, belowB, moved, distance, chance] = [0, 0, 0, 0, 0];
  for (let edge = 1; edge < Math.max(a.length, b.length); edge++) {
    belowA += Number(a[edge - 1] ?? 0n);
    belowB += Number(b[edge - 1] ?? 0n);
    const width = placeOf(edge, kind) - placeOf(edge - 1, kind);
    const apart = belowA / na - belowB / nb;
    const share = (belowA + belowB) / (na + nb);
    moved += apart * width;
    distance += Math.abs(apart) * width;
    chance += Math.sqrt(Math.max(0, share * (1 - share)) * noise) * width;
  }
  return { moved, distance, certain: Math.max(0, distance - ERRORS * chance) };
}

/** Order of a list by how certain differences are, the largest first; those that only one side has come last. */
export function bySize(a: Difference, b: Difference): number {
  const present = (each: Difference) => (each.absent === null ? 1 : 0);
  return present(b) - present(a) || b.score - a.score || b.errors - a.errors;
}
