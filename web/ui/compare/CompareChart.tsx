import { useId, useMemo, useRef } from "react";
import { edgeQuantity } from "../../series/percentile.ts";
import { unitFormat, unitName } from "../../series/units.ts";
import { kindOf } from "../charts/chart-data.ts";
import { useChoice } from "../options.ts";
import { useVisible } from "../use-answers.ts";
import { alignedView, hasCommonClock } from "./aligned-view.ts";
import { CompareHistogram } from "./CompareHistogram.tsx";
import { CompareLines } from "./CompareLines.tsx";
import type { ComparedStat } from "./comparison.ts";
import { type Side, sideLabel } from "./sides.ts";

interface Props {
  readonly stat: ComparedStat;
  readonly a: Side;
  readonly b: Side;
}

/** One statistic of both sides over a common time, or each from its own start. */
export function CompareChart({ stat, a, b }: Props) {
  const [layout, setLayout] = useChoice("compare layout", ["overlaid", "side by side"]);
  const [wanted, setAlignment] = useChoice("compare align", ["start", "clock"]);
  const common = hasCommonClock(a, b);
  const alignment = common ? wanted : "start";
  const key = JSON.stringify([a, b].map(({ recording, range }) => [recording.id, range.from, range.to]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: recordings and ranges are in the key; a zoom stays while they grow
  const view = useMemo(() => alignedView(a, b, alignment), [key, alignment]);
  const panel = useRef<HTMLElement>(null);
  const visible = useVisible(panel);
  const titleId = useId();
  const histogram = kindOf(stat.descriptor) === "heatmap";
  const Body = histogram ? CompareHistogram : CompareLines;

  return (
    <section className="panel compare-panel" ref={panel} aria-labelledby={titleId}>
      <header className="panel-header">
        <h3 id={titleId}>{stat.name}</h3>
        <p className="muted">{unitText(stat)}</p>
        <div className="panel-buttons compare-choices">
          <select
            aria-label="Layout"
            value={layout}
            onChange={(event) => setLayout(event.target.value as typeof layout)}
          >
            <option value="overlaid">{histogram ? "difference" : "overlaid"}</option>
            <option value="side by side">side by side</option>
          </select>
          <select
            aria-label="Time axis"
            value={alignment}
            disabled={!common}
            title={common ? undefined : "One of the recordings has no clock"}
            onChange={(event) => setAlignment(event.target.value as typeof wanted)}
          >
            <option value="start">from each start</option>
            <option value="clock">common time</option>
          </select>
        </div>
      </header>
      <ul className="legend" aria-label="Sides">
        <li data-side="a">
          <span className="side-letter">A</span> {sideLabel(a, b)}
        </li>
        <li data-side="b">
          <span className="side-letter">B</span> {sideLabel(b, a)}
        </li>
      </ul>
      <Body
        stat={stat}
        a={a}
        b={b}
        view={view}
        alignment={alignment}
        apart={layout === "side by side"}
        visible={visible}
      />
    </section>
  );
}

function unitText({ descriptor }: ComparedStat): string {
  if (kindOf(descriptor) === "heatmap") return `share of samples by bucket (${unitName(edgeQuantity(descriptor))})`;
  return unitFormat(descriptor, descriptor.type === "cumulative" ? "rate" : "value").name;
}
