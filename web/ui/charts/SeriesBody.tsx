import type { RefObject } from "react";
import { useSteady } from "../use-recording.ts";
import type { SeriesPlan } from "./chart-data.ts";
import { Legend } from "./Legend.tsx";
import { LineBody } from "./LineBody.tsx";
import { MultiplesBody } from "./MultiplesBody.tsx";
import { StripBody } from "./StripBody.tsx";
import { useChartMode } from "./use-chart-mode.ts";

/** Strips with a value of their own over the chart; the others have theirs in the tip. */
const MOST_NAMED = 12;

interface Props {
  readonly plan: SeriesPlan;
  readonly visible: RefObject<boolean>;
}

/** A statistic that is one number a sample, in the way its options say: legend, chart, statistics of the selection. */
export function SeriesBody({ plan, visible }: Props) {
  const { info } = useSteady();
  const { mode, scale, axes } = useChartMode(plan);
  const legend = {
    plan,
    sources: info.clock === "none" ? plan.sources : plan.sources.slice(0, MOST_NAMED),
    visible,
    pick: null,
  };
  if (info.clock === "none") return <Legend {...legend} coloured />;
  if (plan.kind === "strip")
    return (
      <>
        <Legend {...legend} coloured />
        <StripBody plan={plan} visible={visible} />
      </>
    );
  if (mode === "multiples")
    return <MultiplesBody plan={plan} log={scale === "log"} own={axes === "own"} visible={visible} />;
  return <LineBody plan={plan} mode={mode} log={scale === "log"} visible={visible} />;
}
