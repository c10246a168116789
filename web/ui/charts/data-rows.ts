// A chart's data in view as the rows of a table: every sample where they are few, else stretches of equal length. Pure.

import { MARK_GAP, MARK_RESET } from "../../../assembly/layout.ts";
import { firstAtOrAfter } from "../../chart/readout.ts";
import type { TimeRange } from "../../chart/view-store.ts";
import type { HistogramAnswer, View, WindowAnswer } from "../../series/model.ts";
import { type Buckets, percentileLabel } from "../../series/percentile.ts";
import type { UnitFormat } from "../../series/units.ts";
import { digits } from "./range-columns.ts";

/** Rows of a table at most. */
const MOST_ROWS = 100;

export interface DataRow {
  /** Seconds; both the same for a sample. */
  readonly from: number;
  readonly to: number;
  readonly cells: readonly string[];
}

/** What to ask for the rows: no more of them than samples, of a sampling `period` in seconds, can be in the range. */
export function rowsView({ from, to }: TimeRange, period: number): View {
  const pixels = period > 0 ? Math.min(MOST_ROWS, Math.max(1, Math.ceil((to - from) / period))) : MOST_ROWS;
  // a rate belongs to the time before its sample: rows are (from, to]
  const dust = (to - from) * 1e-9;
  return { from: from + dust, to: to + dust, pixels };
}

/** The exact number in the unit of the format's name; a share as percentage. */
function exactText(value: number, { name }: Pick<UnitFormat, "name">): string {
  return digits(name === "%" ? value * 100 : value);
}

/** A row per sample where all sources have theirs at the same few times, else per column of the answers. A cell per source. */
export function windowRows(answers: readonly WindowAnswer[], format: Pick<UnitFormat, "name">): readonly DataRow[] {
  const [first] = answers;
  if (first === undefined) return [];
  return sampleRows(answers, first, format) ?? columnRows(answers, first, format);
}

function sampleRows(
  answers: readonly WindowAnswer[],
  first: WindowAnswer,
  format: Pick<UnitFormat, "name">,
): readonly DataRow[] | null {
  const times = first.points?.time;
  if (times === undefined) return null;
  const same = answers.every(
    ({ points }) => points?.time.length === times.length && points.time.every((time, index) => time === times[index]),
  );
  const [start, end] = [firstAtOrAfter(times, first.from), firstAtOrAfter(times, first.to)];
  if (!same || end - start > MOST_ROWS) return null;
  return Array.from(times.subarray(start, end), (time, row) => ({
    from: time,
    to: time,
    cells: answers.map(({ points }) =>
      cellText(points?.value[start + row] ?? Number.NaN, points?.marks[start + row] ?? 0, format),
    ),
  }));
}

function columnRows(
  answers: readonly WindowAnswer[],
  { from, to, count }: WindowAnswer,
  format: Pick<UnitFormat, "name">,
): readonly DataRow[] {
  const width = (to - from) / count.length;
  return Array.from(count, (_, column) => ({
    from: from + column * width,
    to: from + (column + 1) * width,
    cells: answers.map(({ mean, min, max, marks }) => {
      const text = cellText(mean[column] ?? Number.NaN, marks[column] ?? 0, format);
      const [low = Number.NaN, high = Number.NaN] = [min[column], max[column]];
      return high > low ? `${text} (${exactText(low, format)} to ${exactText(high, format)})` : text;
    }),
  }));
}

function cellText(value: number, marks: number, format: Pick<UnitFormat, "name">): string {
  if (!Number.isNaN(value)) return exactText(value, format);
  return (marks & MARK_RESET) !== 0 ? "reset" : (marks & MARK_GAP) !== 0 ? "gap" : "–";
}

/** Titles of the cells of histogramRows. */
export const HISTOGRAM_TITLES: readonly string[] = ["Samples", "p50", "p90", "p99"];

/** A row per column of a histogram: its samples and percentiles of them. */
export function histogramRows(
  { from, to, counts, buckets: size }: HistogramAnswer,
  buckets: Buckets,
): readonly DataRow[] {
  const columns = counts.length / size;
  const width = (to - from) / columns;
  return Array.from({ length: columns }, (_, column) => {
    const samples = counts.subarray(column * size, (column + 1) * size).reduce((sum, count) => sum + count, 0);
    const percentiles = [0.5, 0.9, 0.99].map((q) => percentileLabel(buckets, counts, q, column * size));
    return { from: from + column * width, to: from + (column + 1) * width, cells: [String(samples), ...percentiles] };
  });
}
