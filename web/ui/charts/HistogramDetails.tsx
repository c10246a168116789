import { useMemo } from "react";
import { DistributionChart } from "../../chart/DistributionChart.tsx";
import type { PercentileSeries } from "../../chart/percentile-plot.ts";
import type { Buckets } from "../../series/percentile.ts";
import { chartOption, useChoice } from "../options.ts";
import { BucketTable } from "./BucketTable.tsx";
import type { ChartPlan } from "./chart-data.ts";
import "./histograms.css";
import { PercentileBody } from "./PercentileBody.tsx";
import { usePanelHeight } from "./panel-room.ts";

const HEIGHT = 170;

const SHAPES = ["bars", "percentiles", "table"] as const;
type Shape = (typeof SHAPES)[number];

const LABELS: Readonly<Record<Shape, string>> = { bars: "Distribution", percentiles: "Percentiles", table: "Table" };

interface Props {
  readonly plan: ChartPlan;
  readonly title: string;
  readonly buckets: Buckets;
  /** Of all sources together. */
  readonly counts: ArrayLike<bigint>;
  /** Of each source. */
  readonly parts: readonly PercentileSeries[];
  /** What the counts are of. */
  readonly caption: string;
}

/** How the samples of a range are spread: as bars, by percentile, or as the cumulative table. */
export function HistogramDetails({ plan, title, buckets, counts, parts, caption }: Props) {
  const [shape, setShape] = useChoice(chartOption(plan.chart, "distribution"), SHAPES);
  const series = useMemo(
    () =>
      parts.length === 1 ? parts : [...parts, { id: "sum", label: `Sum of ${parts.length}`, colour: null, counts }],
    [parts, counts],
  );
  const height = usePanelHeight(HEIGHT, 0.38);
  return (
    <>
      <fieldset className="segments" aria-label={`Distribution of ${title} as`}>
        {SHAPES.map((each) => (
          <button key={each} type="button" aria-pressed={each === shape} onClick={() => setShape(each)}>
            {LABELS[each]}
          </button>
        ))}
      </fieldset>
      {shape === "bars" && (
        <DistributionChart
          title={`Distribution of ${title}`}
          height={height}
          buckets={buckets}
          counts={counts}
          caption={caption}
        />
      )}
      {shape === "percentiles" && (
        <PercentileBody title={title} height={height} buckets={buckets} series={series} caption={caption} />
      )}
      {shape === "table" && <BucketTable title={title} buckets={buckets} counts={counts} caption={caption} />}
    </>
  );
}
