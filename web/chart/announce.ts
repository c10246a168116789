// The readout for screen readers: spoken when the keyboard moved the cursor of this chart, at most twice a second.

import { formatTime } from "../series/time-labels.ts";
import type { Surface } from "./surface.ts";

/** ms between two announcements. */
const PAUSE = 500;

/** Writes the readout into a status element. Returns what stops it. */
export function announceReadout(status: HTMLElement, surface: Surface, id: string): () => void {
  let timer = 0;
  let said: number | null = null;
  function say(): void {
    timer = 0;
    const { cursor, range, labels, start } = surface.view.get();
    if (cursor === null || cursor === said) return;
    said = cursor;
    const rows = surface.painter.readout(cursor, null).map((row) => `${row.label} ${row.text}`);
    status.textContent = `${formatTime(cursor, labels, start, range.to - range.from)}: ${rows.slice(0, 8).join(", ")}`;
  }
  const unsubscribe = surface.view.subscribe(() => {
    const { hover, cursor } = surface.view.get();
    const focused = status.parentElement?.matches(":focus-visible") ?? false;
    if (hover === id && focused && cursor !== said && timer === 0) timer = window.setTimeout(say, PAUSE);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
