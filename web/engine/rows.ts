// Where data blocks live: slots of up to 256 rows, each row the bytes as captured, in file byte order.

import { SLOT_SAMPLES, VALUE_SIZE } from "../../assembly/layout.ts";
import type { Arena } from "./arena.ts";

/** A series starts small, so that a thousand single dumps do not cost a thousand slots. */
const GROWTH = [4, 32, SLOT_SAMPLES] as const;
/** Hostile block sizes get shorter slots. */
const SLOT_BYTES = 4 * 2 ** 20;

interface Slot {
  readonly address: number;
  readonly bytes: number;
}

export interface Rows {
  /** Address of a free row of `bytes` bytes. */
  next(bytes: number): number;
  /** Gives every slot back. */
  release(): void;
}

/** Rows of one source. Nothing moves: an address given once stays valid until release(). */
export function createRows(arena: Arena): Rows {
  const slots: Slot[] = [];
  let stride = 0;
  let free = 0;
  let at = 0;

  return {
    next(bytes) {
      const need = Math.max(VALUE_SIZE, Math.ceil(bytes / VALUE_SIZE) * VALUE_SIZE);
      if (free === 0 || need > stride) {
        stride = Math.max(stride, need);
        const samples = GROWTH[slots.length] ?? SLOT_SAMPLES;
        const count = Math.max(1, Math.min(samples, Math.floor(SLOT_BYTES / stride)));
        const slot = { address: arena.alloc(count * stride), bytes: count * stride };
        slots.push(slot);
        at = slot.address;
        free = count;
      }
      const row = at;
      at += stride;
      free--;
      return row;
    },
    release() {
      for (const slot of slots) arena.free(slot.address, slot.bytes);
      slots.length = 0;
      free = 0;
    },
  };
}
