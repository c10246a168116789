import { describe, expect, it } from "vitest";
import type { RangeStat } from "../../../../web/series/model.ts";
import { planChart } from "../../../../web/ui/charts/chart-data.ts";
import { deltaQuestions, markerDeltas } from "../../../../web/ui/charts/marker-deltas.ts";
import { rangeColumns } from "../../../../web/ui/charts/range-columns.ts";
import { BOOLEAN, buildDump, INSTANT, LOG_HISTOGRAM } from "../../../support/dump-builder.ts";
import { type Opened, openGiven } from "../../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;

/** One number of each kind, a sample a second. The counter begins anew before the sample at 4 s. */
async function opened(): Promise<Opened> {
  const exits = [100n, 200n, 350n, 400n, 30n, 90n];
  const pages = [10n, 12n, 12n, 7n, 5n, 5n];
  return openGiven(
    exits.map((value, i) => ({
      path: `vcpu0-${START + BigInt(i) * 1_000_000_000n}.bin`,
      bytes: buildDump({
        stats: [
          { name: "exits", values: [value] },
          { name: "pages", type: INSTANT, values: [pages[i] ?? 0n] },
          { name: "blocking", type: INSTANT, unit: BOOLEAN, values: [BigInt(i % 2)] },
          { name: "waits", type: LOG_HISTOGRAM, values: [BigInt(i), BigInt(2 * i)] },
        ],
      }),
    })),
  );
}

async function deltas(key: string, from: number, to: number) {
  const { info, ask } = await opened();
  const [source] = info.sources;
  const plan = source && planChart({ scope: source.scope, key }, info, new Set([source.id]));
  if (!plan) throw new Error(`no plan for ${key}`);
  const [delta] = markerDeltas(
    plan,
    deltaQuestions(plan, { from, to }).map((question) => ask(question)),
  );
  return [delta?.change, delta?.mean].map((text) => text?.replaceAll("\u00a0", " "));
}

describe("between the markers", () => {
  it("a counter has its exact growth and the mean rate of the samples that hold at the markers", async () => {
    expect(await deltas("exits", 1, 3)).toEqual(["+200", "100/s"]);
    // the samples at 1 s and at 3 s hold here too
    expect(await deltas("exits", 1.2, 3.9)).toEqual(["+200", "100/s"]);
  });

  it("after a reset the growth is a lower bound, the mean that of the intervals that have a rate", async () => {
    expect(await deltas("exits", 2, 5)).toEqual(["≥ +140", "55/s"]);
  });

  it("a value has the difference with its sign, and its mean", async () => {
    expect(await deltas("pages", 0, 2)).toEqual(["+2", "mean 11.3"]);
    expect(await deltas("pages", 2, 4)).toEqual(["\u22127", "mean 8"]);
    expect(await deltas("pages", 4, 5)).toEqual(["±0", "mean 5"]);
  });

  it("yes or no has the share of its samples, a histogram the growth of all buckets", async () => {
    expect(await deltas("blocking", 0, 3)).toEqual(["on 50 %", ""]);
    expect(await deltas("waits", 1, 4)).toEqual(["+9", "3/s"]);
  });

  it("nothing is known before the first sample", async () => {
    expect(await deltas("pages", -2, -1)).toEqual(["–", ""]);
  });
});

describe("the statistics of a range", () => {
  const stat: RangeStat = {
    key: "exits",
    samples: 5,
    min: 0,
    max: 1234.5,
    mean: 100.25,
    p50: 90,
    p99: 1234.5,
    deviation: 1,
    weight: 5,
    total: 12_345_678_901_234_567_890n,
    resets: 0,
    gaps: 1,
  };

  async function columns(key: string, of: RangeStat) {
    const { info } = await opened();
    const [source] = info.sources;
    const plan = source && planChart({ scope: source.scope, key }, info, new Set([source.id]));
    if (!plan || plan.kind === "heatmap") throw new Error(`no plan for ${key}`);
    return rangeColumns(plan).map(({ title, text, exact }) => [title, text(of).replaceAll("\u00a0", " "), exact(of)]);
  }

  it("of a counter end with its exact total, at least that after a reset", async () => {
    expect((await columns("exits", stat)).slice(-4)).toEqual([
      ["Maximum", "1.23 k/s", "1234.5"],
      ["Resets", "0", "0"],
      ["Gaps", "1", "1"],
      ["Total", "12.3 E", "12345678901234567890"],
    ]);
    expect((await columns("exits", { ...stat, resets: 2 })).at(-1)).toEqual([
      "Total",
      "≥ 12.3 E",
      "≥ 12345678901234567890",
    ]);
  });

  it("of a value have no total, of yes or no the share", async () => {
    const value = { ...stat, total: null };
    expect((await columns("pages", value)).map(([title]) => title)).toEqual([
      "Minimum",
      "Mean",
      "p50",
      "p99",
      "Maximum",
      "Gaps",
      "Samples",
    ]);
    expect(await columns("blocking", { ...value, mean: 0.25 })).toEqual([
      ["On", "25 %", "0.25"],
      ["Gaps", "1", "1"],
      ["Samples", "5", "5"],
    ]);
  });
});
