// Hands out linear memory. The bump pointer lives in the control block and moves atomically, so every worker has an
// arena of its own on the same memory; what a worker frees, that worker uses again.

import { ARENA_START, CONTROL_BUMP, PAGE_SIZE } from "../../assembly/layout.ts";

/** Cache line: no two agents write into the same one. */
const UNIT = 64;
/** The first touch of a page costs more than the grow: 64 MiB at a time. */
const GROW_PAGES = 1024;

export interface Arena {
  /** Address of at least `bytes` bytes, 64-byte aligned. Throws when the memory cannot grow. Not zeroed. */
  alloc(bytes: number): number;
  /** Gives back what alloc(bytes) gave. */
  free(address: number, bytes: number): void;
}

/** Rounded up so that freed pieces fit again: at most a quarter is lost. */
export function sizeClass(bytes: number): number {
  const units = Math.max(1, Math.ceil(bytes / UNIT));
  if (units <= 4) return units * UNIT;
  const step = 2 ** (Math.floor(Math.log2(units)) - 2);
  return Math.ceil(units / step) * step * UNIT;
}

export function createArena(memory: WebAssembly.Memory, maximumPages: number): Arena {
  const free = new Map<number, number[]>();

  function fresh(bytes: number): number {
    const control = new Int32Array(memory.buffer, CONTROL_BUMP, 1);
    const address = ARENA_START + (Atomics.add(control, 0, bytes / UNIT) >>> 0) * UNIT;
    const end = address + bytes;
    while (memory.buffer.byteLength < end) {
      const have = memory.buffer.byteLength / PAGE_SIZE;
      const need = Math.ceil(end / PAGE_SIZE) - have;
      const room = maximumPages - have;
      if (need > room || !grow(Math.min(room, Math.max(need, GROW_PAGES)), need)) {
        Atomics.sub(control, 0, bytes / UNIT);
        const held = Math.floor(memory.buffer.byteLength / 2 ** 20);
        throw new RangeError(
          `Cannot hold more samples: ${Math.ceil(bytes / 2 ** 20)} MiB more needed, ${held} MiB is all this browser gives`,
        );
      }
    }
    return address;
  }

  function grow(pages: number, need: number): boolean {
    for (const wanted of [pages, need]) {
      try {
        memory.grow(wanted);
        return true;
      } catch {
        // a smaller step may still succeed
      }
    }
    return false;
  }

  return {
    alloc(bytes) {
      const size = sizeClass(bytes);
      return free.get(size)?.pop() ?? fresh(size);
    },
    free(address, bytes) {
      const size = sizeClass(bytes);
      const list = free.get(size);
      if (list) list.push(address);
      else free.set(size, [address]);
    },
  };
}
