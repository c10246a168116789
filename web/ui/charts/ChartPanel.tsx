import { useId, useMemo, useRef, useState } from "react";
import { displayName } from "../../format/text.ts";
import { explain } from "../../series/catalog.ts";
import { figureOf } from "../../series/figures.ts";
import { edgeQuantity } from "../../series/percentile.ts";
import { formatSpan } from "../../series/time-labels.ts";
import { unitName } from "../../series/units.ts";
import { Boundary } from "../page/Boundary.tsx";
import { sourceName } from "../sources/source-names.ts";
import { chartId } from "../state.ts";
import { architectureIn } from "../table/table-rows.ts";
import { useVisible } from "../use-answers.ts";
import { useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";
import { HeatmapBody } from "./HeatmapBody.tsx";
import { Legend } from "./Legend.tsx";
import { ModeTools } from "./ModeTools.tsx";
import { PanelFoot } from "./PanelFoot.tsx";
import { type PanelPlace, PanelTools } from "./PanelTools.tsx";
import { PanelRoom, useRoom } from "./panel-room.ts";
import { SeriesBody } from "./SeriesBody.tsx";
import { TotalsBody } from "./TotalsBody.tsx";

interface Props {
  readonly plan: ChartPlan;
  readonly place: PanelPlace;
}

/** One statistic: name, unit and sampling period, values at the cursor, the chart of its kind. */
export function ChartPanel({ plan, place }: Props) {
  const { info } = useSteady();
  const panel = useRef<HTMLElement>(null);
  const visible = useVisible(panel);
  const titleId = useId();
  const [only, setOnly] = useState<number | null>(null);
  const { chart } = plan;
  const name = displayName(plan.name, 80) || "(no name)";
  const shown = only === null ? plan.sources : plan.sources.filter((source) => source.id === only);
  const sources = shown.length === 0 ? plan.sources : shown;
  const room = useRoom(panel, place.maximised);
  const meaning = useMemo(
    () => figureOf(chart.key) ?? explain(plan.name, chart.scope, architectureIn(info)),
    [chart, plan.name, info],
  );

  return (
    <section
      className={info.clock === "none" && plan.kind !== "heatmap" ? "panel value" : "panel"}
      ref={panel}
      data-chart={chartId(chart)}
      data-kind={plan.kind}
      aria-labelledby={titleId}
    >
      <header className="panel-header">
        <h3 id={titleId} title={[name, meaning?.text].filter(Boolean).join("\n")}>
          {name}
        </h3>
        <p className="muted unit">{unitText(plan, info.clock === "time")}</p>
        {info.clock === "time" && <p className="muted period">{periodText(plan)}</p>}
        <ModeTools plan={plan} />
        <PanelTools chart={chart} name={name} place={place} />
      </header>
      {plan.kind === "heatmap" && (
        <div className="panel-line">
          <Legend
            plan={plan}
            sources={plan.sources.slice(0, MOST_NAMED)}
            coloured={false}
            visible={visible}
            pick={null}
          />
          {plan.sources.length > 1 && (
            <select
              aria-label={`Sources of ${name}`}
              value={only ?? ""}
              onChange={(event) => setOnly(event.target.value === "" ? null : Number(event.target.value))}
            >
              <option value="">Sum of {plan.sources.length}</option>
              {plan.sources.map((source) => (
                <option key={source.id} value={source.id}>
                  {displayName(sourceName(source, info), 40)}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
      <PanelRoom value={room}>
        <Boundary what="this chart">
          {info.clock === "none" && plan.kind === "heatmap" && <TotalsBody plan={plan} sources={sources} />}
          {plan.kind !== "heatmap" && <SeriesBody plan={plan} visible={visible} />}
          {info.clock === "time" && plan.kind === "heatmap" && (
            <HeatmapBody plan={plan} sources={sources} visible={visible} />
          )}
        </Boundary>
      </PanelRoom>
      {info.clock === "time" && (
        <Boundary what="the numbers of this chart">
          <PanelFoot plan={plan} visible={visible} />
        </Boundary>
      )}
    </section>
  );
}

/** Sources of a histogram with a value of their own. */
const MOST_NAMED = 12;

/** "count/s", "counts by bucket (ns)", "share of samples". */
function unitText(plan: ChartPlan, timed: boolean): string {
  if (plan.kind === "heatmap") return `counts by bucket (${unitName(edgeQuantity(plan.descriptor))})`;
  if (plan.kind === "strip") return timed ? "yes or no, share of samples" : "yes or no";
  return plan.format.name;
}

function periodText({ sources }: ChartPlan): string {
  const periods = sources.map((source) => source.period).filter((period) => period > 0);
  return periods.length === 0 ? "" : ` · a sample every ${formatSpan(Math.min(...periods))}`;
}
