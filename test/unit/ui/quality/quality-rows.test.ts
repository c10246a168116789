import { expect, test } from "vitest";
import type { QualityAnswer, RecordingInfo } from "../../../../web/series/model.ts";
import { countText, qualityKinds, statName, stretchAround } from "../../../../web/ui/quality/quality-rows.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

const NONE = { count: 0, first: [] };

function answer(source: number, change: Partial<QualityAnswer> = {}): QualityAnswer {
  return {
    kind: "quality",
    source,
    samples: 5,
    rounds: NONE,
    gaps: NONE,
    late: NONE,
    resets: NONE,
    short: NONE,
    impossible: NONE,
    missing: NONE,
    ...change,
  };
}

const info = {
  sources: [sourceInfo(0), sourceInfo(1)],
  findings: [
    {
      rule: "bool-value",
      severity: "warning",
      from: 0,
      to: 8,
      expected: "0 or 1",
      found: "2\u202e",
      path: "a.bin",
      source: 1,
      time: 0.5,
    },
  ],
  findingCount: 7,
  facts: [],
  start: 0n,
} as unknown as RecordingInfo;

function rowsOf(id: string, answers: readonly QualityAnswer[]) {
  const kind = qualityKinds(info, answers).find((each) => each.id === id);
  if (!kind) throw new Error(`no ${id}`);
  return { count: kind.count, rows: kind.rows.map(({ source, text, at }) => [source?.id, at?.from, text]) };
}

test("every kind is there, found or not", () => {
  expect(qualityKinds(info, []).map(({ id, count }) => [id, count])).toEqual([
    ["resets", 0],
    ["impossible", 0],
    ["rounds", 0],
    ["gaps", 0],
    ["missing", 0],
    ["short", 0],
    ["late", 0],
    ["clock", 0],
    ["disturbed", 0],
    ["findings", 7],
  ]);
});

test("the places of all sources in time order, counted with those that are not listed", () => {
  const answers = [
    answer(0, { gaps: { count: 500, first: [{ from: 3, to: 5 }] } }),
    answer(1, { gaps: { count: 1, first: [{ from: 1, to: 2 }] } }),
    answer(9, { gaps: { count: 1, first: [{ from: 0, to: 2 }] } }),
  ];
  expect(rowsOf("gaps", answers)).toEqual({
    count: 501,
    rows: [
      [1, 1, "1\u00a0s without a sample, usually 250\u00a0ms"],
      [0, 3, "2\u00a0s without a sample, usually 250\u00a0ms"],
    ],
  });
});

test("a step of the clock is a place in no source", () => {
  const pairs = [
    ["1000000000", "0"],
    ["62500000000", "60000000000"],
    ["120000000000", "120000000000"],
  ] as const;
  const facts = pairs.map(([realtime, monotonic]) => ({
    name: "kvmstats.clock",
    entries: Object.entries({ realtime, monotonic }),
  }));
  const stepped = { ...info, facts, start: 1_000_000_000n } as RecordingInfo;
  const kind = qualityKinds(stepped, []).find(({ id }) => id === "clock");
  expect(kind?.rows.map(({ source, at, text }) => [source, at, text])).toEqual([
    [null, { from: 0, to: 60 }, "the clock went 1.5\u00a0s ahead: it was set, or the host was asleep"],
    [null, { from: 60, to: 120 }, "the clock went 2.5\u00a0s back: it was set"],
  ]);
});

test("what befell several sources at once is one row", () => {
  const gap = (from: number, to: number) => ({ count: 1, first: [{ from, to }] });
  const answers = [answer(0, { gaps: gap(1, 2) }), answer(1, { gaps: gap(1.1, 2.2) })];
  const gaps = qualityKinds(info, answers).find(({ id }) => id === "gaps");
  expect(gaps).toMatchObject({ count: 2, unlisted: 0, rows: [{ at: { from: 1, to: 2 }, others: 1 }] });
  expect(gaps && countText(gaps)).toBe("2 in 1 row");
  const apart = [answer(0, { gaps: gap(1, 2) }), answer(1, { gaps: gap(1.9, 2.9) })];
  const separate = qualityKinds(info, apart).find(({ id }) => id === "gaps");
  expect(separate?.rows).toHaveLength(2);
  expect(separate && countText(separate)).toBe("2");
  const same = [answer(0, { gaps: { count: 9, first: [...gap(1, 2).first, ...gap(1.1, 2).first] } })];
  expect(qualityKinds(info, same).find(({ id }) => id === "gaps")).toMatchObject({ unlisted: 7, rows: [{}, {}] });
});

test("missing rounds are counted apart from gaps of which only the time tells", () => {
  const first = [
    { from: 0, to: 0.5, rounds: 1, more: false },
    { from: 1, to: 2, rounds: 3, more: false },
    { from: 3, to: 99, rounds: 255, more: true },
  ];
  expect(rowsOf("rounds", [answer(0, { rounds: { count: 3, first } })]).rows.map(([, , text]) => text)).toEqual([
    "1 round is missing in 500\u00a0ms",
    "3 rounds are missing in 1\u00a0s",
    "255 rounds or more are missing in 1:36.0",
  ]);
});

test("a source that begins later than others is told from one with a hole", () => {
  const first = [
    { from: -1, to: 0, samples: 4 },
    { from: 0.25, to: 0.5, samples: 1 },
    { from: 1, to: 3, samples: 8 },
  ];
  expect(rowsOf("missing", [answer(0, { missing: { count: 3, first } })]).rows.map(([, , text]) => text)).toEqual([
    "begins 1\u00a0s later; another source of the VM has 4 samples before",
    "not recorded for 250\u00a0ms; another source of the VM has 1 sample there",
    "ends 2\u00a0s earlier; another source of the VM has 8 samples after that",
  ]);
});

test("an impossible value says what was found, what was expected and by how much it is off", () => {
  const run = { from: 1, to: 2, samples: 2, against: "", relation: "at most", stat: "x" } as const;
  const identity = { ...run, rule: "identity", samples: 1, stat: "halt_poll_success_hist" } as const;
  const first: QualityAnswer["impossible"]["first"] = [
    { ...run, rule: "boolean", worst: { time: 1, found: 2n, expected: 1n } },
    { ...run, rule: "negative", worst: { time: 1, found: 2n ** 64n - 3n, expected: 2n ** 63n - 1n } },
    { ...identity, against: "a - b", relation: "equal", worst: { time: 1, found: 1n, expected: 1234n } },
    { ...identity, against: "a", worst: { time: 1, found: 100n, expected: 60n } },
  ];
  expect(rowsOf("impossible", [answer(0, { impossible: { count: 4, first } })]).rows.map(([, , text]) => text)).toEqual(
    [
      "2, expected 0 or 1, in 2 samples",
      "\u22123, expected 0 or more, in 2 samples",
      "1, expected a - b = 1\u2009234: 1\u2009233 too few",
      "100, expected at most a = 60: 40 too many",
    ],
  );
});

test("a finding is a place too, and hostile text is shown as text", () => {
  expect(rowsOf("findings", []).rows).toEqual([
    [1, 0.5, "warning, rule bool-value: expected 0 or 1, found 2\\u202e, in a.bin"],
  ]);
  const source = sourceInfo(0, {
    stats: [{ key: "x\x001", descriptor: { ...PLAIN, name: "x" }, changed: true, nonzero: true }],
  });
  expect(statName(source, "x\x001")).toBe("x");
});

test("the charts show the surroundings of a place", () => {
  expect(stretchAround({ from: 10, to: 10 }, 0.1)).toEqual({ from: 8, to: 12 });
  expect(stretchAround({ from: 10, to: 20 }, 0.1)).toEqual({ from: 0, to: 30 });
});
