// Areas of a test's memory, each between two canaries, so that a write past either end is seen.

import { ARENA_START, PAGE_SIZE } from "../../assembly/layout.ts";

const CANARY_BYTES = 32;
export const CANARY = 0xa5;

export interface Arena {
  /** Address of `bytes` bytes of CANARY, aligned to 8 plus `shift`. */
  allocate(bytes: number, shift?: number): number;
  place(contents: Uint8Array, shift?: number): number;
  placeU32(values: readonly number[]): number;
  placeU64(values: readonly bigint[]): number;
  placeF64(values: readonly number[]): number;
  bytes(address: number, length: number): Uint8Array<ArrayBuffer>;
  u64(address: number, count: number): bigint[];
  f64(address: number, count: number): number[];
  view(): DataView;
  /** Addresses of canary bytes that changed. */
  damage(): number[];
  /** Forgets every area. */
  reset(): void;
}

/** An arena over a memory that no one else writes. Grows it when it is full. */
export function createArena(memory: WebAssembly.Memory): Arena {
  let next = ARENA_START;
  let canaries: number[] = [];

  function allocate(bytes: number, shift = 0): number {
    const before = next;
    const address = Math.ceil((before + CANARY_BYTES) / 8) * 8 + shift;
    const end = address + bytes;
    next = end + CANARY_BYTES;
    const missing = Math.ceil((next - memory.buffer.byteLength) / PAGE_SIZE);
    if (missing > 0) memory.grow(missing);
    new Uint8Array(memory.buffer).fill(CANARY, before, next);
    for (let at = before; at < address; at++) canaries.push(at);
    for (let at = end; at < next; at++) canaries.push(at);
    return address;
  }

  function place(contents: Uint8Array, shift = 0): number {
    const address = allocate(contents.length, shift);
    new Uint8Array(memory.buffer).set(contents, address);
    return address;
  }

  function copyOut(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(new Uint8Array(memory.buffer, address, length));
  }

  return {
    allocate,
    place,
    placeU32: (values) => place(new Uint8Array(Uint32Array.from(values).buffer)),
    placeU64: (values) => place(new Uint8Array(BigUint64Array.from(values.map((v) => BigInt.asUintN(64, v))).buffer)),
    placeF64: (values) => place(new Uint8Array(Float64Array.from(values).buffer)),
    bytes: copyOut,
    u64: (address, count) => [...new BigUint64Array(copyOut(address, count * 8).buffer)],
    f64: (address, count) => [...new Float64Array(copyOut(address, count * 8).buffer)],
    view: () => new DataView(memory.buffer),
    damage() {
      const all = new Uint8Array(memory.buffer);
      return canaries.filter((at) => all[at] !== CANARY);
    },
    reset() {
      next = ARENA_START;
      canaries = [];
    },
  };
}
