// What a recording says about the machine it was made on, as names and values to read. All of it is hostile text. Pure.

import { displayName } from "../../format/text.ts";
import type { FactsInfo, RecordingInfo } from "../../series/model.ts";
import { formatRaw, unitFormat } from "../../series/units.ts";

const HOST = "kvmstats.host";
const CLOCK = "kvmstats.clock";

/** What the recorder writes, in the order of the list. */
const NAMES = new Map([
  ["kernel", "Kernel"],
  ["architecture", "Architecture"],
  ["cpu_model", "CPU"],
  ["interval", "Interval"],
  ["kvmscope", "kvmscope"],
  ["boot_id", "Boot id"],
]);
/** Parameters that everyone looks for stand with the host itself. */
const POLLING = /^(kvm\.)?halt_poll_ns/;
/** A name that carries its unit; `halt_poll_ns_grow` is a factor, `halt_poll_ns_grow_start` is ns again. */
const WITH_UNIT = /_(ns|us|ms)(_grow_start)?$/;
const EXPONENTS = new Map([
  ["ns", -9],
  ["us", -6],
  ["ms", -3],
]);

/** Characters of a name and of a value, entries of a record, and records. */
const NAME = 60;
const VALUE = 200;
const MOST_ENTRIES = 200;
const MOST_RECORDS = 16;

/** One line of a list of facts, as it may be shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** One machine, or one life of it. */
export interface Host {
  /** "6.18.5, x86_64" */
  readonly title: string;
  readonly facts: readonly Fact[];
  /** Of KVM's modules, beyond those among the facts. */
  readonly parameters: readonly Fact[];
}

/** A metadata record of somebody else's. */
export interface OtherRecord {
  readonly title: string;
  readonly facts: readonly Fact[];
}

type WithFacts = Pick<RecordingInfo, "facts">;

/** The entries of each kvmstats.host, each once, in the order they came. */
export function hostEntries({ facts }: WithFacts): readonly ReadonlyMap<string, string>[] {
  const hosts = new Map<string, ReadonlyMap<string, string>>();
  for (const { name, entries } of facts)
    if (name === HOST && hosts.size < MOST_RECORDS) hosts.set(JSON.stringify(entries), new Map(entries));
  return [...hosts.values()];
}

/** The machines that a recording was made on: mostly one. */
export function hostsOf(info: WithFacts): readonly Host[] {
  return hostEntries(info).map((entries) => {
    const known = [...NAMES].flatMap(([key, name]) => {
      const value = entries.get(key);
      return value === undefined ? [] : [{ name, value: valueText(key, value) }];
    });
    const rest = [...entries].filter(([key]) => !NAMES.has(key)).slice(0, MOST_ENTRIES);
    const shown = rest.filter(([key]) => POLLING.test(key) || !key.includes("."));
    const parameters = rest.filter((each) => !shown.includes(each));
    const title = [entries.get("kernel"), entries.get("architecture")].filter(Boolean).join(", ");
    return {
      title: displayName(title || "unnamed", NAME),
      facts: [...known, ...shown.map(factOf)],
      parameters: parameters.map(factOf),
    };
  });
}

/** Metadata records that are not kvmscope's. */
export function otherRecords({ facts }: WithFacts): readonly OtherRecord[] {
  return facts
    .filter(({ name }) => name !== HOST && name !== CLOCK)
    .slice(0, MOST_RECORDS)
    .map(({ name, entries }: FactsInfo) => ({
      title: displayName(name, NAME) || "(no name)",
      facts: entries
        .slice(0, MOST_ENTRIES)
        .map(([key, value]) => ({ name: displayName(key, NAME) || "(no name)", value: displayName(value, VALUE) })),
    }));
}

function factOf([key, value]: readonly [string, string]): Fact {
  return { name: displayName(key, NAME) || "(no name)", value: valueText(key, value) };
}

/** With its unit where the name carries one: "200 µs (200 000 ns)"; Y and N as words. Anything else as it is. */
function valueText(key: string, value: string): string {
  const unit = key === "interval" ? "ns" : WITH_UNIT.exec(key)?.[1];
  const exponent = EXPONENTS.get(unit ?? "");
  if (unit !== undefined && exponent !== undefined && /^\d{1,18}$/.test(value)) {
    const name = unit === "us" ? "µs" : unit;
    const exact = `${formatRaw(BigInt(value))}\u00a0${name}`;
    const text = unitFormat({ type: "instant", unit: "seconds", base: 10, exponent }, "value").format(Number(value));
    return BigInt(value) === 0n || text === exact ? exact : `${text} (${exact})`;
  }
  if (key.endsWith("_ppm") && /^\d+$/.test(value)) return `${displayName(value, VALUE)}\u00a0ppm`;
  if (key.includes(".") && /^[YN]$/.test(value)) return value === "Y" ? "yes" : "no";
  return displayName(value, VALUE);
}
