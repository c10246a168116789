import { useSyncExternalStore } from "react";
import { displayName } from "../../format/text.ts";
import type { SourceInfo } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { descriptorsOf, elementsOf } from "../table/reading.ts";
import { useSteady } from "../use-recording.ts";
import { colourOf, type HistogramPlan } from "./chart-data.ts";
import { HistogramDetails } from "./HistogramDetails.tsx";

interface Props {
  readonly plan: HistogramPlan;
  readonly sources: readonly SourceInfo[];
}

/** Without a clock: what a histogram holds in the samples at the cursor, since the VM started. */
export function TotalsBody({ plan, sources }: Props) {
  const { session, info } = useSteady();
  const { feed } = session;
  useSyncExternalStore(feed.subscribe, feed.get);
  const counts = new BigUint64Array(plan.descriptor.size);
  const parts = sources.flatMap((source) => {
    const read = feed.read(source.id);
    const table = read === null ? undefined : source.generations[read.generation]?.table;
    const descriptor = table && descriptorsOf(table).get(plan.chart.key);
    if (read === null || table === undefined || descriptor === undefined) return [];
    const own = elementsOf(read, descriptor, table).map((value) => value ?? 0n);
    for (const [index, value] of own.entries())
      if (index < counts.length) counts[index] = (counts[index] ?? 0n) + value;
    const label = displayName(sourceName(source, info), 40);
    return [{ id: String(source.id), label, colour: colourOf(source, info), counts: own }];
  });
  return (
    <HistogramDetails
      plan={plan}
      title={displayName(plan.descriptor.name, 80)}
      buckets={plan.descriptor}
      counts={counts}
      parts={parts}
      caption="all samples since the VM was created"
    />
  );
}
