// A distribution as a table: what each bucket holds, and all buckets up to it. Counts are exact; shares come from them.

/** One bucket of a distribution. */
export interface CumulativeRow {
  readonly bucket: number;
  readonly count: bigint;
  /** Counts of this bucket and all below it. */
  readonly upTo: bigint;
}

export interface Cumulative {
  readonly total: bigint;
  /** From the first bucket that holds something to the last one. */
  readonly rows: readonly CumulativeRow[];
}

/** Buckets with their running sum; no rows when all are empty. */
export function cumulativeOf(counts: ArrayLike<bigint>): Cumulative {
  const rows: CumulativeRow[] = [];
  let upTo = 0n;
  let used = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] ?? 0n;
    upTo += count;
    if (upTo > 0n) rows.push({ bucket, count, upTo });
    if (count > 0n) used = rows.length;
  }
  return { total: upTo, rows: rows.slice(0, used) };
}

/** All counts together. */
export function sumOf(counts: ArrayLike<bigint>): bigint {
  let sum = 0n;
  for (let bucket = 0; bucket < counts.length; bucket++) sum += counts[bucket] ?? 0n;
  return sum;
}

/** Thousandths of a percent in the whole. */
const WHOLE = 100_000n;

/**
 * A part of a whole in percent with three decimals, from exact counts: "97.531 %". What is not all never reads 100 %, what
 * is not nothing never 0 %: "> 99.999 %", "< 0.001 %". "–" of nothing.
 */
export function partText(part: bigint, whole: bigint): string {
  if (whole <= 0n) return "–";
  const rounded = (part * WHOLE * 2n + whole) / (whole * 2n);
  if (rounded === WHOLE && part < whole) return "> 99.999\u00a0%";
  if (rounded === 0n && part > 0n) return "< 0.001\u00a0%";
  return `${rounded / 1000n}.${String(rounded % 1000n).padStart(3, "0")}\u00a0%`;
}

/** A part of a whole as a double with ten digits, also where counts pass 2^53; 0 of nothing. */
export function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 10_000_000_000n) / whole) / 1e10;
}
