import { afterEach, describe, expect, it } from "vitest";
import {
  formatDate,
  formatSpan,
  formatStart,
  formatTime,
  tickLabel,
  timeTicks,
} from "../../../web/series/time-labels.ts";

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

describe("the viewer's own clock", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });
  /** 2026-10-25T00:30:00Z: half an hour before Berlin leaves summer time. */
  const AUTUMN = 1_792_888_200_000_000_000n;
  /** 2026-03-29T00:30:00Z: half an hour before summer time begins. */
  const SPRING = 1_774_744_200_000_000_000n;

  it("says how far it is ahead of UTC, in summer and in winter", () => {
    process.env["TZ"] = "Europe/Berlin";
    expect(formatTime(0, "local", AUTUMN)).toBe("02:30:00.000 +02:00");
    expect(formatTime(3600, "local", AUTUMN)).toBe("02:30:00.000 +01:00");
    expect(formatTime(1800, "local", SPRING)).toBe("03:00:00.000 +02:00");
    process.env["TZ"] = "America/St_Johns";
    expect(formatTime(0, "local", AUTUMN)).toBe("22:00:00.000 \u221202:30");
    expect(formatDate(0, "local", AUTUMN)).toBe("2026-10-24");
    expect(formatDate(0, "utc", AUTUMN)).toBe("2026-10-25");
  });

  it.each([
    ["autumn", AUTUMN],
    ["spring", SPRING],
  ] as const)("puts ticks on its round hours on both sides of a change in %s", (_, start) => {
    process.env["TZ"] = "Europe/Berlin";
    const { ticks, step } = timeTicks(0, 86_400, 900, "local", start);
    expect(step).toBe(3 * 3600);
    const hours = ticks.map((tick) => Number(tickLabel(tick, 60, "local", start).slice(0, 2)));
    expect(hours.every((hour) => hour % 3 === 0)).toBe(true);
    expect(ticks.map((tick) => tickLabel(tick, 60, "local", start).slice(2))).toEqual(ticks.map(() => ":00:00"));
    expect(ticks.map((tick) => tickLabel(tick, step, "local", start))).toContainEqual(expect.stringMatching(/^2026-/));
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks.length).toBe(8);
  });
});

it("goes down to ns where the view is that short, and shows the date where it is long", () => {
  expect(formatTime(0.000_000_123, "utc", START, 1e-6)).toBe("22:13:23.250000123 UTC");
  expect(plain(formatTime(0.000_000_123, "relative", null, 1e-6))).toBe("0.000000123 s");
  expect(formatTime(0, "utc", START, 200_000)).toBe("2023-11-14 22:13:23.250 UTC");
});

it("says when a recording begins, to the second", () => {
  // 2026-11-22T10:14:00.25Z
  const start = 1_795_342_440_250_000_000n;
  expect(formatStart(start, "utc")).toBe("2026-11-22 10:14:00 UTC");
  expect(formatStart(start, "relative")).toBe("2026-11-22 10:14:00 UTC");
  expect(formatStart(start, "local")).toMatch(/^2026-11-2\d \d\d:\d\d:00 [+\u2212]\d\d:\d\d$/);
});
