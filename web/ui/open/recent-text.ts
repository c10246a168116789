// How long ago something was open, for a list. Pure.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "5 min ago", "3 h ago", "yesterday", "12 days ago", then the date "2026-03-01"; both in ms since 1970. */
export function agoText(when: number, now: number): string {
  const ago = now - when;
  if (ago < MINUTE) return "just now";
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min ago`;
  if (ago < DAY) return `${Math.floor(ago / HOUR)} h ago`;
  if (ago < 2 * DAY) return "yesterday";
  if (ago < 31 * DAY) return `${Math.floor(ago / DAY)} days ago`;
  return new Date(when).toISOString().slice(0, 10);
}
