import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAnnouncer } from "../../../web/chart/announce.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("says the newest of each kind, at most twice a second", () => {
  const region = { textContent: "" };
  const announcer = createAnnouncer();
  announcer.writeTo(region);
  const seen: string[] = [];
  for (let at = 0; at < 2000; at += 50) {
    announcer.say("cursor", () => `cursor ${at}`);
    if (at === 100) announcer.say("selection", () => "selected");
    vi.advanceTimersByTime(50);
    if (seen.at(-1) !== region.textContent) seen.push(region.textContent);
  }
  expect(seen).toEqual(["", "cursor 450. selected", "cursor 950", "cursor 1450", "cursor 1950"]);
});

it("is quiet without a place to write, and for empty texts", () => {
  const region = { textContent: "before" };
  const announcer = createAnnouncer();
  announcer.say("cursor", () => "lost");
  vi.advanceTimersByTime(500);
  announcer.writeTo(region);
  announcer.say("cursor", () => "");
  vi.advanceTimersByTime(500);
  expect(region.textContent).toBe("before");
});
