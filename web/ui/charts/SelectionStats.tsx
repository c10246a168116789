import type { RefObject } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { RangeStat } from "../../series/model.ts";
import { formatValue } from "../../series/units.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers } from "../use-answers.ts";
import { useRecording } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** What each source of a chart did in the selected time. Nothing while nothing is selected. */
export function SelectionStats({ plan, visible }: Props) {
  const { client, session, info, onError } = useRecording();
  const selected = useChartView(session.view, (state) => state.selection !== null);
  const { sources, chart, descriptor } = plan;
  const key = sources.map((source) => source.id).join(" ");
  const asked = { client, view: session.view, visible, version: info, onError };
  const answers = useAnswers(asked, key, ({ selection, gesture }) => {
    if (gesture === "select") return null;
    if (selection === null) return [];
    return sources.map((source) => ({
      kind: "range",
      source: source.id,
      stats: [chart.key],
      from: selection.from,
      to: selection.to,
    }));
  });
  if (!selected || answers === null || answers.length === 0) return null;
  const counter = descriptor?.type === "cumulative";
  const { format } = plan.format;
  return (
    <table className="range-table">
      <caption className="visually-hidden">Selected time of {displayName(plan.name, 80)}</caption>
      <thead>
        <tr>
          <th scope="col">In the selection</th>
          <th scope="col">Minimum</th>
          <th scope="col">Mean</th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
          <th scope="col">Maximum</th>
          <th scope="col">{counter ? "Total" : "Samples"}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source, index) => {
          const answer = answers[index];
          const stat = answer?.kind === "range" ? answer.stats[0] : undefined;
          return (
            <tr key={source.id}>
              <th scope="row">{displayName(sourceName(source, info), 40)}</th>
              <td>{format(stat?.min ?? Number.NaN)}</td>
              <td>{format(stat?.mean ?? Number.NaN)}</td>
              <td>{format(stat?.p50 ?? Number.NaN)}</td>
              <td>{format(stat?.p99 ?? Number.NaN)}</td>
              <td>{format(stat?.max ?? Number.NaN)}</td>
              <td>{stat === undefined ? "–" : totalText(stat)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );

  function totalText(stat: RangeStat): string {
    if (stat.total === null || descriptor === null) return String(stat.samples);
    return `${stat.resets > 0 ? "≥ " : ""}${formatValue(stat.total, descriptor)}`;
  }
}
