import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { RangeBar } from "../time/RangeBar.tsx";
import { useRecording } from "../use-recording.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import { type ChartPlan, planChart } from "./chart-data.ts";
import { DumpSummary } from "./DumpSummary.tsx";

/** Keys that move the cursor of a chart. */
const CURSOR_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);

/** The charts of the recording, all over the same time. */
export function ChartColumn() {
  const { info, recording, session } = useRecording();
  const { charts, charted } = recording;
  const plans = useMemo(
    () => charts.map((chart) => planChart(chart, info, charted)).filter((plan) => plan !== null),
    [charts, info, charted],
  );
  const column = useRef<HTMLDivElement>(null);
  const count = useRef(charts.length);
  useEffect(() => {
    // a chart that the user adds comes last, and into sight
    if (recording.chosenCharts && charts.length > count.current)
      column.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
    count.current = charts.length;
  }, [charts, recording.chosenCharts]);
  const timed = info.clock === "time";

  /** A click or a key on a chart moves playback to the cursor; moving the pointer only looks. */
  function stay(): void {
    if (session.view.get().hover !== null) session.player.stay();
  }
  function onKeyUp(event: KeyboardEvent): void {
    if (CURSOR_KEYS.has(event.key)) stay();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the charts inside are the controls
    <div ref={column} className={timed ? "charts" : "charts untimed"} onClick={stay} onKeyUp={onKeyUp}>
      {timed && <RangeBar />}
      {!timed && <DumpSummary />}
      {plans.map((plan, index) => (
        <ChartPanel key={keyOf(plan)} plan={plan} first={index === 0} last={index === plans.length - 1} />
      ))}
      {plans.length === 0 && <p className="empty">{emptyText()}</p>}
    </div>
  );

  function emptyText(): string {
    if (charted.size === 0) return "No source is chosen: tick one under Sources";
    return "No chart is open: choose a statistic in the table";
  }
}

function keyOf({ chart }: ChartPlan): string {
  return `${chart.scope} ${chart.key}`;
}
