// How the samples of a range are spread over the buckets.

import { memo, type ReactElement, useMemo, useState } from "react";
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { percentileBucketLabel } from "../series/percentile.ts";
import { formatRaw, formatShare, niceCeil, niceTicks, significant, unitFormat } from "../series/units.ts";
import { type Distribution, distributionOf, distributionTicks, percentileLines } from "./distribution.ts";
import { AXIS_WIDTH, RIGHT_MARGIN, TIME_AXIS_HEIGHT } from "./layout.ts";
import type { DistributionChartProps } from "./props.ts";
import { useWidth } from "./use-width.ts";

const MARGIN = { top: 16, right: 0, bottom: 0, left: 0 };
const TICK = { fill: "var(--muted)", fontSize: 11 };
const AXIS_LINE = { stroke: "var(--border)" };
/** Share of its bucket that a bar fills. */
const FILL = 0.92;
const COUNTS = unitFormat({ type: "cumulative", unit: "none", base: 10, exponent: 0 }, "value");

/** Bars of samples per bucket, counts at the left, percent at the right, lines at the 50th and 99th percentile. */
export const DistributionChart = memo(function DistributionChart(props: DistributionChartProps): ReactElement {
  const { title, buckets, counts, caption } = props;
  const [element, setElement] = useState<HTMLElement | null>(null);
  const width = useWidth(element);
  const distribution = useMemo(() => distributionOf(buckets, counts), [buckets, counts]);
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
        <span>{formatRaw(total)} samples</span>
        <span>p50 {half}</span>
        <span>p99 {most}</span>
      </figcaption>
      <DistributionTable title={title} distribution={distribution} />
    </figure>
  );
});

interface BarsProps extends DistributionChartProps {
  readonly distribution: Distribution;
  readonly width: number;
}

function Bars({ distribution, width, height, buckets }: BarsProps): ReactElement {
  const { bars, from, to, most, total } = distribution;
  const plot = width - AXIS_WIDTH - RIGHT_MARGIN;
  const edges = distributionTicks(distribution, buckets, plot);
  const top = niceCeil(most * 1.02) || 1;
  const rows = Math.max(2, Math.round(height / 44));
  const scale = COUNTS.axis(0, top, rows);
  const share = total === 0n ? 0 : top / Number(total);
  return (
    <BarChart
      data={bars as Distribution["bars"][number][]}
      width={width}
      height={height}
      margin={MARGIN}
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
        domain={[0, top]}
        ticks={scale.ticks}
        interval={0}
        allowDataOverflow
        width={AXIS_WIDTH}
        tickFormatter={(value: number) => scale.label(value) + (scale.unit && value > 0 ? `\u00a0${scale.unit}` : "")}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
      />
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
      <Tooltip content={BarTip} cursor={CURSOR} isAnimationActive={false} />
      <Bar
        dataKey="count"
        fill="var(--series-1)"
        isAnimationActive={false}
        barSize={Math.max(1, Math.floor((plot / bars.length) * FILL))}
      />
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

/** Percentages up to `top`, but none over 100: about `rows` of them, at least three. */
function shareTicks(top: number, rows: number): number[] {
  if (!(top > 0)) return [];
  let ticks: number[] = [];
  for (let count = rows; ticks.length < 3 && count < rows + 6; count++) ticks = niceTicks(0, top, count);
  return ticks.filter((tick) => tick <= 100);
}

const CURSOR = { fill: "var(--selection)" };

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: Distribution["bars"][number] }[];
}

function BarTip({ active, payload }: TipProps): ReactElement | null {
  const bar = payload?.[0]?.payload;
  if (!active || !bar) return null;
  return (
    <div className="chart-tip chart-tip-still">
      <span className="chart-tip-time">{bar.label}</span>
      <span>
        {formatRaw(bar.exact)} samples · {formatShare(bar.share)}
      </span>
    </div>
  );
}

function DistributionTable({
  title,
  distribution,
}: {
  readonly title: string;
  readonly distribution: Distribution;
}): ReactElement {
  return (
    <table className="visually-hidden">
      <caption>{title}, as a table</caption>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col">Samples</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {distribution.bars.map((bar) => (
          <tr key={bar.place}>
            <th scope="row">{bar.label}</th>
            <td>{formatRaw(bar.exact)}</td>
            <td>{formatShare(bar.share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
