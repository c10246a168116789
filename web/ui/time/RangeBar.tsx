import { useChartView } from "../../chart/view-store.ts";
import { formatSpan, formatTime } from "../../series/time-labels.ts";
import { useSteady } from "../use-recording.ts";

/** Which stretch of time is shown and selected, and buttons for what the mouse and keys do on the charts. */
export function RangeBar() {
  const { session } = useSteady();
  const { view } = session;
  const range = useChartView(view, (state) => state.settled);
  const extent = useChartView(view, (state) => state.extent);
  const selection = useChartView(view, (state) => state.selection);
  const labels = useChartView(view, (state) => state.labels);
  const start = useChartView(view, (state) => state.start);
  const whole = range.from <= extent.from && range.to >= extent.to;

  function stretch(from: number, to: number): string {
    const span = to - from;
    return `${formatTime(from, labels, start, span)} – ${formatTime(to, labels, start, span)}`;
  }

  return (
    <div className="range-bar">
      {selection === null && (
        <p>
          <span className="muted">{whole ? "All" : "Shown"}</span> {stretch(range.from, range.to)}{" "}
          <span className="muted">({formatSpan(range.to - range.from)})</span>
        </p>
      )}
      {!whole && (
        <button type="button" onClick={() => view.set({ range: extent })}>
          Show all
        </button>
      )}
      {selection !== null && (
        <>
          <p>
            <span className="muted">Selected</span> {stretch(selection.from, selection.to)}{" "}
            <span className="muted">({formatSpan(selection.to - selection.from)})</span>
          </p>
          <button type="button" onClick={() => view.set({ range: selection, selection: null })}>
            Zoom in
          </button>
          <button type="button" onClick={() => view.set({ selection: null })}>
            Clear selection
          </button>
        </>
      )}
      {selection === null && whole && (
        <p className="muted small hint">Drag selects, Ctrl + wheel zooms, Shift + wheel moves</p>
      )}
    </div>
  );
}
