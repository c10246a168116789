// Rates, values and peaks over time.

import { type ReactElement, useEffect, useMemo, useState } from "react";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { commitFrame } from "./frame-loop.ts";
import { Plot } from "./Plot.tsx";
import type { TimeChartProps } from "./props.ts";
import { SummaryTable } from "./SummaryTable.tsx";
import { createSurface } from "./surface.ts";
import { createTimePainter } from "./time-painter.ts";

/** Lines with min-max bands, steps for values and peaks; one crosshair with all charts of the view. */
export function TimeChart(props: TimeChartProps): ReactElement {
  const { id, view, title, series, format } = props;
  const low = props.domain?.[0];
  const high = props.domain?.[1];
  const { listed = series, log = false, summable = false, highlight = null, partial = null } = props;
  const content = useMemo(() => {
    const domain = low !== undefined && high !== undefined ? ([low, high] as const) : null;
    return { series, listed, format, domain, log, summable, highlight, partial };
  }, [series, listed, format, low, high, log, summable, highlight, partial]);
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(() => createTimePainter(view, content, (next) => commitFrame(() => setFrame(next))), [view]);
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(content);
    surface.refresh();
  }, [painter, surface, content]);
  const count = listed.length === 1 ? "1 series" : `${listed.length} series`;
  return (
    <Plot
      id={id}
      title={title}
      description={`Line chart over time, ${count}, ${format.name}${log ? ", logarithmic axis with zeros at its foot" : ""}.`}
      height={props.height}
      frame={frame}
      surface={surface}
      {...(props.note !== undefined && { footer: <p className="chart-note">{props.note}</p> })}
      {...(props.annotations && { annotations: props.annotations })}
      table={<SummaryTable title={title} series={listed} format={format} view={view} />}
    />
  );
}
