// The evidence as advice: rows of candidates, the sentence that sums up, the checks against exact counters. Pure.

import { partText, shareOf, sumOf } from "../../series/cumulative.ts";
import {
  type Between,
  candidatesOf,
  isWithin,
  lengthBounds,
  longestPoll,
  type Polls,
  smallestKeeping,
  type TradeOff,
  tradeOff,
} from "../../series/halt-polling.ts";
import { formatRaw, formatShare, unitFormat } from "../../series/units.ts";
import type { Evidence } from "./evidence.ts";

/** Shares of the successful polls that one may want to keep, percent; the first is the default. */
export const KEEP = ["95", "90", "99", "99.9", "100"] as const;

const TIME = unitFormat({ type: "cumulative", unit: "seconds", base: 10, exponent: -9 }, "value");
/** Fewer successful polls say little about the next ones. */
const FEW = 100n;
/** Less than one in so many polls is next to nothing. */
const LITTLE = 5n;
/** unsigned int of the module parameter */
const MOST_SETTING = 4_294_967_295n;

export interface Advice {
  /** In ascending order; the current setting among them where the recording can tell. */
  readonly rows: readonly TradeOff[];
  /** Successful polls in all. */
  readonly successful: bigint;
  readonly failed: bigint;
  /** The smallest that keeps what is wanted; null where too few polls succeeded to choose by. */
  readonly chosen: TradeOff | null;
  /** What is known of the setting in force. */
  readonly current: TradeOff | null;
  /** Largest candidate that anything is said of, ns; null without polls. */
  readonly limit: bigint | null;
}

/** Advice from the evidence; `keep` in percent, `current` in ns or null. */
export function adviceOf({ success, fail }: Evidence, keep: number, current: bigint | null): Advice {
  const candidates = candidatesOf(success, fail);
  const limit = candidates.at(-1) ?? null;
  const rows = candidates.map((candidate) => tradeOff(success, fail, candidate));
  const successful = sumOf(success.counts);
  const known = current !== null && limit !== null && current <= limit;
  const now = known ? tradeOff(success, fail, current) : null;
  const merged = now === null || candidates.includes(now.candidate) ? rows : [...rows, now].sort(ascending);
  return {
    rows: merged,
    successful,
    failed: sumOf(fail.counts),
    chosen: successful < FEW ? null : smallestKeeping(rows, successful, keep / 100),
    current: now,
    limit,
  };
}

function ascending(a: TradeOff, b: TradeOff): number {
  return a.candidate < b.candidate ? -1 : 1;
}

/** A setting as typed: whole ns, what an unsigned int holds. null for anything else. */
export function parseSetting(text: string | null): bigint | null {
  const digits = (text ?? "").replaceAll(/[\s_,]/g, "");
  if (!/^\d{1,10}$/.test(digits)) return null;
  const value = BigInt(digits);
  return value <= MOST_SETTING ? value : null;
}

/** "262 µs" for 262 143: a candidate is the last whole value below an edge. */
export function candidateText(candidate: bigint): string {
  return TIME.format(Number(candidate));
}

/** ns at human scale. */
export function timeText(ns: bigint): string {
  return TIME.format(Number(ns));
}

/** The same text once where both bounds read alike: "0.36 % – 0.41 %". */
export function betweenText({ least, most }: Between, text: (value: bigint) => string): string {
  const [from, to] = [text(least), text(most)];
  return from === to ? from : `${from} – ${to}`;
}

/** Successful polls kept, of all: "97.531 %". */
export function keptText({ kept }: TradeOff, successful: bigint): string {
  return betweenText(kept, (part) => partText(part, successful));
}

/** Share of one CPU. */
export function cpuText(cost: Between, covered: bigint): string {
  if (covered === 0n) return "–";
  return betweenText(cost, (ns) => cpuShare(ns, covered));
}

/** Less than a thousandth of a percent is next to nothing. */
function cpuShare(ns: bigint, covered: bigint): string {
  return ns > 0n && ns * 100_000n < covered ? "< 0.001\u00a0%" : formatShare(shareOf(ns, covered));
}

/** The advice in a sentence or two. */
export function adviceText(advice: Advice, evidence: Evidence, keep: number): string {
  const { successful, failed, chosen } = advice;
  if (successful + failed === 0n) return "No vCPU polled in this range: there is nothing to choose by";
  const cost = (row: TradeOff) => `${cpuText(row.cost, evidence.covered)} of a CPU`;
  const all = advice.rows.at(-1);
  if (successful === 0n) {
    const paid = all === undefined ? "" : ` and cost ${betweenText(all.cost, timeText)}, ${cost(all)}`;
    return `None of the ${formatRaw(failed)} polls succeeded: they caught nothing${paid}`;
  }
  if (successful < FEW) return fewText(advice, evidence);
  const polls = `${formatRaw(successful)} successful poll${successful === 1n ? "" : "s"}`;
  if (chosen === null) return `No candidate that was measured keeps ${keep}\u00a0% of the ${polls}`;
  const kept = trimmed(keptText(chosen, successful));
  return `${candidateText(chosen.candidate)} keeps ${kept} of the ${polls} at ${cost(chosen)}`;
}

/** What polls cost of which too few succeeded to choose by. */
function fewText({ successful, failed, rows }: Advice, { covered }: Evidence): string {
  const all = successful + failed;
  const polls = `${formatRaw(successful)} of ${formatRaw(all)} polls succeeded`;
  const cost = rows.at(-1)?.cost;
  const paid =
    cost === undefined ? "" : `; all together cost ${betweenText(cost, timeText)}, ${cpuText(cost, covered)} of a CPU`;
  return `${successful * LITTLE < all ? "Polling caught next to nothing" : "Too few polls to advise by"}: ${polls}${paid}`;
}

/** What the setting in force does, by the same measure; what is not known is said. */
export function currentText(advice: Advice, evidence: Evidence, current: bigint | null): string | null {
  if (current === null) return null;
  const { limit, successful } = advice;
  const name = `The current ${candidateText(current)}`;
  const longest = longestPoll(evidence.success, evidence.fail);
  if (longest === null || limit === null) return null;
  if (advice.current === null)
    return `${name} is longer than any poll of this range: the polls were cut short before, by a window that had not grown so far or by another task that wanted the CPU`;
  const kept = successful === 0n ? "catches nothing" : `keeps ${trimmed(keptText(advice.current, successful))}`;
  const over =
    longest.least > current ? `; longer polls were seen, so it was not in force all the time, or not for this VM` : "";
  return `${name} ${kept} at ${cpuText(advice.current.cost, evidence.covered)} of a CPU${over}`;
}

/** Why so few polls are no ground for a choice; null when there are enough. */
export function cautionText({ successful, failed }: Advice): string | null {
  if (successful + failed === 0n || successful >= FEW) return null;
  return `Only ${formatRaw(successful)} of ${formatRaw(successful + failed)} polls succeeded: too few to choose by. A longer range or a busier guest tells more`;
}

/** Why nothing is said of longer candidates; null without polls. */
export function limitText({ success, fail }: Evidence): string | null {
  const longest = longestPoll(success, fail);
  if (longest === null) return null;
  const end = longest.most === null ? `${timeText(longest.least)} or more` : `less than ${timeText(longest.most + 1n)}`;
  return `Nothing is said of candidates above that: the longest poll lasted ${end}, and what a longer one would have caught was not measured`;
}

/** One exact counter against the buckets. */
export interface Check {
  readonly name: string;
  readonly buckets: string;
  readonly exact: string;
  /** "agrees", "12 more", "3.1 % above the bounds" */
  readonly verdict: string;
  readonly good: boolean;
}

/** The identities that hold in the kernel, held against this range. */
export function checksOf({ success, fail, wait, counters }: Evidence): readonly Check[] {
  const attempted = counters.halt_attempted_poll;
  const successful = counters.halt_successful_poll;
  const failed = attempted === null || successful === null ? null : attempted - successful;
  return [
    countCheck("Successful polls", success, successful),
    countCheck("Failed polls", fail, failed),
    timeCheck("Time in successful polls", success, counters.halt_poll_success_ns),
    timeCheck("Time in failed polls", fail, counters.halt_poll_fail_ns),
    timeCheck("Time asleep", wait, counters.halt_wait_ns),
  ];
}

function countCheck(name: string, { counts }: Polls, exact: bigint | null): Check {
  const sum = sumOf(counts);
  const buckets = formatRaw(sum);
  if (exact === null) return { name, buckets, exact: "–", verdict: "not recorded", good: true };
  const off = sum - exact;
  const verdict =
    off === 0n ? "agrees" : `${formatRaw(off < 0n ? -off : off)} ${off < 0n ? "fewer" : "more"} in the buckets`;
  return { name, buckets, exact: formatRaw(exact), verdict, good: off === 0n };
}

function timeCheck(name: string, polls: Polls, exact: bigint | null): Check {
  const bounds = lengthBounds(polls);
  const buckets =
    bounds.most === null
      ? `≥ ${timeText(bounds.least)}`
      : betweenText({ least: bounds.least, most: bounds.most }, timeText);
  if (exact === null) return { name, buckets, exact: "–", verdict: "not recorded", good: true };
  const good = isWithin(exact, bounds);
  return { name, buckets, exact: timeText(exact), verdict: good ? "agrees" : deviation(exact, bounds), good };
}

function deviation(exact: bigint, { least, most }: ReturnType<typeof lengthBounds>): string {
  const bound = exact < least ? least : (most ?? least);
  const off = exact < bound ? bound - exact : exact - bound;
  const size = bound === 0n ? timeText(off) : formatShare(shareOf(off, bound));
  return `${size} ${exact < least ? "below" : "above"} the bounds`;
}

/** "97.500 %" as "97.5 %": in a sentence zeros at the end only weigh. */
function trimmed(text: string): string {
  return text.replaceAll(/\.?0+(?=\u00a0%)/g, "");
}
