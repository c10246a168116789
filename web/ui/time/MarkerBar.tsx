import type { KeyboardEvent } from "react";
import { type MarkerName, NO_MARKERS, type TimeRange, useChartView } from "../../chart/view-store.ts";
import { formatSpan, formatTime } from "../../series/time-labels.ts";
import { Icon } from "../page/Icon.tsx";
import { useSteady } from "../use-recording.ts";
import { MARKER_NAMES, withMarker } from "./markers.ts";

/** Markers A and B: where they stand, how far apart, keys to move them. */
export function MarkerBar() {
  const { session, info, recording, onError, client } = useSteady();
  const { view, player } = session;
  const markers = useChartView(view, (state) => state.markers);
  const extent = useChartView(view, (state) => state.extent);
  const labels = useChartView(view, (state) => state.labels);
  const start = useChartView(view, (state) => state.start);
  const fine = useChartView(view, (state) => finenessOf(state.range));
  const { a, b } = markers;

  function put(name: MarkerName, time: number | null): void {
    const inside = time === null ? null : Math.min(Math.max(time, extent.from), extent.to);
    view.set({ markers: withMarker(view.get().markers, name, inside) });
  }
  async function step(name: MarkerName, direction: -1 | 1): Promise<void> {
    const time = view.get().markers[name];
    if (time === null) return;
    const sources = info.sources.filter(({ id }) => recording.charted.has(id)).map(({ id }) => id);
    const [answer] = await client.ask([{ kind: "step", sources, time, direction }]);
    if (answer?.kind === "step" && answer.time !== null) put(name, answer.time);
  }
  function onKeyDown(event: KeyboardEvent, name: MarkerName, time: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = (view.get().range.to - view.get().range.from) / 10;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      step(name, event.key === "ArrowLeft" ? -1 : 1).catch((reason: unknown) => {
        onError(reason instanceof Error ? reason.message : String(reason));
      });
    } else if (event.key === "PageDown") put(name, time - page);
    else if (event.key === "PageUp") put(name, time + page);
    else if (event.key === "Home") put(name, extent.from);
    else if (event.key === "End") put(name, extent.to);
    else if (event.key === "Delete" || event.key === "Backspace") put(name, null);
    else return;
    event.preventDefault();
  }

  return (
    <div className="marker-bar">
      {MARKER_NAMES.map((name) => {
        const time = markers[name];
        const letter = name.toUpperCase();
        if (time === null)
          return (
            <button
              key={name}
              type="button"
              className="quiet marker-set"
              title={`Set marker ${letter} at the cursor (${name === "a" ? "M" : "Shift+M"})`}
              onClick={() => put(name, view.get().cursor ?? player.time())}
            >
              <span className="marker-flag" aria-hidden="true">
                {letter}
              </span>
              Set marker {letter}
            </button>
          );
        const text = formatTime(time, labels, start, fine);
        return (
          <span
            key={name}
            className="marker"
            role="slider"
            tabIndex={0}
            aria-label={`Marker ${letter}`}
            aria-valuemin={extent.from}
            aria-valuemax={extent.to}
            aria-valuenow={time}
            aria-valuetext={text}
            title="Arrow keys move it by a sample, Delete takes it away; drag its flag in a chart"
            onKeyDown={(event) => onKeyDown(event, name, time)}
          >
            <span className="marker-flag" aria-hidden="true">
              {letter}
            </span>
            {text}
          </span>
        );
      })}
      {a !== null && b !== null && <span className="marker-delta">Δt {formatSpan(Math.abs(b - a)) || "0 s"}</span>}
      {(a !== null || b !== null) && (
        <button
          type="button"
          className="quiet"
          aria-label="Clear markers A and B"
          title="Clear markers A and B"
          onClick={() => view.set({ markers: NO_MARKERS })}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** The span that decides about decimals, in few steps: a zoom must not write the markers anew with every frame. */
function finenessOf({ from, to }: TimeRange): number {
  return [1e-6, 1e-3, 1].find((span) => to - from < span * 10) ?? 60;
}
