// Wires pointer, wheel and keys of a chart to its view.

import { doubleClickChange, keyChange, markerNear, pinchRange, wheelChange } from "./gestures.ts";
import type { Surface } from "./surface.ts";
import { type MarkerName, orderedRange } from "./view-store.ts";

/** A drag shorter than this is a click, CSS pixels. */
const CLICK = 4;
/** A wheel or a pinch is over when nothing came for so long, ms. */
const WHEEL_PAUSE = 160;

/** Wires a chart's root element to its view. Returns what undoes it. */
export function attachGestures(
  root: HTMLElement,
  surface: Surface,
  id: string,
  step: (time: number, direction: -1 | 1) => number,
): () => void {
  const { view } = surface;
  const fingers = new Map<number, number>();
  const ended = new AbortController();
  let anchor: { readonly x: number; readonly time: number } | null = null;
  let held: MarkerName | null = null;
  let wheelTimer = 0;

  function place(event: MouseEvent): { x: number; y: number; time: number; within: boolean } {
    const box = root.getBoundingClientRect();
    const { area } = surface;
    const left = event.clientX - box.left - area.x;
    const top = event.clientY - box.top - area.y;
    const x = Math.min(Math.max(left, 0), area.width);
    return {
      x,
      y: top,
      time: surface.timeAt(x),
      within: left >= 0 && left <= area.width && top >= 0 && top <= area.height,
    };
  }
  function down(event: PointerEvent): void {
    const at = place(event);
    if (!at.within || event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    held = fingers.size === 0 ? markerNear(view.get().markers, at, surface.xOf) : null;
    if (held !== null) return;
    fingers.set(event.pointerId, at.x);
    anchor = fingers.size === 1 ? at : null;
  }
  function move(event: PointerEvent): void {
    const at = place(event);
    surface.point(at.within ? at.y : null);
    const grip = held ?? (anchor || !at.within ? null : markerNear(view.get().markers, at, surface.xOf));
    root.classList.toggle("at-marker", grip !== null);
    if (held !== null) {
      view.set({ markers: { ...view.get().markers, [held]: at.time }, cursor: at.time, hover: id });
    } else if (fingers.size === 2 && fingers.has(event.pointerId)) {
      const before = [...fingers.values()];
      fingers.set(event.pointerId, at.x);
      const range = pinchRange(view.get().range, surface.area.width, before, [...fingers.values()]);
      view.set({ range, gesture: "zoom" });
    } else if (anchor && (view.get().gesture === "select" || Math.abs(at.x - anchor.x) >= CLICK)) {
      const selection = orderedRange(anchor.time, at.time);
      view.set({ selection, cursor: at.time, hover: id, gesture: "select" });
    } else if (at.within) view.set({ cursor: at.time, hover: id });
    else leave();
  }
  function up(event: PointerEvent): void {
    held = null;
    fingers.delete(event.pointerId);
    if (fingers.size > 0) return;
    anchor = null;
    if (wheelTimer === 0) view.set({ gesture: "none" });
  }
  function leave(): void {
    surface.point(null);
    if (view.get().hover === id && !root.matches(":focus-visible")) view.set({ hover: null });
  }
  function wheel(event: WheelEvent): void {
    const at = place(event);
    const change = at.within ? wheelChange(view.get(), event, at.time, surface.area.width) : null;
    if (!change) return;
    event.preventDefault();
    view.set(change);
    // another time is under the pointer now
    const { from, to } = view.get().range;
    view.set({ cursor: from + (at.x / surface.area.width) * (to - from), hover: id });
    clearTimeout(wheelTimer);
    wheelTimer = window.setTimeout(() => {
      wheelTimer = 0;
      view.set({ gesture: "none" });
    }, WHEEL_PAUSE);
  }
  function key(event: KeyboardEvent): void {
    if (event.metaKey || event.altKey || event.target !== root) return;
    const change = keyChange(view.get(), event, step);
    if (!change) return;
    event.preventDefault();
    view.set({ ...change, hover: id });
  }
  function doubleClick(event: MouseEvent): void {
    const at = place(event);
    if (at.within) view.set(doubleClickChange(view.get(), at.time));
  }

  const options = { signal: ended.signal };
  root.addEventListener("pointerdown", down, options);
  root.addEventListener("pointermove", move, options);
  root.addEventListener("pointerup", up, options);
  root.addEventListener("pointercancel", up, options);
  root.addEventListener("pointerleave", leave, options);
  root.addEventListener("dblclick", doubleClick, options);
  root.addEventListener("keydown", key, options);
  root.addEventListener("wheel", wheel, { ...options, passive: false });
  return () => {
    ended.abort();
    clearTimeout(wheelTimer);
    // the chart is gone before its gesture was over
    if (wheelTimer !== 0 || fingers.size > 0) view.set({ gesture: "none" });
  };
}
