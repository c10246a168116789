// Asks the worker for one piece of text after the other, so that the page stays free and an export can be stopped.

import { exportHeader } from "../../series/csv.ts";
import type { Client } from "../../worker/client.ts";
import { type ExportPlan, exportQuestion } from "./export-plan.ts";

export interface Exported {
  readonly parts: readonly BlobPart[];
  readonly samples: number;
}

/** All text of a plan. `onSamples` hears how many samples are done. Rejects with an AbortError when stopped. */
export async function runExport(
  client: Client,
  plan: ExportPlan,
  { signal, onSamples }: { readonly signal: AbortSignal; readonly onSamples: (count: number) => void },
): Promise<Exported> {
  const json = plan.format === "json";
  const parts: BlobPart[] = [json ? "[\n" : exportHeader(plan.columns)];
  let samples = 0;
  for (const index of plan.sources.keys()) {
    let skip = 0;
    for (;;) {
      const question = exportQuestion(plan, index, skip);
      if (question === null) break;
      const [answer] = await client.ask([question], signal);
      if (answer?.kind !== "export" || answer.samples === 0) break;
      if (json && samples > 0) parts.push(",\n");
      parts.push(answer.text);
      skip += answer.samples;
      samples += answer.samples;
      onSamples(samples);
    }
  }
  if (json) parts.push("\n]\n");
  return { parts, samples };
}
