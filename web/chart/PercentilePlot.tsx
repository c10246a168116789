// Values by percentile, several sources over one another.

import { type KeyboardEvent, memo, type PointerEvent, type ReactElement, useMemo, useState } from "react";
import { CartesianGrid, ComposedChart, usePlotArea, XAxis, YAxis } from "recharts";
import { type Buckets, percentileBucketLabel } from "../series/percentile.ts";
import { seriesColour, seriesDash } from "./colors.ts";
import { edgeText, edgeTicks, usedBuckets } from "./heat.ts";
import { AXIS_WIDTH, RIGHT_MARGIN, TIME_AXIS_HEIGHT } from "./layout.ts";
import {
  bucketAt,
  endOfNines,
  type PercentileSeries,
  percentileStops,
  shareAt,
  stepPath,
  stepsOf,
  stopLabel,
} from "./percentile-plot.ts";
import { useWidth } from "./use-width.ts";
import "./percentile-plot.css";

interface Props {
  readonly title: string;
  readonly height: number;
  readonly buckets: Buckets;
  /** The sum of all comes last. */
  readonly series: readonly PercentileSeries[];
}

const TOP = 10;
const MARGIN = { top: TOP, right: RIGHT_MARGIN, bottom: 0, left: 0 };
const TICK = { fill: "var(--muted)", fontSize: 11 };
const AXIS_LINE = { stroke: "var(--border)" };
/** CSS pixels between two edge labels. */
const EDGE_DISTANCE = 17;
/** Series that the tip lists. */
const MOST_LISTED = 13;
const EMPTY: readonly never[] = [];

/** Percentiles on a scale of nines; a cursor by pointer or arrow keys says the value of each curve there. */
export const PercentilePlot = memo(function PercentilePlot(props: Props): ReactElement {
  const { title, height, buckets, series } = props;
  const [element, setElement] = useState<HTMLElement | null>(null);
  const width = useWidth(element);
  const [cursor, setCursor] = useState<number | null>(null);
  const end = endOfNines(series);
  const stops = percentileStops(end);
  const plot = width - AXIS_WIDTH - RIGHT_MARGIN;
  const range = useMemo(() => {
    const all = Array.from({ length: buckets.size }, (_, bucket) =>
      series.reduce((sum, { counts }) => sum + (counts[bucket] ?? 0n), 0n),
    );
    return usedBuckets(all);
  }, [buckets, series]);
  const at = cursor === null ? null : Math.min(cursor, end);

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - AXIS_WIDTH;
    setCursor(Math.min(Math.max(x / plot, 0), 1) * end);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const next = keyStop(event.key, at, stops);
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
  }

  return (
    <div className="percentile-plot">
      <div
        ref={setElement}
        className="chart-layer percentile-slider"
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={end}
        aria-valuenow={at ?? 0}
        aria-valuetext={inWords(props, at ?? 0, end)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setCursor(null)}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
      >
        {width > 0 && (
          <ComposedChart
            data={EMPTY as never[]}
            width={width}
            height={height}
            margin={MARGIN}
            accessibilityLayer={false}
            className="chart-svg"
          >
            <CartesianGrid stroke="var(--muted)" strokeOpacity={0.18} />
            <XAxis
              type="number"
              dataKey="x"
              domain={[0, end]}
              ticks={stops as number[]}
              interval={0}
              allowDataOverflow
              height={TIME_AXIS_HEIGHT}
              tickFormatter={(nines: number) => stopLabel(nines, end)}
              tick={TICK}
              tickLine={AXIS_LINE}
              tickSize={4}
              axisLine={AXIS_LINE}
            />
            <YAxis
              type="number"
              dataKey="y"
              domain={[range.low, range.high]}
              ticks={edgeTicks(range, height - TOP - TIME_AXIS_HEIGHT, EDGE_DISTANCE)}
              interval={0}
              allowDataOverflow
              width={AXIS_WIDTH}
              tickFormatter={(edge: number) => edgeText(buckets, edge)}
              tick={TICK}
              tickLine={false}
              axisLine={AXIS_LINE}
            />
            <Curves buckets={buckets} series={series} end={end} low={range.low} high={range.high} />
          </ComposedChart>
        )}
        {at !== null && <Cursor {...props} at={at} end={end} plot={plot} />}
      </div>
    </div>
  );
});

/** Also from between two stops. undefined: the key does something else. */
function keyStop(key: string, at: number | null, stops: readonly number[]): number | undefined {
  const now = at ?? -1;
  if (key === "ArrowRight" || key === "ArrowUp") return stops.find((stop) => stop > now + 1e-9) ?? stops.at(-1);
  if (key === "ArrowLeft" || key === "ArrowDown") return stops.findLast((stop) => stop < now - 1e-9) ?? stops[0];
  if (key === "Home") return stops[0];
  return key === "End" ? stops.at(-1) : undefined;
}

interface CurvesProps {
  readonly buckets: Buckets;
  readonly series: readonly PercentileSeries[];
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/** Inside recharts, which knows the plot area. */
function Curves({ buckets, series, end, low, high }: CurvesProps): ReactElement | null {
  const area = usePlotArea();
  if (!area) return null;
  return (
    <g fill="none" strokeLinejoin="round">
      {series.map((each) => (
        <path
          key={each.id}
          d={stepPath(buckets, stepsOf(each, end), { area, end, low, high })}
          stroke={each.colour === null ? "var(--text)" : seriesColour(each.colour)}
          strokeWidth={each.colour === null ? 2.5 : 1.5}
          strokeDasharray={each.colour === null ? "" : seriesDash(each.colour).join(" ")}
        />
      ))}
    </g>
  );
}

interface CursorProps extends Props {
  readonly at: number;
  readonly end: number;
  readonly plot: number;
}

function Cursor({ buckets, series, at, end, plot }: CursorProps): ReactElement {
  const x = AXIS_WIDTH + (at / end) * plot;
  const side = at / end > 0.5 ? { right: `calc(100% - ${x - 10}px)` } : { left: `${x + 10}px` };
  return (
    <div aria-hidden="true">
      <div className="percentile-cursor" style={{ left: `${x}px`, top: TOP, bottom: TIME_AXIS_HEIGHT }} />
      <div className="chart-tip" style={side}>
        <span className="chart-tip-time">{placeLabel(at, end)}</span>
        {series.length > MOST_LISTED && (
          <span className="chart-tip-more">+{series.length - MOST_LISTED} more in the table</span>
        )}
        {series.slice(-MOST_LISTED).map((each) => (
          <span key={each.id} className="chart-tip-row">
            <span
              className="chart-tip-swatch"
              style={{ background: each.colour === null ? "var(--text)" : seriesColour(each.colour) }}
            />
            <span className="chart-tip-label">{each.label}</span>
            <span className="chart-tip-value">{percentileBucketLabel(buckets, bucketAt(each, at, end))}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

function inWords({ buckets, series }: Props, at: number, end: number): string {
  const values = series.map((each) => `${each.label} ${percentileBucketLabel(buckets, bucketAt(each, at, end))}`);
  return `${placeLabel(at, end)}: ${values.join(", ")}`;
}

function placeLabel(at: number, end: number): string {
  return shareAt(at, end) === 0 ? "min" : stopLabel(at, end);
}
