// Which u64 of a data block ever move: in real dumps most never do (92 to 98 of 138 of a vCPU), and the page folds those.

import { VALUE_SIZE } from "../../assembly/layout.ts";
import type { Engine } from "./engine.ts";
import type { SampleColumns } from "./sample-columns.ts";

export interface Movement {
  /** Compares the stored rows from sample `from` on that are of `generation` with the first one, or the first longer one. */
  add(columns: Pick<SampleColumns, "columns" | "length">, from: number, generation: number): void;
  /** Whether one of `count` values from byte `offset` of the data block differed between two rows. */
  moved(offset: number, count: number): boolean;
  /** Whether one of them was not 0 in some row. */
  nonzero(offset: number, count: number): boolean;
  /** Rows may go away from here on. */
  detach(): void;
  release(): void;
}

/** Nothing moved yet. A lone row is looked at where it is: a thousand single dumps need no memory for this. */
export function createMovement(engine: Engine): Movement {
  /** Address of the row to compare with: a row slot, or the first third of `held` bytes of our own. */
  let first = 0;
  let bytes = 0;
  let held = 0;

  /** Room for `room` bytes of first row, changed and filled bits, one behind the other. */
  function hold(room: number): void {
    const base = engine.arena.alloc(room * 3);
    const memory = engine.bytes();
    memory.fill(0, base, base + room * 3);
    memory.copyWithin(base, first, first + bytes);
    if (held > 0) {
      memory.copyWithin(base + room, first + held, first + held + bytes);
      memory.copyWithin(base + room * 2, first + held * 2, first + held * 2 + bytes);
    } else memory.copyWithin(base + room * 2, first, first + bytes);
    release();
    first = base;
    held = room;
  }

  function release(): void {
    if (held > 0) engine.arena.free(first, held * 3);
    held = 0;
  }

  /** A row that is longer than those before it is the one to compare with from now on. */
  function lengthen(row: number, length: number): void {
    if (held === 0 && bytes === 0) first = row;
    else {
      hold(length);
      const memory = engine.bytes();
      memory.copyWithin(first, row, row + length);
      memory.copyWithin(first + held * 2 + bytes, row + bytes, row + length);
    }
    bytes = length;
  }

  function any(at: number, offset: number, count: number): boolean {
    const from = Math.floor(offset / VALUE_SIZE) * VALUE_SIZE;
    const to = Math.min(bytes, (Math.ceil(offset / VALUE_SIZE) + count) * VALUE_SIZE);
    const memory = engine.bytes();
    for (let i = from; i < to; i++) if (memory[at + i] !== 0) return true;
    return false;
  }

  return {
    add({ columns: { rows, present, generations }, length }, from, generation) {
      let at = from;
      while (at < length) {
        const skip = at * 4;
        if (held === 0 && bytes > 0) hold(bytes);
        const n = length - at;
        const { kernel } = engine;
        const [changed, filled] = [first + held, first + held * 2];
        at +=
          kernel.rows_moved(
            rows + skip,
            present + skip,
            generations + skip,
            n,
            generation,
            first,
            bytes,
            changed,
            filled,
          ) >>> 0;
        if (at >= length) return;
        const view = engine.view();
        const whole = Math.floor(view.getUint32(present + at * 4, true) / VALUE_SIZE) * VALUE_SIZE;
        lengthen(view.getUint32(rows + at * 4, true), whole);
        at++;
      }
    },
    moved: (offset, count) => held > 0 && any(first + held, offset, count),
    nonzero: (offset, count) => any(held > 0 ? first + held * 2 : first, offset, count),
    detach() {
      if (held === 0 && bytes > 0) hold(bytes);
    },
    release,
  };
}
