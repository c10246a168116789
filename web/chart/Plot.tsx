// The shell that all charts over time share: size, focus, pointer and keys, the layers over and under the frame.

import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { announceReadout } from "./announce.ts";
import { attachGestures } from "./attach-gestures.ts";
import { Frame } from "./Frame.tsx";
import type { ChartFrame } from "./frame.ts";
import { placeOverlay } from "./overlay.ts";
import type { Annotation } from "./props.ts";
import type { Surface } from "./surface.ts";
import { useWidth } from "./use-width.ts";

interface PlotProps {
  readonly id: string;
  readonly title: string;
  /** What the chart is, for those who do not see it: kind, series, unit. */
  readonly description: string;
  readonly height: number;
  readonly frame: ChartFrame;
  readonly surface: Surface;
  readonly annotations?: readonly Annotation[];
  readonly grid?: boolean;
  /** Under the chart: scales. */
  readonly footer?: ReactNode;
  /** The data as a table for screen readers. */
  readonly table?: ReactNode;
}

const NONE: readonly Annotation[] = [];
const KEYS =
  "Left and right arrow move the cursor by a sample, Page up and Page down or Control with an arrow by a tenth of the view, Home and End to the start and the end; with Shift they select. Enter zooms to the selection, plus and minus or W and S zoom, A and D move the view, 0 or a double click shows all, Escape clears the selection.";

/** A frame with its canvas, overlay, tip and gestures. */
export function Plot(props: PlotProps): ReactElement {
  const { id, title, frame, surface, height } = props;
  const [root, setRoot] = useState<HTMLDivElement | null>(null);
  const [layer, setLayer] = useState<HTMLDivElement | null>(null);
  const width = useWidth(root);
  const description = useId();
  const overlay = useOverlay(surface, id);

  useEffect(() => {
    if (!root) return;
    const pixel = () => surface.timeAt(1) - surface.timeAt(0);
    return attachGestures(root, surface, id, (time, direction) => surface.painter.step(time, direction, pixel()));
  }, [root, surface, id]);

  return (
    <div className="chart" ref={overlay.chart}>
      <div
        ref={setRoot}
        className="chart-root"
        role="application"
        aria-label={title}
        aria-describedby={description}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a chart takes keys itself, as role application says
        tabIndex={0}
      >
        <span id={description} className="visually-hidden">
          {props.description} {KEYS}
        </span>
        <div ref={setLayer} className="chart-layer" style={{ height }} aria-hidden="true">
          {root && layer && width > 0 && (
            <Frame
              frame={frame}
              width={width}
              height={height}
              surface={surface}
              layer={layer}
              root={root}
              annotations={props.annotations ?? NONE}
              grid={props.grid ?? true}
            />
          )}
        </div>
        <div className="chart-overlay" data-part="plot" aria-hidden="true">
          <div className="chart-selection" data-part="selection" hidden />
          <div className="chart-marker" data-part="marker-a" hidden>
            A
          </div>
          <div className="chart-marker" data-part="marker-b" hidden>
            B
          </div>
          <div className="chart-cursor" data-part="cursor" hidden />
          <div data-part="dots" />
          <div className="chart-labels" data-part="labels" />
        </div>
        <div className="chart-tip" data-part="tip" aria-hidden="true" hidden />
      </div>
      {props.footer}
      {props.table}
    </div>
  );
}

function useOverlay(surface: Surface, id: string): { readonly chart: React.RefObject<HTMLDivElement | null> } {
  const chart = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = chart.current;
    if (!element) return;
    const part = (name: string) => element.querySelector<HTMLElement>(`[data-part="${name}"]`) as HTMLElement;
    const parts = {
      plot: part("plot"),
      cursor: part("cursor"),
      selection: part("selection"),
      markers: { a: part("marker-a"), b: part("marker-b") },
      dots: part("dots"),
      labels: part("labels"),
      tip: part("tip"),
    };
    const root = element.querySelector<HTMLElement>(".chart-root") as HTMLElement;
    const quiet = announceReadout(root, surface, id);
    const unsubscribe = surface.onPaint((moved) => {
      const { x, y, width, height } = surface.area;
      if (moved)
        Object.assign(parts.plot.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      placeOverlay(parts, surface, id, moved);
    });
    return () => {
      unsubscribe();
      quiet();
    };
  }, [surface, id]);
  return { chart };
}
