// kill -9 at any moment: what had been written opens, and no more than the open chunk is lost.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BuiltCommand, buildCommand } from "../../support/built-command.ts";
import { type FoundMessage, streamed } from "../../support/official-readers.ts";
import { startVmm, type Vmm } from "../../support/vmm.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-kill-"));
const LONG = import.meta.env.MODE === "long";
/** Recorders at a time: more would measure the machine. */
const TOGETHER = 14;
const INTERVAL = 20; // ms

let command: BuiltCommand;
let target: Vmm;

beforeAll(async () => {
  command = await buildCommand();
  target = (await startVmm("--vcpus", "2")) as Vmm;
});
afterAll(async () => {
  await target.kill();
  command.remove();
  rmSync(FOLDER, { recursive: true });
});

interface Killed {
  readonly messages: readonly FoundMessage[];
  /** ms from its first sentence to the kill; 0 when it was killed while it started. */
  readonly lived: number;
  /** When it was killed, ns since 1970. */
  readonly killed: bigint;
}

/** Records, kills after `life` ms, opens what is there. */
async function recordAndKill(name: string, life: number, ...options: string[]): Promise<Killed> {
  const file = join(FOLDER, `${name}.mcap`);
  const ran = command.start(
    ...["record", "--pid", String(target.pid), "--interval", `${INTERVAL}ms`, "-o", file, ...options],
  );
  // some are killed while they start
  const starting = life < 200;
  if (!starting) await ran.said("Recording 1 VM");
  await sleep(life);
  ran.child.kill("SIGKILL");
  const killed = BigInt(Date.now()) * 1_000_000n;
  expect(await ran.ended).toBe("SIGKILL");
  const messages = existsSync(file) ? streamed(new Uint8Array(readFileSync(file))).messages : [];
  return { messages, lived: starting ? 0 : life, killed };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs all, so many at a time. */
async function inLanes<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const waiting = [...items];
  const done: R[] = [];
  async function lane(): Promise<void> {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) done.push(await run(item));
  }
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  return done;
}

/** Whole, in order, nothing twice; all sources of the VM alike but for the round that a chunk's end cut. */
function expectWhole(messages: readonly FoundMessage[]): void {
  const bySource = new Map<string, number[]>();
  for (const { channel, sequence, data, schema } of messages) {
    const source = channel.topic.split("/").at(-1) ?? "";
    bySource.set(source, [...(bySource.get(source) ?? []), sequence]);
    expect(data.length).toBeGreaterThan(0);
    expect(schema.encoding).toBe("kvm-stats-desc");
  }
  for (const sequences of bySource.values()) {
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(Math.abs(sequences.length - (bySource.values().next().value?.length ?? 0))).toBeLessThanOrEqual(1);
  }
}

const COUNTS = LONG ? { short: 480, whole: 20 } : { short: 45, whole: 5 };

test(
  `${COUNTS.short + COUNTS.whole} recorders killed at random moments lose their open chunks and nothing else`,
  async () => {
    const random = seeded(Number(process.env["KVMSCOPE_SEED"]));
    // the rule of every recording: a chunk ends after 5 s
    const whole = Array.from({ length: COUNTS.whole }, (_, i) => recordAndKill(`whole-${i}`, 5600 + 1400 * random()));
    const lives = Array.from({ length: COUNTS.short }, () => 1300 * random());
    const names = lives.map((life, i) => ({ name: `short-${i}`, life }));
    const short = await inLanes(names, ({ name, life }) => recordAndKill(name, life, "--flush", "100ms"));
    const lost: number[] = [];
    for (const { messages, lived, killed } of short) {
      expectWhole(messages);
      const last = messages.at(-1)?.logTime ?? null;
      if (last !== null) lost.push(Number(killed - last) / 1e6);
      // a busy machine lets a recorder wait: then it did not read either
      if (lived > 1000) expect(Number(killed - (last ?? 0n)) / 1e6).toBeLessThan(1000);
    }
    lost.sort((a, b) => a - b);
    expect(lost.length).toBeGreaterThan(short.length / 4);
    expect(lost[lost.length >> 1]).toBeLessThan(250);
    for (const { messages } of await Promise.all(whole)) {
      expectWhole(messages);
      const [first, last] = [messages[0], messages.at(-1)];
      expect(Number((last?.logTime ?? 0n) - (first?.logTime ?? 0n)) / 1e6).toBeGreaterThan(4500);
    }
  },
  LONG ? 600_000 : 60_000,
);

/** Numbers from 0 to 1 that a seed repeats. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
