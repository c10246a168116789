// The mean over the visible time, for readouts while nobody has put the cursor anywhere. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import type { Descriptor } from "../../format/model.ts";
import type { Answer, Question, SourceInfo } from "../../series/model.ts";
import { formatShare, unitFormat } from "../../series/units.ts";
import { countedQuantity, isCounter } from "./reading.ts";

/** What must be asked for the mean of each source. */
export function meanQuestions(
  sources: readonly SourceInfo[],
  stat: string,
  { from, to }: TimeRange,
): readonly Question[] {
  return sources.map(({ id }) => ({ kind: "range", source: id, stats: [stat], from, to }));
}

/** "129/s", "43 %" for yes or no; "–" without a sample. */
export function meanText(answer: Answer | undefined, descriptor: Descriptor): string {
  const quantity = countedQuantity(descriptor);
  const mean = answer?.kind === "range" ? (answer.stats[0]?.mean ?? Number.NaN) : Number.NaN;
  if (descriptor.unit === "boolean" && !isCounter(descriptor)) return formatShare(mean);
  return unitFormat(quantity, isCounter(descriptor) ? "rate" : "value").format(mean);
}
