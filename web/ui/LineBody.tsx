import { type RefObject, useMemo } from "react";
import { TimeChart } from "../chart/TimeChart.tsx";
import type { Descriptor } from "../format/model.ts";
import { displayName } from "../format/text.ts";
import { unitFormat } from "../series/units.ts";
import { type ChartPlan, colourOf, seriesKind } from "./chart-data.ts";
import { SelectionStats } from "./SelectionStats.tsx";
import { sourceName } from "./source-names.ts";
import { useAnswers } from "./use-answers.ts";
import { useRecording } from "./use-recording.ts";

const HEIGHT = 190;
const BOOKED_LATE =
  "The kernel books the time when a sleep ends: a sleep longer than the sampling period is one high point at its end.";

interface Props {
  readonly plan: ChartPlan;
  readonly visible: RefObject<boolean>;
}

/** Time asleep: halt_wait_ns and what other architectures name like it. */
function isBookedLate({ type, unit, name }: Descriptor): boolean {
  return type === "cumulative" && unit === "seconds" && name.includes("wait");
}

/** A line or steps per source, and what they did in the selection. */
export function LineBody({ plan, visible }: Props) {
  const { client, session, info, onError } = useRecording();
  const { descriptor, sources, chart } = plan;
  const key = sources.map((source) => source.id).join(" ");
  const asked = { client, view: session.view, visible, version: info, onError };
  const answers = useAnswers(asked, key, (_, view) =>
    sources.map((source) => ({ kind: "window", source: source.id, stat: chart.key, element: 0, view })),
  );
  const series = useMemo(
    () =>
      sources.map((source, index) => {
        const answer = answers?.[index];
        return {
          id: String(source.id),
          label: displayName(sourceName(source, info), 40),
          colour: colourOf(source, info),
          kind: seriesKind(descriptor),
          data: answer?.kind === "window" ? answer : null,
        };
      }),
    [answers, sources, info, descriptor],
  );
  const per = descriptor.type === "cumulative" ? "rate" : "value";
  return (
    <>
      <TimeChart
        id={`${chart.scope} ${chart.key}`}
        view={session.view}
        title={displayName(descriptor.name, 80)}
        height={HEIGHT}
        series={series}
        format={unitFormat(descriptor, per)}
        {...(isBookedLate(descriptor) && { note: BOOKED_LATE })}
      />
      <SelectionStats plan={plan} visible={visible} />
    </>
  );
}
