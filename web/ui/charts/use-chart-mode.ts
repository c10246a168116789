import { chartOption, useChoice, useOption } from "../options.ts";
import type { ChartPlan } from "./chart-data.ts";
import { type ChartMode, modeNamed, modesOf, type ValueAxes, type ValueScale } from "./modes.ts";

/** How a chart is drawn: from its options, with what sets them. */
export interface ChosenMode {
  readonly mode: ChartMode;
  readonly setMode: (mode: ChartMode) => void;
  readonly scale: ValueScale;
  readonly setScale: (scale: ValueScale) => void;
  readonly axes: ValueAxes;
  readonly setAxes: (axes: ValueAxes) => void;
}

/** The mode and the scale of a chart. */
export function useChartMode(plan: ChartPlan): ChosenMode {
  const [name, setName] = useOption(chartOption(plan.chart, "mode"));
  const [scale, setScale] = useChoice<ValueScale>(chartOption(plan.chart, "scale"), ["linear", "log"]);
  const [axes, setAxes] = useChoice<ValueAxes>(chartOption(plan.chart, "axes"), ["shared", "own"]);
  return {
    mode: modeNamed(plan, name),
    setMode: (mode) => setName(mode === modesOf(plan)[0] ? null : mode),
    scale,
    setScale,
    axes,
    setAxes,
  };
}
