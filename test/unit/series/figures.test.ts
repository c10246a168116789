import { expect, test } from "vitest";
import { MARK_FIRST, MARK_GAP, MARK_RESET } from "../../../assembly/layout.ts";
import { valueAt } from "../../../web/format/stats-file.ts";
import { FIGURES, figureMoves, figureOf, figuresOf, figureTotal } from "../../../web/series/figures.ts";
import type { SampleRead, SourceInfo } from "../../../web/series/model.ts";
import { descriptorsOf } from "../../../web/ui/table/reading.ts";
import { buildDump, INSTANT } from "../../support/dump-builder.ts";
import { fixture } from "../../support/fixtures.ts";
import { type Given, type Opened, openGiven } from "../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;
const sample = openGiven([{ path: "x86_64-linux-6.1-svm.tar.gz", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") }]);

/** Dumps a second apart of statistics with these values. */
function series(rows: readonly Readonly<Record<string, bigint>>[], type = 0): Given[] {
  return rows.map((row, i) => ({
    path: `${START + BigInt(i) * SECOND}.bin`,
    bytes: buildDump({
      id: type === INSTANT ? "kvm-1" : "kvm-1/vcpu-0",
      stats: Object.entries(row).map(([name, value]) => ({ name, type, values: [value] })),
    }),
  }));
}

function figure(id: string) {
  const found = figureOf(`\0${id}`);
  if (!found) throw new Error(`no figure ${id}`);
  return found;
}

function windowOf({ ask }: Opened, source: SourceInfo, id: string, pixels: number) {
  const view = { from: source.from, to: source.to + 1e-6, pixels };
  return ask({ kind: "window", source: source.id, stat: `\0${id}`, element: 0, view });
}

function rangeOf({ ask }: Opened, source: SourceInfo, id: string, from = source.from, to = source.to) {
  const [stat] = ask({ kind: "range", source: source.id, stats: [`\0${id}`], from, to }).stats;
  if (!stat) throw new Error("no answer");
  return stat;
}

/** Samples of a source decoded one by one, and whether a rate belongs to the interval before each. */
function walk({ ask }: Opened, source: SourceInfo) {
  const view = { from: source.from, to: source.to + 1e-6, pixels: source.samples };
  const { points } = ask({ kind: "window", source: source.id, stat: "halt_poll_fail_ns", element: 0, view });
  if (!points) throw new Error("no points");
  const reads = [...points.time].map(
    (time) => ask({ kind: "sample", sources: [source.id], time }).reads[0] as SampleRead,
  );
  const columns = new Map<string, readonly bigint[]>();
  /** Sum of a statistic's values at each sample. */
  function totals(name: string): readonly bigint[] {
    const known = columns.get(name);
    if (known) return known;
    const made = reads.map(({ data, generation }) => {
      const table = source.generations[generation]?.table;
      const descriptor = table && descriptorsOf(table).get(name);
      if (!table || !descriptor) throw new Error(`no ${name}`);
      const values = Array.from({ length: descriptor.size }, (_, i) => valueAt(data, descriptor, i, table.order) ?? 0n);
      return values.reduce((sum, value) => sum + value, 0n);
    });
    columns.set(name, made);
    return made;
  }
  const inside = (from: number, to: number) =>
    [...points.time.keys()].filter(
      (i) => (points.time[i] ?? 0) > from && (points.time[i] ?? 0) <= to && !Number.isNaN(points.value[i]),
    );
  return {
    times: points.time,
    /** What a statistic grew by in the intervals that end in (from, to] and are no gap. */
    growth: (name: string, from = source.from, to = source.to) =>
      Number(inside(from, to).reduce((sum, i) => sum + (totals(name)[i] ?? 0n) - (totals(name)[i - 1] ?? 0n), 0n)),
    seconds: (from = source.from, to = source.to) =>
      inside(from, to).reduce((sum, i) => sum + (points.time[i] ?? 0) - (points.time[i - 1] ?? 0), 0),
  };
}

/** Equal but for the rounding of a few thousand additions. NaN is NaN, and 0 is 0. */
function expectNear(value: number, expected: number): void {
  if (Number.isNaN(expected) || expected === 0) expect(value).toBe(expected);
  else expect(value / expected).toBeCloseTo(1, 9);
}

test("keys are no names, ids and names differ", () => {
  for (const { key, id } of FIGURES) expect(key).toBe(`\0${id}`);
  expect(new Set(FIGURES.map(({ id }) => id)).size).toBe(FIGURES.length);
  expect(new Set(FIGURES.map(({ name }) => name)).size).toBe(FIGURES.length);
  expect(figureOf("exits")).toBeUndefined();
});

test("the sample's vCPUs and its VM have every figure of their scope that their kernel's statistics allow", async () => {
  const { source } = await sample;
  const ids = (label: string) => figuresOf(source(label)).map(({ id }) => id);
  expect(ids("vcpu-0")).toEqual(FIGURES.filter(({ scope }) => scope === "vcpu").map(({ id }) => id));
  expect(ids("vm")).toEqual(FIGURES.filter(({ scope }) => scope === "vm").map(({ id }) => id));
  expect(figureMoves(figure("asleep"), source("vcpu-0"))).toBe(true);
  expect(figureMoves(figure("yield-success"), source("vcpu-0"))).toBe(false);
});

test("a range's mean is the quotient of what its statistics grew by", async () => {
  const opened = await sample;
  for (const label of ["vcpu-0", "vcpu-1"]) {
    const source = opened.source(label);
    const { growth, seconds } = walk(opened, source);
    const check = (id: string, expected: number) => expectNear(rangeOf(opened, source, id).mean, expected);
    const ns = seconds() * 1e9;
    check("poll-success", growth("halt_successful_poll") / growth("halt_attempted_poll"));
    check("poll-waste", growth("halt_poll_fail_ns") / ns);
    const both = growth("halt_poll_fail_ns") + growth("halt_poll_success_ns");
    check("poll-cpu", both / ns);
    check("mean-sleep", growth("halt_wait_ns") / growth("halt_wait_hist"));
    check("sleeps", growth("halt_wait_hist") / seconds());
    check("mean-poll", growth("halt_poll_success_ns") / growth("halt_successful_poll"));
  }
});

test("a pixel's mean is the quotient of its sums at any zoom, its extremes are those of the samples", async () => {
  const opened = await sample;
  const source = opened.source("vcpu-0");
  const { growth, times } = walk(opened, source);
  const { points } = windowOf(opened, source, "mean-sleep", source.samples);
  if (!points) throw new Error("no points");
  for (const pixels of [1, 7, 100]) {
    const answer = windowOf(opened, source, "mean-sleep", pixels);
    const width = (answer.to - answer.from) / pixels;
    let counted = 0;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const inside = [...times.keys()].filter((i) => Math.floor(((times[i] ?? 0) - answer.from) / width) === pixel);
      const values = inside.map((i) => points.value[i] ?? Number.NaN).filter((value) => !Number.isNaN(value));
      expect(answer.count[pixel]).toBe(values.length);
      if (values.length === 0) continue;
      counted += values.length;
      const from = times[(inside[0] ?? 0) - 1] ?? source.from;
      const to = times[inside.at(-1) ?? 0] ?? 0;
      const expected = growth("halt_wait_ns", from, to) / growth("halt_wait_hist", from, to);
      expectNear(answer.mean[pixel] ?? 0, expected);
      expectNear(rangeOf(opened, source, "mean-sleep", from, to).mean, expected);
      expect([answer.min[pixel], answer.max[pixel]]).toEqual([Math.min(...values), Math.max(...values)]);
    }
    expect(counted).toBeGreaterThan(900);
  }
});

test("time asleep never passes 100 %, where its counter taken naively reaches 17,000 %", async () => {
  const opened = await sample;
  let naive = 0;
  for (const label of ["vcpu-0", "vcpu-1"]) {
    const source = opened.source(label);
    const [rate] = opened.ask({
      kind: "range",
      source: source.id,
      stats: ["halt_wait_ns"],
      from: source.from,
      to: source.to,
    }).stats;
    naive = Math.max(naive, (rate?.max ?? 0) / 1e9);
    const { max, min, mean } = rangeOf(opened, source, "asleep");
    expect(max).toBeLessThanOrEqual(1.001);
    expect(min).toBeGreaterThanOrEqual(0);
    // all that was booked, but for gaps, sleeps from before the recording and the one still under way
    const booked = Number(rate?.total ?? 0n) / 1e9 / (source.to - source.from);
    expect(Math.abs(mean - booked)).toBeLessThan(0.05);
  }
  expect(naive).toBeGreaterThan(100);
});

test("nothing grew below: no value, but also no break; a reset and a gap are marked", async () => {
  const rows = [10n, 20n, 20n, 30n, 4n, 8n].map((tried) => ({
    halt_successful_poll: tried / 2n,
    halt_attempted_poll: tried,
  }));
  const opened = await openGiven(series(rows));
  const source = opened.source("vcpu-0");
  const { points, mean } = windowOf(opened, source, "poll-success", 3);
  expect([...(points?.value ?? [])]).toEqual([Number.NaN, 0.5, Number.NaN, 0.5, Number.NaN, 0.5]);
  expect([...(points?.marks ?? [])]).toEqual([MARK_FIRST, 0, 0, 0, MARK_RESET, 0]);
  expect([...mean]).toEqual([0.5, 0.5, 0.5]);
  expect(rangeOf(opened, source, "poll-success")).toMatchObject({ samples: 3, mean: 0.5, resets: 1, total: null });

  const holed = await openGiven(series(rows.concat(rows, rows)).filter((_, i) => i < 7 || i > 12));
  const { points: gapped } = windowOf(holed, holed.source("vcpu-0"), "poll-success", 20);
  expect((gapped?.marks ?? [])[7] ?? 0).toBe(MARK_GAP);
});

test("huge pages count as memory, not as pages; a range weighs each sample by what was mapped", async () => {
  const opened = await openGiven(
    series(
      [
        { pages_4k: 512n, pages_2m: 1n, pages_1g: 0n },
        { pages_4k: 0n, pages_2m: 1n, pages_1g: 0n },
        { pages_4k: 0n, pages_2m: 0n, pages_1g: 0n },
      ],
      INSTANT,
    ),
  );
  const source = opened.source("vm");
  const { points } = windowOf(opened, source, "huge-pages", 3);
  expect([...(points?.value ?? [])]).toEqual([0.5, 1, Number.NaN]);
  expect(rangeOf(opened, source, "huge-pages").mean).toBeCloseTo(2 / 3, 12);
  expect(rangeOf(opened, source, "mapped")).toMatchObject({ samples: 3, mean: 2 ** 21, max: 2 ** 22 });
});

test("without a clock there are shares of events, but none of time", async () => {
  const rows = [0n, 4n, 8n].map((tried) => ({
    halt_successful_poll: tried / 4n,
    halt_attempted_poll: tried,
    halt_poll_fail_ns: tried,
  }));
  const files = series(rows).map(({ bytes }, i) => ({ path: `000${i}-v.bin`, bytes }));
  const opened = await openGiven(files);
  const source = opened.source("vcpu-0");
  expect(rangeOf(opened, source, "poll-success").mean).toBe(0.25);
  expect(rangeOf(opened, source, "poll-waste")).toMatchObject({ samples: 0, mean: Number.NaN });
});

test("one dump has totals: what follows from them alone", () => {
  const totals = new Map([
    ["halt_successful_poll", 3n],
    ["halt_attempted_poll", 4n],
    ["halt_wait_ns", 2n ** 60n],
    ["halt_wait_hist", 0n],
    ["pages_4k", 512n],
    ["pages_2m", 1n],
    ["pages_1g", 0n],
  ]);
  const total = (id: string) => figureTotal(figure(id), (name) => totals.get(name) ?? null);
  expect(total("poll-success")).toBe(0.75);
  expect(total("huge-pages")).toBe(0.5);
  expect(total("mapped")).toBe(2 ** 22);
  for (const id of ["asleep", "sleeps", "mean-sleep", "tlb-elided"]) expect(total(id)).toBeNull();
});

test("how figures are written", () => {
  expect(figure("poll-success").format.format(0.1234)).toBe("12.3\u00a0%");
  expect(figure("asleep").format.axis(0, 1, 4)).toMatchObject({ unit: "%" });
  expect(figure("asleep").format.axis(0, 1, 4).label(0.5)).toBe("50");
  expect(figure("mean-sleep").format.format(1500)).toBe("1.5\u00a0µs");
  expect(figure("mapped").format.format(2 ** 21)).toBe("2\u00a0MiB");
  expect(figure("sleeps").format.format(12)).toBe("12/s");
});
