import { useEffect, useRef } from "react";
import type { StatRef } from "../../series/catalog.ts";
import { MAXIMISED, sameChart } from "../state.ts";
import { type SteadyContext, useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";
import { panelOf, panelWithId } from "./PanelTools.tsx";
import { type Section, sectionOption } from "./sections.ts";

/** Requests that were fulfilled: coming back to the charts scrolls nowhere. */
const done = new WeakSet<StatRef>();

/** Scrolls to the chart that was asked for last, once it is there; and back to where it was to one that was maximised. */
export function useReveal(
  { id, revealed, options }: SteadyContext["recording"],
  plans: readonly ChartPlan[],
  sections: readonly Section[],
): void {
  const { dispatch } = useSteady();
  const shown = plans.some((plan) => revealed !== null && sameChart(plan.chart, revealed));
  useEffect(() => {
    if (revealed === null || !shown || done.has(revealed)) return;
    const section = sections.find(({ plans: all }) => all.some((plan) => sameChart(plan.chart, revealed)));
    const closed = section === undefined ? null : sectionOption(section.group);
    if (closed !== null && options.has(closed)) {
      dispatch({ kind: "option", id, name: closed, value: null });
      return;
    }
    done.add(revealed);
    panelOf(revealed)?.scrollIntoView({ block: "nearest" });
  }, [revealed, shown, sections, options, dispatch, id]);

  const maximised = options.get(MAXIMISED) ?? null;
  const before = useRef(maximised);
  useEffect(() => {
    const restored = maximised === null ? before.current : null;
    before.current = maximised;
    if (restored === null) return;
    panelWithId(restored)?.scrollIntoView({ block: "center" });
  }, [maximised]);
}
