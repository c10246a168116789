import type { RoundSink } from "../recording/model.ts";

/** Every round to both; the second may fail, once, and is left out from then on: `onError` hears why. */
export function bothSinks(first: RoundSink, second: RoundSink, onError: (error: unknown) => void): RoundSink {
  let broken = false;
  async function also(task: () => Promise<void>): Promise<void> {
    if (broken) return;
    try {
      await task();
    } catch (error) {
      broken = true;
      onError(error);
    }
  }
  return {
    async round(round) {
      await Promise.all([first.round(round), also(() => second.round(round))]);
    },
    async facts(name, entries) {
      await Promise.all([first.facts(name, entries), also(() => second.facts(name, entries))]);
    },
    async end() {
      // a broken file is closed as well
      if (broken) await second.end().catch(() => undefined);
      else await also(() => second.end());
      await first.end();
    },
  };
}
