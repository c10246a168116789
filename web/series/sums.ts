// Exact sums of u64 without a bigint for each: their halves are added as doubles, which hold 2^21 of them.

const TWO_32 = 1n << 32n;

export interface Sums {
  /** Adds to sum i the u64 at `halves[i * stride]`, low half first; at most 2^21 times. */
  add(halves: Uint32Array, stride: number): void;
  totals(): bigint[];
}

/** `n` sums that begin at 0. */
export function createSums(n: number): Sums {
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  return {
    add(halves, stride) {
      for (let i = 0, at = 0; i < n; i++, at += stride) {
        low[i] = (low[i] ?? 0) + (halves[at] ?? 0);
        high[i] = (high[i] ?? 0) + (halves[at + 1] ?? 0);
      }
    },
    totals: () => Array.from(low, (sum, i) => BigInt(sum) + BigInt(high[i] ?? 0) * TWO_32),
  };
}
