import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bySize, difference, type Tally } from "../../../web/series/difference.ts";
import type { SourceInfo } from "../../../web/series/model.ts";
import { talliesOf, tallyQuestion } from "../../../web/series/tally.ts";
import { buildDump, INSTANT, LOG_HISTOGRAM } from "../../support/dump-builder.ts";
import { type Given, type Opened, openGiven } from "../../support/opened.ts";

const START = 1_600_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

function dump(second: number, values: { exits: number; pages: number; waits: readonly number[] }): Given {
  const stats = [
    { name: "exits", values: [BigInt(values.exits)] },
    { name: "pages", type: INSTANT, values: [BigInt(values.pages)] },
    { name: "wait", type: LOG_HISTOGRAM, values: values.waits.map(BigInt) },
  ];
  return { path: `${START + BigInt(second) * SECOND}.bin`, bytes: buildDump({ stats }) };
}

function ask(opened: Opened, source: SourceInfo, from: number, to: number): ReadonlyMap<string, Tally | null> {
  const { stats } = source;
  const answer = opened.scanner.answer(tallyQuestion(source, stats, { from, to }));
  const tallies = talliesOf(source, stats, answer);
  return new Map(stats.map(({ key }, index) => [key, tallies[index] ?? null]));
}

test("a range of a small recording, counted by hand", async () => {
  const opened = await openGiven([
    dump(0, { exits: 100, pages: 10, waits: [0, 0, 0] }),
    dump(1, { exits: 104, pages: 10, waits: [1, 0, 0] }),
    dump(2, { exits: 110, pages: 14, waits: [1, 2, 0] }),
    // the VM was started again
    dump(3, { exits: 5, pages: 3, waits: [0, 0, 0] }),
    dump(4, { exits: 7, pages: 3, waits: [0, 0, 9] }),
  ]);
  const [source] = opened.info.sources as [SourceInfo];
  const before = ask(opened, source, 0, 2);
  expect(before.get("exits")).toMatchObject({ amount: 10, exposure: 2, quantum: 1, resets: 0, samples: 2 });
  expect(before.get("pages")?.amount).toBeCloseTo(34 / 3, 9);
  expect(before.get("wait")).toMatchObject({ amount: 3, exposure: 2, counts: [1n, 2n, 0n], resets: 0 });
  const after = ask(opened, source, 2, 4);
  // the interval of the reset has no rate: one second is left
  expect(after.get("exits")).toMatchObject({ amount: 2, exposure: 1, resets: 1 });
  expect(after.get("wait")?.resets).toBe(1);
  const beyond = ask(opened, source, 8, 9);
  expect([...beyond.values()]).toEqual([null, null, null]);
});

test("a histogram is as fast as the counter of its entries, over gaps, resets and whatever the sampling", async () => {
  // one entry every half second: dumps a second apart, then 2.5 s, then 50 s, then one bucket falls and the other stays
  const halves = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 245, 250, 255, 260];
  const files = halves.map((half, i): Given => {
    const [short, long] = [half >> 1, half - (half >> 1)];
    const stats = [
      { name: "waits", values: [BigInt(half)] },
      { name: "wait", type: LOG_HISTOGRAM, values: [BigInt(short + (i > 17 ? 0 : 1000)), BigInt(long + 4000)] },
    ];
    return { path: `${START + (BigInt(half) * SECOND) / 2n}.bin`, bytes: buildDump({ stats }) };
  });
  const opened = await openGiven(files);
  const [source] = opened.info.sources as [SourceInfo];
  for (const [from, to] of [
    [0, 10],
    [10, 22.5],
    [10, 125],
    [10, 130],
  ] as const) {
    const found = ask(opened, source, from, to);
    const [counter, histogram] = [found.get("waits"), found.get("wait")];
    expect((counter?.amount ?? 0) / (counter?.exposure ?? 0)).toBeCloseTo(2, 6);
    expect((histogram?.amount ?? 0) / (histogram?.exposure ?? 0)).toBeCloseTo(2, 6);
    expect(histogram?.resets).toBe(to === 130 ? 1 : 0);
  }
});

test("the burst of the sample: its clear changes come first, the rest is in order and not absent", async () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../../web/public/sample.mcap", import.meta.url)));
  const opened = await openGiven([{ path: "sample.mcap", bytes }]);
  const rows = opened.info.sources.flatMap((source) => {
    const [before, during] = [ask(opened, source, 0, 20), ask(opened, source, 20, 30)];
    return source.stats.map(({ key, descriptor }) => ({
      name: `${source.label} ${key}`,
      difference: difference(before.get(key) ?? null, during.get(key) ?? null, descriptor.type),
    }));
  });
  rows.sort((a, b) => bySize(a.difference, b.difference));
  const names = rows.map(({ name }) => name);
  // at 20 s the guest's other CPUs begin to sleep and to wake: from nothing to 30 a second
  expect(names.slice(0, 12)).toEqual(expect.arrayContaining(["vcpu-1 halt_exits", "vcpu-1 irq_injections"]));
  expect(rows.slice(0, 12).every(({ difference: { certain, score } }) => certain > 8 && score > 3)).toBe(true);
  expect(names.indexOf("vcpu-0 halt_attempted_poll")).toBeGreaterThan(30);
  const still = rows.filter(({ difference: { a, b } }) => a === 0 && b === 0);
  expect(still.length).toBeGreaterThan(100);
  expect(still.every(({ difference: { score, ratio } }) => score === 0 && ratio === 1)).toBe(true);
});
