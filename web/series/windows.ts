// Windows, histograms and range statistics: asks the kernels, copies what they wrote into arrays of the answer.

import {
  MARK_GAP,
  MARK_RESET,
  PIXEL_COUNT,
  PIXEL_FIRST,
  PIXEL_LAST,
  PIXEL_MARKS,
  PIXEL_MAX,
  PIXEL_MIN,
  PIXEL_SIZE,
  PIXEL_SUM,
  PIXEL_WEIGHT,
  RANGE_COVERED,
  RANGE_GAPS,
  RANGE_GROWTH,
  RANGE_RESETS,
  RANGE_SIZE,
  RANGE_TOTAL_HIGH,
  RANGE_TOTAL_LOW,
} from "../../assembly/layout.ts";
import type { FigureColumns, ScalarColumns } from "./column-cache.ts";
import { hasClock, newestDescriptor, SILENT } from "./columns.ts";
import { type Figure, figureOf } from "./figures.ts";
import type { HistogramAnswer, Question, RangeAnswer, RangeStat, View, WindowAnswer } from "./model.ts";
import type { ScanSource } from "./scan-source.ts";
import type { Scan } from "./scanner.ts";
import { nanoseconds, samplesUntil, seconds } from "./seconds.ts";
import { createSums } from "./sums.ts";

type Of<K extends Question["kind"]> = Extract<Question, { readonly kind: K }>;

/** More columns than any screen has pixels would only cost memory. */
const MAX_PIXELS = 16384;
/** Below this many samples a pixel every one of them is sent too. */
const POINTS_PER_PIXEL = 2;

function columnsOf(view: View): number {
  return Math.max(1, Math.min(MAX_PIXELS, Math.floor(view.pixels)));
}

/** Samples [from, to) of a source in a view. */
function samplesIn(
  { engine }: Scan,
  source: ScanSource,
  view: Pick<View, "from" | "to">,
): { from: number; to: number } {
  const bound = (time: number) => engine.kernel.lower_bound(source.times, source.n, nanoseconds(source, time)) >>> 0;
  return { from: bound(view.from), to: bound(view.to) };
}

/** ns in a second. */
const NS = 1e9;

/**
 * min, max, first, last and mean per pixel column; the samples themselves when they are few. A column's mean of a rate is its
 * growth by its time, of a figure the quotient of its two sums over the column, not the mean of the samples' quotients.
 */
export function answerWindow(scan: Scan, source: ScanSource, { stat, element, view }: Of<"window">): WindowAnswer {
  const { engine } = scan;
  const pixels = columnsOf(view);
  const figure = figureOf(stat);
  const columns = figure ? scan.columns.figure(source, figure) : scan.columns.scalar(source, stat, element);
  const out = engine.arena.alloc(pixels * PIXEL_SIZE);
  const { times, n } = source;
  const from = nanoseconds(source, view.from);
  const to = nanoseconds(source, view.to);
  const byLength = columns.kind === "scalar" && columns.cumulative;
  engine.kernel.window(times, columns.values, columns.marks, n, from, to, pixels, byLength ? 1 : 0, out);
  const answer = {
    kind: "window" as const,
    from: view.from,
    to: view.to,
    min: new Float64Array(pixels),
    max: new Float64Array(pixels),
    first: new Float64Array(pixels),
    last: new Float64Array(pixels),
    mean: new Float64Array(pixels),
    weight: new Float64Array(pixels),
    count: new Uint32Array(pixels),
    marks: new Uint8Array(pixels),
  };
  const data = engine.view();
  for (let i = 0; i < pixels; i++) {
    const at = out + i * PIXEL_SIZE;
    const count = data.getUint32(at + PIXEL_COUNT, true);
    answer.min[i] = data.getFloat64(at + PIXEL_MIN, true);
    answer.max[i] = data.getFloat64(at + PIXEL_MAX, true);
    answer.first[i] = data.getFloat64(at + PIXEL_FIRST, true);
    answer.last[i] = data.getFloat64(at + PIXEL_LAST, true);
    const weight = data.getFloat64(at + PIXEL_WEIGHT, true);
    answer.mean[i] = quotient(data.getFloat64(at + PIXEL_SUM, true), weight);
    answer.weight[i] = byLength ? weight / NS : weight;
    answer.count[i] = count;
    answer.marks[i] = data.getUint32(at + PIXEL_MARKS, true);
  }
  if (columns.kind === "figure") {
    const sums = (column: number) => {
      engine.kernel.window(times, column, columns.marks, n, from, to, pixels, 0, out);
      return Float64Array.from({ length: pixels }, (_, i) => data.getFloat64(out + i * PIXEL_SIZE + PIXEL_SUM, true));
    };
    const [above, below] = [sums(columns.above), sums(columns.below)];
    for (let i = 0; i < pixels; i++) answer.mean[i] = quotient(above[i], below[i]);
    answer.weight.set(below);
  }
  engine.arena.free(out, pixels * PIXEL_SIZE);
  const inside = samplesIn(scan, source, view);
  const values = new Float64Array(engine.memory.buffer, columns.values, n);
  const few = inside.to - inside.from <= pixels * POINTS_PER_PIXEL;
  return {
    ...answer,
    before: values[inside.from - 1] ?? Number.NaN,
    points: few ? pointsOf(scan, source, columns, inside) : null,
  };
}

/** NaN where there is nothing to divide by. */
function quotient(above = 0, below = 0): number {
  return below > 0 ? above / below : Number.NaN;
}

/** The samples of a view and the one on either side, so that lines and steps run to its edges. */
function pointsOf(
  { engine }: Scan,
  source: ScanSource,
  columns: ScalarColumns | FigureColumns,
  inside: { readonly from: number; readonly to: number },
): NonNullable<WindowAnswer["points"]> {
  const from = Math.max(0, inside.from - 1);
  const to = Math.min(source.n, inside.to + 1);
  const { times } = source.published.index;
  const value = new Float64Array(engine.memory.buffer, columns.values, source.n).slice(from, to);
  const below = columns.kind === "figure" ? new Float64Array(engine.memory.buffer, columns.below, source.n) : null;
  const lengths = columns.kind === "scalar" && columns.cumulative;
  function weightOf(each: number, i: number): number {
    if (Number.isNaN(each)) return 0;
    return below?.[from + i] ?? (lengths ? lengthOf(times, from + i) / NS : 1);
  }
  return {
    time: Float64Array.from(times.subarray(from, to), (ns) => seconds(source, ns)),
    value,
    weight: value.map(weightOf),
    marks: engine.bytes().slice(columns.marks + from, columns.marks + to),
  };
}

/** ns from the sample before to this one; 0 of the first. */
function lengthOf(times: BigInt64Array, sample: number): number {
  const time = times[sample] ?? 0n;
  return Number(time - (times[sample - 1] ?? time));
}

/** Bucket counts per pixel column and in all. */
export function answerHistogram(scan: Scan, source: ScanSource, { stat, view }: Of<"histogram">): HistogramAnswer {
  const { engine } = scan;
  const pixels = columnsOf(view);
  const { buckets, deltas, marks } = scan.columns.histogram(source, stat);
  const size = pixels * buckets * 8 + buckets * 8 + pixels;
  const out = engine.arena.alloc(size);
  const total = out + pixels * buckets * 8;
  const outMarks = total + buckets * 8;
  const { times, n } = source;
  const { from, to } =
    pixels === 1
      ? growthIn(scan, source, view)
      : { from: nanoseconds(source, view.from), to: nanoseconds(source, view.to) };
  engine.kernel.hist_window(times, deltas, marks, n, buckets, from, to, pixels, out, outMarks, total);
  const { buffer } = engine.memory;
  const answer: HistogramAnswer = {
    kind: "histogram",
    from: view.from,
    to: view.to,
    buckets,
    counts: new Float64Array(new Float64Array(buffer, out, pixels * buckets)),
    marks: new Uint8Array(new Uint8Array(buffer, outMarks, pixels)),
    total: new BigUint64Array(new BigUint64Array(buffer, total, buckets)),
  };
  engine.arena.free(out, size);
  return answer;
}

/** One column is a range: ns from the first sample in (from, to] to right after the last one, as answerRange counts them. */
function growthIn({ engine }: Scan, source: ScanSource, view: View): { readonly from: bigint; readonly to: bigint } {
  const bound = (time: number) => samplesUntil(engine, source, time, "at");
  const inside = source.published.index.times.subarray(bound(view.from), bound(view.to));
  return { from: inside[0] ?? 0n, to: (inside.at(-1) ?? -1n) + 1n };
}

/**
 * What each statistic did in a range, both ends included: exact growth, and the spread of its rate or value. The mean of a
 * rate is growth by time, of a figure the quotient of its two sums over the range; a value's counts each sample once.
 */
export function answerRange(scan: Scan, source: ScanSource, question: Of<"range">): RangeAnswer {
  const { engine } = scan;
  const values = samplesUntil(engine, source, question.from, "before");
  const growth = samplesUntil(engine, source, question.from, "at");
  const to = samplesUntil(engine, source, question.to, "at");
  const stats = question.stats.map((key) => {
    const figure = figureOf(key);
    const inside = { values, growth, to };
    if (figure) return figureStat(scan, source, figure, inside);
    const isHistogram = newestDescriptor(source, key)?.type.endsWith("-histogram");
    return isHistogram ? histogramStat(scan, source, key, inside) : rangeStat(scan, source, key, inside);
  });
  return { kind: "range", stats };
}

/** First sample whose value counts, first one whose growth does, and the one after the last. */
interface Inside {
  readonly values: number;
  readonly growth: number;
  readonly to: number;
}

function rangeStat(scan: Scan, source: ScanSource, key: string, inside: Inside): RangeStat {
  const { engine } = scan;
  const columns = scan.columns.scalar(source, key, 0);
  const from = Math.min(columns.cumulative ? inside.growth : inside.values, inside.to);
  const out = engine.arena.alloc(RANGE_SIZE);
  engine.kernel.range(columns.deltas, columns.marks, source.times, from, inside.to, out);
  const data = engine.view();
  const low = data.getBigUint64(out + RANGE_TOTAL_LOW, true);
  const total = low + (data.getBigUint64(out + RANGE_TOTAL_HIGH, true) << 64n);
  const resets = data.getUint32(out + RANGE_RESETS, true);
  const gaps = data.getUint32(out + RANGE_GAPS, true);
  const growth = data.getFloat64(out + RANGE_GROWTH, true);
  const covered = data.getFloat64(out + RANGE_COVERED, true) / NS;
  engine.arena.free(out, RANGE_SIZE);
  const all = new Float64Array(engine.memory.buffer, columns.values, source.n).subarray(from, inside.to);
  const values = all.filter((value) => !Number.isNaN(value)).sort();
  const common = { key, ...spread(values), resets, gaps };
  if (!columns.cumulative) return { ...common, mean: meanOf(values), weight: values.length, total: null };
  const weight = hasClock(source) ? covered : 0;
  return { ...common, mean: quotient(growth, weight), weight, total };
}

/** The rate of all buckets together, as if it were a counter. */
function histogramStat({ engine, columns: cache }: Scan, source: ScanSource, key: string, inside: Inside): RangeStat {
  const { buckets, deltas, marks: at } = cache.histogram(source, key);
  const { times } = source.published.index;
  const from = Math.min(inside.growth, inside.to);
  const marks = engine.bytes().subarray(at + from, at + inside.to);
  const halves = new Uint32Array(engine.memory.buffer, deltas, 2 * source.n * buckets).subarray(2 * from * buckets);
  const rows = createSums(marks.length);
  for (let bucket = 0; bucket < buckets; bucket++) rows.add(halves.subarray(2 * bucket), 2 * buckets);
  const growth = rows.totals();
  const counts = createSums(buckets);
  const rates: number[] = [];
  let grown = 0;
  let covered = 0;
  for (const [i, mark] of marks.entries()) {
    if ((mark & SILENT) !== 0 || !hasClock(source)) continue;
    counts.add(halves.subarray(2 * i * buckets), 2);
    const length = lengthOf(times, from + i) / NS;
    const entries = Number(growth[i] ?? 0n);
    rates.push(entries / length);
    grown += entries;
    covered += length;
  }
  const values = Float64Array.from(rates).sort();
  return {
    key,
    ...spread(values),
    mean: quotient(grown, covered),
    weight: covered,
    total: growth.reduce((sum, each) => sum + each, 0n),
    counts: counts.totals(),
    resets: marked(marks, MARK_RESET),
    gaps: marked(marks, MARK_GAP),
  };
}

function figureStat({ engine, columns: cache }: Scan, source: ScanSource, figure: Figure, inside: Inside): RangeStat {
  const columns = cache.figure(source, figure);
  const from = Math.min(figure.kind === "rate" ? inside.growth : inside.values, inside.to);
  const part = (column: number) => new Float64Array(engine.memory.buffer, column, source.n).subarray(from, inside.to);
  const sum = (column: number) => part(column).reduce((all, value) => all + value, 0);
  const weight = sum(columns.below);
  const marks = engine.bytes().subarray(columns.marks + from, columns.marks + inside.to);
  return {
    key: figure.key,
    ...spread(
      part(columns.values)
        .filter((value) => !Number.isNaN(value))
        .sort(),
    ),
    mean: quotient(sum(columns.above), weight),
    weight,
    total: null,
    resets: marked(marks, MARK_RESET),
    gaps: marked(marks, MARK_GAP),
  };
}

/** How many intervals have a mark. */
function marked(marks: Uint8Array, mark: number): number {
  return marks.reduce((count, each) => count + ((each & mark) === 0 ? 0 : 1), 0);
}

/** NaN where there are none. */
function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of sorted values; NaN where there are none. */
function spread(values: Float64Array): Pick<RangeStat, "samples" | "min" | "max" | "p50" | "p99" | "deviation"> {
  const mean = meanOf(values);
  const quantile = (q: number) => values[Math.max(0, Math.ceil(q * values.length) - 1)] ?? Number.NaN;
  return {
    samples: values.length,
    min: values[0] ?? Number.NaN,
    max: values.at(-1) ?? Number.NaN,
    p50: quantile(0.5),
    p99: quantile(0.99),
    deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
  };
}
