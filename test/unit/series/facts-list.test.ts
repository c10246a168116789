import { expect, test } from "vitest";
import { createFactsList } from "../../../web/series/facts-list.ts";
import { clockSteps } from "../../../web/ui/quality/clock-steps.ts";

const START = 1_790_000_000_000_000_000n;
const MINUTE = 60_000_000_000n;
const MS = 1_000_000n;

function record(name: string, entries: Readonly<Record<string, string>>) {
  return { name, entries: new Map(Object.entries(entries)) };
}

/** A pair `minutes` after the start, read with an error of some µs. */
function pair(minutes: number, ahead = 0n) {
  const passed = BigInt(minutes) * MINUTE;
  const noise = BigInt((minutes * 7919) % 1000) * 100n;
  return record("kvmstats.clock", { realtime: String(START + passed + ahead + noise), monotonic: String(passed) });
}

test("a week of pairs: as few as tell each step of the clock, at its minute and with its size", () => {
  const facts = createFactsList();
  facts.add(record("kvmstats.host", { boot_id: "a" }));
  for (let minute = 0; minute < 7 * 24 * 60; minute++) {
    // one hour ahead for a minute in the middle of the week, and 2 ms from the last day on
    const hour = minute === 5000 ? 3_600_000n * MS : 0n;
    facts.add(pair(minute, hour + (minute >= 8640 ? 2n * MS : 0n)));
  }
  expect(facts.list.length).toBeLessThan(12);
  const { steps } = clockSteps({ facts: facts.list, start: START });
  expect(steps.map(({ from, to }) => [from / 60, to / 60])).toEqual([
    [expect.closeTo(4999, 3), expect.closeTo(5000, 3)],
    [expect.closeTo(5000, 3), expect.closeTo(5001, 3)],
    [expect.closeTo(8639, 3), expect.closeTo(8640, 3)],
  ]);
  expect(steps.map(({ size }) => Math.round(Number(size) / 1e6))).toEqual([3_600_000, -3_600_000, 2]);
});

test("small errors do not add up to a step that is not told", () => {
  const facts = createFactsList();
  for (let minute = 0; minute < 100; minute++) facts.add(pair(minute, BigInt(minute) * 100_000n));
  const ahead = facts.list.map(({ entries }) => {
    const said = new Map(entries);
    return BigInt(said.get("realtime") ?? "") - BigInt(said.get("monotonic") ?? "");
  });
  for (const [i, each] of ahead.entries()) if (i > 0) expect(each - (ahead[i - 1] ?? 0n)).toBeLessThan(MS);
  expect((ahead.at(-1) ?? 0n) - START).toBeGreaterThan(9n * MS);
});

test("what is no pair of times, and other records, stay as they are; the middle ones go when there are too many", () => {
  const facts = createFactsList();
  const bad = record("kvmstats.clock", { realtime: "soon" });
  for (const each of [pair(0), bad, pair(1), record("other", { a: "b" }), pair(2), pair(3)]) facts.add(each);
  expect(facts.list).toHaveLength(6);
  for (let i = 0; i < 1000; i++) facts.add(record(`r${i}`, { __proto__x: "x".repeat(9000) }));
  const { list } = facts;
  expect(list).toHaveLength(256);
  expect([list[0]?.name, list.at(-1)?.name]).toEqual(["kvmstats.clock", "r999"]);
  expect(list.at(-1)?.entries[0]?.[1]).toHaveLength(4096);
});

test("a recording that takes over another one keeps what both say", () => {
  const [one, two] = [createFactsList(), createFactsList()];
  one.add(record("kvmstats.host", { kernel: "6.1" }));
  two.add(record("kvmstats.host", { kernel: "6.18" }));
  two.add(pair(1));
  const before = one.list;
  one.absorb(two);
  expect(before).toHaveLength(1);
  expect(one.list.map(({ name }) => name)).toEqual(["kvmstats.host", "kvmstats.host", "kvmstats.clock"]);
});
