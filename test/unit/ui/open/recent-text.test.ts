import { expect, test } from "vitest";
import { agoText } from "../../../../web/ui/open/recent-text.ts";

test.each([
  [0, "just now"],
  [59_999, "just now"],
  [5 * 60_000, "5 min ago"],
  [3 * 3_600_000, "3 h ago"],
  [30 * 3_600_000, "yesterday"],
  [12 * 86_400_000, "12 days ago"],
  [40 * 86_400_000, "2026-10-13"],
])("%d ms ago: %s", (ago, text) => {
  const now = Date.UTC(2026, 10, 22, 12);
  expect(agoText(now - ago, now)).toBe(text);
});
