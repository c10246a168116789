// The values of a figure in the samples at the cursor: they stand in no sample, so they are asked for. One question is under
// way at most; of what was wished for meanwhile only the newest is asked next.

import { figureOf } from "../../series/figures.ts";
import type { Question, SampleRead, SourceId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import type { SampleFeed } from "../time/sample-feed.ts";

export interface FigureFeed {
  /** NaN without a value, or before the first answer. */
  value(source: SourceId): number;
  dispose(): void;
}

interface Wanted {
  readonly client: Pick<Client, "ask">;
  readonly feed: Pick<SampleFeed, "read" | "subscribe">;
  /** Key of the figure. */
  readonly stat: string;
  readonly sources: readonly SourceId[];
  /** Nothing is asked while it says no. */
  readonly wanted: () => boolean;
  readonly onChange: () => void;
  readonly onError: (message: string) => void;
}

/** What a figure was in one sample: over the interval that ends there, or at it. null where there is none. */
export function figureQuestion(stat: string, source: SourceId, read: SampleRead | null): Question | null {
  if (read === null || read.sample < 0) return null;
  const from = figureOf(stat)?.kind === "rate" ? read.previous?.time : read.time;
  return from === undefined ? null : { kind: "range", source, stats: [stat], from, to: read.time };
}

/** Follows the feed of samples. */
export function createFigureFeed({ client, feed, stat, sources, wanted, onChange, onError }: Wanted): FigureFeed {
  const abort = new AbortController();
  let values: ReadonlyMap<SourceId, number> = new Map();
  /** Without samples nothing is asked, and nobody is called before the feed is there. */
  let done = "[]";
  let busy = false;

  async function follow(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      while (wanted() && !abort.signal.aborted) {
        const questions = sources.flatMap((source) => figureQuestion(stat, source, feed.read(source)) ?? []);
        const wish = JSON.stringify(questions);
        if (wish === done) break;
        const answers = questions.length === 0 ? [] : await client.ask(questions, abort.signal);
        if (abort.signal.aborted) break;
        done = wish;
        values = new Map(
          answers.map((answer, index) => {
            const question = questions[index];
            const mean = answer.kind === "range" ? answer.stats[0]?.mean : undefined;
            return [question !== undefined && "source" in question ? question.source : -1, mean ?? Number.NaN];
          }),
        );
        onChange();
      }
    } catch (reason) {
      if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      busy = false;
    }
  }

  const unsubscribe = feed.subscribe(() => void follow());
  void follow();
  return {
    value: (source) => values.get(source) ?? Number.NaN,
    dispose() {
      abort.abort();
      unsubscribe();
    },
  };
}
