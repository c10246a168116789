import { useEffect, useState } from "react";
import { Sparkline } from "../../chart/Sparkline.tsx";
import { samplesTrend } from "../../chart/samples-trend.ts";
import { type ChartViewState, useChartView } from "../../chart/view-store.ts";
import type { Question, WindowAnswer } from "../../series/model.ts";
import { colourOf, seriesKind } from "../charts/chart-data.ts";
import { useSteady } from "../use-recording.ts";
import { isHistogram } from "./reading.ts";
import type { StatRow } from "./table-rows.ts";

/** Columns of a trend: its width in CSS pixels. */
const PIXELS = 110;

/** The whole recording of one statistic in a line of text; asked for when the row comes onto the screen. */
export function TrendCell({ row }: { readonly row: StatRow }) {
  const { client, session, info, onError } = useSteady();
  const { view } = session;
  const [data, setData] = useState<WindowAnswer | null>(null);
  const { key, descriptor, changed } = row.stat;
  const asked = info.clock === "time" && changed;
  const opening = info.state === "opening";
  const version = useChartView(view, (state) => (opening ? state.grown : pixelsGrown(state)));

  // biome-ignore lint/correctness/useExhaustiveDependencies: with more samples the same question has another answer
  useEffect(() => {
    if (!asked) return;
    const abort = new AbortController();
    const { from, to } = view.get().extent;
    if (to <= from) return;
    const all = { from, to, pixels: PIXELS };
    const source = row.source.id;
    const question: Question = isHistogram(descriptor)
      ? { kind: "histogram", source, stat: key, view: all }
      : { kind: "window", source, stat: key, element: 0, view: all };
    client
      .ask([question], abort.signal)
      .then(([answer]) => {
        if (abort.signal.aborted) return;
        if (answer?.kind === "window") setData(answer);
        if (answer?.kind === "histogram") setData(samplesTrend(answer, row.source.period));
      })
      .catch((reason: unknown) => {
        if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
      });
    return () => abort.abort();
  }, [asked, client, view, version, key, row.source, onError]);

  if (!asked) return null;
  return <Sparkline data={data} colour={colourOf(row.source, info)} kind={seriesKind(descriptor)} />;
}

/** Another number each time that what there is has grown by a pixel of a trend. */
function pixelsGrown({ extent: { from, to } }: ChartViewState): number {
  return to <= from ? 0 : Math.floor(Math.log(to - from) * PIXELS);
}
