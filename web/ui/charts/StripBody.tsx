import type { RefObject } from "react";
import { StripChart } from "../../chart/StripChart.tsx";
import { displayName } from "../../format/text.ts";
import { useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";
import { useSourceWindows } from "./use-source-windows.ts";

const LABEL_LENGTH = 24;

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** A row per source: when it was on, and in what share of the samples. */
export function StripBody({ plan, visible }: Props) {
  const { session } = useSteady();
  const { chart } = plan;
  const strips = useSourceWindows(plan, visible, LABEL_LENGTH);
  return (
    <StripChart
      id={`${chart.scope} ${chart.key}`}
      view={session.view}
      title={displayName(plan.name, 80)}
      strips={strips}
    />
  );
}
