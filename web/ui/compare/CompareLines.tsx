import { useMemo } from "react";
import { niceAxis, visibleDomain } from "../../chart/domain.ts";
import type { ChartSeries } from "../../chart/props.ts";
import { TimeChart } from "../../chart/TimeChart.tsx";
import { useChartView } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import { seriesKind } from "../charts/chart-data.ts";
import type { Side, SideName } from "./sides.ts";
import { type CompareBodyProps, MOST_OF_SIDE, usePlaced } from "./use-placed.ts";

const HEIGHT = 220;
/** Palette numbers of the sides, as in distributions and difference heatmaps. */
const COLOURS: Readonly<Record<SideName, number>> = { a: 0, b: 1 };
/** Value ticks of charts that share an axis. */
const TICKS = 5;

/** Lines of both sides over each other in the colours of the sides, or in two charts with the same axes. */
export function CompareLines(props: CompareBodyProps) {
  const { stat, a, b, view, apart } = props;
  const { descriptor, key, name } = stat;
  const placed = usePlaced(props, MOST_OF_SIDE, (source, wanted) => ({
    kind: "window",
    source: source.id,
    stat: key,
    element: 0,
    view: wanted,
  }));
  const series = useMemo(
    () =>
      placed.map(({ side, source, answer }): ChartSeries & { readonly side: SideName } => ({
        id: `${side} ${source.id}`,
        label:
          placed.filter((each) => each.side === side).length === 1 ? side.toUpperCase() : labelOf(side, source.label),
        colour: COLOURS[side],
        kind: seriesKind(descriptor),
        data: answer?.kind === "window" ? answer : null,
        side,
      })),
    [placed, descriptor],
  );
  const range = useChartView(view, (state) => state.range);
  const format = unitFormat(descriptor, descriptor.type === "cumulative" ? "rate" : "value");
  const domain = useMemo(() => niceAxis(format, visibleDomain(series, range), TICKS).domain, [format, series, range]);
  const left = leftOut(a, b, stat.scope);

  return (
    <>
      {!apart && (
        <TimeChart
          id="compare"
          view={view}
          title={`${name}, A and B`}
          height={HEIGHT}
          series={series}
          format={format}
        />
      )}
      {apart && (
        <div className="compare-pair">
          {(["a", "b"] as const).map((side) => (
            <div key={side} data-side={side}>
              <span className="side-letter" aria-hidden="true">
                {side.toUpperCase()}
              </span>
              <TimeChart
                id={`compare ${side}`}
                view={view}
                title={`${name}, ${side.toUpperCase()}`}
                height={HEIGHT}
                series={series.filter((each) => each.side === side)}
                format={format}
                domain={domain}
              />
            </div>
          ))}
        </div>
      )}
      {left !== "" && <p className="muted small">{left}</p>}
    </>
  );
}

function labelOf(side: SideName, label: string): string {
  return `${side.toUpperCase()} ${displayName(label, 20)}`;
}

/** What has no line. */
function leftOut(a: Side, b: Side, scope: ComparedScope): string {
  const more = [a, b].map(({ sources }) => sources.filter((each) => each.scope === scope).length - MOST_OF_SIDE);
  const parts = more.map((count, index) => (count > 0 ? `${count} more of ${index === 0 ? "A" : "B"}` : ""));
  const text = parts.filter(Boolean).join(", ");
  return text === "" ? "" : `The first ${MOST_OF_SIDE} sources of a side have a line; ${text} count in the list below`;
}

type ComparedScope = CompareBodyProps["stat"]["scope"];
