// Asks what statistics of a source did in a range, a little at a time: the scan worker answers charts in between.

import type { TimeRange } from "../../chart/view-store.ts";
import type { Tally } from "../../series/difference.ts";
import type { SourceInfo, StatInfo } from "../../series/model.ts";
import { talliesOf, tallyQuestion } from "../../series/tally.ts";
import type { Client } from "../../worker/client.ts";

/** Values of one message, samples times elements: some 20 ms of the scan worker. A histogram of a long recording comes alone. */
const BATCH = 50_000;

/** What is asked of one source. */
export interface TallyJob {
  readonly source: SourceInfo;
  readonly stats: readonly StatInfo[];
  readonly range: TimeRange;
}

/** Statistics of a job in groups that are asked together. */
export function batchesOf({ source, stats }: TallyJob): readonly (readonly StatInfo[])[] {
  const batches: StatInfo[][] = [];
  let room = 0;
  for (const stat of stats) {
    const values = Math.max(1, source.samples) * Math.max(1, stat.descriptor.size);
    if (values > room) {
      batches.push([]);
      room = BATCH;
    }
    batches.at(-1)?.push(stat);
    room -= values;
  }
  return batches;
}

/** A tally for each statistic by its key; null without a sample in the range. Rejects when aborted. */
export async function askTallies(
  client: Client,
  job: TallyJob,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Tally | null>> {
  const found = new Map<string, Tally | null>();
  for (const stats of batchesOf(job)) {
    const [answer] = await client.ask([tallyQuestion(job.source, stats, job.range)], signal);
    const tallies = talliesOf(job.source, stats, answer);
    for (const [index, { key }] of stats.entries()) found.set(key, tallies[index] ?? null);
  }
  return found;
}
