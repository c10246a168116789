// Whether this process stood still while an answer may have waited for it: then nobody knows when the answer was made.

/** A standstill shorter than this is never told from the loop's own work, ns. */
const LEAST = 25_000_000n;

/** Watches from now on. `time`: ns, monotonic. `interval`: ns between rounds; half of it is the most that a time may be wrong by. */
export function watchStandstill(time: () => bigint, interval: bigint): { end(): boolean } {
  const most = interval / 2n > LEAST ? interval / 2n : LEAST;
  let last = time();
  let stood = false;
  const beat = () => {
    const now = time();
    if (now - last > most) stood = true;
    last = now;
  };
  // most reads are over before the first beat
  const timer = setInterval(beat, Math.min(Number(most / 4n) / 1e6, 1000)).unref();
  return {
    /** Stops watching; true when the process stood still meanwhile. */
    end() {
      clearInterval(timer);
      beat();
      return stood;
    },
  };
}
