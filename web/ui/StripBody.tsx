import { type RefObject, useMemo } from "react";
import { StripChart } from "../chart/StripChart.tsx";
import { displayName } from "../format/text.ts";
import { type ChartPlan, colourOf } from "./chart-data.ts";
import { sourceName } from "./source-names.ts";
import { useAnswers } from "./use-answers.ts";
import { useRecording } from "./use-recording.ts";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** A row per source: when it was on, and in what share of the samples. */
export function StripBody({ plan, visible }: Props) {
  const { client, session, info, onError } = useRecording();
  const { descriptor, sources, chart } = plan;
  const key = sources.map((source) => source.id).join(" ");
  const asked = { client, view: session.view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (_, view) =>
    sources.map((source) => ({ kind: "window", source: source.id, stat: chart.key, element: 0, view })),
  );
  const strips = useMemo(
    () =>
      sources.map((source, index) => {
        const answer = answers?.[index];
        return {
          id: String(source.id),
          label: displayName(sourceName(source, info), 24),
          colour: colourOf(source, info),
          data: answer?.kind === "window" ? answer : null,
        };
      }),
    [answers, sources, info],
  );
  return (
    <StripChart
      id={`${chart.scope} ${chart.key}`}
      view={session.view}
      title={displayName(descriptor.name, 80)}
      strips={strips}
    />
  );
}
