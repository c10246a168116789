// Steps of the host's clock, from the pairs of times that a recorder notes (metadata kvmstats.clock): the realtime clock is
// set and stands still while the host sleeps, the monotonic one does neither. Pure.

import { aheadOf, type ClockPair, clockPairOf } from "../../series/clock-pairs.ts";
import type { RecordingInfo } from "../../series/model.ts";

/** ns; less is the uncertainty of reading two clocks. */
const LEAST = 1_000_000n;
const NS = 1e9;

/** Between two pairs the clock moved against the time that passed. */
export interface ClockStep {
  /** Of the two pairs, in seconds since the recording's start. */
  readonly from: number;
  readonly to: number;
  /** ns; above 0: the clock went ahead. */
  readonly size: bigint;
}

export interface ClockChecked {
  readonly steps: readonly ClockStep[];
  /** Pairs that could be compared with the one before them. */
  readonly compared: number;
}

/** Every step over 1 ms, in time order. Pairs of different boots say nothing about each other. */
export function clockSteps({ facts, start }: Pick<RecordingInfo, "facts" | "start">): ClockChecked {
  const boots = new Map<string, ClockPair[]>();
  let boot = "";
  for (const [at, { name, entries }] of facts.entries()) {
    // without a boot id every host record may be of another boot
    if (name === "kvmstats.host") boot = new Map(entries).get("boot_id") ?? `host ${at}`;
    if (name !== "kvmstats.clock") continue;
    const pair = clockPairOf(entries);
    if (pair === null) continue;
    const known = boots.get(boot);
    if (known) known.push(pair);
    else boots.set(boot, [pair]);
  }
  const all = [...boots.values()].map((pairs) => stepsOf(pairs, start ?? 0n));
  return {
    steps: all.flatMap(({ steps }) => steps).sort((a, b) => a.from - b.from),
    compared: all.reduce((sum, { compared }) => sum + compared, 0),
  };
}

function stepsOf(pairs: readonly ClockPair[], start: bigint): ClockChecked {
  const ordered = pairs.toSorted((a, b) => (a.monotonic < b.monotonic ? -1 : a.monotonic > b.monotonic ? 1 : 0));
  const [first] = ordered;
  if (first === undefined) return { steps: [], compared: 0 };
  // samples are stamped by the first realtime and what passed since
  const time = ({ monotonic }: ClockPair) => Number(first.realtime + monotonic - first.monotonic - start) / NS;
  const steps: ClockStep[] = [];
  for (const [i, pair] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before === undefined) continue;
    const size = aheadOf(pair) - aheadOf(before);
    if (size > LEAST || size < -LEAST) steps.push({ from: time(before), to: time(pair), size });
  }
  return { steps, compared: ordered.length - 1 };
}
