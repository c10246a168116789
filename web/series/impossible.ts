// Values that cannot be: booleans over 1, instants that KVM counted below 0, and statistics that disagree although they
// count the same. Counters are read while vCPUs run, so a difference of a few counts says nothing (value-checks.ts).

import type { Engine } from "../engine/engine.ts";
import { statKeysOf } from "../format/stats-file.ts";
import { PAIRS, SLACK, TWO_63 } from "../format/value-checks.ts";
import { bucketsOf, extractColumn } from "./columns.ts";
import type { Terms } from "./figures.ts";
import type { ImpossibleRun } from "./model.ts";
import type { ScanSource } from "./scan-source.ts";
import { createSums } from "./sums.ts";

/** A sum of statistics that another one must equal or not pass. */
interface Identity {
  readonly stat: string;
  readonly relation: ImpossibleRun["relation"];
  readonly against: Terms;
}

const IDENTITIES: readonly Identity[] = [
  ...PAIRS.map(([done, tried]): Identity => ({ stat: done, relation: "at most", against: [[tried, 1n]] })),
  { stat: "halt_poll_success_hist", relation: "equal", against: [["halt_successful_poll", 1n]] },
  {
    stat: "halt_poll_fail_hist",
    relation: "equal",
    against: [
      ["halt_attempted_poll", 1n],
      ["halt_successful_poll", -1n],
    ],
  },
];

/** One value per sample; null where there is none. */
type Totals = readonly (bigint | null)[];

type Off = { readonly found: bigint; readonly expected: bigint } | null;

/** Every run of samples with an impossible value, in time order. */
export function impossibleRuns(
  engine: Engine,
  source: ScanSource,
  time: (sample: number) => number,
): readonly ImpossibleRun[] {
  const runs: ImpossibleRun[] = [];
  for (const [stat, rule] of limited(source)) {
    const values = totalsOf(engine, source, stat);
    const off = (sample: number): Off => {
      const found = values[sample] ?? null;
      if (found === null) return null;
      if (rule === "boolean") return found > 1n ? { found, expected: 1n } : null;
      return found >= TWO_63 ? { found, expected: TWO_63 - 1n } : null;
    };
    runs.push(...runsOf(source.n, off, time).map((run) => ({ ...run, rule, stat, against: "", ...AT_MOST })));
  }
  for (const { stat, relation, against } of IDENTITIES) {
    if (![stat, ...against.map(([name]) => name)].every((name) => bucketsOf(source, name) > 0)) continue;
    const values = totalsOf(engine, source, stat);
    const sums = against.map(([name, factor]) => ({ factor, values: totalsOf(engine, source, name) }));
    const off = (sample: number): Off => {
      const found = values[sample] ?? null;
      let expected = 0n;
      for (const each of sums) {
        const value = each.values[sample] ?? null;
        if (value === null || found === null) return null;
        expected += each.factor * value;
      }
      return found !== null && disagree(found, expected, relation) ? { found, expected } : null;
    };
    const text = against.map(([name, factor]) => (factor < 0n ? ` - ${name}` : name)).join("");
    runs.push(
      ...runsOf(source.n, off, time).map((run) => ({
        ...run,
        rule: "identity" as const,
        stat,
        relation,
        against: text,
      })),
    );
  }
  return runs.sort((a, b) => a.from - b.from);
}

const AT_MOST = { relation: "at most" } as const;

function disagree(found: bigint, expected: bigint, relation: ImpossibleRun["relation"]): boolean {
  // more polls succeeded than were tried: said once, not again of their difference
  if (expected < 0n) return false;
  return found > expected + SLACK || (relation === "equal" && found + SLACK < expected);
}

/** Statistics whose values have a limit of their own, by key. */
function limited({ published }: ScanSource): ReadonlyMap<string, "boolean" | "negative"> {
  const found = new Map<string, "boolean" | "negative">();
  for (const { table } of published.generations) {
    const keys = statKeysOf(table.descriptors);
    for (const [i, { unit, type, size }] of table.descriptors.entries()) {
      const key = keys[i];
      if (key === undefined || size !== 1 || type.endsWith("histogram")) continue;
      if (unit === "boolean") found.set(key, "boolean");
      else if (type === "instant") found.set(key, "negative");
    }
  }
  return found;
}

/** A statistic at every sample, all of its buckets added up. */
function totalsOf(engine: Engine, source: ScanSource, stat: string): Totals {
  const { n } = source;
  const sums = createSums(n);
  const whole = new Uint8Array(n).fill(1);
  const column = engine.arena.alloc(n * (8 + 1));
  const valid = column + n * 8;
  try {
    for (let element = 0; element < bucketsOf(source, stat); element++) {
      extractColumn(engine, source, { stat, element, column, valid });
      sums.add(new Uint32Array(engine.memory.buffer, column, 2 * n), 2);
      const there = engine.bytes().subarray(valid, valid + n);
      for (let i = 0; i < n; i++) whole[i] = (whole[i] ?? 0) & (there[i] ?? 0);
    }
  } finally {
    engine.arena.free(column, n * (8 + 1));
  }
  return sums.totals().map((total, i) => (whole[i] === 1 ? total : null));
}

/** Neighbouring samples that are off, as one, with the one that is off most. */
function runsOf(
  n: number,
  off: (sample: number) => Off,
  time: (sample: number) => number,
): readonly Pick<ImpossibleRun, "from" | "to" | "samples" | "worst">[] {
  const runs: { from: number; to: number; samples: number; worst: ImpossibleRun["worst"] }[] = [];
  let open = false;
  for (let sample = 0; sample < n; sample++) {
    const found = off(sample);
    const last = runs.at(-1);
    if (found === null) open = false;
    else if (!open || !last) {
      runs.push({ from: time(sample), to: time(sample), samples: 1, worst: { time: time(sample), ...found } });
      open = true;
    } else {
      last.to = time(sample);
      last.samples++;
      if (distance(found) > distance(last.worst)) last.worst = { time: time(sample), ...found };
    }
  }
  return runs;
}

function distance({ found, expected }: { readonly found: bigint; readonly expected: bigint }): bigint {
  return found > expected ? found - expected : expected - found;
}
