import { useEffect, useState } from "react";
import { Sparkline } from "../../chart/Sparkline.tsx";
import { samplesTrend } from "../../chart/samples-trend.ts";
import type { TimeRange } from "../../chart/view-store.ts";
import type { Question, SourceInfo, StatInfo, WindowAnswer } from "../../series/model.ts";
import { colourOf, seriesKind } from "../charts/chart-data.ts";
import { isHistogram } from "../table/reading.ts";
import { useRecording } from "../use-recording.ts";

/** Columns of a trend: its width in CSS pixels. */
const PIXELS = 110;

interface Props {
  readonly source: SourceInfo;
  readonly stat: StatInfo;
  readonly base: TimeRange;
  readonly range: TimeRange;
}

/** A statistic over two neighbouring ranges, both shaded, the one in question in the colour of a selection. */
export function RangeTrend({ source, stat, base, range }: Props) {
  const { client, info, onError } = useRecording();
  const [data, setData] = useState<WindowAnswer | null>(null);
  const from = Math.min(base.from, range.from);
  const to = Math.max(base.to, range.to);
  const { key, descriptor } = stat;

  useEffect(() => {
    const abort = new AbortController();
    const view = { from, to, pixels: PIXELS };
    const question: Question = isHistogram(descriptor)
      ? { kind: "histogram", source: source.id, stat: key, view }
      : { kind: "window", source: source.id, stat: key, element: 0, view };
    client
      .ask([question], abort.signal)
      .then(([answer]) => {
        if (abort.signal.aborted) return;
        if (answer?.kind === "window") setData(answer);
        if (answer?.kind === "histogram") setData(samplesTrend(answer, source.period));
      })
      .catch((reason: unknown) => {
        if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
      });
    return () => abort.abort();
  }, [client, source, key, descriptor, from, to, onError]);

  const share = (time: number) => `${((time - from) / (to - from)) * 100}%`;
  const place = (part: TimeRange) => ({ left: share(part.from), width: share(from + part.to - part.from) });
  return (
    <span className="range-trend">
      <span className="range-trend-base" style={place(base)} />
      <span className="range-trend-shade" style={place(range)} />
      <Sparkline data={data} range={{ from, to }} colour={colourOf(source, info)} kind={seriesKind(descriptor)} />
    </span>
  );
}
