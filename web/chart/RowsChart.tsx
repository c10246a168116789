// Many sources at one look: a row for each, time across, the value as colour.

import { type ReactElement, useEffect, useMemo, useState } from "react";
import type { UnitFormat } from "../series/units.ts";
import { cividisGradient } from "./colors.ts";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { commitFrame } from "./frame-loop.ts";
import { Plot } from "./Plot.tsx";
import type { RowsChartProps } from "./props.ts";
import { createRowsPainter } from "./rows-painter.ts";
import type { ColourScale } from "./rows-raster.ts";
import { SummaryTable } from "./SummaryTable.tsx";
import { createSurface } from "./surface.ts";

/** Rows from the top down; one crosshair with all charts of the view. */
export function RowsChart(props: RowsChartProps): ReactElement {
  const { id, view, title, series, format, log = false, summable = false } = props;
  const content = useMemo(() => ({ series, format, log, summable }), [series, format, log, summable]);
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  const [scale, setScale] = useState<ColourScale | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(
    () => createRowsPainter(view, content, (next) => commitFrame(() => setFrame(next)), setScale),
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
      description={`Heat strip: ${series.length} rows over time, the value as colour, ${format.name}.`}
      height={props.height}
      frame={frame}
      surface={surface}
      grid={false}
      footer={<Legend scale={scale} format={format} note={props.note} />}
      table={<SummaryTable title={title} series={series} format={format} view={view} />}
    />
  );
}

interface LegendProps {
  /** null until there is an answer. */
  readonly scale: ColourScale | null;
  readonly format: UnitFormat;
  readonly note: string | undefined;
}

/** What the colours mean. */
function Legend({ scale, format, note }: LegendProps): ReactElement {
  if (scale === null) return <div className="chart-scale">Loading</div>;
  const { domain, log } = scale;
  return (
    <div className="chart-scale" aria-hidden="true">
      <span>{log ? `0, ${format.format(domain[0])}` : format.format(domain[0])}</span>
      <span className="chart-scale-bar" style={{ background: cividisGradient() }} />
      <span>
        {log ? "" : "≥ "}
        {format.format(domain[1])}, mean of each pixel{log ? " (log)" : ""}
      </span>
      <span className="chart-scale-break" data-kind="gap">
        nothing known
      </span>
      {note !== undefined && <span>{note}</span>}
    </div>
  );
}
