// The ways to draw one statistic of several sources. Pure.

import type { ChartPlan } from "./chart-data.ts";

/** lines, or strips for yes and no. rows: a row per source, the value as colour. */
export type ChartMode = "lines" | "stacked" | "sum" | "multiples" | "rows";

export type ValueScale = "linear" | "log";

/** Value axes of small multiples: one for all, or each its own. */
export type ValueAxes = "shared" | "own";

/** What they are called. */
export const MODE_NAMES: Readonly<Record<ChartMode, string>> = {
  lines: "Lines",
  stacked: "Stacked",
  sum: "Sum",
  multiples: "Small multiples",
  rows: "Heat strip",
};

/** From so many sources on lines are no picture any more. */
const MANY_SOURCES = 16;

/** The ways that make sense, the one to begin with first. One source, a histogram and yes or no have one way only. */
export function modesOf(plan: ChartPlan): readonly [ChartMode, ...ChartMode[]] {
  if (plan.kind !== "line" || plan.sources.length < 2) return ["lines"];
  const sums: readonly ChartMode[] = plan.summable ? ["stacked", "sum"] : [];
  return plan.sources.length > MANY_SOURCES
    ? ["rows", "lines", ...sums, "multiples"]
    : ["lines", ...sums, "multiples", "rows"];
}

/** Whether the values of a mode have an axis, or colours, that may go by powers. */
export function hasScale(plan: ChartPlan, mode: ChartMode): boolean {
  return plan.kind === "line" && mode !== "stacked";
}

/** The mode that an option names; the first that makes sense for anything else. */
export function modeNamed(plan: ChartPlan, name: string | null): ChartMode {
  const modes = modesOf(plan);
  return modes.find((mode) => mode === name) ?? modes[0];
}
