// One small chart per source, all over the same time: which of many is different is seen at once.

import { type CSSProperties, type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import { formatTime } from "../series/time-labels.ts";
import type { Domain } from "./domain.ts";
import { MultiplesCell } from "./MultiplesCell.tsx";
import { CELL_GAP, type CellGrid, cellGrid, sharedDomain } from "./multiples.ts";
import type { MultiplesChartProps } from "./props.ts";
import { SummaryTable } from "./SummaryTable.tsx";
import { useWidth } from "./use-width.ts";
import { useChartView } from "./view-store.ts";

/** Cells in reading order, one crosshair through all of them; on one value axis, or each on its own. */
export function MultiplesChart(props: MultiplesChartProps): ReactElement {
  const { id, view, title, series, format, log = false, own = false, onCell } = props;
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const width = useWidth(root);
  const grid = useMemo(() => cellGrid(width, props.height, series.length), [width, props.height, series.length]);
  const range = useChartView(view, (state) => (state.gesture === "none" ? state.settled : null));
  useChartView(view, (state) => state.labels);
  const last = useRef<Domain | null>(null);
  const domain = useMemo(() => {
    if (own || series.every(({ data }) => data === null)) return null;
    // in a gesture the axis stays: it would jump under the pointer
    return range === null && last.current ? last.current : sharedDomain(series, range ?? view.get().range, format, log);
  }, [own, series, range, format, log, view]);
  useEffect(() => {
    last.current = domain;
  });
  useEffect(() => {
    if (grid.width > 0) onCell(grid.width);
  }, [grid.width, onCell]);
  return (
    <div className="chart" ref={setRoot}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls of a form */}
      <div className="multiples" role="group" aria-label={title} style={styleOf(grid)}>
        {grid.width > 0 &&
          series.map((each, index) => (
            <MultiplesCell
              key={each.id}
              id={`${id} ${each.id}`}
              view={view}
              title={title}
              series={each}
              format={format}
              log={log}
              domain={domain}
              width={grid.width}
              height={grid.height}
              first={index === 0}
              scaled={own || index % grid.columns === 0}
            />
          ))}
      </div>
      <p className="chart-note">{[inWords(), props.note].filter(Boolean).join(" · ")}</p>
      <SummaryTable title={title} series={series} format={format} view={view} />
    </div>
  );

  /** What all cells have in common. */
  function inWords(): string {
    if (series.every(({ data }) => data === null)) return "Loading";
    const { labels, start, range: shown } = view.get();
    const span = shown.to - shown.from;
    const time = `${formatTime(shown.from, labels, start, span)} – ${formatTime(shown.to, labels, start, span)}`;
    if (domain === null) return `Every cell has its own value axis, its end at the left · ${time}`;
    return `Every cell: ${log ? "0, " : ""}${format.format(domain[0])} – ${format.format(domain[1])} · ${time}`;
  }
}

function styleOf({ columns }: CellGrid): CSSProperties {
  return { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: CELL_GAP };
}
