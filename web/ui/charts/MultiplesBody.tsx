import { type RefObject, useCallback, useMemo, useState } from "react";
import { PALETTE_SIZE } from "../../chart/colors.ts";
import { MultiplesChart } from "../../chart/MultiplesChart.tsx";
import type { ChartSeries } from "../../chart/props.ts";
import { pixelRatio } from "../../chart/surface.ts";
import { displayName } from "../../format/text.ts";
import { useSteady } from "../use-recording.ts";
import type { SeriesPlan } from "./chart-data.ts";
import { usePanelHeight } from "./panel-room.ts";
import { useSourceWindows } from "./use-source-windows.ts";

const LABEL_LENGTH = 24;

interface Props {
  readonly plan: SeriesPlan;
  readonly log: boolean;
  readonly own: boolean;
  readonly visible: RefObject<boolean>;
}

/** A small chart per source. */
export function MultiplesBody({ plan, log, own, visible }: Props) {
  const { session } = useSteady();
  const { chart, format } = plan;
  const [pixels, setPixels] = useState(0);
  const windows = useSourceWindows(plan, visible, LABEL_LENGTH, pixels);
  const series = useMemo(
    // each is alone and named: no dashes
    (): readonly ChartSeries[] =>
      windows.map((source) => ({ ...source, colour: source.colour % PALETTE_SIZE, kind: plan.series })),
    [windows, plan.series],
  );
  const height = usePanelHeight(0);
  const onCell = useCallback((width: number) => setPixels(Math.round(width * pixelRatio())), []);
  return (
    <MultiplesChart
      id={`${chart.scope} ${chart.key}`}
      view={session.view}
      title={displayName(plan.name, 80) || "(no name)"}
      height={height}
      series={series}
      format={format}
      log={log}
      own={own}
      onCell={onCell}
      {...(log && { note: "logarithmic, zeros at the foot" })}
    />
  );
}
