// The marks of a chart as outlines, for an SVG that stays sharp at any size. The same rows per column as the bitmap's, one
// column per CSS pixel. Pure.

import { seriesColour } from "./colors.ts";
import type { ChartSeries } from "./props.ts";
import { bandSpans, type Grid, lineSpans, type RowScale, type Spans } from "./spans.ts";
import type { TimeRange } from "./view-store.ts";

/** A filled outline; CSS pixels from the plot's top left corner. */
export interface VectorMark {
  /** Path data. */
  readonly d: string;
  /** CSS colour. */
  readonly fill: string;
  readonly opacity: number;
}

/** As time-bitmap.ts draws them. */
const LINE = 1.5;
const BAND = 0.38;
const ENVELOPE = 0.3;
const MAX_BANDS = 6;

/** Columns of one CSS pixel over a visible time. */
export function pixelGrid(range: TimeRange, width: number): Grid {
  const columns = Math.max(1, Math.round(width));
  return { from: range.from, width: (range.to - range.from) / columns, columns };
}

/** Lines, bands and envelopes of series, those on top last. */
export function timeMarks(series: readonly ChartSeries[], grid: Grid, scale: RowScale): readonly VectorMark[] {
  const bands = series.length <= MAX_BANDS;
  return series
    .toSorted((a, b) => Number(a.look !== "envelope") - Number(b.look !== "envelope"))
    .flatMap(({ data, kind, colour, look }): readonly VectorMark[] => {
      if (data === null) return [];
      const envelope = look === "envelope";
      const fill = envelope ? "var(--muted)" : seriesColour(colour);
      const band = envelope || bands || kind === "rate" ? bandSpans(data, grid, scale) : null;
      const marks = band === null ? [] : [{ d: outline(band, 0.5), fill, opacity: envelope ? ENVELOPE : BAND }];
      if (envelope) return marks;
      return [...marks, { d: outline(lineSpans(data, kind, grid, scale), LINE), fill, opacity: 1 }];
    })
    .filter(({ d }) => d !== "");
}

/** Spans as closed outlines, one for each run of columns; no span is lower than `least` CSS pixels. */
export function outline({ top, bottom }: Spans | { top: Float64Array; bottom: Float64Array }, least: number): string {
  const parts: string[] = [];
  let run: number | null = null;
  for (let column = 0; column <= top.length; column++) {
    const drawn = column < top.length && !Number.isNaN(top[column]) && !Number.isNaN(bottom[column]);
    if (drawn && run === null) run = column;
    if (drawn || run === null) continue;
    const above: string[] = [];
    const below: string[] = [];
    for (let i = run; i < column; i++) {
      const [high = 0, low = 0] = [top[i], bottom[i]];
      const grow = Math.max(0, least - (low - high)) / 2;
      above.push(`${i} ${digits(high - grow)} ${i + 1} ${digits(high - grow)}`);
      below.unshift(`${i + 1} ${digits(low + grow)} ${i} ${digits(low + grow)}`);
    }
    parts.push(`M${above.join(" ")} ${below.join(" ")}Z`);
    run = null;
  }
  return parts.join("");
}

/** A hundredth of a pixel is enough. */
function digits(value: number): string {
  return String(Math.round(value * 100) / 100);
}
