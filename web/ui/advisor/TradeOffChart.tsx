import { useMemo, useState } from "react";
import { Area, CartesianGrid, ComposedChart, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS_WIDTH, TIME_AXIS_HEIGHT } from "../../chart/layout.ts";
import { useWidth } from "../../chart/use-width.ts";
import { niceCeil, niceTicks, significant } from "../../series/units.ts";
import { candidateText } from "./advice.ts";
import type { CurvePoint } from "./trade-off-points.ts";
import { placeOf } from "./trade-off-points.ts";

/** A candidate pointed out. */
export interface Mark {
  readonly candidate: bigint;
  readonly label: string;
  /** CSS colour. */
  readonly colour: string;
}

interface Props {
  readonly what: "kept" | "cost";
  readonly title: string;
  readonly points: readonly CurvePoint[];
  /** Get a tick. */
  readonly candidates: readonly bigint[];
  readonly marks: readonly Mark[];
}

const HEIGHT = 190;
const MARGIN = { top: 16, right: 24, bottom: 0, left: 0 };
const TICK = { fill: "var(--muted)", fontSize: 11 };
const AXIS_LINE = { stroke: "var(--border)" };
const CURSOR = { stroke: "var(--text)", strokeOpacity: 0.5 };
/** Pixels that the label of a candidate needs. */
const TICK_WIDTH = 54;

/** One side of the trade-off over the candidates: a band between the least and the most it can be. */
export function TradeOffChart({ what, title, points, candidates, marks }: Props) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const width = useWidth(element);
  const first = candidates[1] ?? 1n;
  const data = useMemo(() => points.map((point) => ({ ...point, band: point[what] })), [points, what]);
  const most = points.reduce((largest, point) => Math.max(largest, point[what]?.[1] ?? 0), 0);
  const top = what === "kept" ? 100 : niceCeil(most * 1.02) || 1;
  const fit = Math.max(1, Math.floor((width - AXIS_WIDTH) / TICK_WIDTH));
  const step = Math.ceil(candidates.length / fit);
  const shown = candidates.filter((_, index) => index % step === 0);
  const byPlace = new Map(shown.map((candidate) => [placeOf(candidate, first), candidate]));
  return (
    <figure className="trade-off chart-figure" aria-label={title} ref={setElement}>
      <h3>{title}</h3>
      <div className="chart-layer" style={{ height: HEIGHT }} aria-hidden="true">
        {width > 0 && (
          <ComposedChart
            data={data}
            width={width}
            height={HEIGHT}
            margin={MARGIN}
            accessibilityLayer={false}
            className="chart-svg chart-svg-active"
          >
            <CartesianGrid vertical={false} stroke="var(--muted)" strokeOpacity={0.18} />
            <XAxis
              type="number"
              dataKey="place"
              domain={["dataMin", "dataMax"]}
              ticks={[...byPlace.keys()]}
              interval={0}
              height={TIME_AXIS_HEIGHT}
              tickFormatter={(place: number) => candidateText(byPlace.get(place) ?? 0n)}
              tick={TICK}
              tickLine={AXIS_LINE}
              tickSize={4}
              axisLine={AXIS_LINE}
            />
            <YAxis
              domain={[0, top]}
              ticks={niceTicks(0, top, 4)}
              interval={0}
              allowDataOverflow
              width={AXIS_WIDTH}
              tickFormatter={(value: number) => `${significant(value)}\u00a0%`}
              tick={TICK}
              tickLine={false}
              axisLine={AXIS_LINE}
            />
            <Tooltip content={<Tip what={what} />} cursor={CURSOR} isAnimationActive={false} />
            <Area
              dataKey="band"
              type="linear"
              stroke="var(--series-1)"
              strokeWidth={1.5}
              fill="var(--series-1)"
              fillOpacity={0.28}
              activeDot={false}
              isAnimationActive={false}
            />
            {marks.map(({ candidate, label, colour }) => (
              <ReferenceLine
                key={label}
                x={placeOf(candidate, first)}
                stroke={colour}
                strokeDasharray="4 3"
                label={{ value: label, position: "top", fill: colour, fontSize: 11 }}
              />
            ))}
          </ComposedChart>
        )}
      </div>
    </figure>
  );
}

interface TipProps {
  readonly what: "kept" | "cost";
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: CurvePoint }[];
}

function Tip({ what, active, payload }: TipProps) {
  const point = payload?.[0]?.payload;
  const band = point?.[what];
  if (!active || !point || !band) return null;
  const [from, to] = band.map((share) => `${significant(share)}\u00a0%`);
  return (
    <div className="chart-tip chart-tip-still">
      <span className="chart-tip-time">{candidateText(point.candidate)}</span>
      <span>
        {from === to ? from : `${from} – ${to}`} {what === "kept" ? "of the successful polls" : "of a CPU"}
      </span>
    </div>
  );
}
