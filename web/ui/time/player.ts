// Plays a recording as it happened. Every tick moves the cursor; the feed reads the samples there. A tick waits for the
// read before it: when reads lag, the clock slows down, and the speed reached is shown.

import { drawnUntil } from "../../chart/surface.ts";
import { type ChartView, OVERSCAN, type TimeRange } from "../../chart/view-store.ts";
import type { SourceId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";
import type { SampleFeed } from "./sample-feed.ts";

export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100];

/** Longest time one tick may stand for, ms: what takes longer slows the clock. */
const LONGEST_TICK = 50;

export interface PlayerState {
  readonly playing: boolean;
  readonly speed: number;
  /** Recorded seconds per second in the last second; less than `speed` when reads lag. */
  readonly reached: number;
}

export interface Player {
  get(): PlayerState;
  subscribe(listener: () => void): () => void;
  /** Where it stands, seconds. The cursor may be elsewhere while the pointer is over a chart. */
  time(): number;
  toggle(): void;
  pause(): void;
  setSpeed(speed: number): void;
  seek(time: number): void;
  /** Nobody moved it: it goes with the end of a recording that grows. */
  atEnd(): boolean;
  /** Back to the end, as if nobody had moved it. */
  toEnd(): void;
  /** Takes the cursor's place as its own: a click or an arrow key in a chart. */
  stay(): void;
  /** To the next (+1) or previous (-1) sample of these sources. */
  step(sources: readonly SourceId[], direction: -1 | 1): Promise<void>;
  dispose(): void;
}

/** The time after a tick of `elapsed` ms, at most `end`. */
export function advance(time: number, elapsed: number, speed: number, end: number): number {
  return Math.min(time + (Math.min(elapsed, LONGEST_TICK) / 1000) * speed, end);
}

/** Place of the playhead in a zoomed view that scrolls with it, share from its left end. */
const PLAYHEAD = 0.75;
/** Seconds of playing that charts read ahead. */
const READ_AHEAD = 0.5;
/** Most that they read ahead, views. */
const MOST_AHEAD = 1.5;
/** Longest wait for charts, ms: one that never answers stops nothing. */
const LONGEST_WAIT = 1000;

/** The view moved just so far that it shows a time, a twentieth away from its end. */
export function showTime(range: TimeRange, time: number): TimeRange {
  if (time >= range.from && time <= range.to) return range;
  const span = range.to - range.from;
  const from = time < range.from ? time - span * 0.05 : time - span * 0.95;
  return { from, to: from + span };
}

/**
 * The view that scrolls with a playhead: it stands until that has crossed three quarters of it, then moves along, and half
 * as fast again while the playhead is further right.
 */
export function scrollWith(range: TimeRange, before: number, time: number): TimeRange {
  const span = range.to - range.from;
  if (time < range.from || before > range.to) return { from: time - span * 0.05, to: time + span * 0.95 };
  const by = Math.min(time - (range.from + span * PLAYHEAD), (time - before) * 1.5);
  return by > 0 ? { from: range.from + by, to: range.to + by } : range;
}

/** A player that stands at the end of the recording, and stays there while it grows until it is moved. */
export function createPlayer(client: Client, view: ChartView, feed: SampleFeed): Player {
  const listeners = new Set<() => void>();
  let state: PlayerState = { playing: false, speed: 1, reached: 1 };
  let time = view.get().extent.to;
  let moved = false;
  let frame = 0;
  let last = 0;
  let measured = { at: 0, time };
  let waiting = 0;
  let stepped: Promise<void> = Promise.resolve();

  function set(change: Partial<PlayerState>): void {
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  }

  function show(next: number): void {
    const { extent, range } = view.get();
    time = Math.min(Math.max(next, extent.from), extent.to);
    view.set({ cursor: time, hover: null, range: showTime(range, time) });
  }

  /** Plays on to a time, or only as far as the charts that scroll with it are drawn. False: they are not. */
  function playTo(next: number, now: number): boolean {
    const { range, extent } = view.get();
    const span = range.to - range.from;
    let scrolled = scrollWith(range, time, next);
    const until = Math.min(drawnUntil(view), extent.to);
    const along = scrolled.from > range.from && scrolled.from < range.to;
    let to = next;
    const ahead = along && scrolled.to > until && until < extent.to;
    if (!ahead || until > range.to) waiting = now;
    if (ahead && now - waiting < LONGEST_WAIT) {
      if (until <= range.to) return false;
      // the part of the way that is drawn
      to = time + ((next - time) * (until - range.to)) / (scrolled.to - range.to);
      scrolled = { from: until - span, to: until };
    }
    time = to;
    view.set({ cursor: to, hover: null, range: scrolled, ahead: aheadOf(span) });
    return true;
  }

  /** Views to read ahead at this speed. */
  function aheadOf(span: number): number {
    return Math.min(Math.max((state.speed * READ_AHEAD) / span, OVERSCAN), MOST_AHEAD);
  }

  function tick(now: number): void {
    if (!state.playing) return;
    frame = requestAnimationFrame(tick);
    if (feed.pending()) return;
    if (!playTo(advance(time, now - last, state.speed, view.get().extent.to), now)) return;
    last = now;
    if (time >= view.get().extent.to) pause();
    if (now - measured.at < 1000) return;
    set({ reached: (time - measured.time) / ((now - measured.at) / 1000) });
    measured = { at: now, time };
  }

  function play(): void {
    // before the cursor moves: `follow` puts what nobody moved back to the end
    moved = true;
    if (time >= view.get().extent.to) show(view.get().extent.from);
    last = performance.now();
    waiting = last;
    measured = { at: last, time };
    set({ playing: true, reached: state.speed });
    frame = requestAnimationFrame(tick);
  }

  function pause(): void {
    if (!state.playing) return;
    cancelAnimationFrame(frame);
    view.set({ ahead: OVERSCAN });
    set({ playing: false });
  }

  /** Stays at the end while nobody moved it, and puts the cursor back when the pointer leaves the charts. */
  function follow(): void {
    const { extent, cursor, hover } = view.get();
    if (!moved) time = extent.to;
    else time = Math.min(Math.max(time, extent.from), extent.to);
    if (hover === null && !state.playing && cursor !== time) view.set({ cursor: time });
  }
  const unsubscribe = view.subscribe(follow);
  follow();

  function seek(next: number): void {
    moved = true;
    measured = { at: performance.now(), time: next };
    show(next);
    set({});
  }

  function stay(): void {
    const { cursor } = view.get();
    if (cursor === null || state.playing) return;
    moved = true;
    time = cursor;
    set({});
  }

  return {
    get: () => state,
    time: () => time,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toggle: () => (state.playing ? pause() : play()),
    pause,
    setSpeed(speed) {
      measured = { at: performance.now(), time };
      set({ speed, reached: speed });
    },
    atEnd: () => !moved,
    toEnd() {
      pause();
      moved = false;
      view.set({ hover: null });
      follow();
      set({});
    },
    seek,
    stay,
    step(sources, direction) {
      pause();
      // each from where the one before has gone: keys come faster than answers
      stepped = stepped.then(async () => {
        const [answer] = await client.ask([{ kind: "step", sources, time, direction }]);
        if (answer?.kind === "step" && answer.time !== null) seek(answer.time);
      });
      const taken = stepped;
      stepped = taken.catch(() => undefined);
      return taken;
    },
    dispose() {
      pause();
      unsubscribe();
    },
  };
}
