// A view that goes with the newest sample until the user moves it; then it stays, and goes on when it is asked to.

import { clampRange } from "../../chart/view-store.ts";
import type { Session } from "../session.ts";
import { FOLLOWED_SPAN, glide, lagAfter, rangeAt } from "./edge.ts";

export interface FollowView {
  following(): boolean;
  subscribe(listener: () => void): () => void;
  pause(): void;
  /** Shows the newest sample and goes with it, as wide as the view is. */
  resume(): void;
  dispose(): void;
}

/** Follows the session's view from now on. `still`: in steps instead of gliding. */
export function createFollowView({ view, player }: Pick<Session, "view" | "player">, still: boolean): FollowView {
  const listeners = new Set<() => void>();
  let following = true;
  let span = FOLLOWED_SPAN;
  let edge = view.get().extent.to;
  let lag = 0.3;
  let grewAt = performance.now();
  let seen = view.get();
  let mine = false;
  let frame = 0;
  let last = performance.now();

  function set(next: boolean): void {
    if (following === next) return;
    following = next;
    cancelAnimationFrame(frame);
    if (next) start();
    else view.set({ gliding: false });
    for (const listener of [...listeners]) listener();
  }

  /** Moves the view, if that is a pixel. */
  function place(at: number): void {
    const { extent, range, pixels } = view.get();
    const next = clampRange(rangeAt(at, span, extent), extent);
    const pixel = (next.to - next.from) / (pixels || 600);
    if (Math.abs(next.to - range.to) < pixel && Math.abs(next.from - range.from) < pixel) return;
    mine = true;
    view.set({ range: next, gliding: !still });
    mine = false;
  }

  function tick(now: number): void {
    frame = requestAnimationFrame(tick);
    // a gesture is about to pause us
    if (view.get().gesture === "pan" || view.get().gesture === "zoom") return;
    edge = glide({ at: edge, lag }, view.get().extent.to, Math.min((now - last) / 1000, 0.25));
    last = now;
    place(edge);
  }

  function start(): void {
    last = performance.now();
    edge = view.get().extent.to;
    place(edge);
    if (!still) frame = requestAnimationFrame(tick);
  }

  function changed(): void {
    const now = view.get();
    const before = seen;
    seen = now;
    if (now.extent !== before.extent) {
      const at = performance.now();
      if (now.extent.to > before.extent.to) lag = lagAfter(lag, (at - grewAt) / 1000);
      grewAt = at;
      if (following && still) place(now.extent.to);
      return;
    }
    if (mine || now.range === before.range) return;
    span = now.range.to - now.range.from;
    set(false);
  }

  /** A cursor that was put somewhere stays there, and so does the view; put to the end it follows. */
  function moved(): void {
    if (player.get().playing) set(false);
    else if (player.atEnd()) return;
    else if (player.time() >= view.get().extent.to) resume();
    else set(false);
  }

  function resume(): void {
    player.toEnd();
    const { range, extent } = view.get();
    // a view of everything stays one only while there is little
    const whole = range.from <= extent.from && range.to >= extent.to;
    span = whole ? FOLLOWED_SPAN : range.to - range.from;
    if (following) place(extent.to);
    else set(true);
  }

  const stops = [view.subscribe(changed), player.subscribe(moved)];
  start();
  return {
    following: () => following,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: () => set(false),
    resume,
    dispose() {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
      view.set({ gliding: false });
    },
  };
}
