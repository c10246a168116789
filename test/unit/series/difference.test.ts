import { describe, expect, test } from "vitest";
import { addTallies, bySize, difference, type Tally } from "../../../web/series/difference.ts";

/** A counter of events: Poisson, nothing more known of its spread. */
function counted(amount: number, seconds: number): Tally {
  const common = { quantum: 1, samples: seconds, resets: 0, gaps: 0, counts: null };
  return { ...common, amount, exposure: seconds, variance: amount };
}

function histogram(counts: readonly number[], seconds = 10): Tally {
  const amount = counts.reduce((sum, count) => sum + count, 0);
  return { ...counted(amount, seconds), counts: counts.map(BigInt) };
}

const between = (a: Tally | null, b: Tally | null) => difference(a, b, "cumulative");

describe("counters", () => {
  test("0 to 3 does not beat 10 k/s to 40 k/s", () => {
    const few = between(counted(0, 10), counted(3, 10));
    const many = between(counted(100_000, 10), counted(400_000, 10));
    expect(few.score).toBe(0);
    expect(few.ratio).toBe(Number.POSITIVE_INFINITY);
    expect(many.score).toBeCloseTo(2, 1);
    expect(many.certain).toBeGreaterThan(3.9);
    expect([few, many].sort(bySize)).toEqual([many, few]);
  });

  test("the score by hand: 100 against 400 in the same time", () => {
    const error = Math.sqrt(1 / 100.5 + 1 / 400.5);
    const apart = Math.log(400.5 / 100.5);
    const { score, errors, a, b, change, ratio } = between(counted(100, 10), counted(400, 10));
    expect(score).toBeCloseTo((apart - 3 * error) / Math.LN2, 9);
    expect(errors).toBeCloseTo(apart / error, 9);
    expect({ a, b, change, ratio }).toEqual({ a: 10, b: 40, change: 30, ratio: 4 });
  });

  test("either way counts the same, and the length of a side does not count as a difference", () => {
    const up = between(counted(100, 10), counted(400, 10));
    const down = between(counted(400, 10), counted(100, 10));
    expect(down.score).toBeCloseTo(up.score, 9);
    expect(down.ratio).toBe(0.25);
    expect(between(counted(4_000, 40), counted(1_000, 10)).score).toBe(0);
  });

  test("one high sample among many proves less than many equal ones", () => {
    const usual = counted(1_000, 100);
    const steady = counted(4_000, 100);
    // all of it in one of 100 samples
    const burst = { ...steady, variance: 4_000 ** 2 };
    expect(between(usual, steady).score).toBeGreaterThan(1.5);
    expect(between(usual, burst).score).toBe(0);
  });

  test("something that appears ranks by how often it happened", () => {
    const scores = [0, 3, 30, 3_000].map((amount) => between(counted(0, 10), counted(amount, 10)).score);
    expect(scores.slice(0, 2)).toEqual([0, 0]);
    expect(scores[2]).toBe(0);
    expect(scores[3]).toBeGreaterThan(5);
  });

  test("what nanoseconds were counted in one sleep is one event, not as many as ns", () => {
    const none: Tally = { ...counted(0, 10), quantum: 0 };
    const sleep: Tally = { ...counted(1e9, 10), variance: 1e18, quantum: 1e9 };
    expect(between(none, sleep).score).toBe(0);
    const slept: Tally = { ...counted(9e9, 10), variance: 1e16, quantum: 1e8 };
    expect(between(none, slept).score).toBeGreaterThan(1);
  });
});

describe("one side", () => {
  test("that has no such statistic is its own case, ranked last", () => {
    const only = between(null, counted(1e6, 10));
    expect(only).toMatchObject({ absent: "a", score: 0, b: 1e5 });
    expect(only.a).toBeNaN();
    expect(between(counted(5, 10), null).absent).toBe("b");
    expect(between(null, { ...counted(0, 0) }).absent).toBe("both");
    const same = between(counted(5, 10), counted(5, 10));
    expect([only, same].sort(bySize)).toEqual([same, only]);
  });

  test("below 0 has no ratio and no score, but a change", () => {
    const value = (amount: number): Tally => ({ ...counted(amount, 1), variance: 0 });
    expect(between(value(-2), value(8))).toMatchObject({ change: 10, score: 0, ratio: Number.NaN });
  });
});

describe("histograms", () => {
  test("all samples two buckets up: two doublings", () => {
    const { shift, score } = difference(histogram([0, 1e6, 0, 0, 0]), histogram([0, 0, 0, 1e6, 0]), "log-histogram");
    expect(shift).toMatchObject({ moved: 2, distance: 2 });
    expect(score).toBeGreaterThan(1.9);
  });

  test("out to both ends is a distance without a direction", () => {
    const { shift } = difference(histogram([0, 0, 1e6, 0, 0]), histogram([0, 5e5, 0, 5e5, 0]), "log-histogram");
    expect(shift?.moved).toBeCloseTo(0, 9);
    expect(shift?.distance).toBeCloseTo(1, 9);
  });

  test("two samples apart are chance", () => {
    const { shift, score } = difference(histogram([1, 0, 0, 0]), histogram([0, 0, 1, 0]), "log-histogram");
    expect(shift?.distance).toBe(2);
    expect(score).toBe(0);
  });

  test("buckets of equal width lie log2 of their place apart", () => {
    const { shift } = difference(histogram([0, 1e6, 0, 0]), histogram([0, 0, 0, 1e6]), "linear-histogram");
    expect(shift?.moved).toBeCloseTo(1, 9);
  });

  test("more samples of the same distribution differ by their rate", () => {
    const { shift, score } = difference(histogram([1e4, 1e4]), histogram([4e4, 4e4]), "log-histogram");
    expect(shift?.distance).toBe(0);
    expect(score).toBeCloseTo(2, 1);
  });
});

describe("several sources together", () => {
  test("rates add up, whatever seconds each one covers", () => {
    const all = addTallies([counted(100, 10), counted(400, 20)], "sum");
    expect((all?.amount ?? 0) / (all?.exposure ?? 1)).toBeCloseTo(30, 9);
    expect(addTallies([], "sum")).toBeNull();
  });

  test("whichever comes first: the score is the same", () => {
    const [short, long] = [counted(10, 1), counted(10_000, 1000)];
    const twice = [counted(24, 1), counted(24_000, 1000)];
    const [one, other] = [addTallies([short, long], "sum"), addTallies([long, short], "sum")];
    expect(between(one, addTallies(twice, "sum")).score).toBeCloseTo(between(other, addTallies(twice, "sum")).score, 9);
    expect(one).toEqual(other);
  });

  test("shares are averaged, buckets added", () => {
    const all = addTallies([counted(5, 10), counted(10, 10)], "mean");
    expect((all?.amount ?? 0) / (all?.exposure ?? 1)).toBe(0.75);
    expect(addTallies([histogram([1, 2]), histogram([3, 4, 5])], "sum")?.counts).toEqual([4n, 6n, 5n]);
  });
});
