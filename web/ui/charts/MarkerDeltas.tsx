import type { RefObject } from "react";
import { markedRange, useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";
import { deltaQuestions, markerDeltas } from "./marker-deltas.ts";

/** Sources said at most: all of them are in the statistics. */
const MOST = 12;

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** Between markers A and B: how much each source changed, and how fast. Nothing while a marker is missing. */
export function MarkerDeltas({ plan, visible }: Props) {
  const { client, session, info, onError } = useSteady();
  const { view } = session;
  const shown = useChartView(view, ({ markers }) => markedRange(markers) !== null);
  const backwards = useChartView(view, ({ markers: { a, b } }) => a !== null && b !== null && b < a);
  const listed = { ...plan, sources: plan.sources.slice(0, MOST) };
  const key = listed.sources.map((source) => source.id).join(" ");
  const asked = { client, view, visible, version: info, onError };
  const answers = useAnswers(asked, key, ({ markers }) => {
    const range = markedRange(markers);
    return range === null ? [] : deltaQuestions(listed, range);
  });
  if (!shown) return null;
  const deltas = answers === null || answers.length === 0 ? null : markerDeltas(listed, answers);
  const left = plan.sources.length - listed.sources.length;
  return (
    <div className="marker-deltas">
      <span className="muted">{backwards ? "B to A" : "A to B"}</span>
      <ul aria-label={`${displayName(plan.name, 80)} between the markers`}>
        {listed.sources.map((source, index) => (
          <li key={source.id}>
            {displayName(sourceName(source, info), 40)} <b>{deltas?.[index]?.change ?? "…"}</b>{" "}
            <span className="muted">{deltas?.[index]?.mean}</span>
          </li>
        ))}
        {left > 0 && <li className="muted">{left} more</li>}
      </ul>
    </div>
  );
}
