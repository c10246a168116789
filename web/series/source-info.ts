// What the page is told of a source.

import type { StoredGeneration, StoredSource } from "../engine/intake.ts";
import type { SampleIndex } from "../engine/samples.ts";
import type { Descriptor } from "../format/model.ts";
import { statKeysOf } from "../format/stats-file.ts";
import type { GenerationInfo, SourceInfo, StatInfo } from "./model.ts";

const VALUE_BYTES = 8;
const HOW = ["stats-fd", "qmp", "file"] as const;

/** Median distance of neighbours in seconds; 0 with fewer than two samples. */
export function medianPeriod(times: BigInt64Array): number {
  if (times.length < 2) return 0;
  const gaps = new Float64Array(times.length - 1);
  for (let i = 1; i < times.length; i++) gaps[i - 1] = Number((times[i] ?? 0n) - (times[i - 1] ?? 0n));
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
  for (const [i, at] of index.generation.entries()) {
    const run = runs[at];
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
export function shortOf(source: StoredSource): number {
  const needed = source.generations.map(({ table }) =>
    table.descriptors.reduce((end, { offset, size }) => Math.max(end, offset + size * VALUE_BYTES), 0),
  );
  return source.samples.filter(({ generation, present }) => present < (needed[generation] ?? 0)).length;
}
