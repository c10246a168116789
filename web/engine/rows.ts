// Where data blocks live: slots of up to 256 rows, each row the bytes as captured, in file byte order.

import { SLOT_SAMPLES, VALUE_SIZE } from "../../assembly/layout.ts";
import type { Arena } from "./arena.ts";

/** A series starts small, so that a thousand single dumps do not cost a thousand slots. */
const GROWTH = [4, 32, SLOT_SAMPLES] as const;
/** Larger rows stand alone: one huge dump in a series must not make every row after it as large. */
const LARGE = 16 * 1024;

/** Memory of some rows. */
export interface Slot {
  readonly address: number;
  readonly bytes: number;
}

export interface Rows {
  /** Address of a free row of `bytes` bytes. */
  next(bytes: number): number;
  /** As many neighbouring free rows of at least `bytes` bytes as there are, one at least; they are taken. */
  take(bytes: number): { readonly address: number; readonly stride: number; readonly count: number };
  /** Bytes of all slots. */
  readonly held: number;
  /** Takes slots out that have none of these rows, nor free ones: the caller frees them when no scan reads them. */
  unused(used: readonly ArrayLike<number>[]): readonly Slot[];
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

  /** Makes sure that a row of `need` bytes is free. */
  function reserve(need: number): void {
    if (free > 0 && need <= stride) return;
    const wider = Math.max(stride, need);
    const count = GROWTH[grown] ?? SLOT_SAMPLES;
    at = slotOf(count * wider);
    stride = wider;
    free = count;
    grown++;
  }

  function take(bytes: number, most: number) {
    const need = Math.max(VALUE_SIZE, Math.ceil(bytes / VALUE_SIZE) * VALUE_SIZE);
    if (need > LARGE) return { address: slotOf(need), stride: need, count: 1 };
    reserve(need);
    const run = { address: at, stride, count: Math.min(free, most) };
    at += stride * run.count;
    free -= run.count;
    return run;
  }

  return {
    next: (bytes) => take(bytes, 1).address,
    take: (bytes) => take(bytes, SLOT_SAMPLES),
    get held() {
      return slots.reduce((sum, slot) => sum + slot.bytes, 0);
    },
    unused(used) {
      const sorted = slots.toSorted((a, b) => a.address - b.address);
      const kept = new Set<Slot>();
      let last: Slot | undefined;
      const mark = (row: number) => {
        if (!last || row < last.address || row >= last.address + last.bytes) last = slotAt(sorted, row);
        if (last) kept.add(last);
      };
      for (const list of used) for (let i = 0; i < list.length; i++) mark(list[i] ?? 0);
      if (free > 0) mark(at);
      const gone = slots.filter((slot) => !kept.has(slot));
      slots.splice(0, slots.length, ...slots.filter((slot) => kept.has(slot)));
      return gone;
    },
    release() {
      for (const slot of slots) arena.free(slot.address, slot.bytes);
      slots.length = 0;
      free = 0;
    },
  };
}

/** The slot that holds a row, among slots sorted by address. */
function slotAt(slots: readonly Slot[], row: number): Slot | undefined {
  let low = 0;
  for (let high = slots.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((slots[middle]?.address ?? 0) <= row) low = middle + 1;
    else high = middle;
  }
  const slot = slots[low - 1];
  return slot && row < slot.address + slot.bytes ? slot : undefined;
}
