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
    const { id, label, colour, data, look } = each;
    const reading = data ? readingAt(data, time) : null;
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

/** The sum of what the series are worth at a moment: "5.2 k/s", "5.2 k/s of 3 of 4" where some have no value; null for none. */
export function totalAt(series: readonly ChartSeries[], time: number, format: UnitFormat): string | null {
  let sum = 0;
  let known = 0;
  for (const { data } of series) {
    const value = (data && readingAt(data, time)?.value) ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    known++;
  }
  if (known === 0 || series.length < 2) return null;
  return format.format(sum) + (known < series.length ? ` of ${known} of ${series.length}` : "");
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
