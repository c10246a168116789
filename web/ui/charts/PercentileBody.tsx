import type { CSSProperties } from "react";
import { seriesColour } from "../../chart/colors.ts";
import { PercentilePlot } from "../../chart/PercentilePlot.tsx";
import type { PercentileSeries } from "../../chart/percentile-plot.ts";
import { sumOf } from "../../series/cumulative.ts";
import { type Buckets, percentileLabel } from "../../series/percentile.ts";
import { formatRaw } from "../../series/units.ts";

interface Props {
  readonly title: string;
  readonly height: number;
  readonly buckets: Buckets;
  readonly series: readonly PercentileSeries[];
  /** What the counts are of. */
  readonly caption: string;
}

/** Columns of the table: shares of 1. */
const COLUMNS: readonly (readonly [name: string, q: number])[] = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
  ["p99.9", 0.999],
  ["p99.99", 0.9999],
  ["max", 1],
];

/** Percentiles of each source and of all together: the curves, and a table that is their legend. */
export function PercentileBody({ title, height, buckets, series, caption }: Props) {
  return (
    <>
      <PercentilePlot title={`Percentiles of ${title}`} height={height} buckets={buckets} series={series} />
      <div className="percentile-table">
        <table className="range-table">
          <caption>
            Percentiles of {title}: {caption}
          </caption>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Samples</th>
              {COLUMNS.map(([name]) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {series.map(({ id, label, colour, counts }) => (
              <tr key={id}>
                <th scope="row">
                  <span className="chart-caption-swatch" style={swatch(colour)} />
                  {label}
                </th>
                <td>{formatRaw(sumOf(counts))}</td>
                {COLUMNS.map(([name, q]) => (
                  <td key={name}>{percentileLabel(buckets, counts, q)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function swatch(colour: number | null): CSSProperties {
  return { background: colour === null ? "var(--text)" : seriesColour(colour) };
}
