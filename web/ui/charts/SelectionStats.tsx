import type { RefObject } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { copyText } from "../page/copy.ts";
import { sourceName } from "../sources/source-names.ts";
import { useAnswers, wantedRange } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import type { SeriesPlan } from "./chart-data.ts";
import { rangeColumns } from "./range-columns.ts";
import { sheetText } from "./sheet.ts";

interface Props {
  readonly plan: SeriesPlan;
  readonly visible: RefObject<boolean>;
  /** Of what is visible as well, while nothing is selected. */
  readonly always: boolean;
}

/** What each source of a chart did in the selected time, or in the visible one. */
export function SelectionStats({ plan, visible, always }: Props) {
  const { client, session, info, onError } = useSteady();
  const selected = useChartView(session.view, (state) => state.selection !== null);
  const { sources, chart } = plan;
  const key = `${sources.map((source) => source.id).join(" ")}${always ? " always" : ""}`;
  const asked = { client, view: session.view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (state) => {
    if (state.gesture !== "none") return null;
    if (state.selection === null && !always) return [];
    const { from, to } = wantedRange(state);
    return sources.map((source) => ({ kind: "range", source: source.id, stats: [chart.key], from, to }));
  });
  if (!(selected || always) || answers === null || answers.length === 0) return null;
  const columns = rangeColumns(plan);
  const name = displayName(plan.name, 80);
  const rows = sources.map((source, index) => {
    const answer = answers[index];
    return {
      id: source.id,
      name: displayName(sourceName(source, info), 40),
      stat: answer?.kind === "range" ? answer.stats[0] : undefined,
    };
  });

  function copy(): void {
    const head = [`${plan.name} (${plan.format.name})`, ...columns.map(({ title }) => title)];
    const lines = rows.map((row) => [row.name, ...columns.map(({ exact }) => (row.stat ? exact(row.stat) : "–"))]);
    copyText(sheetText([head, ...lines]), `statistics of ${rows.length === 1 ? "1 source" : `${rows.length} sources`}`);
  }

  return (
    <section
      className="panel-table"
      aria-label={`Statistics of ${name}`}
      tabIndex={rows.length > MOST_ROWS ? 0 : undefined}
    >
      <table className="range-table">
        <caption className="visually-hidden">
          {selected ? "Selected" : "Visible"} time of {name}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              {selected ? "In the selection" : "In view"}
              <button type="button" className="link" aria-label={`Copy the statistics of ${name}`} onClick={copy}>
                copy
              </button>
            </th>
            {columns.map(({ title, about }) => (
              <th key={title} scope="col" title={about}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              {columns.map(({ title, text }) => (
                <td key={title}>{row.stat === undefined ? "–" : text(row.stat)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Rows that fit without scrolling. */
const MOST_ROWS = 10;
