// When rounds are due: start + n × interval, whatever the ones before took.

import type { Clock } from "./clock.ts";

/** One round that is due. */
export interface Slot {
  readonly sequence: number;
  /** ns since 1970. */
  readonly scheduled: bigint;
  /** When the next one is due, ns since 1970. */
  readonly end: bigint;
}

export interface Schedule {
  /** ns between rounds, as it is now. */
  readonly interval: bigint;
  /** Rounds whose time was over before they could begin: their numbers are skipped. */
  readonly late: number;
  /** Resolves when the next round is due; null when the recording is over. */
  next(): Promise<Slot | null>;
  /** Another interval, from the next round on; numbers go on. */
  change(interval: bigint): void;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** ns. */
  readonly interval: bigint;
  /** ns from the first round to the last; null without end. */
  readonly duration: bigint | null;
  readonly signal: AbortSignal;
}

/** The first round is due at once. */
export function createSchedule({ clock, interval, duration, signal }: ScheduleOptions): Schedule {
  const start = clock.now();
  const end = duration === null ? null : start + duration;
  let first = { sequence: 0, time: start };
  let step = interval;
  let next = 0;
  let late = 0;
  /** The last round that is due before the end, or at it: so long are its rates known. */
  const last = () => (end === null ? Number.POSITIVE_INFINITY : first.sequence + Number((end - first.time) / step));
  const timeOf = (sequence: number) => first.time + BigInt(sequence - first.sequence) * step;

  return {
    get interval() {
      return step;
    },
    get late() {
      return late;
    },
    async next() {
      if (next > last()) return null;
      await clock.wait(timeOf(next), signal);
      if (signal.aborted) return null;
      const due = first.sequence + Number((clock.now() - first.time) / step);
      const skipped = Math.min(Math.max(due, next), last() + 1) - next;
      late += skipped;
      next += skipped;
      if (next > last()) return null;
      const slot = { sequence: next, scheduled: timeOf(next), end: timeOf(next + 1) };
      next++;
      return slot;
    },
    change(interval) {
      first = { sequence: next, time: timeOf(next) };
      step = interval;
    },
  };
}
