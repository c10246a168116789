import { memo, type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import type { UnitFormat } from "../series/units.ts";
import { attachGestures } from "./attach-gestures.ts";
import type { Domain } from "./domain.ts";
import type { ValueAxis } from "./frame.ts";
import { meanIn } from "./held.ts";
import { CELL_HEAD } from "./multiples.ts";
import type { ChartSeries } from "./props.ts";
import { createSurface, type Surface } from "./surface.ts";
import { createTimePainter } from "./time-painter.ts";
import type { ChartView } from "./view-store.ts";

interface CellProps {
  /** Unique on the page. */
  readonly id: string;
  readonly view: ChartView;
  readonly title: string;
  readonly series: ChartSeries;
  readonly format: UnitFormat;
  readonly log: boolean;
  /** null: found from the data. */
  readonly domain: Domain | null;
  /** Of the plot, CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Takes the keys for all: they have one cursor. */
  readonly first: boolean;
  /** Says where its value axis ends. */
  readonly scaled: boolean;
}

/** A line without axes: name and value over it, crosshair and selection in it. */
export const MultiplesCell = memo(function MultiplesCell(props: CellProps): ReactElement {
  const { id, view, title, series, format, log, domain, width, height } = props;
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [end, setEnd] = useState("");
  const content = useMemo(
    () => ({
      series: [series],
      listed: [series],
      format,
      domain,
      log,
      summable: false,
      highlight: null,
      partial: null,
    }),
    [series, format, domain, log],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a painter lives as long as its view, content reaches it below
  const painter = useMemo(() => createTimePainter(view, content, ({ value }) => setEnd(endOf(value))), [view]);
  const surface = useMemo(() => createSurface(view, painter), [view, painter]);
  useEffect(() => {
    painter.set(content);
    surface.refresh();
  }, [painter, surface, content]);
  useEffect(() => {
    const { current: element } = root;
    if (!element || !canvas.current) return;
    const area = { x: 0, y: CELL_HEAD, width, height };
    const detach = surface.attach(canvas.current, area, element, false);
    const pixel = () => surface.timeAt(1) - surface.timeAt(0);
    const ungesture = attachGestures(element, surface, id, (time, way) => painter.step(time, way, pixel()));
    return () => {
      detach();
      ungesture();
    };
  }, [surface, painter, id, width, height]);
  useEffect(() => {
    const { current: element } = root;
    if (!element) return;
    const part = (name: string) => element.querySelector<HTMLElement>(`[data-part="${name}"]`) as HTMLElement;
    const parts = { cursor: part("cursor"), selection: part("selection"), value: part("value") };
    return surface.onPaint(() => placeMarks(parts, surface, series, format));
  }, [surface, series, format]);
  return (
    <div
      ref={root}
      className="multiples-cell chart-root"
      role="application"
      aria-label={`${title}, ${series.label}`}
      tabIndex={props.first ? 0 : -1}
    >
      <div className="multiples-head" style={{ height: CELL_HEAD }}>
        <span className="multiples-name" title={series.label}>
          {series.label}
        </span>
        <span className="multiples-value" data-part="value" />
      </div>
      <div className="multiples-plot" aria-hidden="true">
        <canvas ref={canvas} className="chart-canvas" style={{ width, height }} />
        {props.scaled && <span className="multiples-end">{end}</span>}
        <div className="chart-overlay" style={{ width, height }}>
          <div className="chart-selection" data-part="selection" hidden />
          <div className="chart-cursor" data-part="cursor" hidden />
        </div>
        <div style={{ height }} />
      </div>
    </div>
  );
});

/** "6 k/s": what the axis ends at. */
function endOf({ ticks, label }: ValueAxis): string {
  const top = ticks.at(-1);
  return top === undefined ? "" : label(top);
}

interface Parts {
  readonly cursor: HTMLElement;
  readonly selection: HTMLElement;
  readonly value: HTMLElement;
}

/** Crosshair, selection, and the value at the cursor; while nobody points and it stands at the end, the mean of the view. */
function placeMarks(parts: Parts, surface: Surface, { data, kind }: ChartSeries, format: UnitFormat): void {
  const { cursor, selection, hover, extent } = surface.view.get();
  const { width } = surface.area;
  const x = cursor === null ? Number.NaN : surface.xOf(cursor);
  parts.cursor.hidden = !(x >= -0.5 && x <= width + 0.5);
  if (!parts.cursor.hidden) parts.cursor.style.transform = `translateX(${Math.round(x)}px)`;
  const from = selection ? Math.max(surface.xOf(selection.from), 0) : 1;
  const to = selection ? Math.min(surface.xOf(selection.to), width) : 0;
  parts.selection.hidden = to < from;
  if (to >= from) {
    parts.selection.style.transform = `translateX(${from}px)`;
    parts.selection.style.width = `${Math.max(to - from, 1)}px`;
  }
  const pointed = cursor !== null && (hover !== null || cursor < extent.to);
  const [row] = pointed ? surface.painter.readout(cursor, null) : [];
  const value = row ? (row.value ?? Number.NaN) : data ? meanIn(data, kind, surface.range) : Number.NaN;
  const text = format.format(value);
  if (parts.value.textContent !== text) parts.value.textContent = text;
}
