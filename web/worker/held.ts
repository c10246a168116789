// Which part of a stream is in memory: one stretch of time, within a budget. A view that follows has the newest; one that was
// stopped keeps what it shows, and what comes is left to where it can be read again.
//
//   |  earlier: read again  | from ···· in memory ···· to | later: read again when the view follows |

import type { EarlierPiece } from "./earlier.ts";
import type { Looked } from "./live-status.ts";

/** Share of the stretch that goes at once when it is too much, beyond what it is too much by. */
const AT_ONCE = 1 / 8;
/** Share of the budget that is read again at once. */
const PIECE = 1 / 4;
/** Share of the budget that is read at most to close the way from what was looked at to the newest sample. */
const CATCH_UP = 1 / 2;
/** Most that is held while what is looked at leaves nothing to drop, budgets. */
const MOST = 2;
/** Share of the view that is kept beyond each end of it. */
const AROUND = 8n;

export interface HeldParts {
  readonly budget: number;
  /** Bytes in memory, with what waits to be free. */
  bytes(): number;
  dropBefore(time: bigint): void;
  dropFrom(time: bigint): void;
  /** Takes a recording that was read again. */
  add(piece: Uint8Array): Promise<void>;
  /** Shows what there is; what was dropped is free afterwards. */
  show(): Promise<void>;
  before(time: bigint, bytes: number): Promise<EarlierPiece | null>;
  /** Reading again failed. */
  failed(error: unknown): void;
}

export interface Held {
  /** ns since 1970 from which on all is in memory; null before the first sample. */
  readonly from: bigint | null;
  /** Some of what was before was dropped, or never came here. */
  readonly trimmed: boolean;
  /** Until then; null: all that came. */
  readonly to: bigint | null;
  /** Whether samples of that time that come now are to be taken. */
  takes(times: Looked): boolean;
  /** What came is stored, up to that time. */
  grown(newest: bigint): void;
  /** What is looked at; null: the newest. Resolves when the newest is in memory. */
  look(at: Looked | null): Promise<void>;
  /** Reads a piece of what was before. */
  back(): Promise<void>;
}

/** Nothing so far. */
export function createHeld(parts: HeldParts): Held {
  const { budget } = parts;
  let from: bigint | null = null;
  let trimmed = false;
  let to: bigint | null = null;
  let newest = 0n;
  /** Of what came and was not taken. */
  let skipped = 0n;
  let looked: Looked | null = null;
  /** The view goes back: what was read again for it must not go before it gets there. */
  let backwards = false;
  let busy = 0;
  let turn: Promise<void> = Promise.resolve();

  /** Drops what is farthest from what is looked at; false: nothing is. */
  function drop(wanted: number): boolean {
    const [first, last] = [from ?? newest, to ?? newest + 1n];
    const share = Math.min(1, Math.max(0, wanted) / Math.max(1, parts.bytes()) + AT_ONCE);
    const cut = BigInt(Math.ceil(Number(last - first) * share));
    if (looked === null) {
      from = first + cut;
      trimmed = true;
      parts.dropBefore(from);
      return true;
    }
    const [older, newer] = [looked.from - first, last - looked.to];
    if (!backwards && older >= newer && older > 0n) {
      from = first + (cut < older ? cut : older);
      trimmed = true;
      parts.dropBefore(from);
    } else if (newer > 0n) {
      skipped = skipped > newest ? skipped : newest;
      to = last - (cut < newer ? cut : newer);
      parts.dropFrom(to);
    } else return false;
    return true;
  }

  /** One after the other. */
  function alone(work: () => Promise<void>): Promise<void> {
    busy++;
    turn = turn
      .then(work)
      .catch(parts.failed)
      .finally(() => {
        busy--;
      });
    return turn;
  }

  /** Reads what lies between what was held and what is taken from now on, the newest first, as far as there is room. */
  async function catchUp(): Promise<void> {
    if (to === null) return;
    const until = to;
    to = null;
    let at = skipped + 1n;
    for (let read = 0; at > until; ) {
      const piece = read < budget * CATCH_UP ? await parts.before(at, budget * PIECE) : null;
      if (piece === null || piece.from >= at) break;
      const before = parts.bytes();
      await parts.add(piece.bytes);
      read += Math.max(1, parts.bytes() - before);
      at = piece.from;
    }
    if (at > until) {
      // not as far as to what was held: that is read again when one looks back
      from = at;
      trimmed = true;
      parts.dropBefore(at);
    }
    await parts.show();
  }

  return {
    get from() {
      return from;
    },
    get trimmed() {
      return trimmed;
    },
    get to() {
      return to;
    },
    takes(times) {
      from ??= times.from;
      if (to === null) return true;
      if (times.to > skipped) skipped = times.to;
      return false;
    },
    grown(time) {
      if (time > newest) newest = time;
      if (busy > 0) return;
      const excess = parts.bytes() - budget;
      if (excess <= 0) return;
      if (drop(excess)) void alone(parts.show);
      else if (to === null) {
        // all of it is looked at
        to = newest + 1n;
        skipped = newest;
      }
    },
    async look(at) {
      if (at === null) {
        looked = null;
        backwards = false;
        return alone(catchUp);
      }
      const around = (at.to - at.from) / AROUND;
      looked = { from: at.from - around, to: at.to + around };
    },
    back: () =>
      alone(async () => {
        backwards = looked !== null;
        const size = budget * PIECE;
        const excess = () => parts.bytes() + size - budget;
        // room on the other side of what is looked at
        if (excess() > 0 && looked !== null && looked.from - (from ?? 0n) < (to ?? newest) - looked.to) {
          drop(excess());
          await parts.show();
        }
        if (from === null || parts.bytes() + size > budget * MOST) return;
        const piece = await parts.before(from, size);
        if (piece === null || piece.from >= from) return;
        await parts.add(piece.bytes);
        from = piece.from;
        await parts.show();
      }),
  };
}
