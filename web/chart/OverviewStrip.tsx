// All of a recording in one strip: what is visible is a window in it, with an end on either side to drag or to move by keys.

import { type KeyboardEvent, type ReactElement, useEffect, useRef } from "react";
import { formatTime } from "../series/time-labels.ts";
import { attachOverview } from "./attach-overview.ts";
import { endKey, type OverviewColumns } from "./overview.ts";
import { drawOverview } from "./overview-painter.ts";
import { placeOverview } from "./overview-parts.ts";
import "./overview.css";
import { onThemeChange } from "./theme.ts";
import { useWidth } from "./use-width.ts";
import type { ChartView, ChartViewState } from "./view-store.ts";

interface Props {
  readonly view: ChartView;
  /** What it shows: "exits, sum of 4 sources". */
  readonly title: string;
  readonly data: OverviewColumns | null;
}

const ENDS = [
  { end: "from", name: "Start of the view" },
  { end: "to", name: "End of the view" },
] as const;

/** A strip over the extent of the view. Drawn once per data; what moves over it is placed outside React. */
export function OverviewStrip({ view, title, data }: Props): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(root.current);

  useEffect(() => {
    if (root.current === null) return;
    return attachOverview(root.current, view);
  }, [view]);

  useEffect(() => {
    const draw = () => {
      if (canvas.current && width > 0) drawOverview(canvas.current, data, view.get().extent);
    };
    draw();
    return onThemeChange(draw);
  }, [view, data, width]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another width has other places
  useEffect(() => {
    let frame = 0;
    const place = () => {
      frame = 0;
      if (root.current) placeOverview(root.current, view.get());
    };
    place();
    const unsubscribe = view.subscribe(() => {
      if (frame === 0) frame = requestAnimationFrame(place);
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [view, width]);

  function onKeyDown(event: KeyboardEvent, end: "from" | "to"): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const range = endKey(view.get(), end, event.key);
    if (range === null) return;
    event.preventDefault();
    view.set({ range });
  }

  return (
    <section className="overview" ref={root} aria-label={`Overview: ${title}`}>
      <canvas ref={canvas} />
      <div className="overview-part overview-selection" data-part="selection" hidden />
      <div className="overview-part overview-shade" data-part="before" />
      <div className="overview-part overview-shade" data-part="after" />
      <div className="overview-part overview-window" data-part="window" />
      <div className="overview-part overview-line marked" data-part="a" hidden />
      <div className="overview-part overview-line marked" data-part="b" hidden />
      <div className="overview-part overview-line" data-part="cursor" hidden />
      {ENDS.map(({ end, name }) => (
        <div
          key={end}
          className="overview-part overview-end"
          data-part={end}
          role="slider"
          tabIndex={0}
          aria-label={name}
          aria-valuemin={view.get().extent.from}
          aria-valuemax={view.get().extent.to}
          aria-valuenow={view.get().range[end]}
          aria-valuetext={endText(view.get(), end)}
          onKeyDown={(event) => onKeyDown(event, end)}
        />
      ))}
    </section>
  );
}

function endText({ range, labels, start }: ChartViewState, end: "from" | "to"): string {
  return formatTime(range[end], labels, start, range.to - range.from);
}
