// Rounds as a recorder hands them on, from the dumps of a real series: the next dump of the series each round.

import { readFileSync } from "node:fs";
import type { Round, SourceName } from "../../cli/recording/model.ts";

const SERIES = new URL("../fixtures/x86_64-linux-6.18/series/", import.meta.url);
const SOURCES: readonly (readonly [SourceName, string])[] = [
  ["vm", "vm"],
  ["vcpu-0", "vcpu0"],
  ["vcpu-1", "vcpu1"],
];
/** Dumps of each source in the series. */
const DUMPS = 20;
/** ns since 1970 of round 0. */
const FIRST_TIME = 1_790_000_000_000_000_000n;

/** One round of one VM, 100 ms after the one before; after 20 the dumps repeat. */
export function roundOf(sequence: number, vm = "guest"): Round {
  const number = String(sequence % DUMPS).padStart(4, "0");
  const scheduled = FIRST_TIME + BigInt(sequence) * 100_000_000n;
  const readings = SOURCES.map(([source, file], i) => ({
    source,
    bytes: new Uint8Array(readFileSync(new URL(`${number}-${file}.bin`, SERIES))),
    time: scheduled + BigInt(1000 * (i + 1)),
    generation: 0,
  }));
  return {
    sequence,
    scheduled,
    vms: [{ facts: { vm, pid: 4711, how: "stats-fd", disturbs: null }, readings }],
  };
}
