// kill -9 at any moment: what had been written opens in the engine, exact and without a hole, and no more than the open chunk
// is lost. Each recorder has a replaying monitor of its own, whose every answer is known.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAll } from "../../../cli/opened.ts";
import { readData } from "../../../web/series/scan-source.ts";
import { shownStats } from "../../../web/series/shown.ts";
import { type BuiltCommand, buildCommand } from "../../support/built-command.ts";
import { replayedValues, startMonitor } from "../../support/monitor.mjs";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-kill-"));
const LONG = import.meta.env.MODE === "long";
/** Recorders at a time: more would measure the machine. */
const TOGETHER = 10;
const INTERVAL = 50; // ms: the monitors all run in this process
const FLUSH = 200; // ms
/** The rule of every recording, ms. */
const WHOLE = 5000;

let command: BuiltCommand;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
  rmSync(FOLDER, { recursive: true });
});

interface Killed {
  readonly file: string;
  /** Rounds that its monitor answered. */
  readonly answered: number;
}

/** Records, kills after `life` ms: from its first sentence on, or when it is to be killed at its start from the spawn on. */
async function recordAndKill(name: string, life: number, ...options: string[]): Promise<Killed> {
  const [file, socket] = [join(FOLDER, `${name}.mcap`), join(FOLDER, `${name}.qmp`)];
  const monitor = await startMonitor(socket, { vcpus: 1, name });
  const ran = command.start("record", "--qmp", socket, "--interval", `${INTERVAL}ms`, "-o", file, ...options);
  if (life > 150) await ran.said("Recording 1 VM");
  await new Promise((resolve) => setTimeout(resolve, life));
  ran.child.kill("SIGKILL");
  expect(await ran.ended).toBe("SIGKILL");
  const answered = monitor.queries();
  await monitor.close();
  return { file, answered };
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

const answers = new Map<string, string>();

/** What the monitor said to its nth query, as JSON by name. */
function answerTo(target: "vm" | "vcpu", query: number): string {
  const key = `${target} ${query}`;
  const known = answers.get(key) ?? textOf(replayedValues({ target, query }));
  answers.set(key, known);
  return known;
}

/** Compared as text: thousands of samples. */
function textOf(values: Iterable<readonly [string, readonly (bigint | string | null)[]]>): string {
  return JSON.stringify([...values].map(([name, list]) => [name, ...list.map(String)]).sort());
}

/** Opens it; every value of every sample must be the monitor's. How many rounds are there, and how many answers they reach. */
async function roundsIn({ file, answered }: Killed): Promise<{ readonly rounds: number; readonly reached: number }> {
  if (!existsSync(file) || statSync(file).size === 0) return { rounds: 0, reached: 0 };
  let said = "";
  const say = (text: string) => {
    said += text;
  };
  const io = { out: () => undefined, err: say, errIsTerminal: false };
  const { engine, sources } = await openAll([file], io, { interval: null });
  if (sources.length === 0) return { rounds: 0, reached: 0 };
  expect(said).toMatch(/^kvmscope: .*not closed.*\n$/);
  const rounds: number[] = [];
  let reached = Number.POSITIVE_INFINITY;
  for (const source of sources) {
    const { index, generations } = source.published;
    const table = generations[0]?.table;
    if (!table) throw new Error("a source without a table");
    const target = table.scope === "vm" ? "vm" : "vcpu";
    rounds.push(index.times.length);
    let query = 0;
    for (let i = 0; i < index.times.length; i++) {
      const stats = shownStats(table, readData(engine, source, i));
      const text = textOf(stats.map(({ name, values }) => [name, values]));
      // an answer that waited while a busy machine let its recorder stand still is left out: its time is not known
      while (query < answered && answerTo(target, query) !== text) query++;
      expect(answerTo(target, query++)).toBe(text);
    }
    reached = Math.min(reached, query);
  }
  // a chunk may end between two sources of a round
  expect(Math.max(...rounds) - Math.min(...rounds)).toBeLessThanOrEqual(1);
  return { rounds: Math.min(...rounds), reached };
}

const COUNTS = LONG ? { short: 480, whole: 20 } : { short: 45, whole: 5 };

test(
  `${COUNTS.short + COUNTS.whole} recorders killed at random moments lose their open chunks and nothing else`,
  async () => {
    const random = seeded(Number(process.env["KVMSCOPE_SEED"]));
    const whole = Array.from({ length: COUNTS.whole }, (_, i) =>
      recordAndKill(`whole-${i}`, WHOLE + 400 + 1400 * random()),
    );
    const short = await inLanes(
      Array.from({ length: COUNTS.short }, (_, i) => ({ name: `short-${i}`, life: 1500 * random() })),
      ({ name, life }) => recordAndKill(name, life, "--flush", `${FLUSH}ms`),
    );
    let kept = 0;
    for (const [runs, flush] of [
      [short, FLUSH],
      [await Promise.all(whole), WHOLE],
    ] as const) {
      for (const killed of runs) {
        const { rounds, reached } = await roundsIn(killed);
        kept += rounds;
        // the open chunk, the round that closes it, the one that was being read, two that were left out and as many as before
        expect(killed.answered - reached).toBeLessThanOrEqual(flush / INTERVAL + 4 + reached - rounds);
      }
    }
    // a busy machine kills some before they began
    expect(kept).toBeGreaterThan((COUNTS.short + COUNTS.whole) / 2);
  },
  LONG ? 900_000 : 180_000,
);

/** Numbers from 0 to 1 that a seed repeats. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
