import { useMemo } from "react";
import type { HeatMode, LineName } from "../../chart/heat.ts";
import type { StatRef } from "../../series/catalog.ts";
import type { Buckets } from "../../series/percentile.ts";
import { chartOption, useChoice, useOption } from "../options.ts";
import { linesOption, parseLevel, parseLines } from "./heat-options.ts";

/** What was chosen for a heatmap. */
export interface HeatChoice {
  readonly mode: HeatMode;
  readonly setMode: (mode: HeatMode) => void;
  readonly lines: readonly LineName[];
  readonly setLines: (lines: readonly LineName[]) => void;
  /** An edge, in buckets. */
  readonly level: number | null;
  readonly setLevel: (level: number | null) => void;
}

/** The choices for the heatmap of a statistic; links bring them along. */
export function useHeat(chart: StatRef, buckets: Buckets): HeatChoice {
  const [mode, setMode] = useChoice<HeatMode>(chartOption(chart, "colour"), ["count", "share"]);
  const [lineText, setLineText] = useOption(chartOption(chart, "percentiles"));
  const [levelText, setLevelText] = useOption(chartOption(chart, "level"));
  const lines = useMemo(() => parseLines(lineText), [lineText]);
  return {
    mode,
    setMode,
    lines,
    setLines: (next) => setLineText(linesOption(next)),
    level: parseLevel(levelText, buckets),
    setLevel: (next) => setLevelText(next === null ? null : String(next)),
  };
}
