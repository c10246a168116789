// What the page hands to the charts.

import type { HistogramAnswer, WindowAnswer } from "../series/model.ts";
import type { Buckets } from "../series/percentile.ts";
import type { UnitFormat } from "../series/units.ts";
import type { Break } from "./breaks.ts";
import type { HeatMode, LineName } from "./heat.ts";
import type { ChartView, TimeRange } from "./view-store.ts";

/** rate: line from 0, gaps pen-up. value and peak: steps. */
export type SeriesKind = "rate" | "value" | "peak";

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** Number of the palette entry (colors.ts), 0 up: stable for a vCPU over all charts; from 8 on dashed. */
  readonly colour: number;
  readonly kind: SeriesKind;
  /** null: not answered yet. */
  readonly data: WindowAnswer | null;
  /** envelope: the stretch from min to max without a line, in a quiet colour. A line unless given. */
  readonly look?: "line" | "envelope";
  /** What it is the sum of: at a moment it is worth what they are. */
  readonly parts?: readonly ChartSeries[];
}

/** An event on the time axis; `to` makes it a stretch. At most 20 are drawn. */
export interface Annotation {
  readonly from: number;
  readonly to?: number;
  readonly label: string;
}

interface CommonProps {
  /** Unique on the page. */
  readonly id: string;
  readonly view: ChartView;
  /** Accessible name: the statistic. */
  readonly title: string;
  /** CSS pixels, axis included. */
  readonly height: number;
}

export interface TimeChartProps extends CommonProps {
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly annotations?: readonly Annotation[];
  /** Smallest and largest value of the axis; found from the data when absent. */
  readonly domain?: readonly [number, number];
  /** What must be known to read the lines, a sentence under them. */
  readonly note?: string;
  /** Series of which the tip tells; those that are drawn unless given. */
  readonly listed?: readonly ChartSeries[];
  /** The sum of what is listed means something: the tip tells it. */
  readonly summable?: boolean;
  /** A logarithmic value axis. */
  readonly log?: boolean;
  /** Id of the series that stands out; null or absent: all alike. */
  readonly highlight?: string | null;
  /** Columns of the series' answers where a total is of a part only: hatched. */
  readonly partial?: Uint8Array | null;
}

export interface StackChartProps extends CommonProps {
  /** From the bottom up. */
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  /** As in TimeChartProps. */
  readonly highlight?: string | null;
  readonly note?: string;
}

/** A small chart per series. */
export interface MultiplesChartProps extends CommonProps {
  /** In reading order. */
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  readonly log?: boolean;
  /** Each has its own value axis. */
  readonly own?: boolean;
  readonly note?: string;
  /** Hears how wide the plot of a cell is, CSS pixels. */
  readonly onCell: (width: number) => void;
}

/** One row per series, time across, values as colour. */
export interface RowsChartProps extends CommonProps {
  /** From the top down. */
  readonly series: readonly ChartSeries[];
  readonly format: UnitFormat;
  /** Colours by powers instead of by size. */
  readonly log?: boolean;
  readonly summable?: boolean;
  readonly note?: string;
}

export interface HeatmapChartProps extends CommonProps {
  readonly buckets: Buckets;
  readonly data: HistogramAnswer | null;
  /** What the colours say; counts when absent. */
  readonly mode?: HeatMode;
  /** Percentiles drawn as lines; the 50th and 99th when absent. */
  readonly lines?: readonly LineName[];
  /** An edge, in buckets, to draw a line at. */
  readonly level?: number | null;
  /** Samples per bucket for the bars at the right: of the selection or the view. */
  readonly side?: ArrayLike<bigint> | null;
  /** Where the counts do not tell all. */
  readonly breaks?: readonly Break[];
  /** Sampling period, seconds: cells are no narrower, else most would be empty. 0 or absent: one cell a pixel. */
  readonly period?: number;
}

/** One boolean statistic of one source. */
export interface Strip {
  readonly id: string;
  readonly label: string;
  readonly colour: number;
  readonly data: WindowAnswer | null;
}

export interface StripChartProps extends Omit<CommonProps, "height"> {
  readonly strips: readonly Strip[];
}

/** A second distribution over the same buckets. */
export interface ComparedCounts {
  readonly counts: ArrayLike<bigint>;
  /** What the counts of the chart are called beside these: "A". */
  readonly name: string;
  /** What these are called: "B". */
  readonly other: string;
}

export interface DistributionChartProps {
  readonly title: string;
  readonly height: number;
  readonly buckets: Buckets;
  /** Samples per bucket in the range. */
  readonly counts: ArrayLike<bigint>;
  /** What the counts are of: "selection 12.3 s – 15 s". */
  readonly caption: string;
  /** Drawn as an outline over the bars, both as shares of their own total. */
  readonly compare?: ComparedCounts | undefined;
}

export interface SparklineProps {
  readonly data: WindowAnswer | null;
  readonly colour: number;
  /** Part of `data` to draw; all of it when absent. */
  readonly range?: TimeRange;
  readonly kind: SeriesKind;
}
