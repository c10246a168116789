// Pairs of times that a recorder notes (metadata kvmstats.clock): the realtime clock can be set, the monotonic one cannot.

/** Both clocks read at one moment, ns. */
export interface ClockPair {
  readonly realtime: bigint;
  readonly monotonic: bigint;
}

/** What i64 ns can hold, in digits. */
const TIME = /^\d{1,19}$/;

/** The pair in the entries of a record; null where they hold none. */
export function clockPairOf(entries: Iterable<readonly [string, string]>): ClockPair | null {
  const said = new Map(entries);
  const [realtime = "", monotonic = ""] = [said.get("realtime"), said.get("monotonic")];
  if (!TIME.test(realtime) || !TIME.test(monotonic)) return null;
  return { realtime: BigInt(realtime), monotonic: BigInt(monotonic) };
}

/** How far the realtime clock is ahead of the monotonic one: the same until it is set, or the host sleeps. */
export function aheadOf({ realtime, monotonic }: ClockPair): bigint {
  return realtime - monotonic;
}
