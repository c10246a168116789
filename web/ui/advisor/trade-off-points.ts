// The trade-off between no polling and the longest poll as points of a curve. Pure.

import { shareOf, sumOf } from "../../series/cumulative.ts";
import { type Polls, tradeOff } from "../../series/halt-polling.ts";

/** Least and most, percent. */
export type Band = readonly [least: number, most: number];

/** A point of both curves. */
export interface CurvePoint {
  /** Place on the axis: log2 of the candidate, no polling one before the first candidate. */
  readonly place: number;
  readonly candidate: bigint;
  /** Of the successful polls; null without any. */
  readonly kept: Band | null;
  /** Of one CPU. */
  readonly cost: Band;
}

/** Points between two candidates: what lies between edges is known by bounds alone, and they are not straight. */
const BETWEEN = 6;

/** Place of a candidate on the axis; `first` is the smallest above 0. */
export function placeOf(candidate: bigint, first: bigint): number {
  const least = Math.log2(Number(first) + 1) - 1;
  return candidate === 0n ? least : Math.max(least, Math.log2(Number(candidate) + 1));
}

/** The curve through all candidates (ascending, 0 first). */
export function curveOf(
  success: Polls,
  fail: Polls,
  candidates: readonly bigint[],
  covered: bigint,
): readonly CurvePoint[] {
  const all = sumOf(success.counts);
  const first = candidates[1];
  if (first === undefined) return [];
  const percent = (part: bigint, whole: bigint) => shareOf(part, whole) * 100;
  return candidates
    .flatMap((candidate, index) => [...between(candidates[index - 1], candidate), candidate])
    .map((candidate) => {
      const { kept, cost } = tradeOff(success, fail, candidate);
      return {
        place: placeOf(candidate, first),
        candidate,
        kept: all === 0n ? null : [percent(kept.least, all), percent(kept.most, all)],
        cost: [percent(cost.least, covered), percent(cost.most, covered)],
      };
    });
}

/** Candidates at equal distances on the axis; below the first there are none: the axis is cut there. */
function between(before: bigint | undefined, candidate: bigint): readonly bigint[] {
  if (before === undefined || before === 0n) return [];
  const [from, to] = [Math.log2(Number(before) + 1), Math.log2(Number(candidate) + 1)];
  const inside = Array.from({ length: BETWEEN - 1 }, (_, i) => from + ((to - from) * (i + 1)) / BETWEEN)
    .map((place) => BigInt(Math.round(2 ** place)))
    .filter((each) => each > before && each < candidate);
  // right after a candidate the next bucket is already open, and up to the next one it stays so
  return [...new Set([before + 1n, ...inside, candidate - 1n])].filter((each) => each > before && each < candidate);
}
