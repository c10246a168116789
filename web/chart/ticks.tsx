// Tick labels and annotations. Those on the time axis follow the view by themselves, between two renderings.

import { createContext, type ReactElement, type ReactNode, useContext, useLayoutEffect, useRef } from "react";
import { usePlotArea } from "recharts";
import { tickLabel } from "../series/time-labels.ts";
import type { TimeAxis, ValueAxis } from "./frame.ts";
import type { Annotation } from "./props.ts";
import type { Surface } from "./surface.ts";

export const SurfaceContext = createContext<Surface | null>(null);

/** Characters of a label that fit beside the axis. */
const MAX_LABEL = 8;

/** Labels at the left, cut to what fits. */
export function valueTickOf(axis: ValueAxis): (props: TickProps) => ReactElement {
  return ({ x, y, payload }) => {
    const label = axis.label(payload.value);
    return (
      <text x={Number(x)} y={Number(y)} dy="0.36em" textAnchor="end" fill="var(--muted)" fontSize={11}>
        {label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label}
      </text>
    );
  };
}

interface TickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly payload: { readonly value: number };
}

/** Labels under the plot. */
export function timeTickOf(axis: TimeAxis): (props: TickProps) => ReactElement {
  return ({ y, payload }) => (
    <Placed time={payload.value}>
      <line y1={Number(y) - 8} y2={Number(y) - 4} stroke="var(--border)" />
      <text y={Number(y) + 6} textAnchor="middle" fill="var(--muted)" fontSize={11}>
        {tickLabel(payload.value, axis.step, axis.labels, axis.start)}
      </text>
    </Placed>
  );
}

/** A group at a time, wherever the view is. */
function Placed({ time, children }: { readonly time: number; readonly children: ReactNode }): ReactElement {
  const group = useRef<SVGGElement>(null);
  const surface = useContext(SurfaceContext);
  useLayoutEffect(() => {
    if (!surface) return;
    function place(): void {
      if (!group.current || !surface) return;
      const x = surface.xOf(time);
      const inside = x >= -1 && x <= surface.area.width + 1;
      group.current.style.visibility = inside ? "visible" : "hidden";
      if (inside) group.current.style.transform = `translateX(${surface.area.x + x}px)`;
    }
    place();
    return surface.onPaint((moved) => {
      if (moved) place();
    });
  }, [surface, time]);
  return <g ref={group}>{children}</g>;
}

/** A dashed line with its label, over a tinted stretch if the annotation has an end. */
export function AnnotationMark({ annotation }: { readonly annotation: Annotation }): ReactElement {
  const area = usePlotArea();
  const surface = useContext(SurfaceContext);
  const stretch = useRef<SVGRectElement>(null);
  const { from, to } = annotation;
  useLayoutEffect(() => {
    if (!surface || to === undefined) return;
    function place(): void {
      if (!surface || to === undefined) return;
      const x0 = Math.max(surface.xOf(from), 0);
      const x1 = Math.min(surface.xOf(to), surface.area.width);
      stretch.current?.setAttribute("x", `${surface.area.x + x0}`);
      stretch.current?.setAttribute("width", `${Math.max(x1 - x0, 0)}`);
    }
    place();
    return surface.onPaint((moved) => {
      if (moved) place();
    });
  }, [surface, from, to]);
  const top = area?.y ?? 0;
  const height = area?.height ?? 0;
  return (
    <g>
      {to !== undefined && <rect ref={stretch} y={top} height={height} fill="var(--warning)" fillOpacity={0.12} />}
      <Placed time={from}>
        <line y1={top} y2={top + height} stroke="var(--warning)" strokeDasharray="4 3" />
        <text x={4} y={top + 10} fill="var(--warning)" fontSize={11}>
          {annotation.label}
        </text>
      </Placed>
    </g>
  );
}
