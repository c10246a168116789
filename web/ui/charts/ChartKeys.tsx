import { displayName } from "../../format/text.ts";
import { type Command, useCommands } from "../commands/commands.ts";
import { chartOption } from "../options.ts";
import { chartId, MAXIMISED } from "../state.ts";
import { useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";

const GROUP = "Charts";

/** What can be done with the open charts, by keys and by name. Shows nothing itself. */
export function ChartKeys({ plans }: { readonly plans: readonly ChartPlan[] }) {
  const { recording, session, dispatch } = useSteady();
  const { id, options } = recording;
  const maximised = options.get(MAXIMISED) ?? null;

  function setMaximised(value: string | null): void {
    dispatch({ kind: "option", id, name: MAXIMISED, value });
  }
  function togglePin({ chart }: ChartPlan): void {
    const name = chartOption(chart, "pinned");
    dispatch({ kind: "option", id, name, value: options.has(name) ? null : "yes" });
  }
  /** The chart with the focus, else the one under the pointer, else the maximised one. */
  function current(): ChartPlan | null {
    const focused = document.activeElement?.closest<HTMLElement>("[data-chart]")?.dataset["chart"];
    const wanted = focused ?? session.view.get().hover ?? maximised;
    return plans.find(({ chart }) => chartId(chart) === wanted) ?? null;
  }

  const keyed: readonly Command[] = [
    {
      id: "maximise",
      title: "Maximise or restore the chart with the focus",
      group: GROUP,
      keys: [{ code: "KeyF" }],
      run: () => {
        const plan = current();
        if (maximised !== null) setMaximised(null);
        else if (plan !== null) setMaximised(chartId(plan.chart));
      },
    },
    {
      id: "pin",
      title: "Pin or unpin the chart with the focus",
      group: GROUP,
      keys: [{ code: "KeyP" }],
      run: () => {
        const plan = current();
        if (plan !== null) togglePin(plan);
      },
    },
  ];
  const restore: readonly Command[] =
    maximised === null
      ? []
      : [
          {
            id: "restore",
            title: "Restore the maximised chart",
            group: GROUP,
            keys: [{ key: "Escape" }],
            run: () => setMaximised(null),
          },
        ];
  const named = plans.flatMap((plan): readonly Command[] => {
    const { chart } = plan;
    const name = displayName(plan.name, 80) || "(no name)";
    const which = chartId(chart);
    const pinned = options.has(chartOption(chart, "pinned"));
    return [
      { id: `maximise ${which}`, title: `Maximise ${name}`, group: GROUP, run: () => setMaximised(which) },
      { id: `pin ${which}`, title: `${pinned ? "Unpin" : "Pin"} ${name}`, group: GROUP, run: () => togglePin(plan) },
      {
        id: `close ${which}`,
        title: `Close ${name}`,
        group: GROUP,
        run: () => dispatch({ kind: "toggle chart", id, chart }),
      },
    ];
  });
  useCommands([...keyed, ...restore, ...named]);
  return null;
}
