import { expect, test } from "vitest";
import { systemClock } from "../../../cli/record/clock.ts";
import { createSchedule, type Slot } from "../../../cli/record/schedule.ts";
import { fakeClock } from "../../support/fake-vm.ts";

const MS = 1_000_000n;
const never = new AbortController().signal;

async function all(schedule: { next(): Promise<Slot | null> }, each: (slot: Slot) => void = () => undefined) {
  const slots: Slot[] = [];
  for (let slot = await schedule.next(); slot !== null; slot = await schedule.next()) {
    slots.push(slot);
    each(slot);
  }
  return slots;
}

test("rounds are due at start + n × interval, whatever each takes", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const schedule = createSchedule({ clock, interval: 100n * MS, duration: 1000n * MS, signal: never });
  const slots = await all(schedule, () => clock.advance(37n * MS));
  expect(slots.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(slots.map(({ scheduled }) => (scheduled - start) / MS)).toEqual(slots.map((_, i) => BigInt(i) * 100n));
  expect(schedule.late).toBe(0);
});

test("a round whose time is over before it begins is late: its number is left out, no round moves", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const schedule = createSchedule({ clock, interval: 100n * MS, duration: 1000n * MS, signal: never });
  // round 2 takes until 535 ms: 3 and 4 never begin, 5 begins 35 ms late
  const slots = await all(schedule, ({ sequence }) => clock.advance(sequence === 2 ? 335n * MS : MS));
  expect(slots.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 5, 6, 7, 8, 9, 10]);
  expect(slots.map(({ scheduled }) => (scheduled - start) / MS)).toEqual([
    0n,
    100n,
    200n,
    500n,
    600n,
    700n,
    800n,
    900n,
    1000n,
  ]);
  expect(schedule.late).toBe(2);
});

test("rounds that the end came before are late too", async () => {
  const clock = fakeClock();
  const schedule = createSchedule({ clock, interval: 100n * MS, duration: 1000n * MS, signal: never });
  const slots = await all(schedule, ({ sequence }) => clock.advance(sequence === 5 ? 5000n * MS : 0n));
  expect(slots.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(schedule.late).toBe(5);
});

test("another interval counts from the next round on", async () => {
  const clock = fakeClock();
  const start = clock.now();
  const schedule = createSchedule({ clock, interval: 100n * MS, duration: 3000n * MS, signal: never });
  const slots = await all(schedule, ({ sequence }) => {
    if (sequence === 2) schedule.change(1000n * MS);
  });
  expect(slots.map(({ scheduled }) => (scheduled - start) / MS)).toEqual([0n, 100n, 200n, 300n, 1300n, 2300n]);
  expect(slots.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("the system's clock waits no shorter than asked, and drifts in no direction", async () => {
  const clock = systemClock();
  expect(Math.abs(Number(clock.now() / MS) - Date.now())).toBeLessThan(50);
  const schedule = createSchedule({ clock, interval: 5n * MS, duration: 200n * MS, signal: never });
  const early: bigint[] = [];
  const slots = await all(schedule, ({ scheduled }) => early.push(scheduled - clock.now()));
  expect(slots.length + schedule.late).toBe(41);
  expect(early.every((ns) => ns <= 0n)).toBe(true);
});

test("a wait ends when it is interrupted", async () => {
  const controller = new AbortController();
  const schedule = createSchedule({
    clock: systemClock(),
    interval: 3_600_000n * MS,
    duration: null,
    signal: controller.signal,
  });
  expect((await schedule.next())?.sequence).toBe(0);
  const next = schedule.next();
  controller.abort();
  expect(await next).toBeNull();
});
