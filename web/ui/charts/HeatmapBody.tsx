import { type RefObject, useMemo } from "react";
import { breaksOf } from "../../chart/breaks.ts";
import { HeatmapChart } from "../../chart/HeatmapChart.tsx";
import { type TimeRange, useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { Answer, HistogramAnswer, Question, SourceInfo } from "../../series/model.ts";
import { formatTime } from "../../series/time-labels.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers, wantedRange } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import { addHistograms, colourOf, type HistogramPlan } from "./chart-data.ts";
import { HeatTools } from "./HeatTools.tsx";
import { HistogramDetails } from "./HistogramDetails.tsx";
import { usePanelHeight } from "./panel-room.ts";
import { useHeat } from "./use-heat.ts";

const HEIGHT = 220;

interface Props {
  readonly plan: HistogramPlan;
  readonly sources: readonly SourceInfo[];
  readonly visible: RefObject<boolean>;
}

/** A histogram over time, and its distribution over the selection or, without one, over what is visible. */
export function HeatmapBody({ plan, sources, visible }: Props) {
  const { client, session, info, onError } = useSteady();
  const { view } = session;
  const { descriptor, chart } = plan;
  const key = sources.map((source) => source.id).join(" ");
  const asked = { client, view, visible, version: info, onError };
  const columns = useAnswers(asked, key, (_, wanted) => [
    ...sources.map((source): Question => ({ kind: "histogram", source: source.id, stat: chart.key, view: wanted })),
    // when each source has dumps; every value has the same gaps, the first bucket serves
    ...sources.map(
      (source): Question => ({ kind: "window", source: source.id, stat: chart.key, element: 0, view: wanted }),
    ),
  ]);
  const sums = useAnswers(asked, key, (state) => {
    if (state.gesture !== "none") return null;
    const wanted = { ...wantedRange(state), pixels: 1 };
    return sources.map((source) => ({ kind: "histogram", source: source.id, stat: chart.key, view: wanted }));
  });
  const data = useMemo(() => addHistograms(histograms(columns)), [columns]);
  const breaks = useMemo(
    () =>
      (columns ?? [])
        .filter((answer) => answer.kind === "window")
        .flatMap((answer, index) => {
          const source = sources[index];
          return source === undefined ? [] : breaksOf(answer, displayName(sourceName(source, info), 24));
        }),
    [columns, sources, info],
  );
  const sum = useMemo(() => addHistograms(histograms(sums)), [sums]);
  const parts = useMemo(
    () =>
      histograms(sums).flatMap(({ total }, index) => {
        const source = sources[index];
        if (source === undefined) return [];
        const label = displayName(sourceName(source, info), 40);
        return [{ id: String(source.id), label, colour: colourOf(source, info), counts: total }];
      }),
    [sums, sources, info],
  );
  const selection = useChartView(view, (state) => state.selection);
  useChartView(view, (state) => state.labels);
  const heat = useHeat(chart, descriptor);
  const height = usePanelHeight(HEIGHT, 0.56);
  const title = displayName(descriptor.name, 80);
  return (
    <>
      <HeatmapChart
        id={`${chart.scope} ${chart.key}`}
        view={view}
        title={title}
        height={height}
        buckets={descriptor}
        data={data}
        breaks={breaks}
        mode={heat.mode}
        lines={heat.lines}
        level={heat.level}
        side={sum?.total ?? null}
        period={Math.max(...sources.map((source) => source.period))}
      />
      <HeatTools title={title} buckets={descriptor} counts={sum?.total ?? null} heat={heat} />
      {sum !== null && (
        <HistogramDetails
          plan={plan}
          title={title}
          buckets={descriptor}
          counts={sum.total}
          parts={parts}
          caption={`growth in ${isOf(sum, selection) ? "selection" : "view"} ${rangeText(sum)}`}
        />
      )}
    </>
  );

  function rangeText(shown: TimeRange): string {
    const { labels, start } = view.get();
    const span = shown.to - shown.from;
    return `${formatTime(shown.from, labels, start, span)} – ${formatTime(shown.to, labels, start, span)}`;
  }
}

/** Whether the counts are of the selection: during a drag they are still those from before. */
function isOf(sum: TimeRange, selection: TimeRange | null): boolean {
  return selection !== null && Math.abs(sum.from - selection.from) + Math.abs(sum.to - selection.to) < 1e-6;
}

function histograms(answers: readonly Answer[] | null): readonly HistogramAnswer[] {
  return (answers ?? []).filter((answer) => answer.kind === "histogram");
}
