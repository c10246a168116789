// A series of a vCPU whose polls are known: a real dump with other numbers in its poll statistics.

import { type GivenFile, roundOf, timedSeries, valueOffsets } from "./dumps.ts";

/** Growth in each round: polls and sleeps by bucket, and the counters that go with them. */
export interface PollRound {
  readonly [statistic: string]: bigint | Readonly<Record<number, bigint>>;
}

/** Rounds 250 ms apart, each with the same growth. */
export function pollSeries(rounds: number, round: PollRound): GivenFile[] {
  return timedSeries(["vcpu0"], rounds).map(({ path }, index) => {
    const bytes = roundOf("vcpu0", 0).slice();
    const view = new DataView(bytes.buffer);
    const offsets = valueOffsets(bytes);
    for (const [name, growth] of Object.entries(round)) {
      const at = offsets.get(name);
      if (at === undefined) throw new Error(`Cannot find ${name} in the dump`);
      const values = typeof growth === "bigint" ? { 0: growth } : growth;
      for (const [element, value] of Object.entries(values))
        view.setBigUint64(at + Number(element) * 8, value * BigInt(index), true);
    }
    return { path, bytes };
  });
}
