import { expect, test } from "vitest";
import { MARK_ABSENT } from "../../../assembly/layout.ts";
import { buildDump, INSTANT, LOG_HISTOGRAM } from "../../support/dump-builder.ts";
import { type Given, openGiven } from "../../support/opened.ts";

const START = 1_600_000_000_123_456_789n;
const SECOND = 1_000_000_000n;

function dump(time: bigint, exits: bigint): Given {
  const stats = [
    { name: "exits", values: [exits] },
    { name: "pages", type: INSTANT, values: [exits] },
    { name: "wait", type: LOG_HISTOGRAM, values: [exits, 2n * exits] },
  ];
  return { path: `${time}.bin`, bytes: buildDump({ stats }) };
}

test("years after the start, where f64 seconds are coarser than ns, a sample is still found at its own time", async () => {
  const far = START + 900n * 86_400n * SECOND;
  const times = [START, ...Array.from({ length: 50 }, (_, i) => far + BigInt(i) * 100_000_003n)];
  const { info, ask } = await openGiven(times.map((time, i) => dump(time, BigInt(i))));
  const sources = info.sources.map(({ id }) => id);
  const forward: number[] = [0];
  for (let time: number | null = 0; time !== null && forward.length < 100; ) {
    time = ask({ kind: "step", sources, time, direction: 1 }).time;
    if (time !== null) forward.push(time);
  }
  expect(forward).toHaveLength(times.length);
  const samples = forward.map((time) => ask({ kind: "sample", sources, time }).reads[0]?.sample);
  expect(samples).toEqual(times.map((_, i) => i));
  const back = forward.slice(1).map((time) => ask({ kind: "step", sources, time, direction: -1 }).time);
  expect(back).toEqual(forward.slice(0, -1));
});

test("a range is what happened between its two ends: all of a recording adds up to last minus first", async () => {
  const { info, ask } = await openGiven([0n, 1n, 2n, 3n].map((i) => dump(START + i * SECOND, 10n + i * i)));
  const [{ id = 0, from = 0, to = 0 } = {}] = info.sources;
  const range = (stat: string, a: number, b: number) =>
    ask({ kind: "range", source: id, stats: [stat], from: a, to: b }).stats[0];
  expect(range("exits", from, to)).toMatchObject({ total: 9n, samples: 3, max: 5 });
  // a rate belongs to the time before its sample
  expect(range("exits", 1, 2)).toMatchObject({ total: 3n, samples: 1, min: 3, max: 3 });
  expect(range("pages", 1, 2)).toMatchObject({ total: null, samples: 2, min: 11, max: 14 });
  const { total } = ask({ kind: "histogram", source: id, stat: "wait", view: { from, to, pixels: 1 } });
  expect([...total]).toEqual([9n, 18n]);
});

test("a value that lies beyond 4 GiB of the data block is absent, not what lies at its offset modulo 2^32", async () => {
  const stats = [{ name: "far", type: LOG_HISTOGRAM, offset: 2 ** 32 - 8, size: 2, values: [] }];
  const files = [0n, 1n].map((i) => ({
    path: `${START + i * SECOND}.bin`,
    bytes: buildDump({ stats: [{ name: "exits", values: [7n] }, ...stats] }),
  }));
  const { info, ask } = await openGiven(files);
  const [{ id = 0 } = {}] = info.sources;
  const view = { from: 0, to: 2, pixels: 10 };
  const { points } = ask({ kind: "window", source: id, stat: "far", element: 1, view });
  expect(points?.marks.every((mark) => (mark & MARK_ABSENT) !== 0)).toBe(true);
});

test("a source that memory has no room for says so when it is asked, and takes nothing from the others", async () => {
  const { engine, recording, scanner } = await openGiven([0n, 1n].map((i) => dump(START + i * SECOND, i)));
  const { sources } = recording.snapshot();
  const [source] = sources;
  if (!source) throw new Error("nothing opened");
  const { alloc } = engine.arena;
  engine.arena.alloc = () => {
    throw new RangeError("Cannot hold more samples: none left");
  };
  scanner.apply({ kind: "sources", sources });
  const question = { kind: "step", sources: [source.source], time: 0, direction: 1 } as const;
  expect(() => scanner.answer(question)).toThrow("Cannot hold more samples: none left");
  engine.arena.alloc = alloc;
  scanner.apply({ kind: "sources", sources });
  expect(scanner.answer(question)).toEqual({ kind: "step", time: 1 });
});

test("columns that memory has no room for leave nothing behind", async () => {
  const { engine, info, ask } = await openGiven([0n, 1n].map((i) => dump(START + i * SECOND, i)));
  const [{ id = 0 } = {}] = info.sources;
  const { alloc, free } = engine.arena;
  let held = 0;
  let left = 1;
  engine.arena.alloc = (bytes) => {
    if (left-- <= 0) throw new RangeError("Cannot hold more samples: none left");
    held += bytes;
    return alloc(bytes);
  };
  engine.arena.free = (address, bytes) => {
    held -= bytes;
    free(address, bytes);
  };
  const question = { kind: "histogram", source: id, stat: "wait", view: { from: 0, to: 2, pixels: 4 } } as const;
  expect(() => ask(question)).toThrow("none left");
  expect(held).toBe(0);
});

test("years after the start a histogram of one column counts what a range counts, its last sample too", async () => {
  const far = START + 900n * 86_400n * SECOND;
  const times = [START, ...Array.from({ length: 50 }, (_, i) => far + BigInt(i) * 100_000_003n)];
  const { info, ask } = await openGiven(times.map((time, i) => dump(time, BigInt(i))));
  const [{ id: source = 0 } = {}] = info.sources;
  for (const time of times.slice(1)) {
    const to = Number(time - START) / 1e9;
    const [range] = ask({ kind: "range", source, stats: ["wait"], from: 0, to }).stats;
    const { total } = ask({ kind: "histogram", source, stat: "wait", view: { from: 0, to, pixels: 1 } });
    expect(total[0]).toBe(BigInt(times.indexOf(time)));
    expect(range?.total).toBe(3n * BigInt(times.indexOf(time)));
  }
  const nothing = ask({ kind: "histogram", source, stat: "wait", view: { from: 1, to: 2, pixels: 1 } });
  expect([...nothing.total]).toEqual([0n, 0n]);
});
