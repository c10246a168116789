// What a page watched and has no longer in memory: the recording that the server writes has it; what no recording has, the
// spool keeps.

import type { Spool } from "./spool.ts";

/** The recording of the server. Rejects when the server gives nothing. */
export interface EarlierWire {
  /** The newest of it before a time, of about `bytes` bytes of samples; null where there is none. */
  before(time: bigint, bytes: number): Promise<EarlierPiece | null>;
  /** The beginning of a recording with all its samples of [from, to], without an end; null where there are none. */
  between(from: bigint, to: bigint): Promise<Blob | null>;
}

export interface EarlierPiece {
  /** A recording of its own. */
  readonly bytes: Uint8Array;
  /** All there is from here on is in it, ns since 1970. */
  readonly from: bigint;
}

export interface Earlier {
  /** As the server said: whether it records what comes, and its first sample. */
  recorded(on: boolean, since: bigint | null): void;
  /** The first sample that came here, ns since 1970. */
  began(time: bigint): void;
  /** Oldest sample that can be read; null: none. */
  readonly from: bigint | null;
  /** The newest before a time; null where there is none. */
  before(time: bigint, bytes: number): Promise<EarlierPiece | null>;
  /** All of [from, to] as one recording. */
  save(from: bigint, to: bigint): Promise<Blob>;
}

/** Reads from the recording, and from the spool what came while there was none. */
export function createEarlier(spool: Spool, wire: EarlierWire): Earlier {
  let on = false;
  /** There is a recording, though perhaps it is not written on. */
  let ever = false;
  let since: bigint | null = null;
  return {
    recorded(now, first) {
      on = now;
      ever ||= now;
      since ??= first;
    },
    began(time) {
      since ??= time;
    },
    get from() {
      return ever && since !== null ? since : spool.from;
    },
    async before(time, bytes) {
      // what is spooled is newer than a recording that broke off
      const spooled = on ? null : await spool.before(time);
      if (spooled !== null || !ever) return spooled;
      return wire.before(time, bytes);
    },
    save: async (from, to) => spool.save(ever ? await wire.between(from, to) : null),
  };
}
