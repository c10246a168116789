// Which statistics the overview strip can show. Pure.

import { firstCharts, type StatRef } from "../../series/catalog.ts";
import type { RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";
import { kindOf } from "../charts/chart-data.ts";

/** Sources whose values are put together; more would only be slow. */
const MOST_SOURCES = 64;

export interface OverviewChoice {
  /** As the option "overview" holds it. */
  readonly id: string;
  readonly stat: string;
  readonly name: string;
  readonly sources: readonly SourceInfo[];
  /** Counters and numbers add up; yes or no is a share. */
  readonly combine: "sum" | "mean";
}

/** Lines among the telling statistics that moved and among the open charts, of charted sources; the default first. */
export function overviewChoices(
  info: RecordingInfo,
  charted: ReadonlySet<SourceId>,
  charts: readonly StatRef[],
): readonly OverviewChoice[] {
  const sources = info.sources.filter((source) => charted.has(source.id));
  const refs = [...firstCharts(sources), ...charts];
  const choices = new Map<string, OverviewChoice>();
  for (const { scope, key } of refs) {
    const having = sources.filter((each) => each.scope === scope && each.stats.some((stat) => stat.key === key));
    const descriptor = having[0]?.stats.find((stat) => stat.key === key)?.descriptor;
    if (descriptor === undefined || kindOf(descriptor) === "heatmap") continue;
    const id = `${scope} ${key}`;
    choices.set(id, {
      id,
      stat: key,
      name: descriptor.name,
      sources: having.slice(0, MOST_SOURCES),
      combine: kindOf(descriptor) === "strip" || descriptor.type === "peak" ? "mean" : "sum",
    });
  }
  return [...choices.values()];
}

/** "sum of 4 vCPUs", "vm", "mean of 2 sources". */
export function combinedText({ sources, combine }: OverviewChoice): string {
  const [first] = sources;
  if (first === undefined || sources.length === 1) return first?.label ?? "";
  const noun = sources.every(({ scope }) => scope === "vcpu") ? "vCPUs" : "sources";
  return `${combine} of ${sources.length} ${noun}`;
}
