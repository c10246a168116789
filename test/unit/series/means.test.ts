import { describe, expect, test } from "vitest";
import { meanIn } from "../../../web/chart/held.ts";
import { talliesOf, tallyQuestion } from "../../../web/series/tally.ts";
import { buildDump, INSTANT, LOG_HISTOGRAM } from "../../support/dump-builder.ts";
import { openGiven } from "../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;

/** Uneven: 1 s, 3 s, 2 s, a gap of 20 s, 2 s with a reset, 1 s. Rates 100, 10, 50, none, none, 8. */
const SAMPLES = [
  [0, 1000],
  [1, 1100],
  [4, 1130],
  [6, 1230],
  [26, 9000],
  [28, 40],
  [29, 48],
] as const;
/** 100 + 30 + 100 + 8 in 1 + 3 + 2 + 1 s; the mean of the four rates would be 42. */
const MEAN = 238 / 7;

async function opened() {
  const { info, scanner, ask } = await openGiven(
    SAMPLES.map(([second, value]) => ({
      path: `vcpu0-${START + BigInt(second) * 1_000_000_000n}.bin`,
      bytes: buildDump({
        stats: [
          { name: "exits", values: [BigInt(value)] },
          { name: "pages", type: INSTANT, values: [BigInt(second)] },
          { name: "waits", type: LOG_HISTOGRAM, values: [BigInt(value), 0n] },
        ],
      }),
    })),
  );
  const [source] = info.sources;
  if (source === undefined) throw new Error("nothing opened");
  const range = (stat: string, from: number, to: number) =>
    ask({ kind: "range", source: source.id, stats: [stat], from, to }).stats[0];
  const windowOf = (stat: string, pixels: number) =>
    ask({ kind: "window", source: source.id, stat, element: 0, view: { from: 0, to: 30, pixels } });
  return { source, scanner, range, windowOf };
}

describe("the mean of a rate", () => {
  test("is growth by time over the intervals that have a rate: no gap, no reset", async () => {
    const { range } = await opened();
    expect(range("exits", 0, 29)).toMatchObject({
      weight: 7,
      samples: 4,
      gaps: 1,
      resets: 1,
      min: 8,
      max: 100,
      p50: 10,
    });
    expect(range("exits", 0, 29)?.mean).toBeCloseTo(MEAN, 9);
    const part = range("exits", 0, 6);
    expect((part?.mean ?? 0) * (part?.weight ?? 0)).toBeCloseTo(Number(part?.total), 9);
    expect(range("exits", 6, 28)?.mean).toBeNaN();
  });

  test("is the same of a histogram, of a column, of columns together, and in a comparison", async () => {
    const { source, scanner, range, windowOf } = await opened();
    expect(range("waits", 0, 29)?.mean).toBeCloseTo(MEAN, 9);
    expect(range("waits", 0, 29)?.weight).toBe(7);
    for (const pixels of [1, 2, 3, 40]) {
      const answer = windowOf("exits", pixels);
      expect(answer.weight.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(7, 9);
      expect(meanIn(answer, "rate", { from: 0, to: 30 })).toBeCloseTo(MEAN, 9);
    }
    expect(windowOf("exits", 1).mean[0]).toBeCloseTo(MEAN, 9);
    expect(windowOf("exits", 6).mean[0]).toBeCloseTo(130 / 4, 9);
    const stats = source.stats.filter(({ key }) => key !== "pages");
    const answer = scanner.answer(tallyQuestion(source, stats, { from: 0, to: 29 }));
    for (const tally of talliesOf(source, stats, answer)) {
      expect(tally?.exposure).toBe(7);
      expect(tally?.amount).toBeCloseTo(238, 9);
    }
  });

  test("of a value counts each sample once", async () => {
    const { range, windowOf } = await opened();
    expect(range("pages", 0, 6)).toMatchObject({ mean: 11 / 4, weight: 4, samples: 4 });
    expect(meanIn(windowOf("pages", 40), "value", { from: 0, to: 6 })).toBe(11 / 4);
  });
});
