import type { RefObject } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { Question } from "../../series/model.ts";
import { formatTime } from "../../series/time-labels.ts";
import { copyText } from "../page/copy.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers, wantedRange } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import { addHistograms, type ChartPlan } from "./chart-data.ts";
import { type DataRow, HISTOGRAM_TITLES, histogramRows, rowsView, windowRows } from "./data-rows.ts";
import { sheetText } from "./sheet.ts";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** The data of a chart in the selected or visible time as a table, with all digits. */
export function DataTable({ plan, visible }: Props) {
  const { client, session, info, onError } = useSteady();
  const { view } = session;
  const selected = useChartView(view, (state) => state.selection !== null);
  const labels = useChartView(view, (state) => state.labels);
  const start = useChartView(view, (state) => state.start);
  const { chart, sources, kind } = plan;
  const key = sources.map((source) => source.id).join(" ");
  const periods = sources.map(({ period }) => period).filter((period) => period > 0);
  const asked = { client, view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (state) => {
    if (state.gesture !== "none") return null;
    const rows = rowsView(wantedRange(state), periods.length > 0 ? Math.min(...periods) : 0);
    return sources.map(
      ({ id }): Question =>
        kind === "heatmap"
          ? { kind: "histogram", source: id, stat: chart.key, view: rows }
          : { kind: "window", source: id, stat: chart.key, element: 0, view: rows },
    );
  });
  const name = displayName(plan.name, 80);
  const unit = kind === "strip" ? "1 for yes, 0 for no" : plan.format.name;
  const titles =
    kind === "heatmap" ? HISTOGRAM_TITLES : sources.map((source) => displayName(sourceName(source, info), 40));
  const rows = dataRows();
  const span = rows.length > 0 ? (rows.at(-1)?.to ?? 0) - (rows[0]?.from ?? 0) : 0;

  function dataRows(): readonly DataRow[] {
    if (answers === null) return [];
    if (kind !== "heatmap")
      return windowRows(
        answers.filter((answer) => answer.kind === "window"),
        plan.format,
      );
    const sum = addHistograms(answers.filter((answer) => answer.kind === "histogram"));
    return sum === null ? [] : histogramRows(sum, plan.descriptor);
  }
  function timeText({ from, to }: DataRow): string {
    const fine = Math.min(span / Math.max(rows.length, 1), 60);
    const end = formatTime(to, labels, start, fine);
    return from === to ? end : `${formatTime(from, labels, start, fine)} – ${end}`;
  }
  function copy(): void {
    const head = ["time", ...titles.map((title) => (kind === "heatmap" ? title : `${title} (${unit})`))];
    const lines = rows.map((row) => [timeText(row), ...row.cells]);
    copyText(sheetText([head, ...lines]), `${rows.length} rows of ${name}`);
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="panel-table" aria-label={`Data of ${name}`} tabIndex={0}>
      <table className="range-table">
        <caption>
          {name} in {selected ? "the selection" : "view"}
          {kind === "heatmap" ? `, sum of ${sources.length}` : `, ${unit}`}
          <button type="button" className="link" aria-label={`Copy the data of ${name}`} onClick={copy}>
            copy
          </button>
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.to}>
              <th scope="row">{timeText(row)}</th>
              {row.cells.map((cell, index) => (
                <td key={titles[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
