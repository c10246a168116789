import { expect, test } from "vitest";
import { bySize, type Tally } from "../../../../web/series/difference.ts";
import type { SourceInfo, StatInfo } from "../../../../web/series/model.ts";
import { batchesOf } from "../../../../web/ui/compare/ask-tallies.ts";
import { askedStats, compareSides, sortCompared } from "../../../../web/ui/compare/comparison.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

function stat(key: string, change: Partial<StatInfo> = {}): StatInfo {
  return { key, descriptor: { ...PLAIN, name: key }, changed: true, nonzero: true, ...change };
}

function counted(amount: number): Tally {
  return { amount, exposure: 10, variance: amount, quantum: 1, samples: 10, resets: 0, gaps: 0, counts: null };
}

function side(source: SourceInfo, amounts: Readonly<Record<string, number>>) {
  return [{ source, found: new Map(Object.entries(amounts).map(([key, amount]) => [key, counted(amount)])) }];
}

test("asked is what moved, and values that stand", () => {
  const value = { ...PLAIN, name: "pages", type: "instant" } as const;
  const source = sourceInfo(1, {
    stats: [stat("exits"), stat("still", { changed: false }), stat("pages", { descriptor: value, changed: false })],
  });
  expect(askedStats(source).map(({ key }) => key)).toEqual(["exits", "pages"]);
});

test("a counter that never moved on one side did nothing there; one it does not know is absent", () => {
  const a = sourceInfo(1, { stats: [stat("exits"), stat("polls", { changed: false })] });
  const b = sourceInfo(2, { stats: [stat("exits"), stat("polls"), stat("new")] });
  const list = compareSides(side(a, { exits: 1000 }), side(b, { exits: 4000, polls: 1000, new: 9 }));
  const of = (key: string) => list.find((each) => each.key === key)?.difference;
  expect(of("exits")?.ratio).toBe(4);
  expect(of("polls")).toMatchObject({ a: 0, b: 100, absent: null, ratio: Number.POSITIVE_INFINITY });
  expect(of("new")).toMatchObject({ absent: "a", score: 0 });
  const sorted = sortCompared(list, { column: "score", descending: true }, bySize);
  expect(sorted.map(({ key }) => key)).toEqual(["polls", "exits", "new"]);
  expect(sortCompared(list, { column: "name", descending: false }, bySize).map(({ key }) => key)).toEqual([
    "exits",
    "new",
    "polls",
  ]);
  expect(sortCompared(list, { column: "b", descending: true }, bySize)[0]?.key).toBe("exits");
});

test("several sources of a side are one: their rates add up", () => {
  const [one, two] = [sourceInfo(1, { stats: [stat("exits")] }), sourceInfo(2, { stats: [stat("exits")] })];
  const [row] = compareSides([...side(one, { exits: 100 }), ...side(two, { exits: 300 })], side(one, { exits: 100 }));
  expect(row?.difference).toMatchObject({ a: 40, b: 10 });
});

test("a histogram of many samples is asked for alone", () => {
  const histogram = stat("wait", { descriptor: { ...PLAIN, type: "log-histogram", size: 34 } });
  const stats = [stat("a"), histogram, stat("b"), stat("c")];
  const job = { source: sourceInfo(1, { samples: 10_000 }), stats, range: { from: 0, to: 1 } };
  expect(batchesOf(job).map((batch) => batch.map(({ key }) => key))).toEqual([["a"], ["wait"], ["b", "c"]]);
});

test("statistics are asked for in groups that grow smaller the longer the recording", () => {
  const stats = Array.from({ length: 25 }, (_, i) => stat(`s${i}`));
  const range = { from: 0, to: 1 };
  const sizes = (samples: number) =>
    batchesOf({ source: sourceInfo(1, { samples }), stats, range }).map(({ length }) => length);
  expect(sizes(100)).toEqual([25]);
  expect(sizes(10_000)).toEqual([5, 5, 5, 5, 5]);
  expect(sizes(1_000_000)).toHaveLength(25);
});
