import { type RefObject, useMemo } from "react";
import { TimeChart } from "../../chart/TimeChart.tsx";
import type { Descriptor } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import { useRecording } from "../use-recording.ts";
import { type ChartPlan, seriesKind } from "./chart-data.ts";
import { usePanelHeight } from "./panel-room.ts";
import { SelectionStats } from "./SelectionStats.tsx";
import { useSourceWindows } from "./use-source-windows.ts";

const HEIGHT = 190;
const LABEL_LENGTH = 40;
const BOOKED_LATE =
  "The kernel books the time when a sleep ends: a sleep longer than the sampling period is one high point at its end.";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** Time asleep: halt_wait_ns and what other architectures name like it. */
function isBookedLate({ type, unit, name }: Descriptor): boolean {
  return type === "cumulative" && unit === "seconds" && name.includes("wait");
}

/** A line or steps per source, and what they did in the selection. */
export function LineBody({ plan, visible }: Props) {
  const { session } = useRecording();
  const { descriptor, chart } = plan;
  const windows = useSourceWindows(plan, visible, LABEL_LENGTH);
  const series = useMemo(
    () => windows.map((source) => ({ ...source, kind: seriesKind(descriptor) })),
    [windows, descriptor],
  );
  const height = usePanelHeight(HEIGHT);
  const per = descriptor.type === "cumulative" ? "rate" : "value";
  return (
    <>
      <TimeChart
        id={`${chart.scope} ${chart.key}`}
        view={session.view}
        title={displayName(descriptor.name, 80)}
        height={height}
        series={series}
        format={unitFormat(descriptor, per)}
        {...(isBookedLate(descriptor) && { note: BOOKED_LATE })}
      />
      <SelectionStats plan={plan} visible={visible} />
    </>
  );
}
