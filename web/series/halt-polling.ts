// What another halt_poll_ns would have done to the polls of a recording. A poll of length d under candidate c costs
// min(d, c) and is kept if d <= c: a candidate caps polls, it makes none longer. Histograms tell between which edges a
// poll lay, not how long it was, so everything here is a pair of bounds; exact totals, where known, narrow them.

import { sumOf } from "./cumulative.ts";
import { type Buckets, bucketEdges } from "./percentile.ts";

/** The polls of one outcome. */
export interface Polls {
  readonly buckets: Buckets;
  /** Polls per bucket of length, edges in ns. */
  readonly counts: ArrayLike<bigint>;
  /** Length of all of them together, ns, exact; null where it is not known. */
  readonly total: bigint | null;
}

/** The true number is neither under `least` nor over `most`; `most` null: no end. */
export interface Bounds {
  readonly least: bigint;
  readonly most: bigint | null;
}

/** Bounds with an end. */
export interface Between extends Bounds {
  readonly most: bigint;
}

/** What a candidate would have done. */
export interface TradeOff {
  /** ns */
  readonly candidate: bigint;
  /** Successful polls that would still have succeeded. */
  readonly kept: Between;
  /** ns of CPU spent polling. */
  readonly cost: Between;
  /** Part of it that caught nothing: failed polls, and successful ones cut short. ns */
  readonly vain: Between;
}

/** Polls that lasted at most `candidate` ns. */
export function keptPolls({ buckets, counts }: Pick<Polls, "buckets" | "counts">, candidate: bigint): Between {
  let least = 0n;
  let most = 0n;
  for (const { count, lower, last } of usedOf(buckets, counts)) {
    if (lower <= candidate) most += count;
    if (last !== null && last <= candidate) least += count;
  }
  return { least, most };
}

/** Length of all polls from their buckets alone, ns. */
export function lengthBounds({ buckets, counts }: Pick<Polls, "buckets" | "counts">): Bounds {
  let least = 0n;
  let most: bigint | null = 0n;
  for (const { count, lower, last } of usedOf(buckets, counts)) {
    least += count * lower;
    most = most === null || last === null ? null : most + count * last;
  }
  return { least, most };
}

/** Whether an exact number agrees with its bounds. */
export function isWithin(exact: bigint, { least, most }: Bounds): boolean {
  return exact >= least && (most === null || exact <= most);
}

/** CPU that the polls would have cost if none could last longer than `candidate`, ns. */
export function pollCost(polls: Polls, candidate: bigint): Between {
  let least = 0n;
  let most = 0n;
  // beyond the candidate: what the cap would have saved
  let savedLeast = 0n;
  let savedMost: bigint | null = 0n;
  for (const { count, lower, last } of usedOf(polls.buckets, polls.counts)) {
    least += count * min(lower, candidate);
    most += count * (last === null ? candidate : min(last, candidate));
    if (lower > candidate) savedLeast += count * (lower - candidate);
    if (last === null) savedMost = null;
    else if (savedMost !== null && last > candidate) savedMost += count * (last - candidate);
  }
  const { total } = polls;
  if (total === null || !isWithin(total, lengthBounds(polls))) return { least, most };
  if (savedMost !== null && total - savedMost > least) least = total - savedMost;
  return { least, most: min(most, total - savedLeast) };
}

/** What a candidate, ns, would have done to successful and failed polls. */
export function tradeOff(success: Polls, fail: Polls, candidate: bigint): TradeOff {
  const kept = keptPolls(success, candidate);
  const [good, bad] = [pollCost(success, candidate), pollCost(fail, candidate)];
  const all = sumOf(success.counts);
  return {
    candidate,
    kept,
    cost: { least: good.least + bad.least, most: good.most + bad.most },
    vain: {
      least: bad.least + candidate * (all - kept.most),
      most: bad.most + candidate * (all - kept.least),
    },
  };
}

/**
 * Candidates worth a look, ns: no polling, then the last whole value of each bucket from the shortest polls to the longest.
 * At these it is known for each poll whether it is kept. None above the longest poll: what a longer one would have caught
 * was not measured.
 */
export function candidatesOf(success: Polls, fail: Polls): readonly bigint[] {
  const all = Array.from(success.counts, (count, bucket) => count + (fail.counts[bucket] ?? 0n));
  const used = usedOf(success.buckets, all);
  const last = used.at(-1);
  if (last === undefined) return [];
  const candidates = [0n];
  // polls of 0 ns, whose event was there already, are kept by any
  const first = used.find(({ lower }) => lower > 0n) ?? last;
  for (let bucket = first.bucket; bucket <= last.bucket; bucket++) {
    const { upper } = bucketEdges(success.buckets, bucket);
    if (upper !== null && upper > 1n) candidates.push(upper - 1n);
  }
  return candidates;
}

/** The longest poll lasted at least `least` and at most `most` ns; null when there was none. */
export function longestPoll(success: Polls, fail: Polls): Bounds | null {
  const last = [...usedOf(success.buckets, success.counts), ...usedOf(fail.buckets, fail.counts)];
  const longest = last.reduce<Used | null>(
    (found, each) => (found && found.bucket >= each.bucket ? found : each),
    null,
  );
  return longest && { least: longest.lower, most: longest.last };
}

/** The smallest of the candidates that keeps at least `share` (0 to 1) of the successful polls for certain; null when none does. */
export function smallestKeeping(rows: readonly TradeOff[], all: bigint, share: number): TradeOff | null {
  if (all === 0n) return null;
  const wanted = BigInt(Math.round(share * 1e6)) * all;
  return rows.find(({ kept }) => kept.least * 1_000_000n >= wanted) ?? null;
}

interface Used {
  readonly bucket: number;
  readonly count: bigint;
  readonly lower: bigint;
  /** Largest value of the bucket; null in the open one. */
  readonly last: bigint | null;
}

function usedOf(buckets: Buckets, counts: ArrayLike<bigint>): readonly Used[] {
  const used: Used[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0n;
    if (count === 0n) continue;
    const { lower, upper } = bucketEdges(buckets, bucket);
    used.push({ bucket, count, lower, last: upper === null ? null : upper - 1n });
  }
  return used;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
