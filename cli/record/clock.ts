// Time of a recording: never steps, whatever happens to the machine's clock.

/** A time on both clocks, ns: since 1970, and of CLOCK_MONOTONIC. */
export interface ClockPair {
  readonly realtime: bigint;
  readonly monotonic: bigint;
}

export interface Clock {
  /** ns since 1970: realtime at the start plus monotonic time since then. */
  now(): bigint;
  /** Both clocks at this moment: they part when the machine's clock is set. */
  pair(): ClockPair;
  /** Resolves at `until` (as `now` counts), early when `signal` is aborted. */
  wait(until: bigint, signal: AbortSignal): Promise<void>;
}

const NS_PER_MS = 1_000_000n;
/** setTimeout counts in 31 bits. */
const LONGEST_WAIT = 86_400_000; // ms

/** This machine's clocks. */
export function systemClock(): Clock {
  const start = clockPair();
  const now = () => start.realtime + process.hrtime.bigint() - start.monotonic;
  return {
    now,
    pair: clockPair,
    async wait(until, signal) {
      for (let left = until - now(); left > 0n && !signal.aborted; left = until - now()) {
        await within(null, Number((left + NS_PER_MS - 1n) / NS_PER_MS), signal);
      }
    },
  };
}

/** Date.now() counts in ms: read at the moment it changes, it is exact to some µs. Takes 1 ms at most. */
function clockPair(): ClockPair {
  const before = Date.now();
  const end = process.hrtime.bigint() + 2n * NS_PER_MS;
  for (;;) {
    const ms = Date.now();
    const monotonic = process.hrtime.bigint();
    if (ms !== before || monotonic > end) return { realtime: BigInt(ms) * NS_PER_MS, monotonic };
  }
}

/** Resolves when `promise` (if any) has settled, after `ms`, or when `signal` is aborted. */
export function within(promise: Promise<unknown> | null, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_WAIT));
    signal.addEventListener("abort", done);
    promise?.then(done, done);
    if (signal.aborted) done();
  });
}
