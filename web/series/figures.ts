// Figures that follow from several statistics: shares, means, costs (facts in the kernel's own identities). To the page each
// is one more statistic: the questions "window" and "range" take its key.
//
// A figure is a quotient of sums: `above` over `below`, both added up over the samples of a pixel or a range before they
// are divided. So it is right at any zoom; the mean of quotients would count a quiet moment like a busy one.

import type { Descriptor, Scope } from "../format/model.ts";
import type { StatGroup } from "./catalog.ts";
import type { SourceInfo } from "./model.ts";
import { shareFormat, type UnitFormat, unitFormat } from "./units.ts";

/** Statistics, each times a factor, added up. A histogram counts as the sum of its buckets. */
export type Terms = readonly (readonly [name: string, factor: bigint])[];

export interface Figure {
  /** Stable over versions. */
  readonly id: string;
  /** NUL and the id: a name in a dump ends before its first NUL, so no statistic has this key. */
  readonly key: string;
  readonly name: string;
  readonly group: StatGroup;
  readonly scope: Scope;
  /** What it says and what it follows from, a sentence or two. */
  readonly text: string;
  /** Of its values. Times are in ns, shares in parts of 1, memory in bytes. */
  readonly format: UnitFormat;
  /** rate: of what grew in the interval before a sample. value: of the values at a sample. */
  readonly kind: "rate" | "value";
  readonly above: Terms;
  /** "ns", "s": time since the sample before. "samples": 1 for each. */
  readonly below: Terms | "ns" | "s" | "samples";
  /** The kernel books the time in `above` when it is over: it is spread back over the time before (asleep.ts). */
  readonly bookedLate: boolean;
  /** Names of the statistics that a source must have. */
  readonly needs: readonly string[];
}

const NANOSECONDS = unitFormat({ type: "instant", unit: "seconds", base: 10, exponent: -9 }, "value");
const PER_SECOND = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "rate");
const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

const KIB_4 = 4096n;
const MIB_2 = 2n ** 21n;
const GIB_1 = 2n ** 30n;
const MAPPED: Terms = [
  ["pages_4k", KIB_4],
  ["pages_2m", MIB_2],
  ["pages_1g", GIB_1],
];

type Draft = Omit<Figure, "key" | "needs" | "bookedLate" | "format" | "kind"> &
  Partial<Pick<Figure, "bookedLate" | "format" | "kind">>;

/** In the order in which they are worth a look. Without a format: a share. Without a kind: of growth. */
const DRAFTS: readonly Draft[] = [
  {
    id: "asleep",
    name: "Time asleep",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Share of time that the vCPU slept in halts. The kernel books a sleep when it ends: each is spread back over the time before that. While the vCPU still sleeps, its share is unknown.",
    above: [["halt_wait_ns", 1n]],
    below: "ns",
    bookedLate: true,
  },
  {
    id: "poll-success",
    name: "Poll success",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Share of the polling halts that ended without sleep: halt_successful_poll of halt_attempted_poll.",
    above: [["halt_successful_poll", 1n]],
    below: [["halt_attempted_poll", 1n]],
  },
  {
    id: "poll-waste",
    name: "CPU burnt in failed polls",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Share of one host CPU that was spent polling in halts that slept anyway: growth of halt_poll_fail_ns over time.",
    above: [["halt_poll_fail_ns", 1n]],
    below: "ns",
  },
  {
    id: "poll-cpu",
    name: "CPU spent polling",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Share of one host CPU that was spent polling in halts, whether it helped or not: growth of halt_poll_success_ns and halt_poll_fail_ns over time.",
    above: [
      ["halt_poll_success_ns", 1n],
      ["halt_poll_fail_ns", 1n],
    ],
    below: "ns",
  },
  {
    id: "mean-sleep",
    name: "Mean sleep",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Mean length of the sleeps that ended: halt_wait_ns by the samples in halt_wait_hist.",
    above: [["halt_wait_ns", 1n]],
    below: [["halt_wait_hist", 1n]],
    format: NANOSECONDS,
  },
  {
    id: "sleeps",
    name: "Sleeps",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Sleeps that ended, per second: growth of all buckets of halt_wait_hist.",
    above: [["halt_wait_hist", 1n]],
    below: "s",
    format: PER_SECOND,
  },
  {
    id: "mean-poll",
    name: "Mean successful poll",
    group: "Halts and polling",
    scope: "vcpu",
    text: "Mean length of the polls that succeeded: halt_poll_success_ns by halt_successful_poll. A halt_poll_ns far above it is wasted.",
    above: [["halt_poll_success_ns", 1n]],
    below: [["halt_successful_poll", 1n]],
    format: NANOSECONDS,
  },
  {
    id: "huge-pages",
    name: "Memory in huge pages",
    group: "Page faults and MMU",
    scope: "vm",
    text: "Share of the mapped guest memory, in bytes, that is mapped with 2 MiB or 1 GiB pages.",
    above: [
      ["pages_2m", MIB_2],
      ["pages_1g", GIB_1],
    ],
    below: MAPPED,
    kind: "value",
  },
  {
    id: "mapped",
    name: "Memory mapped",
    group: "Page faults and MMU",
    scope: "vm",
    text: "Guest memory that is mapped now: pages_4k, pages_2m and pages_1g, each times its size.",
    above: MAPPED,
    below: "samples",
    format: BYTES,
    kind: "value",
  },
  {
    id: "spurious-faults",
    name: "Spurious page faults",
    group: "Page faults and MMU",
    scope: "vcpu",
    text: "Share of the guest memory faults that needed no work, another vCPU had done it: pf_spurious of pf_taken.",
    above: [["pf_spurious", 1n]],
    below: [["pf_taken", 1n]],
  },
  {
    id: "tlb-elided",
    name: "TLB flushes elided",
    group: "TLB",
    scope: "vm",
    text: "Share of the requested whole-VM TLB flushes that had to interrupt no vCPU: 1 - remote_tlb_flush / remote_tlb_flush_requests.",
    above: [
      ["remote_tlb_flush_requests", 1n],
      ["remote_tlb_flush", -1n],
    ],
    below: [["remote_tlb_flush_requests", 1n]],
  },
  {
    id: "yield-success",
    name: "Directed yields that worked",
    group: "Other",
    scope: "vcpu",
    text: "Share of the guest's requests to yield to another vCPU that did: directed_yield_successful of directed_yield_attempted.",
    above: [["directed_yield_successful", 1n]],
    below: [["directed_yield_attempted", 1n]],
  },
  {
    id: "scheduled-out",
    name: "Times scheduled out",
    group: "Other",
    scope: "vcpu",
    text: "How often the thread of the vCPU was scheduled out, per second: preemption_reported and preemption_other.",
    above: [
      ["preemption_reported", 1n],
      ["preemption_other", 1n],
    ],
    below: "s",
    format: PER_SECOND,
  },
];

function finished(draft: Draft): Figure {
  const terms = typeof draft.below === "string" ? draft.above : [...draft.above, ...draft.below];
  return {
    ...draft,
    key: `\0${draft.id}`,
    needs: [...new Set(terms.map(([name]) => name))],
    format: draft.format ?? shareFormat,
    kind: draft.kind ?? "rate",
    bookedLate: draft.bookedLate ?? false,
  };
}

/** All of them, the most telling of a group first. */
export const FIGURES: readonly Figure[] = DRAFTS.map(finished);

const BY_KEY = new Map(FIGURES.map((figure) => [figure.key, figure]));

/** The figure with this key; undefined when the key is that of a statistic. */
export function figureOf(key: string): Figure | undefined {
  return BY_KEY.get(key);
}

const known = new WeakMap<SourceInfo, readonly Figure[]>();

/** The figures that a source can show: some generation of it has all they need, in the form they need it. */
export function figuresOf(source: SourceInfo): readonly Figure[] {
  const before = known.get(source);
  if (before) return before;
  const tables = source.generations.map(({ table }) => new Map(table.descriptors.map((each) => [each.name, each])));
  const made = FIGURES.filter(
    ({ scope, needs, kind }) =>
      scope === source.scope &&
      tables.some((table) => needs.every((name) => isUsable(table.get(name), kind === "rate"))),
  );
  known.set(source, made);
  return made;
}

/** What is added up must grow, what is read at a sample must not. */
function isUsable(descriptor: Descriptor | undefined, grows: boolean): boolean {
  if (descriptor === undefined) return false;
  return grows === (descriptor.type !== "instant" && descriptor.type !== "peak");
}

/** Whether there is anything to see: what it is a share of, or else what it adds up, moved in this source. */
export function figureMoves(figure: Figure, source: SourceInfo): boolean {
  const terms = typeof figure.below === "string" ? figure.above : figure.below;
  return source.stats.some(
    ({ key, changed, nonzero }) =>
      (changed || (nonzero && (figure.kind === "value" || source.samples < 2))) && terms.some(([name]) => name === key),
  );
}

/**
 * A figure since the VM was made, from one dump: the quotient of totals. `total` gives a statistic's value, the sum of its
 * buckets for a histogram, null where there is none. null where it takes a time axis or there is nothing to divide by.
 */
export function figureTotal({ above, below }: Figure, total: (name: string) => bigint | null): number | null {
  if (below === "ns" || below === "s") return null;
  const sum = (terms: Terms) =>
    terms.reduce<bigint | null>((all, [name, factor]) => {
      const value = total(name);
      return all === null || value === null ? null : all + factor * value;
    }, 0n);
  const [over, under] = [sum(above), below === "samples" ? 1n : sum(below)];
  return over === null || under === null || under <= 0n ? null : Number(over) / Number(under);
}
