import fc from "fast-check";

/** `npm run test:long` looks longer. */
const LONGER = import.meta.env.MODE === "long" ? 100 : 1;

/** Asserts a fast-check property with the run's seed (seed.ts). */
export function assertProperty<T>(property: fc.IProperty<T>, runs = 300): void {
  fc.assert(property, { numRuns: runs * LONGER, seed: Number(process.env["KVMSCOPE_SEED"]) });
}

/** The same for a property that awaits. */
export async function assertAsyncProperty<T>(property: fc.IAsyncProperty<T>, runs = 60): Promise<void> {
  await fc.assert(property, { numRuns: runs * LONGER, seed: Number(process.env["KVMSCOPE_SEED"]) });
}

/** u64 values where doubles, signs and sums break, and any other. */
export function u64(): fc.Arbitrary<bigint> {
  const edges = [0n, 1n, 2n, 2n ** 53n, 2n ** 63n, 2n ** 64n];
  const near = edges.flatMap((edge) => [-2n, -1n, 0n, 1n, 2n].map((by) => BigInt.asUintN(64, edge + by)));
  return fc.oneof(
    fc.constantFrom(...near),
    fc.bigInt({ min: 0n, max: 1000n }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  );
}
