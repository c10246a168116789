import { useMemo } from "react";
import { DifferenceChart } from "../../chart/DifferenceChart.tsx";
import { DistributionChart } from "../../chart/DistributionChart.tsx";
import { HeatmapChart } from "../../chart/HeatmapChart.tsx";
import type { HistogramAnswer } from "../../series/model.ts";
import { addHistograms } from "../charts/chart-data.ts";
import type { SideName } from "./sides.ts";
import { type CompareBodyProps, type PlacedAnswer, usePlaced } from "./use-placed.ts";

const HEIGHT = 200;
const DISTRIBUTION_HEIGHT = 170;

/** Both distributions over each other, and where they differ over time, or each side's own heatmap. */
export function CompareHistogram(props: CompareBodyProps) {
  const { stat, a, b, view, apart } = props;
  const { descriptor, key, name } = stat;
  const placed = usePlaced(props, Number.POSITIVE_INFINITY, (source, wanted) => ({
    kind: "histogram",
    source: source.id,
    stat: key,
    view: wanted,
  }));
  const sides = useMemo(() => ({ a: sumOf(placed, "a"), b: sumOf(placed, "b") }), [placed]);
  const period = Math.max(...a.sources.map((each) => each.period), ...b.sources.map((each) => each.period));
  const compare = useMemo(
    () => (stat.b?.counts ? { name: "A", other: "B", counts: stat.b.counts } : undefined),
    [stat.b],
  );
  const counts = stat.a?.counts ?? [];

  return (
    <>
      <DistributionChart
        title={`Distribution of ${name}, A and B`}
        height={DISTRIBUTION_HEIGHT}
        buckets={descriptor}
        counts={counts}
        caption="growth in each side's time"
        compare={compare}
      />
      {!apart && (
        <DifferenceChart
          id="compare difference"
          view={view}
          title={`Difference of ${name}, B minus A`}
          height={HEIGHT}
          buckets={descriptor}
          a={sides.a}
          b={sides.b}
          period={period}
        />
      )}
      {apart && (
        <div className="compare-pair">
          {(["a", "b"] as const).map((side) => (
            <div key={side} data-side={side}>
              <span className="side-letter" aria-hidden="true">
                {side.toUpperCase()}
              </span>
              <HeatmapChart
                id={`compare ${side}`}
                view={view}
                title={`${name}, ${side.toUpperCase()}`}
                height={HEIGHT}
                buckets={descriptor}
                data={sides[side]}
                period={period}
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function sumOf(placed: readonly PlacedAnswer[], side: SideName): HistogramAnswer | null {
  const answers = placed.filter((each) => each.side === side).map(({ answer }) => answer);
  return addHistograms(answers.filter((answer) => answer?.kind === "histogram"));
}
