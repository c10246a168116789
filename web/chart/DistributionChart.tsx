// How the samples of a range are spread over the buckets.

import { memo, type ReactElement, useMemo, useState } from "react";
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { percentileBucketLabel, percentileLabel } from "../series/percentile.ts";
import { formatRaw, niceCeil, niceTicks, significant, unitFormat } from "../series/units.ts";
import { type Distribution, distributionOf, distributionTicks, percentileLines } from "./distribution.ts";
import { BarTip, DistributionTable, Outline } from "./distribution-parts.tsx";
import { AXIS_WIDTH, RIGHT_MARGIN, TIME_AXIS_HEIGHT } from "./layout.ts";
import type { DistributionChartProps } from "./props.ts";
import { useWidth } from "./use-width.ts";

const MARGIN = { top: 16, right: 0, bottom: 0, left: 0 };
/** No axis at the right. */
const COMPARE_MARGIN = { ...MARGIN, right: RIGHT_MARGIN };
const TICK = { fill: "var(--muted)", fontSize: 11 };
const AXIS_LINE = { stroke: "var(--border)" };
/** Share of its bucket that a bar fills. */
const FILL = 0.92;
const COUNTS = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "value");

/**
 * Bars of samples per bucket, counts at the left, percent at the right, lines at the 50th and 99th percentile. With another
 * distribution both are shares: the counts of two ranges need not be of a size.
 */
export const DistributionChart = memo(function DistributionChart(props: DistributionChartProps): ReactElement {
  const { title, buckets, counts, caption, compare } = props;
  const [element, setElement] = useState<HTMLElement | null>(null);
  const width = useWidth(element);
  const distribution = useMemo(() => distributionOf(buckets, counts, compare?.counts), [buckets, counts, compare]);
  const { total, p50, p99 } = distribution;
  const half = percentileBucketLabel(buckets, p50);
  const most = percentileBucketLabel(buckets, p99);
  return (
    <figure className="chart chart-figure" aria-label={title} ref={setElement}>
      <div className="chart-layer" style={{ height: props.height }} aria-hidden="true">
        {width > 0 && <Bars {...props} distribution={distribution} width={width} />}
      </div>
      <figcaption className="chart-caption">
        <span>{caption}</span>
        <span>
          {compare && <Swatch colour="--series-1" name={compare.name} />}
          {formatRaw(total)} samples
        </span>
        <span>p50 {half}</span>
        <span>p99 {most}</span>
        {compare && (
          <>
            <span>
              <Swatch colour="--series-2" name={compare.other} />
              {formatRaw(distribution.otherTotal)} samples
            </span>
            <span>p50 {percentileLabel(buckets, compare.counts, 0.5)}</span>
            <span>p99 {percentileLabel(buckets, compare.counts, 0.99)}</span>
          </>
        )}
      </figcaption>
      <DistributionTable title={title} distribution={distribution} compare={compare} />
    </figure>
  );
});

function Swatch({ colour, name }: { readonly colour: string; readonly name: string }): ReactElement {
  return (
    <>
      <span className="chart-caption-swatch" style={{ background: `var(${colour})` }} />
      {name}:{" "}
    </>
  );
}

interface BarsProps extends DistributionChartProps {
  readonly distribution: Distribution;
  readonly width: number;
}

function Bars({ distribution, width, height, buckets, compare }: BarsProps): ReactElement {
  const { bars, from, to, total } = distribution;
  const plot = width - AXIS_WIDTH - RIGHT_MARGIN;
  const edges = distributionTicks(distribution, buckets, plot);
  const rows = Math.max(2, Math.round(height / 44));
  const axis = compare ? shareAxis(distribution, rows) : countAxis(distribution, rows);
  const share = total === 0n ? 0 : axis.top / Number(total);
  return (
    <BarChart
      data={bars as Distribution["bars"][number][]}
      width={width}
      height={height}
      margin={compare ? COMPARE_MARGIN : MARGIN}
      accessibilityLayer={false}
      className="chart-svg chart-svg-active"
    >
      <CartesianGrid vertical={false} stroke="var(--muted)" strokeOpacity={0.18} />
      <XAxis
        type="number"
        dataKey="place"
        domain={[from, to]}
        ticks={edges.ticks}
        interval={0}
        allowDataOverflow
        height={TIME_AXIS_HEIGHT}
        tickFormatter={edges.label}
        tick={TICK}
        tickLine={AXIS_LINE}
        tickSize={4}
        axisLine={AXIS_LINE}
      />
      <YAxis
        domain={[0, axis.top]}
        ticks={axis.ticks}
        interval={0}
        allowDataOverflow
        width={AXIS_WIDTH}
        tickFormatter={axis.label}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
      />
      {!compare && (
        <YAxis
          yAxisId="share"
          orientation="right"
          domain={[0, share * 100]}
          ticks={shareTicks(share * 100, rows)}
          interval={0}
          allowDataOverflow
          width={RIGHT_MARGIN}
          tickFormatter={(value: number) => `${significant(value)}\u00a0%`}
          tick={TICK}
          tickLine={false}
          axisLine={false}
        />
      )}
      <Tooltip content={<BarTip compare={compare} />} cursor={CURSOR} isAnimationActive={false} />
      <Bar
        dataKey={axis.key}
        fill="var(--series-1)"
        isAnimationActive={false}
        barSize={Math.max(1, Math.floor((plot / bars.length) * FILL))}
      />
      {compare && <Outline distribution={distribution} top={axis.top} />}
      {percentileLines(distribution, buckets).map(({ name, place }) => (
        <ReferenceLine
          key={name}
          x={place}
          stroke="var(--danger)"
          strokeDasharray="4 3"
          label={{ value: name, position: "top", fill: "var(--danger)", fontSize: 11 }}
        />
      ))}
    </BarChart>
  );
}

interface BarAxis {
  readonly key: "count" | "share";
  readonly top: number;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

function countAxis({ most }: Distribution, rows: number): BarAxis {
  const top = niceCeil(most * 1.02) || 1;
  const { ticks, unit, label } = COUNTS.axis(0, top, rows);
  return { key: "count", top, ticks, label: (value) => label(value) + (unit && value > 0 ? `\u00a0${unit}` : "") };
}

function shareAxis({ mostShare }: Distribution, rows: number): BarAxis {
  const top = niceCeil(mostShare * 1.02) || 1;
  const ticks = shareTicks(top * 100, rows).map((percent) => percent / 100);
  return { key: "share", top, ticks, label: (value) => `${significant(value * 100)}\u00a0%` };
}

/** Percentages up to `top`, but none over 100: about `rows` of them, at least three. */
function shareTicks(top: number, rows: number): number[] {
  if (!(top > 0)) return [];
  let ticks: number[] = [];
  for (let count = rows; ticks.length < 3 && count < rows + 6; count++) ticks = niceTicks(0, top, count);
  return ticks.filter((tick) => tick <= 100);
}

const CURSOR = { fill: "var(--selection)" };
