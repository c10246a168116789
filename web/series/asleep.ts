// When a vCPU slept, from a counter that the kernel moves only when a sleep ends (halt_wait_ns).
//
// The rule. A sleep that is booked at a sample lay before that sample, so its time fills the interval that ends there,
// and what does not fit, the interval before that, and so on: no interval holds more than its own length, and nothing is
// lost or counted twice. What is left over at the first sample was slept before the recording began. A reset or a new
// generation ends the walk: what was counted since then says nothing about the time before. An interval in a gap takes
// its part as well, though no share is shown for it.
// Where the vCPU is blocked at its last sample, the sleep that is under way is booked later: the intervals since the last
// one that was booked are unknown, not 0.

import { MARK_FIRST, MARK_RESET } from "../../assembly/layout.ts";

/** Columns of n samples. */
export interface Booked {
  /** ns since any moment, ascending. */
  readonly times: BigInt64Array;
  /** Growth of the counter in the interval that ends at the sample, ns. */
  readonly growth: ArrayLike<bigint>;
  /** MARK_* of that interval. */
  readonly marks: Uint8Array;
  /** 1 while blocked, NaN where not known; null where the kernel has no such statistic. */
  readonly blocking: ArrayLike<number> | null;
}

export interface Slept {
  /** ns asleep in each interval; NaN while not known. */
  readonly ns: Float64Array<ArrayBuffer>;
  /** ns that lie before the first sample, or before a reset. */
  readonly before: number;
}

/** Spreads what was booked late over the time when it happened. */
export function spreadBack({ times, growth, marks, blocking }: Booked): Slept {
  const n = times.length;
  const ns = new Float64Array(n);
  let before = 0;
  let left = 0;
  let ended = true;
  /** No sleep is booked between here and the end of this life of the counter, and the vCPU is blocked there. */
  let open = false;
  for (let i = n - 1; i >= 0; i--) {
    const grown = Number(growth[i] ?? 0n);
    if (ended) open = blocking !== null && isBlocked(blocking, marks, i);
    ended = ((marks[i] ?? 0) & (MARK_FIRST | MARK_RESET)) !== 0;
    open &&= grown === 0;
    left += grown;
    if (((marks[i] ?? 0) & MARK_FIRST) === 0) {
      const length = Number((times[i] ?? 0n) - (times[i - 1] ?? 0n));
      const part = Math.min(left, Math.max(0, length));
      ns[i] = open ? Number.NaN : part;
      left -= part;
    }
    if (ended) {
      before += left;
      left = 0;
    }
  }
  return { ns, before };
}

/** Whether the vCPU was blocked when it was last seen, up to sample `end` and in the same life of the counter. */
function isBlocked(blocking: ArrayLike<number>, marks: Uint8Array, end: number): boolean {
  for (let i = end; i >= 0; i--) {
    const state = blocking[i] ?? Number.NaN;
    if (!Number.isNaN(state)) return state !== 0;
    if (((marks[i] ?? 0) & (MARK_FIRST | MARK_RESET)) !== 0) break;
  }
  return false;
}
