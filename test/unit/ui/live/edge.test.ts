import { describe, expect, it } from "vitest";
import { formatSpan } from "../../../../web/series/time-labels.ts";
import { ageText, glide, lagAfter, rangeAt } from "../../../../web/ui/live/edge.ts";

describe("glide()", () => {
  it("moves a second a second while samples come in steps, without standing or jumping", () => {
    for (const step of [0.1, 0.45, 1]) {
      const lag = lagAfter(0, step);
      const frame = 1 / 60;
      let at = 100 - lag;
      let newest = 100;
      let since = 0;
      for (let frames = 0; frames < 60 * 20; frames++) {
        since += frame;
        if (since >= step) {
          newest += step;
          since -= step;
        }
        const next = glide({ at, lag }, newest, frame);
        expect(next).toBeLessThanOrEqual(newest);
        if (frames > 60) {
          expect(next - at).toBeGreaterThan(0);
          expect(next - at).toBeLessThan(frame * 3);
        }
        at = next;
      }
      expect(newest - at).toBeLessThan(lag + step);
    }
  });

  it("jumps to the end when it is far away, and never goes back", () => {
    expect(glide({ at: 0, lag: 0.5 }, 100, 0.016)).toBe(99.5);
    expect(glide({ at: 99.9, lag: 0.5 }, 100, 0.016)).toBeGreaterThanOrEqual(99.9);
    expect(glide({ at: 100, lag: 0.5 }, 100, 0.25)).toBe(100);
  });
});

describe("rangeAt()", () => {
  it("shows all there is until there is as much as the view is wide, then ends at the edge", () => {
    expect(rangeAt(30, 60, { from: 0, to: 31 })).toEqual({ from: 0, to: 31 });
    expect(rangeAt(99, 60, { from: 0, to: 100 })).toEqual({ from: 39, to: 99 });
    // what was before is held no more
    expect(rangeAt(99, 60, { from: 80, to: 100 })).toEqual({ from: 80, to: 100 });
    expect(rangeAt(99, 15, { from: 80, to: 100 })).toEqual({ from: 84, to: 99 });
  });
});

describe("lagAfter()", () => {
  it("grows at once with a longer step and shrinks slowly, within bounds", () => {
    expect(lagAfter(0.2, 1)).toBeCloseTo(1.3);
    expect(lagAfter(1.3, 0.1)).toBeGreaterThan(1.1);
    expect(lagAfter(0, 0.001)).toBe(0.15);
    expect(lagAfter(0, 60)).toBe(3);
  });
});

describe("ageText()", () => {
  it("says whole seconds, and nothing of a clock that is ahead", () => {
    const texts = [-1, 999, 7900, 61_000].map(ageText);
    expect(texts).toEqual([
      "",
      "newest sample now",
      "newest sample 7\u00a0s ago",
      `newest sample ${formatSpan(61)} ago`,
    ]);
  });
});
