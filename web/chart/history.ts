// Ranges that were shown before, to go back and forward. A gesture, a run of keys or a stretch of playback is one entry.

import type { ChartView, TimeRange } from "./view-store.ts";

/** ms without a change after which what is shown is worth coming back to. */
const SETTLED = 400;
/** Entries kept. */
const MOST = 100;

/** What was shown, oldest first, and which of it is shown now. */
export interface Visits {
  readonly list: readonly TimeRange[];
  readonly at: number;
}

export interface ViewHistory {
  /** The same object until something changes. */
  get(): { readonly back: boolean; readonly forward: boolean };
  /** Shows what was shown before (-1) or after (1); nothing happens at the ends. */
  go(direction: -1 | 1): void;
  /** Called when a range has settled and after every step. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/** A range that settled becomes the newest entry; what was ahead is forgotten. The same object when it is already shown. */
export function visit(visits: Visits, range: TimeRange): Visits {
  const now = visits.list[visits.at];
  if (now !== undefined && isSame(now, range)) return visits;
  const list = [...visits.list.slice(0, visits.at + 1), range].slice(-MOST);
  return { list, at: list.length - 1 };
}

/** The entry before or after as the one that is shown; the same object at the ends. */
export function revisit(visits: Visits, direction: -1 | 1): Visits {
  const at = visits.at + direction;
  return at < 0 || at >= visits.list.length ? visits : { ...visits, at };
}

/** Whether two ranges look the same: a millionth of the span is far below a pixel. */
function isSame(a: TimeRange, b: TimeRange): boolean {
  const dust = (a.to - a.from) * 1e-6;
  return Math.abs(a.from - b.from) <= dust && Math.abs(a.to - b.to) <= dust;
}

/** The history of a view from now on. All of a recording stays one entry while the recording grows. */
export function createViewHistory(view: ChartView): ViewHistory {
  const listeners = new Set<() => void>();
  let visits: Visits = { list: [view.get().range], at: 0 };
  let last = view.get();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state = { back: false, forward: false };

  function set(next: Visits): void {
    if (next === visits) return;
    visits = next;
    state = { back: visits.at > 0, forward: visits.at < visits.list.length - 1 };
    for (const listener of [...listeners]) listener();
  }
  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    set(visit(visits, view.get().range));
  }
  const unsubscribe = view.subscribe(() => {
    const next = view.get();
    const grown = next.extent !== last.extent && isSame(last.range, last.extent) && isSame(next.range, next.extent);
    const moved = next.range !== last.range;
    last = next;
    if (grown) set({ list: visits.list.with(visits.at, next.range), at: visits.at });
    else if (moved || (timer !== undefined && next.gesture !== "none")) {
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLED);
    }
  });

  return {
    get: () => state,
    go(direction) {
      settle();
      const next = revisit(visits, direction);
      const range = next.list[next.at];
      if (next === visits || range === undefined) return;
      set(next);
      view.set({ range });
      // what was set is what is shown: no entry of its own
      clearTimeout(timer);
      timer = undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
