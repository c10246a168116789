import { useContext } from "react";
import { type ChartView, useChartView } from "../../chart/view-store.ts";
import type { RecordingInfo } from "../../series/model.ts";
import { formatStart } from "../../series/time-labels.ts";
import { Recording } from "../use-recording.ts";

/** "from 2026-11-22 10:14:00 UTC", on the clock that is chosen for the recording on the screen. Nothing without a date. */
export function BeginText({ info }: { readonly info: RecordingInfo | null }) {
  const context = useContext(Recording);
  if (info === null || info.start === null || info.clock !== "time" || info.sources.length === 0) return null;
  if (context?.recording.id === info.id) return <OnChosenClock view={context.session.view} start={info.start} />;
  return <Line text={formatStart(info.start, "utc")} />;
}

function OnChosenClock({ view, start }: { readonly view: ChartView; readonly start: bigint }) {
  const labels = useChartView(view, (state) => state.labels);
  return <Line text={formatStart(start, labels)} />;
}

function Line({ text }: { readonly text: string }) {
  return <span className="muted small">from {text}</span>;
}
