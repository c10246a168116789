// Wires pointer and wheel of the overview strip to its view.

import { wheelChange } from "./gestures.ts";
import { centredRange, draggedRange, type Grip, gripAt } from "./overview.ts";
import type { ChartView } from "./view-store.ts";

/** CSS pixels: how near to an end counts, and what is a click and no drag. */
const REACH = 7;
const CLICK = 3;
/** A wheel is over when nothing came for so long, ms. */
const WHEEL_PAUSE = 160;

/** Wires the strip's root. Returns what undoes it. */
export function attachOverview(root: HTMLElement, view: ChartView): () => void {
  const ended = new AbortController();
  let grip: (Grip & { readonly x: number }) | null = null;
  let moved = false;
  let wheelTimer = 0;

  function place(event: MouseEvent): { readonly x: number; readonly time: number; readonly reach: number } {
    const box = root.getBoundingClientRect();
    const { extent } = view.get();
    const perPixel = (extent.to - extent.from) / Math.max(box.width, 1);
    const x = Math.min(Math.max(event.clientX - box.left, 0), box.width);
    return { x, time: extent.from + x * perPixel, reach: REACH * perPixel };
  }
  function down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    const { x, time, reach } = place(event);
    root.setPointerCapture(event.pointerId);
    grip = { ...gripAt(view.get(), time, reach), x };
    moved = false;
    if (grip.kind === "from" || grip.kind === "to")
      root.querySelector<HTMLElement>(`[data-part="${grip.kind}"]`)?.focus({ focusVisible: false } as FocusOptions);
  }
  function move(event: PointerEvent): void {
    const { x, time, reach } = place(event);
    root.dataset["grip"] = grip?.kind ?? gripAt(view.get(), time, reach).kind;
    if (grip === null || (!moved && Math.abs(x - grip.x) < CLICK)) return;
    moved = true;
    view.set({ range: draggedRange(grip, time, view.get()), gesture: grip.kind === "window" ? "pan" : "zoom" });
  }
  function up(event: PointerEvent): void {
    if (grip === null) return;
    const { time } = place(event);
    const { range } = view.get();
    if (moved) view.set({ gesture: "none" });
    else if (time < range.from || time > range.to) view.set({ range: centredRange(view.get(), time) });
    grip = null;
  }
  function wheel(event: WheelEvent): void {
    const change = wheelChange(view.get(), event, place(event).time, root.clientWidth);
    if (!change) return;
    event.preventDefault();
    view.set(change);
    clearTimeout(wheelTimer);
    wheelTimer = window.setTimeout(() => view.set({ gesture: "none" }), WHEEL_PAUSE);
  }

  const options = { signal: ended.signal };
  root.addEventListener("pointerdown", down, options);
  root.addEventListener("pointermove", move, options);
  root.addEventListener("pointerup", up, options);
  root.addEventListener("pointercancel", up, options);
  root.addEventListener("dblclick", () => view.set({ range: view.get().extent }), options);
  root.addEventListener("wheel", wheel, { ...options, passive: false });
  return () => {
    ended.abort();
    clearTimeout(wheelTimer);
  };
}
