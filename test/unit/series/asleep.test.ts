import fc from "fast-check";
import { expect, test } from "vitest";
import { MARK_FIRST, MARK_RESET } from "../../../assembly/layout.ts";
import { spreadBack } from "../../../web/series/asleep.ts";
import { assertProperty } from "../../support/property.ts";

const SECOND = 1_000_000_000;

/** Seconds slept per interval of the second before each sample; samples are a second apart. */
function sleep(
  growth: readonly number[],
  more: { readonly marks?: readonly number[]; readonly blocking?: readonly number[] } = {},
) {
  const { ns, before } = spreadBack({
    times: BigInt64Array.from(growth, (_, i) => BigInt(i * SECOND)),
    growth: growth.map((seconds) => BigInt(seconds * SECOND)),
    marks: Uint8Array.from(growth, (_, i) => more.marks?.[i] ?? (i === 0 ? MARK_FIRST : 0)),
    blocking: more.blocking ?? null,
  });
  return { seconds: [...ns].map((each) => each / SECOND), before: before / SECOND };
}

test("short sleeps stay where they were booked", () => {
  expect(sleep([0, 0.25, 0, 0.5]).seconds).toEqual([0, 0.25, 0, 0.5]);
});

test("a sleep of several intervals fills them backwards from where it was booked", () => {
  expect(sleep([0, 0, 0, 0, 3.5, 0]).seconds).toEqual([0, 0.5, 1, 1, 1, 0]);
});

test("what an earlier sleep holds already, a later one does not take again", () => {
  expect(sleep([0, 0, 0.75, 0, 2.5]).seconds).toEqual([0, 0.25, 1, 1, 1]);
});

test("a sleep that began before the recording fills it from its start, the rest lies before", () => {
  expect(sleep([0, 0, 5])).toEqual({ seconds: [0, 1, 1], before: 3 });
});

test("nothing goes back beyond a reset", () => {
  const marks = [MARK_FIRST, 0, 0, MARK_RESET, 0];
  expect(sleep([0, 0, 0.5, 1.5, 1.5], { marks })).toEqual({ seconds: [0, 0, 0.5, 1, 1], before: 1 });
});

test("a vCPU that is blocked at the end still sleeps: since the last sleep that was booked nothing is known", () => {
  const { NaN: unknown } = Number;
  expect(sleep([0, 0.5, 0, 0], { blocking: [0, 0, 1, 1] }).seconds).toEqual([0, 0.5, unknown, unknown]);
  expect(sleep([0, 0.5, 0, 0], { blocking: [0, 0, 1, 0] }).seconds).toEqual([0, 0.5, 0, 0]);
  expect(sleep([0, 0.5, 0, 0.25], { blocking: [0, 1, 1, 1] }).seconds).toEqual([0, 0.5, 0, 0.25]);
  // the last dump was cut before the statistic: the one before it tells
  expect(sleep([0, 0.5, 0, 0], { blocking: [0, 0, 1, unknown] }).seconds).toEqual([0, 0.5, unknown, unknown]);
});

test("a vCPU that was never started has no share at all, not 0", () => {
  expect(sleep([0, 0, 0], { blocking: [1, 1, 1] }).seconds).toEqual([0, Number.NaN, Number.NaN]);
});

test("nothing is lost, nothing is counted twice, no interval holds more than its length", () => {
  const interval = fc.record({
    length: fc.integer({ min: 0, max: 1000 }),
    grown: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 })),
    reset: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  });
  assertProperty(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 40 }), (intervals) => {
      let time = 0n;
      const times = BigInt64Array.from(intervals, ({ length }) => (time += BigInt(length)));
      const growth = intervals.map(({ grown }, i) => (i === 0 ? 0n : BigInt(grown)));
      const marks = Uint8Array.from(intervals, ({ reset }, i) => (i === 0 ? MARK_FIRST : reset ? MARK_RESET : 0));
      const { ns, before } = spreadBack({ times, growth, marks, blocking: null });
      const all = growth.reduce((sum, each) => sum + each, 0n);
      expect(ns.reduce((sum, each) => sum + each, before)).toBe(Number(all));
      for (const [i, { length }] of intervals.entries()) if (i > 0) expect(ns[i]).toBeLessThanOrEqual(length);
    }),
  );
});
