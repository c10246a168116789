import { useState } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { formatSpan } from "../../series/time-labels.ts";
import { useSteady } from "../use-recording.ts";
import { baselineOf } from "./baseline.ts";
import { ChangeTable } from "./ChangeTable.tsx";
import "./changes.css";
import { useSettledSelection } from "./settled-selection.ts";
import { type Ranking, useRanking } from "./use-ranking.ts";

/** Rows shown before "Show all". */
const FIRST = 50;

/** Every statistic of every source in the selected range against the range before it, the largest change first. */
export function Changes() {
  const { session } = useSteady();
  const { view } = session;
  const selection = useSettledSelection(view);
  const extent = useChartView(view, (state) => state.extent);
  const base = selection === null ? null : baselineOf(selection, extent);
  const { ranking, progress } = useRanking(base?.range ?? null, base === null ? null : selection);
  const [all, setAll] = useState(false);
  const changes = ranking?.changes.filter(({ difference }) => difference.score > 0 || difference.errors > 0) ?? [];
  const shown = all ? changes : changes.slice(0, FIRST);

  return (
    <div className="changes">
      {selection === null && <NothingSelected />}
      {selection !== null && base === null && (
        <p className="empty">There is nothing before or after the selection to compare it with: select less</p>
      )}
      {selection !== null && base !== null && (
        <>
          <p className="muted small" id="changes-what">
            Against the {formatSpan(base.range.to - base.range.from)} {base.side} the selection
            {base.side === "after" && ": the recording begins with it"}
            {base.clipped && base.side === "before" && ": the recording begins there"}
            {base.clipped && base.side === "after" && " and ends there"}
          </p>
          <div className="changes-progress" role="status">
            {progress !== null && (
              <>
                <progress value={progress} aria-label="Statistics compared" /> Comparing
              </>
            )}
            {progress === null && ranking !== null && summary(ranking)}
          </div>
          {ranking !== null && changes.length > 0 && (
            <ChangeTable changes={shown} base={base} range={selection} stale={progress !== null} />
          )}
          {changes.length > shown.length && (
            <button type="button" onClick={() => setAll(true)}>
              Show all {changes.length}
            </button>
          )}
        </>
      )}
    </div>
  );
}

/** "17 of 106 statistics changed more than by chance; 89 that never change are left out" */
function summary({ changes, still }: Ranking): string {
  const sure = changes.filter(({ difference }) => difference.score > 0).length;
  const some = sure === 0 ? "None" : sure.toLocaleString("en-US");
  const idle = `${still.toLocaleString("en-US")} that never change are left out`;
  return `${some} of ${changes.length.toLocaleString("en-US")} statistics changed more than by chance; ${idle}`;
}

/** What to do first. */
function NothingSelected() {
  const { session } = useSteady();
  const { view } = session;
  const range = useChartView(view, (state) => state.range);
  const extent = useChartView(view, (state) => state.extent);
  const whole = baselineOf(range, extent) === null;
  return (
    <div className="empty">
      <p>Select a stretch of time: drag over a chart, or hold Shift with the arrow keys</p>
      <p>All statistics of all sources are then ranked by how much they changed against the time before</p>
      <button type="button" disabled={whole} onClick={() => view.set({ selection: range })}>
        Use the visible range
      </button>
      {whole && <p className="small">All of the recording is visible: zoom in first</p>}
    </div>
  );
}
