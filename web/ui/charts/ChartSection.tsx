import { type ReactNode, useId } from "react";
import { useChoice } from "../options.ts";
import { Icon } from "../page/Icon.tsx";
import { chartId } from "../state.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import type { ChartPlan } from "./chart-data.ts";
import { sectionOption } from "./sections.ts";

interface Props {
  readonly title: string;
  /** Said beside the title: how much is in it. */
  readonly about: string;
  readonly plans: readonly ChartPlan[];
  readonly pinned: boolean;
  /** Above the panels. */
  readonly head?: ReactNode;
  /** Below the panels. */
  readonly foot?: ReactNode;
}

/** Charts that belong together, under a heading that folds them away. Nothing of a folded section is asked or drawn. */
export function ChartSection({ title, about, plans, pinned, head, foot }: Props) {
  const titleId = useId();
  const bodyId = useId();
  const [shown, setShown] = useChoice(sectionOption(title), ["open", "closed"]);
  const open = shown === "open";
  return (
    <section className="chart-section" aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>
          <button
            type="button"
            className="section-button"
            aria-expanded={open}
            aria-controls={bodyId}
            onClick={() => setShown(open ? "closed" : "open")}
          >
            <span className={open ? "fold unfolded" : "fold"}>
              <Icon name="open" />
            </span>
            {title}
          </button>
        </h2>
        <p className="muted small">{about}</p>
      </header>
      <div className="section-body" id={bodyId}>
        {open && head}
        {open && plans.length > 0 && (
          <div className="panels">
            {plans.map((plan, index) => (
              <ChartPanel
                key={chartId(plan.chart)}
                plan={plan}
                place={{
                  pinned,
                  maximised: false,
                  before: plans[index - 1]?.chart ?? null,
                  after: plans[index + 1]?.chart ?? null,
                }}
              />
            ))}
          </div>
        )}
        {open && foot}
      </div>
    </section>
  );
}
