import { displayName } from "../../format/text.ts";
import { useSteady } from "../use-recording.ts";
import type { ChartPlan } from "./chart-data.ts";
import { type ChartMode, hasScale, MODE_NAMES, modesOf } from "./modes.ts";
import { useChartMode } from "./use-chart-mode.ts";
import "./modes.css";

interface Props {
  readonly plan: ChartPlan;
}

/** How a chart draws its sources, and whether its axis goes by powers. Nothing where there is nothing to choose. */
export function ModeTools({ plan }: Props) {
  const { info } = useSteady();
  const { mode, setMode, scale, setScale, axes, setAxes } = useChartMode(plan);
  const modes = modesOf(plan);
  const name = displayName(plan.name, 80);
  if (info.clock === "none") return null;
  return (
    <span className="mode-tools">
      {modes.length > 1 && (
        <select
          aria-label={`Draw ${name} as`}
          value={mode}
          onChange={(event) => setMode(event.target.value as ChartMode)}
        >
          {modes.map((each) => (
            <option key={each} value={each}>
              {MODE_NAMES[each]}
            </option>
          ))}
        </select>
      )}
      {mode === "multiples" && (
        <button
          type="button"
          className="quiet"
          aria-pressed={axes === "own"}
          aria-label={`Own value axes in ${name}`}
          title="A value axis of its own in every cell"
          onClick={() => setAxes(axes === "own" ? "shared" : "own")}
        >
          own y
        </button>
      )}
      {hasScale(plan, mode) && (
        <button
          type="button"
          className="quiet"
          aria-pressed={scale === "log"}
          aria-label={`Logarithmic scale of ${name}`}
          title="Logarithmic scale: by powers of ten, zeros at the foot"
          onClick={() => setScale(scale === "log" ? "linear" : "log")}
        >
          log
        </button>
      )}
    </span>
  );
}
