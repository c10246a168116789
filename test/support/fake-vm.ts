// A VM whose readings a test makes up, a clock that a test moves, a sink that keeps rounds.

import type { Clock } from "../../cli/record/clock.ts";
import type { Reading, Round, RoundSink, VmReader } from "../../cli/recording/model.ts";
import { buildDump } from "./dump-builder.ts";

/** Time stands still but for waits; a wait ends at once. */
export function fakeClock(start = 1_700_000_000_000_000_000n): Clock & { advance(ns: bigint): void } {
  let time = start;
  return {
    now: () => time,
    pair: () => ({ realtime: time, monotonic: time - start }),
    async wait(until, signal) {
      await new Promise(setImmediate);
      if (!signal.aborted && until > time) time = until;
    },
    advance(ns) {
      time += ns;
    },
  };
}

export interface FakeVm extends VmReader {
  readonly reads: number;
  readonly closed: boolean;
}

export interface FakeVmOptions {
  readonly vm: string;
  readonly pid?: number | null;
  readonly how?: VmReader["how"];
  readonly disturbs?: string | null;
  /** What the n-th read gives, from 0; one VM source with the counter n when not given. */
  readonly read?: (n: number, now: () => bigint) => Promise<readonly Reading[]>;
}

/** One reading of a VM with one counter. */
export function reading(value: number, time: bigint, more: Partial<Reading> = {}): Reading {
  const bytes = buildDump({ id: "kvm-1", stats: [{ name: "exits", values: [BigInt(value)] }] });
  return { source: "vm", bytes, time, generation: 0, ...more };
}

export function fakeVm({ vm, pid = null, how = "qmp", disturbs = null, read }: FakeVmOptions): FakeVm {
  let reads = 0;
  let closed = false;
  return {
    vm,
    pid,
    how,
    disturbs,
    get reads() {
      return reads;
    },
    get closed() {
      return closed;
    },
    async read(now) {
      const n = reads++;
      return read ? read(n, now) : [reading(n, now())];
    },
    async close() {
      closed = true;
    },
  };
}

export interface KeptRounds extends RoundSink {
  readonly rounds: readonly Round[];
  readonly told: readonly (readonly [name: string, entries: ReadonlyMap<string, string>])[];
  readonly ends: number;
}

/** Keeps what it is given. */
export function keepingSink(onRound: (round: Round) => void = () => undefined): KeptRounds {
  const rounds: Round[] = [];
  const told: [string, ReadonlyMap<string, string>][] = [];
  let ends = 0;
  return {
    rounds,
    told,
    get ends() {
      return ends;
    },
    async round(round) {
      onRound(round);
      rounds.push(round);
    },
    async facts(name, entries) {
      told.push([name, entries]);
    },
    async end() {
      ends++;
    },
  };
}
