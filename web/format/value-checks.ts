// Rules about values. Counters are read while vCPUs run: what belongs together may differ by a few counts.

import {
  RULE_BOOLEAN,
  RULE_NEGATIVE,
  RULE_ORDER,
  RULE_SLACK,
  RULE_SUM,
  RULE_SUM_OF_REST,
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import type { Report, RuleId } from "./findings.ts";
import type { Descriptor, StatsTable } from "./model.ts";

export const TWO_63 = 1n << 63n;
/** Counts by which values of one read may disagree. */
export const SLACK = BigInt(RULE_SLACK);

/** First is never more than second: what was done, and what was tried. */
export const PAIRS = [
  ["remote_tlb_flush", "remote_tlb_flush_requests"],
  ["halt_successful_poll", "halt_attempted_poll"],
  ["directed_yield_successful", "directed_yield_attempted"],
] as const;

/** The statistics of a table that some rule is about. */
interface Plan {
  readonly booleans: readonly Descriptor[];
  readonly instants: readonly Descriptor[];
  readonly pairs: readonly { readonly done: Descriptor; readonly tried: Descriptor }[];
  /** Histograms whose samples are the polls that succeeded, or those that failed. */
  readonly polls: {
    readonly successful: Descriptor;
    readonly attempted: Descriptor;
    readonly successes: Descriptor | undefined;
    readonly failures: Descriptor | undefined;
  } | null;
}

/** Thousands of samples share a table. */
const plans = new WeakMap<StatsTable, Plan>();

/** Checks one data block that begins at `dataOffset` of its file. */
export function checkValuesWith(data: Uint8Array, table: StatsTable, dataOffset: number, report: Report): void {
  const plan = planOf(table);
  const read = readerOf(data, table);
  const place = ({ index, offset, size }: Descriptor) => ({
    from: dataOffset + offset,
    to: dataOffset + offset + size * VALUE_SIZE,
    descriptor: index,
  });
  for (const descriptor of plan.booleans) {
    const value = read(descriptor, 0);
    if (value !== null && value > 1n) {
      report("bool-value", { ...place(descriptor), expected: "0 or 1", found: `${value}` });
    }
  }
  for (const descriptor of plan.instants) {
    const value = read(descriptor, 0);
    if (value !== null && value >= TWO_63) {
      const found = `${value}, which is ${BigInt.asIntN(64, value)} if KVM took more than there was`;
      report("instant-negative", { ...place(descriptor), expected: "a value below 2^63", found });
    }
  }
  for (const { done, tried } of plan.pairs) {
    const [less, more] = [read(done, 0), read(tried, 0)];
    if (less !== null && more !== null && less > more + SLACK) {
      report("pair-order", { ...place(done), expected: `at most ${tried.name} = ${more}`, found: `${less}` });
    }
  }
  if (plan.polls !== null) {
    const { successful, attempted, successes, failures } = plan.polls;
    const [succeeded, tried] = [read(successful, 0), read(attempted, 0)];
    const compare = (histogram: Descriptor | undefined, counter: string, count: bigint | null) => {
      const sum = histogram === undefined ? null : sumOf(histogram, read);
      if (histogram !== undefined && sum !== null && count !== null && distance(sum, count) > SLACK) {
        report("hist-sum", { ...place(histogram), expected: `${counter} = ${count} samples`, found: `${sum}` });
      }
    };
    compare(successes, successful.name, succeeded);
    const failed = succeeded !== null && tried !== null && tried >= succeeded ? tried - succeeded : null;
    compare(failures, `${attempted.name} - ${successful.name}`, failed);
  }
}

function planOf(table: StatsTable): Plan {
  const plan = plans.get(table) ?? planFor(table);
  plans.set(table, plan);
  return plan;
}

/** One rule as rows_odd takes it, and the finding that it stands for. */
export interface ValueRule {
  readonly rule: RuleId;
  readonly descriptor: number;
  /** RULE_*, offsets of a and b, and of a histogram with its buckets. */
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly histogram: number;
  readonly count: number;
}

/** The rules that checkValuesWith would apply to samples of a table. */
export function valueRulesOf(table: StatsTable): readonly ValueRule[] {
  const { booleans, instants, pairs, polls } = planOf(table);
  const none = { b: 0, histogram: 0, count: 0 };
  const has = ({ size }: Descriptor) => size > 0;
  const rules: ValueRule[] = [
    ...booleans
      .filter(has)
      .map(
        ({ index, offset }) =>
          ({ ...none, rule: "bool-value", descriptor: index, kind: RULE_BOOLEAN, a: offset }) as const,
      ),
    ...instants
      .filter(has)
      .map(
        ({ index, offset }) =>
          ({ ...none, rule: "instant-negative", descriptor: index, kind: RULE_NEGATIVE, a: offset }) as const,
      ),
    ...pairs
      .filter(({ done, tried }) => has(done) && has(tried))
      .map(({ done, tried }) => {
        const place = { a: done.offset, b: tried.offset };
        return { ...none, rule: "pair-order", descriptor: done.index, kind: RULE_ORDER, ...place } as const;
      }),
  ];
  if (polls === null || !has(polls.successful)) return rules;
  const { successful, attempted, successes, failures } = polls;
  const sum = ({ index, offset, size }: Descriptor) =>
    ({ rule: "hist-sum", descriptor: index, histogram: offset, count: size }) as const;
  if (successes) rules.push({ ...sum(successes), kind: RULE_SUM, a: successful.offset, b: 0 });
  if (failures && has(attempted)) {
    rules.push({ ...sum(failures), kind: RULE_SUM_OF_REST, a: attempted.offset, b: successful.offset });
  }
  return rules;
}

function planFor({ descriptors }: StatsTable): Plan {
  const named = new Map(descriptors.map((descriptor) => [descriptor.name, descriptor]));
  const scalar = (name: string) => {
    const descriptor = named.get(name);
    return descriptor === undefined || isHistogram(descriptor) ? undefined : descriptor;
  };
  const [successful, attempted] = [scalar("halt_successful_poll"), scalar("halt_attempted_poll")];
  return {
    booleans: descriptors.filter((descriptor) => descriptor.unit === "boolean" && !isHistogram(descriptor)),
    instants: descriptors.filter(({ type, unit }) => type === "instant" && unit !== "boolean"),
    pairs: PAIRS.flatMap(([first, second]) => {
      const [done, tried] = [scalar(first), scalar(second)];
      return done === undefined || tried === undefined ? [] : { done, tried };
    }),
    polls:
      successful === undefined || attempted === undefined
        ? null
        : {
            successful,
            attempted,
            successes: named.get("halt_poll_success_hist"),
            failures: named.get("halt_poll_fail_hist"),
          },
  };
}

function isHistogram({ type }: Descriptor): boolean {
  return type === "linear-histogram" || type === "log-histogram";
}

type Read = (descriptor: Descriptor, element: number) => bigint | null;

/** valueAt of stats-file.ts with one view for all values. */
function readerOf(data: Uint8Array, { order }: StatsTable): Read {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const little = order === "little";
  return ({ offset, size }, element) => {
    const at = offset + element * VALUE_SIZE;
    return element >= size || at + VALUE_SIZE > data.length ? null : view.getBigUint64(at, little);
  };
}

/** All values of a statistic added up; null when some are missing. */
function sumOf(descriptor: Descriptor, read: Read): bigint | null {
  let sum = 0n;
  for (let i = 0; i < descriptor.size; i++) {
    const value = read(descriptor, i);
    if (value === null) {
      return null;
    }
    sum += value;
  }
  return sum;
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
