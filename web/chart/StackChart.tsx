// Rates or values of several series on one another, by their means.

import { type ReactElement, useEffect, useMemo, useState } from "react";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { commitFrame } from "./frame-loop.ts";
import { Plot } from "./Plot.tsx";
import type { StackChartProps } from "./props.ts";
import { SummaryTable } from "./SummaryTable.tsx";
import { createStackPainter } from "./stack-painter.ts";
import { createSurface } from "./surface.ts";

/** Layers from the bottom up; where a series has no value the rest is hatched: a part is no total. */
export function StackChart(props: StackChartProps): ReactElement {
  const { id, view, title, series, format, highlight = null } = props;
  const content = useMemo(() => ({ series, format, highlight }), [series, format, highlight]);
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(() => createStackPainter(view, content, (next) => commitFrame(() => setFrame(next))), [view]);
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(content);
    surface.refresh();
  }, [painter, surface, content]);
  return (
    <Plot
      id={id}
      title={title}
      description={`Stacked area chart over time, ${series.length} series from the bottom up, ${format.name}.`}
      height={props.height}
      frame={frame}
      surface={surface}
      {...(props.note !== undefined && { footer: <p className="chart-note">{props.note}</p> })}
      table={<SummaryTable title={title} series={series} format={format} view={view} />}
    />
  );
}
