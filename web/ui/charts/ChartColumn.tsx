import "./overview.css";
import { type KeyboardEvent, useMemo } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { chartOption, useOption } from "../options.ts";
import { chartId, MAXIMISED } from "../state.ts";
import { useSteady } from "../use-recording.ts";
import { ChartKeys } from "./ChartKeys.tsx";
import { ChartPanel } from "./ChartPanel.tsx";
import { ChartSection } from "./ChartSection.tsx";
import { planChart } from "./chart-data.ts";
import { DumpSummary } from "./DumpSummary.tsx";
import { FigureTiles } from "./FigureTiles.tsx";
import { FoldedStats } from "./FoldedStats.tsx";
import { overviewOf, type Section } from "./sections.ts";
import { useReveal } from "./use-reveal.ts";

/** Keys that move the cursor of a chart. */
const CURSOR_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);

/** The charts of the recording by meaning, all over the same time; or the one that is maximised. */
export function ChartColumn() {
  const { info, recording, session } = useSteady();
  const { charts, charted, options } = recording;
  const [maximised] = useOption(MAXIMISED);
  const plans = useMemo(
    () => charts.map((chart) => planChart(chart, info, charted)).filter((plan) => plan !== null),
    [charts, info, charted],
  );
  const { pinned, sections } = useMemo(
    () => overviewOf({ info, charted, plans, isPinned: (chart) => options.has(chartOption(chart, "pinned")) }),
    [info, charted, plans, options],
  );
  const large = plans.find((plan) => chartId(plan.chart) === maximised) ?? null;
  useReveal(recording, plans, sections);
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
    <div className={timed ? "charts" : "charts untimed"} onClick={stay} onKeyUp={onKeyUp}>
      <ChartKeys plans={plans} />
      {large !== null ? (
        <ChartPanel
          plan={large}
          place={{
            pinned: options.has(chartOption(large.chart, "pinned")),
            maximised: true,
            before: null,
            after: null,
          }}
        />
      ) : (
        <>
          {!timed && <DumpSummary />}
          {pinned.length > 0 && (
            <ChartSection title="Pinned" about={countText(pinned.length)} plans={pinned} pinned={true} />
          )}
          {sections.map((section) => (
            <GroupSection key={section.group} section={section} />
          ))}
        </>
      )}
      {charted.size === 0 && <p className="empty">No source is chosen: tick one under Sources</p>}
    </div>
  );
}

function GroupSection({ section }: { readonly section: Section }) {
  const { session, info } = useSteady();
  const selected = useChartView(session.view, (state) => state.selection !== null);
  const { group, plans, folds, figures, statistics } = section;
  const over = info.clock === "none" ? "since the VM was made" : selected ? "over the selection" : "over the view";
  return (
    <ChartSection
      title={group}
      about={`${countText(plans.length)} of ${statistics} statistics${figures.length > 0 ? ` · figures ${over}` : ""}`}
      plans={plans}
      pinned={false}
      {...(figures.length > 0 && { head: <FigureTiles group={group} figures={figures} /> })}
      foot={<FoldedStats group={group} folds={folds} more={plans.length > 0} />}
    />
  );
}

function countText(charts: number): string {
  return charts === 1 ? "1 chart" : `${charts === 0 ? "no" : charts} charts`;
}
