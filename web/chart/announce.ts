// What screen readers are told: one line for the page, at most twice a second, the newest of each kind.

import { formatTime } from "../series/time-labels.ts";
import type { Surface } from "./surface.ts";

/** ms between two announcements. */
const PAUSE = 500;

export interface Announcer {
  /** Says soon what `make` gives then; what was to be said of the same kind is dropped. Empty: nothing. */
  say(kind: string, make: () => string): void;
  /** Where it is written: a status element. null while there is none. */
  writeTo(region: Pick<HTMLElement, "textContent"> | null): void;
}

/** Quiet until something is to be said. */
export function createAnnouncer(): Announcer {
  const waiting = new Map<string, () => string>();
  let region: Pick<HTMLElement, "textContent"> | null = null;
  function speak(): void {
    const text = [...waiting.values()].map((make) => make()).filter(Boolean);
    waiting.clear();
    if (region !== null && text.length > 0) region.textContent = text.join(". ");
  }
  return {
    say(kind, make) {
      if (waiting.size === 0) setTimeout(speak, PAUSE);
      waiting.set(kind, make);
    },
    writeTo(element) {
      region = element;
    },
  };
}

/** That of the page. */
export const announcer: Announcer = createAnnouncer();

/** Says the readout of a chart when keys moved its cursor. Returns what stops it. */
export function announceReadout(root: HTMLElement, surface: Surface, id: string): () => void {
  let said: number | null = null;
  function text(): string {
    const { cursor, range, labels, start } = surface.view.get();
    if (cursor === null) return "";
    const rows = surface.painter.readout(cursor, null).map((row) => `${row.label} ${row.text}`);
    return `${formatTime(cursor, labels, start, range.to - range.from)}: ${rows.slice(0, 8).join(", ")}`;
  }
  return surface.view.subscribe(() => {
    const { hover, cursor } = surface.view.get();
    if (hover !== id || cursor === said || !root.matches(":focus-visible")) return;
    said = cursor;
    announcer.say("cursor", text);
  });
}
