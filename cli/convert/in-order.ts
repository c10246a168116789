import type { Part } from "./parts.ts";

/** A sample of a part. */
export interface Turn {
  readonly part: Part;
  readonly sample: number;
  readonly time: bigint;
}

/** The samples of all parts in time order; those of one time in the order of the parts. A heap of the parts' next ones. */
export function* inOrder(parts: readonly Part[]): Generator<Turn> {
  const heap: (Turn & { readonly rank: number })[] = [];
  const before = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]];
    if (!x || !y) return false;
    return x.time < y.time || (x.time === y.time && x.rank < y.rank);
  };
  const swap = (a: number, b: number) => {
    const [x, y] = [heap[a], heap[b]];
    if (x && y) [heap[a], heap[b]] = [y, x];
  };
  const sink = (from: number) => {
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = [left, right].reduce((best, child) => (before(child, best) ? child : best), at);
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  for (const [rank, part] of parts.entries()) {
    heap.push({ part, sample: part.from, time: part.time(part.from), rank });
  }
  for (let i = heap.length >> 1; i >= 0; i--) sink(i);
  for (let top = heap[0]; top; top = heap[0]) {
    yield top;
    const { part, rank } = top;
    const sample = top.sample + 1;
    if (sample < part.to) heap[0] = { part, sample, time: part.time(sample), rank };
    else {
      const last = heap.pop();
      if (last && heap.length > 0) heap[0] = last;
    }
    sink(0);
  }
}
