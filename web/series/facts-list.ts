// What a recording says about its host and its clock, kept small however long it is: hours of equal pairs of the clock say no
// more than the first and the last of them.

import type { RecordingFacts } from "../format/model.ts";
import { aheadOf, clockPairOf } from "./clock-pairs.ts";
import type { FactsInfo } from "./model.ts";

/** Cap on metadata records, on the entries of one, and on the characters of a name or value. */
const KEPT = 256;
const KEPT_ENTRIES = 256;
const KEPT_TEXT = 4096;

const CLOCK = "kvmstats.clock";
/** ns between two pairs that are put down to reading them; half of what is told as a step of the clock. */
const NOISE = 500_000n;

export interface FactsList {
  readonly list: readonly FactsInfo[];
  add(facts: Pick<RecordingFacts, "name" | "entries">): void;
  /** Takes over what another recording says. */
  absorb(other: FactsList): void;
}

/** An empty list. The middle ones go when there are too many. */
export function createFactsList(): FactsList {
  const kept: FactsInfo[] = [];

  function keep(facts: FactsInfo): void {
    if (isBetween(kept.at(-2), kept.at(-1), facts)) kept.pop();
    else if (kept.length >= KEPT) kept.splice(KEPT / 2, 1);
    kept.push(facts);
  }

  return {
    get list() {
      return kept.slice();
    },
    add({ name, entries }) {
      const few = [...entries].slice(0, KEPT_ENTRIES);
      keep({ name: cut(name), entries: few.map(([key, value]) => [cut(key), cut(value)]) });
    },
    absorb(other) {
      // in their order: a pair of the clock belongs to the host before it
      for (const each of other.list) keep(each);
    },
  };
}

/** Whether the second of three records in a row is a pair of the clock that says nothing beside the others. */
function isBetween(first: FactsInfo | undefined, second: FactsInfo | undefined, third: FactsInfo): boolean {
  if (!first || !second || !isClock(first) || !isClock(second) || !isClock(third)) return false;
  const pairs = [first, second, third].map(({ entries }) => clockPairOf(entries));
  const [a, b, c] = pairs;
  if (!a || !b || !c || a.monotonic > b.monotonic || b.monotonic > c.monotonic) return false;
  return [b, c].every((pair) => distance(aheadOf(pair), aheadOf(a)) <= NOISE);
}

function isClock({ name }: FactsInfo): boolean {
  return name === CLOCK;
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

function cut(text: string): string {
  return text.slice(0, KEPT_TEXT);
}
