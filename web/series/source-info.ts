// What the page is told of a source.

import type { StoredGeneration, StoredSource } from "../engine/intake.ts";
import type { SampleIndex } from "../engine/samples.ts";
import type { Descriptor } from "../format/model.ts";
import { statKeysOf } from "../format/stats-file.ts";
import type { GenerationInfo, SourceInfo, StatInfo } from "./model.ts";

const VALUE_BYTES = 8;
/** Intervals that a median is taken of at most. */
const MEDIAN_OF = 8192;
const HOW = ["stats-fd", "qmp", "file"] as const;

/** Median distance of neighbours in seconds; 0 with fewer than two samples. */
export function medianPeriod(times: BigInt64Array): number {
  const count = times.length - 1;
  if (count < 1) return 0;
  // of a long series every so many intervals say enough
  const step = Math.ceil(count / MEDIAN_OF);
  const gaps = new Float64Array(Math.ceil(count / step));
  for (let i = 0; i < gaps.length; i++) gaps[i] = Number((times[i * step + 1] ?? 0n) - (times[i * step] ?? 0n));
  gaps.sort();
  return (gaps[gaps.length >> 1] ?? 0) / 1e9;
}

/** Short label: "vm", "vcpu-3", or where the dump came from when its id does not tell. */
export function labelOf(source: Pick<StoredSource, "scope" | "vcpu" | "stem" | "directory">): string {
  switch (source.scope) {
    case "vm":
      return "vm";
    case "vcpu":
      return `vcpu-${source.vcpu ?? "?"}`;
    case "unknown":
      return source.stem || source.directory || "unknown";
  }
}

/** Runs of samples with one table, in time order. */
export function generationsOf(
  source: StoredSource,
  index: SampleIndex,
  seconds: (time: bigint) => number,
): readonly GenerationInfo[] {
  const runs = source.generations.map(() => ({ samples: 0, first: 0, last: 0 }));
  const { generation } = index;
  for (let i = 0; i < generation.length; i++) {
    const run = runs[generation[i] ?? 0];
    if (!run) continue;
    if (run.samples === 0) run.first = i;
    run.last = i;
    run.samples++;
  }
  const time = (i: number) => seconds(index.times[i] ?? 0n);
  return source.generations.map(({ table }, at) => {
    const { samples = 0, first = 0, last = 0 } = runs[at] ?? {};
    return { table, samples, from: time(first), to: time(last) };
  });
}

/** Every statistic that a generation has, newest generation's order first. */
export function statsOf(generations: readonly StoredGeneration[]): readonly StatInfo[] {
  const stats = new Map<string, StatInfo>();
  for (const generation of [...generations].reverse()) {
    const { descriptors } = generation.table;
    for (const [i, key] of statKeysOf(descriptors).entries()) {
      const descriptor = descriptors[i];
      if (!descriptor) continue;
      const known = stats.get(key);
      const { moved, nonzero } = motion(generation, descriptor);
      stats.set(key, {
        key,
        descriptor: known?.descriptor ?? descriptor,
        changed: moved || (known?.changed ?? false),
        nonzero: nonzero || (known?.nonzero ?? false),
      });
    }
  }
  return [...stats.values()];
}

function motion(generation: StoredGeneration, { offset, size }: Descriptor): { moved: boolean; nonzero: boolean } {
  const { movement } = generation;
  return { moved: movement.moved(offset, size), nonzero: movement.nonzero(offset, size) };
}

/** How a source was read, as its recording says. */
export function factsOf({ facts }: StoredSource): Pick<SourceInfo, "how" | "pid" | "disturbs" | "reconstructed"> {
  const how = HOW.find((known) => known === facts.how) ?? null;
  return { how, pid: facts.pid, disturbs: facts.disturbs, reconstructed: facts.reconstructed };
}

/** Samples whose data block ends before the last statistic, or that have none. */
export function shortOf(source: StoredSource, { present, generation }: SampleIndex): number {
  const needed = source.generations.map(({ table }) =>
    table.descriptors.reduce((end, { offset, size }) => Math.max(end, offset + size * VALUE_BYTES), 0),
  );
  let short = 0;
  for (let i = 0; i < present.length; i++) if ((present[i] ?? 0) < (needed[generation[i] ?? 0] ?? 0)) short++;
  return short;
}
