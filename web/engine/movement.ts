// Which u64 of a data block ever move: in real dumps most never do (92 to 98 of 138 of a vCPU), and the page folds those.

import { VALUE_SIZE } from "../../assembly/layout.ts";
import type { Engine } from "./engine.ts";

export interface Movement {
  /** Compares a stored row with the first one, or the first longer one: a dump may be cut. */
  add(engine: Engine, row: { readonly address: number; readonly present: number }): void;
  /** Whether one of `count` values from byte `offset` of the data block differed between two rows. */
  moved(offset: number, count: number): boolean;
  /** Whether one of them was not 0 in some row. */
  nonzero(offset: number, count: number): boolean;
}

/** Nothing moved yet. Rows stay where they are: the one to compare with is kept by address. */
export function createMovement(): Movement {
  let first: { readonly address: number; readonly present: number } | null = null;
  let changed = new Uint8Array(0);
  let filled = new Uint8Array(0);
  let words = new Uint32Array(0);

  function any(flags: Uint8Array, offset: number, count: number): boolean {
    const from = Math.floor(offset / VALUE_SIZE);
    const to = Math.ceil(offset / VALUE_SIZE) + count;
    return flags.subarray(from, to).includes(1);
  }

  return {
    add(engine, row) {
      if (words.buffer !== engine.memory.buffer) words = new Uint32Array(engine.memory.buffer);
      const values = Math.ceil(row.present / VALUE_SIZE);
      if (changed.length < values) {
        changed = grown(changed, values);
        filled = grown(filled, values);
      }
      first ??= row;
      const mine = row.address / 4;
      const other = first.address / 4;
      const both = Math.floor(Math.min(row.present, first.present) / 4);
      for (let i = 0; i < Math.floor(row.present / 4); i++) {
        const word = words[mine + i];
        if (word !== 0) filled[i >> 1] = 1;
        if (i < both && word !== words[other + i]) changed[i >> 1] = 1;
      }
      if (row.present > first.present) first = row;
    },
    moved: (offset, count) => any(changed, offset, count),
    nonzero: (offset, count) => any(filled, offset, count),
  };
}

function grown(flags: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(length);
  more.set(flags);
  return more;
}
