import { expect, test } from "vitest";
import type { FactsInfo } from "../../../../web/series/model.ts";
import { clockSteps } from "../../../../web/ui/quality/clock-steps.ts";

const START = 1_790_000_000_000_000_000n;
const MINUTE = 60_000_000_000n;
const MS = 1_000_000n;

/** A pair `minutes` after the start, the clock `ahead` ns of where it was. */
function pair(minutes: number, ahead = 0n, uptime = 0n): FactsInfo {
  const passed = BigInt(minutes) * MINUTE;
  return clock(String(START + passed + ahead), String(uptime + passed));
}

function clock(realtime: string, monotonic: string): FactsInfo {
  return {
    name: "kvmstats.clock",
    entries: [
      ["realtime", realtime],
      ["monotonic", monotonic],
    ],
  };
}

function boot(id: string | null): FactsInfo {
  return { name: "kvmstats.host", entries: id === null ? [] : [["boot_id", id]] };
}

function steps(...facts: FactsInfo[]) {
  return clockSteps({ facts, start: START }).steps;
}

test("a step over 1 ms is told with its time and its exact size", () => {
  expect(steps(boot("a"), pair(0), pair(1, MS), pair(2, -5000n * MS), pair(3, -5000n * MS))).toEqual([
    { from: 60, to: 120, size: -5001n * MS },
  ]);
  expect(steps(pair(0), pair(1, MS + 1n))).toEqual([{ from: 0, to: 60, size: MS + 1n }]);
  expect(clockSteps({ facts: [pair(0), pair(1), pair(2)], start: START })).toEqual({ steps: [], compared: 2 });
});

test("pairs of another boot are not compared; those of the same one are, whatever came in between", () => {
  const later = pair(9, 0n, 77n * MINUTE);
  expect(steps(boot("a"), pair(0), boot("b"), later)).toEqual([]);
  expect(steps(boot(null), pair(0), boot(null), later)).toEqual([]);
  expect(steps(boot("a"), pair(0), boot("b"), later, boot("a"), pair(1, 7n * MS))).toEqual([
    { from: 0, to: 60, size: 7n * MS },
  ]);
  // files dropped in any order
  expect(steps(boot("a"), pair(1, 7n * MS), pair(0))).toEqual([{ from: 0, to: 60, size: 7n * MS }]);
});

test("what is no pair of times is passed over", () => {
  const bad = [clock("", ""), clock("soon", "1"), clock("-1", "1"), clock("1".repeat(4000), "1"), clock("1e9", "2")];
  expect(clockSteps({ facts: [...bad, pair(0), ...bad, pair(1)], start: START })).toEqual({ steps: [], compared: 1 });
  expect(clockSteps({ facts: bad, start: null })).toEqual({ steps: [], compared: 0 });
});
