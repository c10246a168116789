// What recharts draws: axes, grid, annotations, and the place where our canvas hangs. Rendered when ticks change, not
// when the view moves: ticks and annotations follow the view by themselves.

import { memo, type ReactElement, useEffect, useMemo, useRef } from "react";
import { createPortal } from "react-dom";
import { CartesianGrid, ComposedChart, ReferenceArea, ReferenceLine, usePlotArea, XAxis, YAxis } from "recharts";
import type { ChartFrame } from "./frame.ts";
import { AXIS_WIDTH, RIGHT_MARGIN, TIME_AXIS_HEIGHT, TOP_MARGIN } from "./layout.ts";
import type { Annotation } from "./props.ts";
import type { Surface } from "./surface.ts";
import { AnnotationMark, SurfaceContext, timeTickOf, valueTickOf } from "./ticks.tsx";

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

/** Axes, grid and annotations around a canvas. */
export const Frame = memo(function Frame(props: FrameProps): ReactElement {
  const { frame, width, height, surface, annotations } = props;
  const tick = useMemo(() => timeTickOf(frame.time), [frame.time]);
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
