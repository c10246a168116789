import { useEffect, useState } from "react";
import type { Client } from "../../worker/client.ts";
import { useCalmInfo } from "../live/use-calm-info.ts";
import { useRecording } from "../use-recording.ts";
import { askTallies } from "./ask-tallies.ts";
import { askedStats, type ComparedStat, compareSides, type SideTallies } from "./comparison.ts";
import type { Side } from "./sides.ts";

export interface ComparisonState {
  /** The last complete one; it stays while the next is made. */
  readonly stats: readonly ComparedStat[] | null;
  /** 0 to 1 while one is made, null otherwise. */
  readonly progress: number | null;
}

/** Every statistic of two sides. Asked anew when a side or its recording changes; what is under way is given up then. */
export function useComparison(a: Side, b: Side): ComparisonState {
  const { client, onError } = useRecording();
  const infos = { a: useCalmInfo(a.info), b: useCalmInfo(b.info) };
  const [stats, setStats] = useState<readonly ComparedStat[] | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const key = JSON.stringify([a, b].map(({ sources, range }) => [sources.map(({ id }) => id), range.from, range.to]));

  // biome-ignore lint/correctness/useExhaustiveDependencies: sources and ranges are in the key; grown recordings are asked again
  useEffect(() => {
    const abort = new AbortController();
    const all = a.sources.length + b.sources.length;
    let done = 0;
    const step = () => {
      done++;
      setProgress(done / all);
    };
    async function run(): Promise<void> {
      setProgress(0);
      const left = await askSide(client, a, abort.signal, step);
      const right = await askSide(client, b, abort.signal, step);
      setStats(compareSides(left, right));
      setProgress(null);
    }
    run().catch((reason: unknown) => {
      if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
    });
    return () => abort.abort();
  }, [client, key, infos.a, infos.b, onError]);

  return { stats, progress };
}

async function askSide(client: Client, side: Side, signal: AbortSignal, step: () => void): Promise<SideTallies> {
  const found: SideTallies[number][] = [];
  for (const source of side.sources) {
    const job = { source, stats: askedStats(source), range: side.range };
    found.push({ source, found: await askTallies(client, job, signal) });
    step();
  }
  return found;
}
