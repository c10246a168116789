import { useEffect, useRef } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { formatTime } from "../../series/time-labels.ts";
import { useSteady } from "../use-recording.ts";

/** The time whose values the table shows, written by the feed. */
export function CursorTime() {
  const { session } = useSteady();
  const element = useRef<HTMLParagraphElement>(null);
  const labels = useChartView(session.view, (state) => state.labels);
  useEffect(() => {
    function write(): void {
      const { start, extent } = session.view.get();
      const time = session.feed.get()?.time;
      const alone = labels === "sample" && extent.to <= extent.from;
      const text = time === undefined ? "" : alone ? "of one dump" : `at ${formatTime(time, labels, start)}`;
      if (element.current !== null && element.current.textContent !== text) element.current.textContent = text;
    }
    write();
    return session.feed.subscribe(write);
  }, [session, labels]);
  return <p className="muted cursor-time" ref={element} />;
}
