// The samples of one source in the order they came, and the index over them in time order that the scans use.

import { compareNatural, inNaturalOrder, timesFor } from "../format/snapshots.ts";

/** What is known of one sample when it is stored. */
export interface Sample {
  readonly path: string;
  /** ns since 1970 from the name; null when the name has none. */
  readonly time: bigint | null;
  /** When its round was to begin, ns since 1970, where a recorder says so. */
  readonly scheduled?: bigint | null;
  /** ns since 1970 of the file's last change; undefined when unknown. */
  readonly modified: bigint | undefined;
  /** Round of the recorder; null where rounds were not counted. */
  readonly sequence: number | null;
  readonly generation: number;
  /** Row with the data block. */
  readonly address: number;
  /** Bytes of the data block in the row. */
  readonly present: number;
  /** Length of the whole dump. */
  readonly fileBytes: number;
}

/** Where the times of a source come from; "ask" when only the user can tell. */
export type Timing = "name" | "modified" | "interval" | "none" | "ask";

/** Samples in time order, column by column. Times are ns since 1970, or since the recording's start without a clock. */
export interface SampleIndex {
  readonly times: BigInt64Array;
  readonly addresses: Uint32Array;
  readonly present: Uint32Array;
  readonly fileBytes: Uint32Array;
  readonly generation: Uint32Array;
  /** How many rounds of the recorder are missing before a sample; 255: as many or more. */
  readonly missing: Uint8Array;
  /** Where times, addresses and present lie in linear memory, when these are views of it. */
  readonly memory: { readonly times: number; readonly rows: number; readonly present: number } | null;
}

/** A u8. */
export const MOST_MISSING = 255;

const SECOND = 1_000_000_000n;

/** Distance of samples that the user gave, ns, and whether it also stands in for modification times that rise. */
export interface Interval {
  readonly ns: bigint;
  readonly overModified: boolean;
}

/** Decides where the times come from (design.md 4.2). */
export function timingOf(samples: readonly Sample[], interval: Interval | null): Timing {
  if (samples.every((sample) => sample.time !== null)) return "name";
  if (samples.length === 1) return "none";
  if (interval?.overModified) return "interval";
  const timing = timesFor(samples);
  return timing === "ask" && interval !== null ? "interval" : timing;
}

export interface IndexOptions {
  readonly timing: Timing;
  readonly interval: bigint | null;
  /** Time of the first sample where the source has no clock of its own. */
  readonly start: bigint;
  /** Whether two samples of one time, generation and length hold the same bytes: the second is dropped. */
  readonly same: (a: Sample, b: Sample) => boolean;
}

/** Samples by time, ties by name, identical ones once; and the same as columns. */
export function indexSamples(
  samples: readonly Sample[],
  options: IndexOptions,
): { readonly index: SampleIndex; readonly samples: readonly Sample[] } {
  const { timing } = options;
  const byTime = timing === "name" || timing === "modified";
  const timeOf = (sample: Sample) => (timing === "modified" ? sample.modified : sample.time) ?? 0n;
  const before = (a: Sample, b: Sample) => {
    const [x, y] = [timeOf(a), timeOf(b)];
    return x === y ? compareNatural(a.path, b.path) : x < y ? -1 : 1;
  };
  const ordered = byTime ? inTimeOrder(samples, before) : inNaturalOrder(samples);
  const step = timing === "interval" ? (options.interval ?? SECOND) : SECOND;
  const kept: Sample[] = [];
  for (const sample of ordered) {
    const last = kept.at(-1);
    const twin = byTime && last !== undefined && timeOf(last) === timeOf(sample) && isTwin(last, sample, options.same);
    if (!twin) kept.push(sample);
  }
  const generation = Uint32Array.from(kept, (sample) => sample.generation);
  for (const [i, { fileBytes }] of kept.entries()) {
    // an empty file says nothing about its table: the series goes on as before
    if (fileBytes === 0 && i > 0) generation[i] = generation[i - 1] ?? 0;
  }
  const index = {
    times: BigInt64Array.from(kept, (sample, i) => (byTime ? timeOf(sample) : options.start + BigInt(i) * step)),
    addresses: Uint32Array.from(kept, (sample) => sample.address),
    present: Uint32Array.from(kept, (sample) => sample.present),
    fileBytes: Uint32Array.from(kept, (sample) => sample.fileBytes),
    generation,
    missing: Uint8Array.from(kept, ({ sequence }, i) => missingRounds(kept[i - 1]?.sequence ?? null, sequence)),
    memory: null,
  };
  return { index, samples: kept };
}

/** Rounds between those of two samples, at most 255; 0 where they were not counted, or began anew. */
export function missingRounds(last: number | null, round: number | null): number {
  if (last === null || round === null || round <= last) return 0;
  return Math.min(round - last - 1, MOST_MISSING);
}

function isTwin(a: Sample, b: Sample, same: IndexOptions["same"]): boolean {
  return a.generation === b.generation && a.fileBytes === b.fileBytes && same(a, b);
}

/** The samples themselves when they are in order already, as they mostly come. */
function inTimeOrder(samples: readonly Sample[], order: (a: Sample, b: Sample) => number): readonly Sample[] {
  const sorted = samples.every((sample, i) => {
    const before = samples[i - 1];
    return before === undefined || order(before, sample) <= 0;
  });
  return sorted ? samples : [...samples].sort(order);
}
