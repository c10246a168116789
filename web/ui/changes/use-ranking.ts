import { useEffect, useState } from "react";
import type { TimeRange } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import { bySize, type Difference, difference, type Tally } from "../../series/difference.ts";
import type { RecordingInfo, SourceInfo, StatInfo } from "../../series/model.ts";
import { askTallies } from "../compare/ask-tallies.ts";
import { useCalmInfo } from "../live/use-calm-info.ts";
import { sourceName } from "../sources/source-names.ts";
import { useRecording } from "../use-recording.ts";

/** A statistic of a source and how it changed. */
export interface Change {
  readonly id: string;
  readonly source: SourceInfo;
  readonly sourceName: string;
  readonly stat: StatInfo;
  readonly before: Tally | null;
  readonly during: Tally | null;
  readonly difference: Difference;
}

export interface Ranking {
  /** Of these ranges. */
  readonly key: string;
  readonly changes: readonly Change[];
  /** Statistics that never change in the recording and were not asked for. */
  readonly still: number;
}

export interface RankingState {
  /** The last complete one; it stays while the next is made. */
  readonly ranking: Ranking | null;
  /** 0 to 1 while one is made, null otherwise. */
  readonly progress: number | null;
}

/**
 * Every statistic of every source in `range` against what it did in `base`, the largest change first. Asked anew when a range
 * or the recording changes; what is under way is given up then. Nothing is asked while one is null.
 */
export function useRanking(base: TimeRange | null, range: TimeRange | null): RankingState {
  const { client, info: newest, onError } = useRecording();
  const info = useCalmInfo(newest);
  const [ranking, setRanking] = useState<Ranking | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const key = base === null || range === null ? "" : [base.from, base.to, range.from, range.to].join(" ");

  // biome-ignore lint/correctness/useExhaustiveDependencies: the ranges are in the key
  useEffect(() => {
    setProgress(null);
    if (base === null || range === null) return;
    const abort = new AbortController();
    async function run(from: TimeRange, to: TimeRange): Promise<void> {
      const changes: Change[] = [];
      let still = 0;
      for (const [index, source] of info.sources.entries()) {
        setProgress(index / info.sources.length);
        const stats = source.stats.filter(({ changed }) => changed);
        still += source.stats.length - stats.length;
        const before = await askTallies(client, { source, stats, range: from }, abort.signal);
        const during = await askTallies(client, { source, stats, range: to }, abort.signal);
        changes.push(...stats.map((stat) => changeOf(info, { source, stat, before, during })));
      }
      setRanking({ key, changes: changes.sort((a, b) => bySize(a.difference, b.difference)), still });
      setProgress(null);
    }
    run(base, range).catch((reason: unknown) => {
      if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
    });
    return () => abort.abort();
  }, [client, info, key, onError]);

  return { ranking, progress };
}

function changeOf(
  info: RecordingInfo,
  what: {
    readonly source: SourceInfo;
    readonly stat: StatInfo;
    readonly before: ReadonlyMap<string, Tally | null>;
    readonly during: ReadonlyMap<string, Tally | null>;
  },
): Change {
  const { source, stat } = what;
  const before = what.before.get(stat.key) ?? null;
  const during = what.during.get(stat.key) ?? null;
  return {
    id: `${source.id} ${stat.key}`,
    source,
    sourceName: displayName(sourceName(source, info), 40),
    stat,
    before,
    during,
    difference: difference(before, during, stat.descriptor.type),
  };
}
