// Where data blocks live: slots of up to 256 rows, each row the bytes as captured, in file byte order.

import { SLOT_SAMPLES, VALUE_SIZE } from "../../assembly/layout.ts";
import type { Arena } from "./arena.ts";

/** A series starts small, so that a thousand single dumps do not cost a thousand slots. */
const GROWTH = [4, 32, SLOT_SAMPLES] as const;
/** Larger rows stand alone: one huge dump in a series must not make every row after it as large. */
const LARGE = 16 * 1024;

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
  let grown = 0;
  let stride = 0;
  let free = 0;
  let at = 0;

  function slotOf(bytes: number): number {
    const address = arena.alloc(bytes);
    slots.push({ address, bytes });
    return address;
  }

  return {
    next(bytes) {
      const need = Math.max(VALUE_SIZE, Math.ceil(bytes / VALUE_SIZE) * VALUE_SIZE);
      if (need > LARGE) return slotOf(need);
      if (free === 0 || need > stride) {
        const wider = Math.max(stride, need);
        const count = GROWTH[grown] ?? SLOT_SAMPLES;
        at = slotOf(count * wider);
        stride = wider;
        free = count;
        grown++;
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
