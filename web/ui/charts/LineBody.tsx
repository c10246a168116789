import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { envelopeWindow, highestMeans, partialColumns, sumWindow } from "../../chart/held.ts";
import type { ChartSeries } from "../../chart/props.ts";
import { RowsChart } from "../../chart/RowsChart.tsx";
import { StackChart } from "../../chart/StackChart.tsx";
import { TimeChart } from "../../chart/TimeChart.tsx";
import { type ChartView, useChartView } from "../../chart/view-store.ts";
import type { Descriptor } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { useNoteAnnotations } from "../notes/use-notes.ts";
import { chartOption, useOption } from "../options.ts";
import { sourceName } from "../sources/source-names.ts";
import { useSteady } from "../use-recording.ts";
import type { SeriesPlan } from "./chart-data.ts";
import { Legend } from "./Legend.tsx";
import type { ChartMode } from "./modes.ts";
import { usePanelHeight } from "./panel-room.ts";
import { useSourceWindows } from "./use-source-windows.ts";

const HEIGHT = 190;
const LABEL_LENGTH = 40;
/** Lines in one chart; of more sources the highest are drawn, the others as what lies between them. */
const MOST_LINES = 12;
/** Palette entry of a total: no vCPU's own, as far as there are few. */
const TOTAL_COLOUR = 7;
/** CSS pixels: heights of a row of a heat strip, and of all of them together where they have room. */
const ROW = { least: 4, most: 18, all: 320 };
/** Axes and margins of a chart. */
const AROUND = 32;
const BOOKED_LATE =
  "The kernel books the time when a sleep ends: a sleep longer than the sampling period is one high point at its end.";
const LOG = "Logarithmic axis, zeros at its foot.";

interface Props {
  readonly plan: SeriesPlan;
  readonly mode: Exclude<ChartMode, "multiples">;
  readonly log: boolean;
  readonly visible: RefObject<boolean>;
}

/** Time asleep: halt_wait_ns and what other architectures name like it. */
function isBookedLate(descriptor: Descriptor | null): boolean {
  if (descriptor === null) return false;
  return descriptor.type === "cumulative" && descriptor.unit === "seconds" && descriptor.name.includes("wait");
}

/** The sources of a chart in one picture: lines, layers, their sum, or rows of colours. */
export function LineBody({ plan, mode, log, visible }: Props) {
  const { session, info } = useSteady();
  const { chart, format, summable } = plan;
  const windows = useSourceWindows(plan, visible, LABEL_LENGTH);
  const series = useMemo(
    (): readonly ChartSeries[] => windows.map((source) => ({ ...source, kind: plan.series })),
    [windows, plan.series],
  );
  const height = usePanelHeight(HEIGHT);
  const rowsHeight = usePanelHeight(heightOfRows(series.length));
  const top = useHighest(series, session.view);
  const drawn = useMemo(() => (mode === "sum" ? withTotal(series) : withEnvelope(series, top)), [mode, series, top]);
  const partial = useMemo(() => (mode === "sum" ? partialColumns(series) : null), [mode, series]);
  const annotations = useNoteAnnotations();
  const [marked, setMarked] = useOption(chartOption(chart, "highlight"));
  const [pointed, setPointed] = useState<string | null>(null);
  const pinned = plan.sources.find((source) => sourceName(source, info) === marked);
  const highlight = pointed ?? (pinned === undefined ? null : String(pinned.id));
  const common = {
    id: `${chart.scope} ${chart.key}`,
    view: session.view,
    title: displayName(plan.name, 80) || "(no name)",
    format,
  };
  const notes = [isBookedLate(plan.descriptor) ? BOOKED_LATE : "", log && mode !== "stacked" ? LOG : ""];
  const note = notes.filter(Boolean).join(" ");
  const said = note === "" ? {} : { note };
  const listed = mode === "lines" ? top : [...plan.sources.keys()].slice(0, MOST_LINES);
  return (
    <>
      {(mode !== "rows" || plan.sources.length <= MOST_LINES) && (
        <Legend
          plan={plan}
          sources={listed.flatMap((index) => plan.sources[index] ?? [])}
          coloured={mode === "lines" || mode === "stacked"}
          visible={visible}
          envelope={mode === "lines"}
          pick={
            mode === "lines" || mode === "stacked"
              ? {
                  marked: pinned ?? null,
                  mark: (source) => setMarked(source === null ? null : sourceName(source, info)),
                  point: (source) => setPointed(source === null ? null : String(source.id)),
                }
              : null
          }
        />
      )}
      {(mode === "lines" || mode === "sum") && (
        <TimeChart
          {...common}
          {...said}
          height={height}
          series={drawn}
          listed={series}
          summable={summable && series.length > 1}
          log={log}
          highlight={mode === "lines" ? highlight : null}
          partial={partial}
          annotations={annotations}
        />
      )}
      {mode === "stacked" && <StackChart {...common} {...said} height={height} series={series} highlight={highlight} />}
      {mode === "rows" && (
        <RowsChart {...common} {...said} height={rowsHeight} series={series} log={log} summable={summable} />
      )}
    </>
  );
}

function heightOfRows(rows: number): number {
  return AROUND + rows * Math.min(Math.max(Math.floor(ROW.all / rows), ROW.least), ROW.most);
}

/** Indices of the series that get a line. They stay during a gesture: none may jump under the pointer. */
function useHighest(series: readonly ChartSeries[], view: ChartView): readonly number[] {
  const range = useChartView(view, (state) => (state.gesture === "none" ? state.settled : null));
  const last = useRef<{ readonly of: number; readonly top: readonly number[] } | null>(null);
  const top = useMemo(() => {
    if (series.length <= MOST_LINES) return [...series.keys()];
    if (range === null && last.current?.of === series.length) return last.current.top;
    return highestMeans(series, range ?? view.get().settled, MOST_LINES);
  }, [series, range, view]);
  useEffect(() => {
    last.current = { of: series.length, top };
  });
  return top;
}

function withEnvelope(series: readonly ChartSeries[], top: readonly number[]): readonly ChartSeries[] {
  const chosen = new Set(top);
  const others = series.filter((_, index) => !chosen.has(index));
  const lines = series.filter((_, index) => chosen.has(index));
  const [first] = others;
  if (first === undefined) return lines;
  const label = `${others.length} others`;
  return [
    ...lines,
    { id: "others", label, colour: 0, kind: first.kind, data: envelopeWindow(others), look: "envelope" },
  ];
}

function withTotal(series: readonly ChartSeries[]): readonly ChartSeries[] {
  // a total is one value a column, as a rate is
  return [{ id: "total", label: "total", colour: TOTAL_COLOUR, kind: "rate", data: sumWindow(series), parts: series }];
}
