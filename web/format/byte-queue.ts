// Bytes that arrive in pieces, looked at before they are used. What lies in one piece is never copied.

/** Where the next byte is and what is in hand of what follows. */
export interface ByteQueue {
  /** Place of the next byte in the input. */
  readonly at: number;
  /** Bytes in hand. */
  readonly held: number;
  /** Reads on until `count` bytes are in hand; false when the input ends before. */
  fill(count: number): Promise<boolean>;
  /** The next `count` bytes, or as many as are in hand; only valid until the next fill, peek or skip. */
  peek(count: number): Uint8Array;
  /** Passes over `count` bytes, also over those not yet in hand; false when the input ends before. */
  skip(count: number): Promise<boolean>;
  /** Lets go of the input. */
  close(): Promise<void>;
}

/** A queue over the pieces of an input. */
export function createByteQueue(chunks: AsyncIterable<Uint8Array>): ByteQueue {
  const input = chunks[Symbol.asyncIterator]();
  /** In order; from `first` on still to be used: shift() on a long array moves all of it. */
  let pieces: Uint8Array[] = [];
  let first = 0;
  let held = 0;
  let at = 0;
  let ended = false;

  async function more(): Promise<boolean> {
    if (ended) return false;
    const next = await input.next();
    if (next.done === true) {
      ended = true;
      return false;
    }
    if (next.value.length > 0) pieces.push(next.value);
    held += next.value.length;
    return true;
  }

  async function fill(count: number): Promise<boolean> {
    while (held < count) if (!(await more())) return false;
    return true;
  }

  function drop(count: number): void {
    at += count;
    held -= count;
    for (let left = count; left > 0; ) {
      const piece = pieces[first] as Uint8Array;
      if (piece.length > left) {
        pieces[first] = piece.subarray(left);
        return;
      }
      left -= piece.length;
      pieces[first] = EMPTY;
      first++;
      if (first > 1024) {
        pieces = pieces.slice(first);
        first = 0;
      }
    }
  }

  return {
    get at() {
      return at;
    },
    get held() {
      return held;
    },
    fill,
    peek(count) {
      const wanted = Math.min(count, held);
      const piece = pieces[first] ?? EMPTY;
      if (piece.length >= wanted) return piece.subarray(0, wanted);
      // joined once: the next look at them finds one piece
      const joined = new Uint8Array(wanted);
      let done = 0;
      let next = first;
      while (done < wanted) {
        const part = pieces[next] as Uint8Array;
        const used = part.subarray(0, wanted - done);
        joined.set(used, done);
        done += used.length;
        if (used.length < part.length) pieces[next] = part.subarray(used.length);
        else next++;
      }
      pieces = [joined, ...pieces.slice(next)];
      first = 0;
      return joined;
    },
    async skip(count) {
      let left = count;
      while (left > held) {
        left -= held;
        drop(held);
        if (!(await more())) return false;
      }
      drop(left);
      return true;
    },
    async close() {
      await input.return?.();
    },
  };
}

const EMPTY = new Uint8Array(0);
