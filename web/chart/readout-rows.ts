// What a tip tells of several series at one moment. Pure.

import type { UnitFormat } from "../series/units.ts";
import { seriesColour } from "./colors.ts";
import type { ChartSeries } from "./props.ts";
import { markNote, type Reading, readingAt } from "./readout.ts";
import type { ReadoutRow } from "./surface.ts";

/** How near the pointer must be to a dot to mean it, CSS pixels. */
const NEAR = 14;

/** A row per series, in their order; `yOf` says where its dot goes, CSS pixels from the plot's top, null for nowhere. */
export function rowsAt(
  series: readonly ChartSeries[],
  time: number,
  format: UnitFormat,
  yOf: (series: ChartSeries, value: number) => number | null,
): readonly ReadoutRow[] {
  return series.map((each) => {
    const { id, label, colour, look } = each;
    const reading = readingOf(each, time);
    const value = reading?.value ?? Number.NaN;
    const y = reading && !Number.isNaN(value) ? yOf(each, value) : null;
    return {
      id,
      label,
      colour: look === "envelope" ? "var(--muted)" : seriesColour(colour),
      text: reading ? sayReading(reading, format) : "–",
      dot: reading && y !== null ? { time: reading.time, y } : null,
      value,
    };
  });
}

/** The rows with the one marked that the pointer is nearest to; `pointer` in CSS pixels from the plot's top. */
export function markNearest(rows: readonly ReadoutRow[], pointer: number | null): readonly ReadoutRow[] {
  if (pointer === null || rows.length < 2) return rows;
  const distance = ({ dot }: ReadoutRow) => (dot ? Math.abs(dot.y - pointer) : Number.POSITIVE_INFINITY);
  const nearest = rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
  if (distance(nearest) > NEAR) return rows;
  return rows.map((row) => (row === nearest ? { ...row, strong: true } : row));
}

/** Of a sum: of those parts that have a value, where the last of them has its sample. */
function readingOf({ data, parts }: ChartSeries, time: number): Reading | null {
  if (parts === undefined) return data ? readingAt(data, time) : null;
  const known = knownAt(parts, time);
  const add = (take: (reading: Reading) => number) => known.reduce((sum, reading) => sum + take(reading), 0);
  if (known.length === 0) return null;
  return {
    value: add(({ value }) => value),
    min: add(({ min }) => min),
    max: add(({ max }) => max),
    time: Math.max(...known.map((reading) => reading.time)),
    marks: 0,
  };
}

function knownAt(series: readonly ChartSeries[], time: number): readonly Reading[] {
  return series.flatMap(({ data }) => {
    const reading = data ? readingAt(data, time) : null;
    return reading === null || Number.isNaN(reading.value) ? [] : [reading];
  });
}

/** The sum of what the series are worth at a moment: "5.2 k/s", "5.2 k/s of 3 of 4" where some have no value; null for none. */
export function totalAt(series: readonly ChartSeries[], time: number, format: UnitFormat): string | null {
  const known = knownAt(series, time);
  if (known.length === 0 || series.length < 2) return null;
  const sum = known.reduce((sum, { value }) => sum + value, 0);
  const dense = known.some(({ min, max }) => max > min);
  const part = known.length < series.length ? ` of ${known.length} of ${series.length}` : "";
  return (dense ? "mean " : "") + format.format(sum) + part;
}

/** "52.7 k/s", "mean 40 k/s (0/s – 52.7 k/s)" of several samples in a pixel, with what is special about it. */
function sayReading(reading: Reading, format: UnitFormat): string {
  const note = markNote(reading.marks);
  if (Number.isNaN(reading.value)) return note || "–";
  const value = format.format(reading.value);
  // a pixel of several samples: not the number of the table, which is one sample's
  const text =
    reading.max > reading.min ? `mean ${value} (${format.format(reading.min)} – ${format.format(reading.max)})` : value;
  return text + (note ? ` · ${note}` : "");
}
