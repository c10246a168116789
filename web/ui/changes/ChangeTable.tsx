import type { TimeRange } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { amountText, evidenceText, lossText, middleText, ratioText } from "../compare/difference-text.ts";
import { useOption } from "../options.ts";
import "../compare/differences.css";
import { showToast } from "../page/toasts.ts";
import { sameChart, VIEW } from "../state.ts";
import { useSteady } from "../use-recording.ts";
import type { Baseline } from "./baseline.ts";
import { RangeTrend } from "./RangeTrend.tsx";
import type { Change } from "./use-ranking.ts";

interface Props {
  readonly changes: readonly Change[];
  readonly base: Baseline;
  readonly range: TimeRange;
  /** Of another range: a new one is being made. */
  readonly stale: boolean;
}

/** The changes in their order. A row's button puts its statistic among the charts or takes it away. */
export function ChangeTable({ changes, base, range, stale }: Props) {
  const before = base.side === "before" ? "Before" : "After";
  return (
    <table className={stale ? "differences stale" : "differences"} aria-busy={stale}>
      <caption className="visually-hidden">What changed in the selection, the largest change first</caption>
      <thead>
        <tr>
          <th scope="col">Statistic</th>
          <th scope="col" className="number">
            {before}
          </th>
          <th scope="col" className="number">
            Selected
          </th>
          <th scope="col">
            Change<span className="small">ordered by “at least”</span>
          </th>
          <th scope="col">Trend</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <Row key={change.id} change={change} base={base} range={range} before={before} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly change: Change;
  readonly base: Baseline;
  readonly range: TimeRange;
  readonly before: string;
}

function Row({ change, base, range, before }: RowProps) {
  const { recording, dispatch } = useSteady();
  const [, setView] = useOption(VIEW);
  const { source, stat, difference } = change;
  const { descriptor } = stat;
  const name = displayName(descriptor.name, 80) || "(no name)";
  const chart = { scope: source.scope, key: stat.key };
  const charted = recording.charts.some((each) => sameChart(each, chart));
  const loss = [lossText(change.before, before), lossText(change.during, "Selected")].filter(Boolean).join("\n");

  function toggle(): void {
    dispatch({ kind: "toggle chart", id: recording.id, chart });
    if (!charted) dispatch({ kind: "chart sources", id: recording.id, sources: [source.id], on: true });
    if (!charted) showToast(`${name} is charted`, { label: "Show", run: () => setView("charts") });
  }

  return (
    <tr>
      <th scope="row">
        <button type="button" className="stat-button" aria-pressed={charted} title="Chart it" onClick={toggle}>
          <span className="name">{name}</span>
          <span className="muted small">{change.sourceName}</span>
        </button>
      </th>
      <td className="number" title={loss}>
        {amountText(difference.a, descriptor)}
        <span className="muted small">{middleText(change.before, descriptor)}</span>
      </td>
      <td className="number" title={loss}>
        {amountText(difference.b, descriptor)}
        <span className="muted small">{middleText(change.during, descriptor)}</span>
      </td>
      <td>
        <span className={difference.ratio < 1 ? "down" : "up"}>{ratioText(difference)}</span>
        <span className={difference.score > 0 ? "certain" : "muted small"}>
          {evidenceText(difference, { a: before, b: "the selection" })}
        </span>
      </td>
      <td>
        <RangeTrend source={source} stat={stat} base={base.range} range={range} />
      </td>
    </tr>
  );
}
