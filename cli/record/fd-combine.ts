// One VM out of two readers: the vCPUs by stats fds, which QEMU keeps; the VM's own statistics by its monitor, the only
// way to them.

import { type Reading, VmGone, type VmReader } from "../recording/model.ts";
import { watchStandstill } from "./standstill.ts";

/** ms that a round waits for the monitor: an answer that comes later is in the next round, with its own time. */
const PATIENCE = 50;
/** ns: what takes longer has no time of its own, nor what waited for this process. */
const LONGEST = 2_000_000_000n;
const INTERVAL = 100_000_000n;

/** The VM of `fds`, with its own statistics from the monitor. */
export function combine(fds: VmReader, monitor: VmReader): VmReader {
  let asked: Promise<void> | null = null;
  let answer: readonly Reading[] = [];
  let trouble: Error | null = null;
  let over = false;
  const said = new Set<string>();

  async function ask(now: () => bigint): Promise<void> {
    const begun = now();
    const standstill = watchStandstill(now, INTERVAL);
    try {
      const readings = await monitor.read(now, "vm");
      if (!standstill.end() && now() - begun <= LONGEST) answer = readings;
    } catch (error) {
      over = error instanceof VmGone;
      const sentence = `${error instanceof Error ? error.message : String(error)}: `;
      trouble = new Error(
        `${sentence}${over ? "its own statistics end" : "its own statistics are missing"}, those of its vCPUs go on`,
      );
    } finally {
      standstill.end();
    }
    asked = null;
  }

  return {
    vm: fds.vm,
    pid: fds.pid,
    how: fds.how,
    disturbs: fds.disturbs,
    async read(now) {
      if (!over && answer.length === 0) asked ??= ask(now);
      const readings = await fds.read(now);
      await patiently(asked);
      const own = readings.some(({ source }) => source === "vm");
      const theirs = own ? [] : answer.filter(({ source }) => source === "vm"); // vCPUs have other numbers there
      answer = [];
      const sentence = trouble;
      trouble = null;
      if (sentence !== null && !said.has(sentence.message)) {
        said.add(sentence.message); // costs this round, once
        throw sentence;
      }
      return [...theirs.map((reading) => ({ ...reading, how: monitor.how })), ...readings];
    },
    async close() {
      await Promise.all([fds.close(), monitor.close()]);
    },
  };
}

async function patiently(asked: Promise<void> | null): Promise<void> {
  if (asked === null) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([asked, late]);
  clearTimeout(timer);
}
