// Buckets of KVM histograms, as linux/kvm_host.h fills them, and percentiles over them. One set of functions for page,
// command line and report.
//
// linear, bucket i of n: [i*bs, (i+1)*bs), the last one [(n-1)*bs, inf)
// log, bucket 0: exactly 0; bucket i: [2^(i-1), 2^i); the last one [2^(n-2), inf)
// n = 1: everything

import type { Descriptor } from "../format/model.ts";
import { formatRaw, type Quantity, unitFormat } from "./units.ts";

/** What of a descriptor says where its buckets lie. */
export type Buckets = Pick<Descriptor, "type" | "unit" | "base" | "exponent" | "size" | "bucketSize">;

/** Values v with lower <= v < upper, raw; upper null: no end. */
export interface BucketEdges {
  readonly lower: bigint;
  readonly upper: bigint | null;
}

/** The values that bucket `index` holds. */
export function bucketEdges(buckets: Buckets, index: number): BucketEdges {
  const last = index === buckets.size - 1;
  if (buckets.type === "linear-histogram") {
    const width = BigInt(buckets.bucketSize);
    return { lower: BigInt(index) * width, upper: last ? null : BigInt(index + 1) * width };
  }
  const lower = index === 0 ? 0n : 1n << BigInt(index - 1);
  return { lower, upper: last ? null : 1n << BigInt(index) };
}

/** A bucket's range: "0 ns", "[512 ns, 1.02 µs)", ">= 1.07 s". */
export function bucketLabel(buckets: Buckets, index: number): string {
  const { lower, upper } = bucketEdges(buckets, index);
  if (upper === null) return `>= ${edgeLabel(buckets, lower)}`;
  if (upper - lower === 1n) return edgeLabel(buckets, lower);
  return `[${edgeLabel(buckets, lower)}, ${edgeLabel(buckets, upper)})`;
}

/** A bucket's range in exact raw units: "[512, 1 024)". */
export function bucketRawLabel(buckets: Buckets, index: number): string {
  const { lower, upper } = bucketEdges(buckets, index);
  return upper === null ? `[${formatRaw(lower)}, ∞)` : `[${formatRaw(lower)}, ${formatRaw(upper)})`;
}

/** An edge at human scale. */
export function edgeLabel(buckets: Buckets, edge: bigint): string {
  return unitFormat(edgeQuantity(buckets), "value").format(Number(edge));
}

/** Unit of the edges; counts in the buckets are plain samples. */
export function edgeQuantity(buckets: Buckets): Quantity {
  const { unit, base, exponent } = buckets;
  return { type: "cumulative", unit: unit === "boolean" ? "none" : unit, base, exponent };
}

/** Parts per million: percentiles are kept as integers so that ceil(q*N) is exact. */
const PPM = 1_000_000n;

/** Bucket where the cumulative count reaches ceil(q*N), 0 <= q <= 1; -1 when all `n` counts from `from` on are 0. */
export function percentileBucket(
  counts: ArrayLike<number> | ArrayLike<bigint>,
  q: number,
  from = 0,
  n = counts.length - from,
): number {
  let sum = 0n;
  let total = 0;
  let exact = true;
  for (let i = 0; i < n; i++) {
    const count = counts[from + i] ?? 0;
    if (typeof count === "bigint") {
      exact = false;
      sum += count;
    } else total += count;
  }
  if (exact) sum = BigInt(total);
  if (sum === 0n) return -1;
  const wanted = (sum * BigInt(Math.round(q * Number(PPM))) + PPM - 1n) / PPM;
  const least = wanted > 0n ? wanted : 1n;
  return exact ? reach(counts as ArrayLike<number>, Number(least), from, n) : reachExact(counts, least, from, n);
}

/** The percentile as it may be said: "< 1.02 µs", "0 ns" for the bucket of zeros, ">= 1.07 s" for the open one, "–" for none. */
export function percentileLabel(
  buckets: Buckets,
  counts: ArrayLike<number> | ArrayLike<bigint>,
  q: number,
  from = 0,
): string {
  return percentileBucketLabel(buckets, percentileBucket(counts, q, from, buckets.size));
}

/** The same for a bucket already found; -1 is "–". */
export function percentileBucketLabel(buckets: Buckets, index: number): string {
  if (index < 0) return "–";
  const { lower, upper } = bucketEdges(buckets, index);
  if (upper === null) return `>= ${edgeLabel(buckets, lower)}`;
  if (lower === 0n && upper === 1n) return edgeLabel(buckets, 0n);
  return `< ${edgeLabel(buckets, upper)}`;
}

function reach(counts: ArrayLike<number>, wanted: number, from: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += counts[from + i] ?? 0;
    if (sum >= wanted) return i;
  }
  return n - 1;
}

function reachExact(counts: ArrayLike<number> | ArrayLike<bigint>, wanted: bigint, from: number, n: number): number {
  let sum = 0n;
  for (let i = 0; i < n; i++) {
    sum += BigInt(counts[from + i] ?? 0);
    if (sum >= wanted) return i;
  }
  return n - 1;
}
