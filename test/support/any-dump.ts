import fc from "fast-check";
import { buildDump, type DumpSpec } from "./dump-builder.ts";
import { u64 } from "./property.ts";

/** Dumps that some kernel might write, and what is left of them: either byte order, any order of blocks, gaps, odd ids, cuts. */
export function anyDump(): fc.Arbitrary<Uint8Array> {
  const id = fc.oneof(
    fc.constant("kvm-1/vcpu-3"),
    fc.constant("kvm-1"),
    fc.string({ maxLength: 70 }),
    fc.uint8Array({ maxLength: 64 }),
  );
  const stat = fc.record({ name: fc.string({ maxLength: 60 }), values: fc.array(u64(), { maxLength: 5 }) });
  const spec: fc.Arbitrary<DumpSpec> = fc.record({
    order: fc.constantFrom("little", "big"),
    nameSize: fc.constantFrom(16, 48, 64),
    id,
    stats: fc.array(stat, { maxLength: 4 }),
    blocks: fc.shuffledSubarray(["id", "descriptors", "data"], { minLength: 3, maxLength: 3 }),
    gap: fc.constantFrom(0, 0, 8, 3),
    trailing: fc.constantFrom(0, 0, 7),
    undescribed: fc.constantFrom(0, 0, 12),
  });
  const cut = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.tuple(spec, cut).map(([given, part]) => {
    const bytes = buildDump(given);
    return part === null ? bytes : bytes.subarray(0, Math.floor(bytes.length * part));
  });
}
