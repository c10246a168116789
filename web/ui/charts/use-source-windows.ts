import { type RefObject, useMemo, useRef } from "react";
import { questionView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { View, WindowAnswer } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import { type ChartPlan, colourOf } from "./chart-data.ts";

/** A source of a chart, as its legend and its marks need it; `data` is null until the first answer. */
export interface SourceWindow {
  readonly id: string;
  readonly label: string;
  readonly colour: number;
  readonly data: WindowAnswer | null;
}

/**
 * Rate or value of a chart's statistic in each of its sources, over what is visible. Labels have at most `labelLength`
 * characters. `pixels`: device pixels of the plot where it is not as wide as the other charts; 0 asks nothing yet.
 */
export function useSourceWindows(
  { sources, chart }: ChartPlan,
  visible: RefObject<boolean>,
  labelLength: number,
  pixels?: number,
): readonly SourceWindow[] {
  const { client, session, info, onError } = useSteady();
  const key = `${sources.map((source) => source.id).join(" ")} ${pixels ?? ""}`;
  const last = useRef<View | null>(null);
  const asked = { client, view: session.view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (state, wide) => {
    if (pixels === 0) return null;
    const view =
      pixels === undefined ? wide : questionView(state.range, pixels, { ahead: state.ahead, last: last.current });
    last.current = view;
    return sources.map((source) => ({ kind: "window", source: source.id, stat: chart.key, element: 0, view }));
  });
  return useMemo(
    () =>
      sources.map((source, index) => {
        const answer = answers?.[index];
        return {
          id: String(source.id),
          label: displayName(sourceName(source, info), labelLength),
          colour: colourOf(source, info),
          data: answer?.kind === "window" ? answer : null,
        };
      }),
    [answers, sources, info, labelLength],
  );
}
