// Booleans over time: a strip each, on where it is filled, with the share of samples at the right.

import { type ReactElement, useEffect, useMemo, useState } from "react";
import { formatShare } from "../series/units.ts";
import { type ChartFrame, emptyFrame } from "./frame.ts";
import { commitFrame } from "./frame-loop.ts";
import { stripRow, TIME_AXIS_HEIGHT, TOP_MARGIN } from "./layout.ts";
import { Plot } from "./Plot.tsx";
import type { StripChartProps } from "./props.ts";
import { dutyCycle } from "./strip.ts";
import { createStripPainter } from "./strip-painter.ts";
import { createSurface } from "./surface.ts";
import { useChartView } from "./view-store.ts";

/** A row per boolean; one crosshair with all charts of the view. */
export function StripChart({ id, view, title, strips }: StripChartProps): ReactElement {
  const [frame, setFrame] = useState<ChartFrame>(() => emptyFrame(view.get()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, strips reach it below
  const painter = useMemo(() => createStripPainter(view, strips, (next) => commitFrame(() => setFrame(next))), [view]);
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(strips);
    surface.refresh();
  }, [painter, surface, strips]);
  const range = useChartView(view, (state) => (state.gesture === "none" ? state.settled : null));
  const duties = range
    ? strips.map(({ label, data }) => `${label} on in ${formatShare(data ? dutyCycle(data, range) : Number.NaN)}`)
    : [];
  return (
    <Plot
      id={id}
      title={title}
      description={`Boolean over time. Of the visible samples: ${duties.join(", ")}.`}
      height={TOP_MARGIN + Math.max(strips.length, 1) * stripRow(strips.length) + TIME_AXIS_HEIGHT}
      frame={frame}
      surface={surface}
      grid={false}
      footer={<p className="chart-note">At the right: on in how many of the visible samples</p>}
    />
  );
}
