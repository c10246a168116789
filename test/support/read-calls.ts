// What the tests of the read path share: a memory with the module on it, one read into a fresh area, and what the slow
// twin says it must have done.

import fc from "fast-check";
import { CANARY, createArena } from "./arena.ts";
import { recordedFiles } from "./pread-truth.ts";
import { readTwin } from "./read-twin.ts";
import { instantiate } from "./wasm.ts";

export const { memory, exports } = instantiate();
export const arena = createArena(memory);
/** Real dumps: a VM's and a vCPU's. */
export const dumps = recordedFiles();
export const vcpu = dumps[1]?.bytes ?? new Uint8Array();
/** Bytes of a destination. */
export const AREA = 8192;

export interface Call {
  readonly size: number;
  readonly position: bigint;
  readonly room: number;
  /** Bytes that the destination is off an 8-byte boundary. */
  readonly shift: number;
}

/** One read into a fresh area: its result, the whole area, where the position went. */
export function call(read: (buffer: number, offset: number, end: number) => number, { position, room, shift }: Call) {
  const buffer = arena.allocate(AREA, shift);
  const offset = arena.placeU64([position]);
  const result = read(buffer, offset, buffer + room);
  const after = BigInt.asIntN(64, arena.u64(offset, 1)[0] ?? 0n);
  return { result, area: hex(arena.bytes(buffer, AREA)), after };
}

/** Compared as text: toEqual on typed arrays takes milliseconds. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** The same as the twin has it. */
export function expected(file: Uint8Array, { size, position, room }: Call) {
  const { result, written } = readTwin(file, BigInt(size), position, room);
  const area = new Uint8Array(AREA).fill(CANARY);
  area.set(written);
  return { result, area: hex(area), after: result > 0 ? position + BigInt(result) : position };
}

/** Offsets in a file of `length` bytes, around its blocks and far outside. */
export function positions(length: number): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: BigInt(length) + 40n }),
    fc.constantFrom(0n, 23n, 24n, 25n, 71n, 72n, 73n, BigInt(length) - 1n, BigInt(length)),
    fc.constantFrom(-1n, -(2n ** 63n), 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n),
  );
}

/** Reads of a file of `length` bytes. */
export function calls(length: number): fc.Arbitrary<Call> {
  return fc.record({
    size: fc.oneof(fc.nat(length + 40), fc.nat(80), fc.constantFrom(2 ** 31, 2 ** 32 - 1)),
    position: positions(length),
    room: fc.oneof(fc.constant(AREA), fc.nat(100), fc.nat(AREA)),
    shift: fc.nat(15),
  });
}
