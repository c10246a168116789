// Where two histograms over time differ: time across, buckets up, the share that B has more or less as colour.

import { type ReactElement, useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import type { HistogramAnswer } from "../series/model.ts";
import { formatShare } from "../series/units.ts";
import { createDifferencePainter } from "./difference-painter.ts";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { Plot } from "./Plot.tsx";
import type { HeatmapChartProps } from "./props.ts";
import { createSurface } from "./surface.ts";

interface DifferenceChartProps extends Omit<HeatmapChartProps, "data" | "breaks"> {
  /** Both of the same view. */
  readonly a: HistogramAnswer | null;
  readonly b: HistogramAnswer | null;
}

/** Cells by bucket and time: A's colour where A has the larger share, B's where B has it, grey where they are equal. */
export function DifferenceChart(props: DifferenceChartProps): ReactElement {
  const { id, view, title, buckets, a, b, period = 0 } = props;
  const content = useMemo(() => ({ buckets, a, b, period }), [buckets, a, b, period]);
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  const [most, setMost] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(
    () => createDifferencePainter(view, content, (next) => flushSync(() => setFrame(next)), setMost),
    [view],
  );
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(content);
    surface.refresh();
  }, [painter, surface, content]);
  return (
    <Plot
      id={id}
      title={title}
      description={`Heatmap of the difference of two histograms with ${buckets.size} buckets over time: the share of its samples that B has more than A in a bucket, at most ${formatShare(most)}.`}
      height={props.height}
      frame={frame}
      surface={surface}
      grid={false}
      footer={
        <div className="chart-scale" aria-hidden="true">
          <span>A has {formatShare(most)} more of its samples</span>
          <span className="chart-scale-bar difference-scale" />
          <span>B has</span>
          <span>grey: equal, or maybe chance</span>
          <span className="chart-scale-break" data-kind="gap">
            one side only
          </span>
        </div>
      }
    />
  );
}
