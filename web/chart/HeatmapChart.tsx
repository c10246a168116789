// A histogram over time: time across, buckets up, samples as colour.

import { type CSSProperties, type ReactElement, useEffect, useMemo, useState } from "react";
import { percentileLabel } from "../series/percentile.ts";
import { formatRaw, formatShare, significant } from "../series/units.ts";
import type { Break } from "./breaks.ts";
import { cividisGradient } from "./colors.ts";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { commitFrame } from "./frame-loop.ts";
import { type HeatMode, LEAST_SHARE, type LineName } from "./heat.ts";
import { createHeatPainter, lineStyle } from "./heat-painter.ts";
import { Plot } from "./Plot.tsx";
import type { HeatmapChartProps } from "./props.ts";
import { SideBars } from "./SideBars.tsx";
import { createSurface } from "./surface.ts";
import "./heatmap.css";

const NO_BREAKS: readonly Break[] = [];
const FIRST_LINES: readonly LineName[] = ["p50", "p99"];

/** Cells by bucket and time with lines of the 50th and 99th percentile; one crosshair with all charts of the view. */
export function HeatmapChart(props: HeatmapChartProps): ReactElement {
  const { id, view, title, buckets, data, period = 0, breaks = NO_BREAKS } = props;
  const { mode = "count", lines = FIRST_LINES, level = null, side = null } = props;
  const content = useMemo(
    () => ({ buckets, data, period, breaks, mode, lines, level }),
    [buckets, data, period, breaks, mode, lines, level],
  );
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  const [most, setMost] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(
    () => createHeatPainter(view, content, (next) => commitFrame(() => setFrame(next)), setMost),
    [view],
  );
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(content);
    surface.refresh();
  }, [painter, surface, content]);
  return (
    <div className="heatmap">
      <Plot
        id={id}
        title={title}
        description={`Heatmap of a histogram with ${buckets.size} buckets over time. ${data ? inWords(props) : ""}`}
        height={props.height}
        frame={frame}
        surface={surface}
        grid={false}
        footer={<Scale most={most} breaks={breaks} mode={mode} lines={lines} />}
      />
      {side && <SideBars counts={side} domain={frame.value.domain} height={props.height} />}
    </div>
  );
}

function inWords({ buckets, data }: HeatmapChartProps): string {
  if (!data) return "";
  const total = data.total.reduce((sum, count) => sum + count, 0n);
  const half = percentileLabel(buckets, data.total, 0.5);
  return `${formatRaw(total)} samples, p50 ${half}, p99 ${percentileLabel(buckets, data.total, 0.99)}.`;
}

interface ScaleProps {
  readonly most: number;
  readonly breaks: readonly Break[];
  readonly mode: HeatMode;
  readonly lines: readonly LineName[];
}

/** What the colours and lines mean. */
function Scale({ most, breaks, mode, lines }: ScaleProps): ReactElement {
  const [from, to] =
    mode === "count"
      ? ["1", `${significant(Math.max(most, 1))} samples per cell (log)`]
      : [`≤ ${formatShare(LEAST_SHARE)}`, `${formatShare(most)} of its column (log)`];
  return (
    <div className="chart-scale" aria-hidden="true">
      <span>{from}</span>
      <span className="chart-scale-bar" style={{ background: cividisGradient() }} />
      <span>{to}</span>
      {lines.map((name) => {
        const { colour, dashed } = lineStyle(name);
        return (
          <span key={name} className="heatmap-key">
            <span
              className="chart-scale-line"
              data-dashed={dashed || undefined}
              style={{ "--swatch": colour } as CSSProperties}
            />
            {name}
          </span>
        );
      })}
      {breaks.some(({ kind }) => kind === "gap") && (
        <span className="chart-scale-break" data-kind="gap">
          gap
        </span>
      )}
      {breaks.some(({ kind }) => kind === "reset") && (
        <span className="chart-scale-break" data-kind="reset">
          reset
        </span>
      )}
    </div>
  );
}
