import { expect, it } from "vitest";
import { formatSpan, formatTime, tickLabel, timeTicks } from "../../../web/series/time-labels.ts";

const START = 1_700_000_003_250_000_000n; // 22:13:23.25 UTC

function plain(text: string): string {
  return text.replace(/\u00a0/g, " ");
}

it("steps in 10, 15, 30 s and minutes", () => {
  expect(timeTicks(0, 60, 700).ticks).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(timeTicks(0, 330, 700).step).toBe(60);
  expect(timeTicks(0, 100, 700).step).toBe(15);
  expect(timeTicks(0, 7200, 700).step).toBe(900);
});

it("steps in 1, 2, 5 below a second", () => {
  expect(timeTicks(1.1, 1.4, 500).ticks).toEqual([1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4]);
});

it("puts UTC ticks on round clock times", () => {
  const { ticks, step } = timeTicks(0, 60, 700, "utc", START);
  expect(ticks[0]).toBe(6.75);
  expect(tickLabel(ticks[0] ?? 0, step, "utc", START)).toBe("22:13:30");
});

it("counts samples where there is no clock", () => {
  expect(timeTicks(0, 4, 700, "sample").ticks).toEqual([0, 1, 2, 3, 4]);
  expect(formatTime(12, "sample", null)).toBe("sample 12");
});

it("writes times since the start", () => {
  expect(plain(tickLabel(0.25, 0.05, "relative", null))).toBe("0.25 s");
  expect(plain(tickLabel(50, 10, "relative", null))).toBe("50 s");
  expect(tickLabel(62, 1, "relative", null)).toBe("1:02");
  expect(tickLabel(3723, 1, "relative", null)).toBe("1:02:03");
  expect(formatTime(59.999, "relative", null)).toBe("1:00.00");
  expect(formatTime(0.1, "utc", START)).toBe("22:13:23.350 UTC");
});

it("writes stretches", () => {
  expect([0.0025, 0.25, 37.94, 250].map((span) => plain(formatSpan(span)))).toEqual([
    "2.5 ms",
    "250 ms",
    "37.9 s",
    "4:10.0",
  ]);
});
