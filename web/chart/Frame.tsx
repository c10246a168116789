// What recharts draws: axes, grid, annotations, and the place where our canvas hangs. Rendered when ticks change, not
// when the view moves: ticks and annotations follow the view by themselves.

import { createContext, memo, type ReactElement, useContext, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { createPortal } from "react-dom";
import { CartesianGrid, ComposedChart, ReferenceArea, ReferenceLine, usePlotArea, XAxis, YAxis } from "recharts";
import { tickLabel } from "../series/time-labels.ts";
import type { ChartFrame, TimeAxis, ValueAxis } from "./frame.ts";
import { AXIS_WIDTH, RIGHT_MARGIN, TIME_AXIS_HEIGHT, TOP_MARGIN } from "./layout.ts";
import type { Annotation } from "./props.ts";
import type { Surface } from "./surface.ts";

interface FrameProps {
  readonly frame: ChartFrame;
  readonly width: number;
  readonly height: number;
  readonly surface: Surface;
  /** Under the SVG: the canvas goes here. */
  readonly layer: HTMLElement;
  /** Gets pointer and keys, and is watched for visibility. */
  readonly root: HTMLElement;
  readonly annotations: readonly Annotation[];
  readonly grid: boolean;
}

const EMPTY: readonly never[] = [];
const MARGIN = { top: TOP_MARGIN, right: RIGHT_MARGIN, bottom: 0, left: 0 };
/** Reference elements are dear in recharts. */
const MAX_ANNOTATIONS = 20;

const SurfaceContext = createContext<Surface | null>(null);

/** Axes, grid and annotations around a canvas. */
export const Frame = memo(function Frame(props: FrameProps): ReactElement {
  const { frame, width, height, surface, annotations } = props;
  const tick = useMemo(() => timeTick(frame.time), [frame.time]);
  const valueTick = useMemo(() => valueTickOf(frame.value), [frame.value]);
  const covers = useMemo(() => [frame.time.covers.from, frame.time.covers.to], [frame.time]);
  return (
    <SurfaceContext value={surface}>
      <ComposedChart
        data={EMPTY as never[]}
        width={width}
        height={height}
        margin={MARGIN}
        accessibilityLayer={false}
        className="chart-svg"
      >
        {props.grid && (
          <CartesianGrid
            vertical={false}
            verticalCoordinatesGenerator={noLines}
            stroke="var(--muted)"
            strokeOpacity={0.18}
          />
        )}
        <XAxis
          type="number"
          dataKey="x"
          domain={covers}
          ticks={frame.time.ticks}
          interval={0}
          allowDataOverflow
          height={TIME_AXIS_HEIGHT}
          tick={tick}
          tickLine={false}
          axisLine={AXIS_LINE}
        />
        <YAxis
          type="number"
          dataKey="y"
          domain={frame.value.domain as [number, number]}
          ticks={frame.value.ticks}
          interval={0}
          allowDataOverflow
          width={AXIS_WIDTH}
          tick={valueTick}
          tickLine={false}
          axisLine={AXIS_LINE}
        />
        {annotations
          .slice(0, MAX_ANNOTATIONS)
          .map((annotation) =>
            annotation.to === undefined ? (
              <ReferenceLine
                key={`${annotation.from} ${annotation.label}`}
                x={annotation.from}
                ifOverflow="visible"
                shape={() => <AnnotationMark annotation={annotation} />}
              />
            ) : (
              <ReferenceArea
                key={`${annotation.from} ${annotation.label}`}
                x1={annotation.from}
                x2={annotation.to}
                ifOverflow="visible"
                shape={() => <AnnotationMark annotation={annotation} />}
              />
            ),
          )}
        <CanvasHost surface={surface} layer={props.layer} root={props.root} />
      </ComposedChart>
    </SurfaceContext>
  );
});

const AXIS_LINE = { stroke: "var(--border)" };

function noLines(): number[] {
  return [];
}

/** Characters of a label that fit beside the axis. */
const MAX_LABEL = 9;

function valueTickOf(axis: ValueAxis): (props: TickProps) => ReactElement {
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

function timeTick(axis: TimeAxis): (props: TickProps) => ReactElement {
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
function Placed({ time, children }: { readonly time: number; readonly children: React.ReactNode }): ReactElement {
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

function AnnotationMark({ annotation }: { readonly annotation: Annotation }): ReactElement {
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

interface CanvasHostProps {
  readonly surface: Surface;
  readonly layer: HTMLElement;
  readonly root: HTMLElement;
}

/** Inside recharts it knows the plot area; the canvas itself lies under the SVG. */
function CanvasHost({ surface, layer, root }: CanvasHostProps): ReactElement | null {
  const plot = usePlotArea();
  const canvas = useRef<HTMLCanvasElement>(null);
  const x = Math.round(plot?.x ?? 0);
  const y = Math.round(plot?.y ?? 0);
  const width = Math.max(0, Math.round(plot?.width ?? 0));
  const height = Math.max(0, Math.round(plot?.height ?? 0));
  useEffect(() => {
    if (!canvas.current || width === 0 || height === 0) return;
    return surface.attach(canvas.current, { x, y, width, height }, root);
  }, [surface, root, x, y, width, height]);
  return createPortal(
    <canvas ref={canvas} className="chart-canvas" style={{ left: x, top: y, width, height }} />,
    layer,
  );
}
