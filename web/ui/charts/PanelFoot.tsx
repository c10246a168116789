import type { KeyboardEvent, RefObject } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { chartOption, useChoice } from "../options.ts";
import type { ChartPlan } from "./chart-data.ts";
import { DataTable } from "./DataTable.tsx";
import { MarkerDeltas } from "./MarkerDeltas.tsx";
import "./panel-foot.css";
import { useSteady } from "../use-recording.ts";
import { SelectionStats } from "./SelectionStats.tsx";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

const FOLD = ["folded", "unfolded"] as const;

/** Under a chart: what changed between the markers, statistics of the selected or visible time, the data as a table. */
export function PanelFoot({ plan, visible }: Props) {
  const { session } = useSteady();
  const selected = useChartView(session.view, (state) => state.selection !== null);
  const [statistics, setStatistics] = useChoice(chartOption(plan.chart, "statistics"), FOLD);
  const [table, setTable] = useChoice(chartOption(plan.chart, "table"), FOLD);
  const name = displayName(plan.name, 80);
  return (
    <div className="panel-foot">
      <MarkerDeltas plan={plan} visible={visible} />
      {plan.kind !== "heatmap" && <SelectionStats plan={plan} visible={visible} always={statistics === "unfolded"} />}
      {table === "unfolded" && <DataTable plan={plan} visible={visible} />}
      <div className="panel-folds" role="toolbar" aria-label={`Numbers of ${name}`} onKeyDown={goAlong}>
        {plan.kind !== "heatmap" && (
          <button
            type="button"
            className="quiet"
            tabIndex={0}
            aria-expanded={statistics === "unfolded" || selected}
            aria-label={`Show statistics of ${name}`}
            title="Minimum, mean, percentiles and total of what is visible; of a selection they are always shown"
            onClick={() => setStatistics(statistics === "unfolded" ? "folded" : "unfolded")}
          >
            Statistics
          </button>
        )}
        <button
          type="button"
          className="quiet"
          // one stop for Tab, arrows go from button to button
          tabIndex={plan.kind === "heatmap" ? 0 : -1}
          aria-expanded={table === "unfolded"}
          aria-label={`Show ${name} as a table`}
          title="The data of the chart as a table, with all digits"
          onClick={() => setTable(table === "unfolded" ? "folded" : "unfolded")}
        >
          As a table
        </button>
      </div>
    </div>
  );
}

function goAlong({ key, currentTarget }: KeyboardEvent): void {
  const buttons = currentTarget.querySelectorAll("button");
  if (key === "ArrowLeft") buttons[0]?.focus();
  else if (key === "ArrowRight") buttons[buttons.length - 1]?.focus();
}
