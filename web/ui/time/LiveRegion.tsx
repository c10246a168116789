import { useEffect, useRef } from "react";
import { announcer } from "../../chart/announce.ts";
import type { ChartViewState, TimeRange } from "../../chart/view-store.ts";
import { formatTime } from "../../series/time-labels.ts";
import { useSteady } from "../use-recording.ts";
import { MARKER_NAMES } from "./markers.ts";

/** The one line that tells screen readers what charts read at the cursor, what is shown, selected and marked. */
export function LiveRegion() {
  const { session } = useSteady();
  const { view, player } = session;
  const element = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    announcer.writeTo(element.current);
    let last = view.get();
    const unsubscribe = view.subscribe(() => {
      const next = view.get();
      const before = last;
      last = next;
      if (player.get().playing) return;
      if (next.range !== before.range) announcer.say("range", () => `Shown ${stretchText(view.get(), "range")}`);
      if (next.selection !== before.selection)
        announcer.say("selection", () =>
          view.get().selection === null ? "Selection cleared" : `Selected ${stretchText(view.get(), "selection")}`,
        );
      if (next.markers !== before.markers) announcer.say("markers", () => markersText(view.get()));
    });
    return () => {
      unsubscribe();
      announcer.writeTo(null);
    };
  }, [view, player]);
  return <p ref={element} role="status" aria-label="Charts" className="visually-hidden" />;
}

function stretchText({ labels, start, ...state }: ChartViewState, which: "range" | "selection"): string {
  const { from, to }: TimeRange = state[which] ?? state.range;
  return `${formatTime(from, labels, start, to - from)} to ${formatTime(to, labels, start, to - from)}`;
}

function markersText({ markers, labels, start, range }: ChartViewState): string {
  const set = MARKER_NAMES.flatMap((name) => {
    const time = markers[name];
    return time === null
      ? []
      : [`marker ${name.toUpperCase()} at ${formatTime(time, labels, start, range.to - range.from)}`];
  });
  return set.length === 0 ? "No markers" : set.join(", ");
}
