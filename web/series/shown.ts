// A sample as `show --json` prints it and the page saves it: u64 and times are decimal strings, a value that the dump does not hold is null.

import type { Descriptor, StatsTable } from "../format/model.ts";
import { valueAt } from "../format/stats-file.ts";

export interface ShownStat {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly base: number | string;
  readonly exponent: number;
  readonly size: number;
  readonly offset: number;
  readonly bucketSize: number;
  readonly flags: number;
  readonly values: readonly (string | null)[];
}

export interface ShownSample {
  readonly id: string;
  readonly file: string;
  /** ns since 1970, where known. */
  readonly time?: string;
  /** ns since the first dump, where only --interval tells. */
  readonly elapsed?: string;
  /** Bytes of the dump. */
  readonly length: number;
  readonly stats: readonly ShownStat[];
}

/** Every statistic of a data block that a read returned. */
export function shownStats(table: StatsTable, data: Uint8Array): ShownStat[] {
  return table.descriptors.map((descriptor) => shownStat(descriptor, table, data));
}

function shownStat(descriptor: Descriptor, { order }: StatsTable, data: Uint8Array): ShownStat {
  const { name, type, unit, base, exponent, size, offset, bucketSize, flags } = descriptor;
  const values = Array.from(
    { length: size },
    (_, element) => valueAt(data, descriptor, element, order)?.toString() ?? null,
  );
  return { name, type, unit, base, exponent, size, offset, bucketSize, flags, values };
}
