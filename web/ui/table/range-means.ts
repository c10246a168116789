// The mean over the visible time, for readouts while nobody has put the cursor anywhere. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import type { Descriptor } from "../../format/model.ts";
import type { Answer, Question, SourceInfo } from "../../series/model.ts";
import { formatRate, formatShare, unitFormat } from "../../series/units.ts";
import { countedQuantity, isCounter, isHistogram } from "./reading.ts";

/** What must be asked for the mean of each source: a histogram's of its growth, anything else's of its values. */
export function meanQuestions(
  sources: readonly SourceInfo[],
  stat: string,
  descriptor: Descriptor,
  { from, to }: TimeRange,
): readonly Question[] {
  return sources.map(({ id }) =>
    isHistogram(descriptor)
      ? { kind: "histogram", source: id, stat, view: { from, to, pixels: 1 } }
      : { kind: "range", source: id, stats: [stat], from, to },
  );
}

/** "129/s", "43 %" for yes or no; "–" without a sample. */
export function meanText(answer: Answer | undefined, descriptor: Descriptor): string {
  const quantity = countedQuantity(descriptor);
  if (answer?.kind === "histogram") {
    const samples = answer.total.reduce((sum, count) => sum + count, 0n);
    return formatRate(Number(samples) / (answer.to - answer.from), quantity);
  }
  const mean = answer?.kind === "range" ? (answer.stats[0]?.mean ?? Number.NaN) : Number.NaN;
  if (descriptor.unit === "boolean" && !isCounter(descriptor)) return formatShare(mean);
  return unitFormat(quantity, isCounter(descriptor) ? "rate" : "value").format(mean);
}
