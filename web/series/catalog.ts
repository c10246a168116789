// What is known about statistics by name: what they mean, which belong together, which are worth a chart at first sight.

import type { Scope } from "../format/model.ts";
import explanations from "./explanations.json";
import { figureMoves, figureOf, figuresOf } from "./figures.ts";
import type { SourceInfo, StatInfo } from "./model.ts";

export interface Explanation {
  readonly text: string;
  /** Architectures whose kernels have it; empty: all of them. */
  readonly architectures: readonly string[];
}

export type StatGroup =
  | "Exits"
  | "Halts and polling"
  | "Page faults and MMU"
  | "Interrupts"
  | "TLB"
  | "Nested"
  | "Other";

/**
 * First match wins. Exits are every reason to leave the guest and what was emulated then, so halt_exits is one of them and
 * halt_wait_ns is not; what is only about interrupts, the TLB or nested guests is there, even where its name ends in exits.
 */
const GROUP_RULES: readonly (readonly [StatGroup, RegExp])[] = [
  ["Nested", /nested|guest_mode|^gmap_shadow_|^instruction_sie$/],
  ["Exits", /^exit_|^instruction_|^csr_exit_|^mmio_exit/],
  ["TLB", /tlb|invlpg/],
  [
    "Interrupts",
    /irq|nmi|inject|intr|interrupt|^int_|^deliver_|pic_|ipi_|^pthru|dbell|adapter|inatomic|^aen_|eiointc|^req_event/,
  ],
  ["Halts and polling", /^halt_(?!exits)|blocking|wakeup/],
  ["Page faults and MMU", /^pf_|pages|^mmu_|^max_mmu|lpage|pfault|^sp_/],
  ["Exits", /exit|hypercall|^insn|emulat|^(ld|st)(_slow)?$/],
];

const ALL_GROUPS: readonly StatGroup[] = [
  "Exits",
  "Halts and polling",
  "Page faults and MMU",
  "Interrupts",
  "TLB",
  "Nested",
  "Other",
];

/** The group a statistic is shown under, from its name alone; a figure's from its key. */
export function groupOf(name: string): StatGroup {
  const figure = figureOf(name);
  return figure?.group ?? GROUP_RULES.find(([, pattern]) => pattern.test(name))?.[0] ?? "Other";
}

/** The groups that occur among these statistics, in a fixed order. */
export function groupsAmong(stats: readonly StatInfo[]): readonly StatGroup[] {
  const found = new Set(stats.map((stat) => groupOf(stat.descriptor.name)));
  return ALL_GROUPS.filter((group) => found.has(group));
}

// "scope name" -> one entry per architecture whose meaning differs. A Map: names in a dump are hostile.
const EXPLAINED = new Map<string, readonly Explanation[]>();
for (const [scope = "", name = "", architectures = "", text = ""] of explanations) {
  const key = `${scope} ${name}`;
  const entry = { text, architectures: architectures === "" ? [] : architectures.split(" ") };
  EXPLAINED.set(key, [...(EXPLAINED.get(key) ?? []), entry]);
}

/**
 * What the kernel counts under this name; null for a name no kernel up to 7.3 has.
 * Where architectures differ, `architecture` decides; unknown (null) joins all meanings.
 */
export function explain(name: string, scope: Scope, architecture: string | null): Explanation | null {
  const scopes: readonly Scope[] = scope === "unknown" ? ["vcpu", "vm"] : [scope];
  const found = scopes.flatMap((each) => EXPLAINED.get(`${each} ${name}`) ?? []);
  const [first] = found;
  if (first === undefined || found.length === 1) return first ?? null;
  const exact = found.find((each) => architecture !== null && each.architectures.includes(architecture));
  if (exact !== undefined) return exact;
  return {
    text: found.map((each) => `${each.architectures.join(", ")}: ${each.text}`).join(" "),
    architectures: found.flatMap((each) => each.architectures),
  };
}

/** The only architecture whose kernels have every explained name of a table; null when several or none do. */
export function architectureOf(names: Iterable<string>, scope: Scope): string | null {
  let possible: readonly string[] = [];
  let any = false;
  for (const name of names) {
    const having = [...new Set((EXPLAINED.get(`${scope} ${name}`) ?? []).flatMap((each) => each.architectures))];
    if (having.length === 0) continue;
    possible = any ? possible.filter((each) => having.includes(each)) : having;
    any = true;
  }
  return possible.length === 1 ? (possible[0] ?? null) : null;
}

/**
 * Every word of the query occurs in one of the texts, in whatever order; an empty query matches. Case and endings do not
 * count ("wasted" finds "waste"), and µs may be typed us. One or two letters must begin a word, a unit of time must be one.
 */
export function matches(query: string, texts: readonly string[]): boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const haystack = plain(texts.join("\n"));
  return words.every((word) => {
    if (word.length > 2) return haystack.includes(word) || haystack.includes(stemOf(word));
    const unit = TIME_UNITS.includes(word);
    return [...haystack.matchAll(/[a-z0-9]+/g)].some(([found]) => (unit ? found === word : found.startsWith(word)));
  });
}

const TIME_UNITS: readonly string[] = ["ns", "us", "ms"];

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[µμ]/g, "u");
}

/** Without an English ending, where at least four letters stay: wasted, polling, halts. */
function stemOf(word: string): string {
  return word.replace(/^(.{4,}?)(?:ings?|ed|es|s)$/, "$1");
}

/** A statistic over all sources of one scope: what a chart shows. */
export interface StatRef {
  readonly scope: Scope;
  readonly key: string;
}

/** Names of statistics and keys of figures. */
const FIRST_CHARTS: readonly string[] = [
  "exits",
  "\0asleep",
  "halt_wait_hist",
  "sum_exits",
  "wfi_exit_stat",
  "\0poll-success",
  "\0poll-waste",
  "halt_attempted_poll",
  "pf_taken",
  "blocking",
  "halt_poll_fail_ns",
  "io_exits",
  "irq_injections",
  "pages_4k",
  "pages_2m",
];
const CHARTS_AT_FIRST = 10;

/** The charts to open a recording with: the telling statistics and figures that moved, filled up with statistics that moved. */
export function firstCharts(sources: readonly SourceInfo[]): readonly StatRef[] {
  const moving = new Map<string, { readonly ref: StatRef; readonly name: string; readonly sources: number }>();
  function add({ scope }: SourceInfo, key: string, name: string): void {
    const id = `${scope} ${key}`;
    moving.set(id, { ref: { scope, key }, name, sources: (moving.get(id)?.sources ?? 0) + 1 });
  }
  for (const source of sources) {
    for (const { key, descriptor, changed, nonzero } of source.stats) {
      if (changed || (source.samples < 2 && nonzero)) add(source, key, descriptor.name);
    }
    // one sample has no growth, and its tiles say what follows from its totals
    const figures = source.samples < 2 ? [] : figuresOf(source);
    for (const figure of figures) if (figureMoves(figure, source)) add(source, figure.key, figure.key);
  }
  const all = [...moving.values()];
  const known = FIRST_CHARTS.flatMap((name) => all.filter((each) => each.name === name));
  const others = all
    .filter((each) => !known.includes(each) && figureOf(each.ref.key) === undefined)
    .sort((a, b) => b.sources - a.sources);
  return [...known, ...others].slice(0, CHARTS_AT_FIRST).map((each) => each.ref);
}
