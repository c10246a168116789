// Asks what statistics of a source did in a range, a little at a time: the scan worker answers charts in between.

import type { TimeRange } from "../../chart/view-store.ts";
import type { Tally } from "../../series/difference.ts";
import type { SourceInfo, StatInfo } from "../../series/model.ts";
import { talliesOf, tallyQuestions } from "../../series/tally.ts";
import type { Client } from "../../worker/client.ts";

/** Samples times statistics of one message: some 20 ms of the scan worker. */
const BATCH = 100_000;

/** What is asked of one source. */
export interface TallyJob {
  readonly source: SourceInfo;
  readonly stats: readonly StatInfo[];
  readonly range: TimeRange;
}

/** Statistics of a job in groups that are asked together. */
export function batchesOf({ source, stats }: TallyJob): readonly (readonly StatInfo[])[] {
  const size = Math.max(1, Math.floor(BATCH / Math.max(1, source.samples)));
  return Array.from({ length: Math.ceil(stats.length / size) }, (_, i) => stats.slice(i * size, (i + 1) * size));
}

/** A tally for each statistic by its key; null without a sample in the range. Rejects when aborted. */
export async function askTallies(
  client: Client,
  job: TallyJob,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Tally | null>> {
  const found = new Map<string, Tally | null>();
  for (const stats of batchesOf(job)) {
    const answers = await client.ask(tallyQuestions(job.source, stats, job.range), signal);
    const tallies = talliesOf(job.source, stats, answers);
    for (const [index, { key }] of stats.entries()) found.set(key, tallies[index] ?? null);
  }
  return found;
}
