import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  MARK_ABSENT,
  MARK_FIRST,
  MARK_GAP,
  MARK_RESET,
  PIXEL_COUNT,
  PIXEL_FIRST,
  PIXEL_LAST,
  PIXEL_MARKS,
  PIXEL_MAX,
  PIXEL_MIN,
  PIXEL_SIZE,
  PIXEL_SUM,
  PIXEL_WEIGHT,
  RANGE_COVERED,
  RANGE_GAPS,
  RANGE_GROWTH,
  RANGE_RESETS,
  RANGE_SIZE,
  RANGE_TOTAL_HIGH,
  RANGE_TOTAL_LOW,
} from "../../../assembly/layout.ts";
import { createArena } from "../../support/arena.ts";
import { assertProperty, u64 } from "../../support/property.ts";
import { instantiate } from "../../support/wasm.ts";
import {
  histWindowTwin,
  type PixelTwin,
  percentileTwin,
  rangeTwin,
  type Stretch,
  windowTwin,
} from "../../support/window-twins.ts";

const { memory, exports } = instantiate();
const arena = createArena(memory);

beforeEach(() => arena.reset());

const marks = fc.constantFrom(0, 0, MARK_GAP, MARK_RESET, MARK_FIRST, MARK_ABSENT);
const year = 365n * 86_400n * 10n ** 9n;

/** Sorted times around a stretch, some on its pixel boundaries, spans from 1 ns to more than 2^63. */
const scene = fc
  .record({
    from: fc.oneof(fc.constant(1_700_000_000_000_000_000n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 62n })),
    span: fc.oneof(
      fc.bigInt({ min: 1n, max: 2000n }),
      fc.bigInt({ min: 1n, max: year * 50n }),
      fc.constantFrom(2n ** 63n - 1n, 2n ** 60n),
    ),
    pixels: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1000, 4096)),
    shares: fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { maxLength: 40 }),
  })
  .filter(({ from, span }) => from + span < 2n ** 63n)
  .map(({ from, span, pixels, shares }) => {
    const inside = shares.map((share, i) => {
      const spot = from + BigInt(Math.round(share * 1e9)) * (span / 10n ** 9n || 1n);
      const boundary = from + (BigInt(i % pixels) * span) / BigInt(pixels) + BigInt(i % 3) - 1n;
      return i % 2 ? spot : boundary;
    });
    const times = inside
      .filter((time) => time > -(2n ** 63n) && time < 2n ** 63n)
      .sort((a, b) => (a < b ? -1 : Number(a > b)));
    return { times, stretch: { from, to: from + span, pixels } };
  });

function pixelsAt(address: number, count: number): PixelTwin[] {
  const view = arena.view();
  return Array.from({ length: count }, (_, i) => {
    const at = address + i * PIXEL_SIZE;
    return {
      min: view.getFloat64(at + PIXEL_MIN, true),
      max: view.getFloat64(at + PIXEL_MAX, true),
      first: view.getFloat64(at + PIXEL_FIRST, true),
      last: view.getFloat64(at + PIXEL_LAST, true),
      sum: view.getFloat64(at + PIXEL_SUM, true),
      weight: view.getFloat64(at + PIXEL_WEIGHT, true),
      count: view.getUint32(at + PIXEL_COUNT, true),
      marks: view.getUint32(at + PIXEL_MARKS, true),
    };
  });
}

function runWindow(
  times: readonly bigint[],
  values: readonly number[],
  marks: readonly number[],
  stretch: Stretch,
  byLength = false,
) {
  const out = arena.allocate(stretch.pixels * PIXEL_SIZE);
  const inside = exports.window(
    arena.placeU64(times),
    arena.placeF64(values),
    arena.place(Uint8Array.from(marks)),
    times.length,
    stretch.from,
    stretch.to,
    stretch.pixels,
    byLength ? 1 : 0,
    out,
  );
  return { inside, pixels: pixelsAt(out, stretch.pixels) };
}

describe("window", () => {
  test("equals the twin for spans of a nanosecond to 292 years", () => {
    const values = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.integer({ min: -5, max: 5 }));
    assertProperty(
      fc.property(scene, fc.infiniteStream(values), fc.infiniteStream(marks), ({ times, stretch }, values, marks) => {
        arena.reset();
        const shown = times.map(() => values.next().value as number);
        const marked = times.map(() => marks.next().value as number);
        const byLength = times.length % 2 === 1;
        const { inside, pixels } = runWindow(times, shown, marked, stretch, byLength);
        const isZero = (pixel: PixelTwin) => ({ ...pixel, min: pixel.min + 0, max: pixel.max + 0 });
        expect(pixels.map(isZero)).toEqual(windowTwin(times, shown, marked, stretch, byLength).map(isZero));
        expect(inside).toBe(times.filter((time) => time >= stretch.from && time < stretch.to).length);
        expect(arena.damage()).toEqual([]);
      }),
    );
  });

  test("a sample at `from` is in the first pixel, one at `to` in none", () => {
    const { inside, pixels } = runWindow([10n, 19n, 20n], [1, 2, 3], [0, 0, 0], { from: 10n, to: 20n, pixels: 2 });
    expect(inside).toBe(2);
    expect(pixels.map(({ first }) => first)).toEqual([1, 2]);
  });

  test("values that are NaN leave their marks", () => {
    const marked = [MARK_FIRST, MARK_RESET, MARK_GAP];
    const { pixels } = runWindow([0n, 1n, 2n], [Number.NaN, Number.NaN, Number.NaN], marked, {
      from: 0n,
      to: 4n,
      pixels: 2,
    });
    expect(pixels.map(({ marks, count, min }) => [marks, count, min])).toEqual([
      [MARK_FIRST | MARK_RESET, 0, Number.NaN],
      [MARK_GAP, 0, Number.NaN],
    ]);
  });

  test("an empty or backward stretch has empty pixels", () => {
    for (const to of [5n, 4n]) {
      const { inside, pixels } = runWindow([5n], [1], [MARK_FIRST], { from: 5n, to, pixels: 3 });
      expect(inside).toBe(0);
      expect(pixels.map(({ count, marks }) => count + marks)).toEqual([0, 0, 0]);
    }
  });
});

test("lower_bound equals a search from the left", () => {
  const times = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n)));
  assertProperty(
    fc.property(times, fc.bigInt({ min: -1n, max: 21n }), (unsorted, wanted) => {
      arena.reset();
      const sorted = unsorted.sort((a, b) => (a < b ? -1 : Number(a > b)));
      const index = sorted.findIndex((time) => time >= wanted);
      expect(exports.lower_bound(arena.placeU64(sorted), sorted.length, wanted)).toBe(
        index < 0 ? sorted.length : index,
      );
    }),
  );
});

test("range equals the twin, also where the sum passes 2^64", () => {
  const one = fc.record({ delta: u64(), mark: marks, length: fc.bigInt({ min: 1n, max: 10n ** 12n }) });
  assertProperty(
    fc.property(fc.array(one, { maxLength: 20 }), fc.nat(20), fc.nat(20), (input, a, b) => {
      arena.reset();
      const [from, to] = [Math.min(a, b, input.length), Math.min(Math.max(a, b), input.length)];
      const deltas = input.map(({ delta }) => delta);
      const marked = input.map(({ mark }) => mark);
      const out = arena.allocate(RANGE_SIZE);
      let time = 0n;
      const times = input.map(({ length }) => (time += length));
      const at = [deltas, times].map((column) => arena.placeU64(column)) as [number, number];
      exports.range(at[0], arena.place(Uint8Array.from(marked)), at[1], from, to, out);
      const view = arena.view();
      const low = view.getBigUint64(out + RANGE_TOTAL_LOW, true);
      const high = view.getBigUint64(out + RANGE_TOTAL_HIGH, true);
      expect({
        total: (high << 64n) + low,
        resets: view.getUint32(out + RANGE_RESETS, true),
        gaps: view.getUint32(out + RANGE_GAPS, true),
        growth: view.getFloat64(out + RANGE_GROWTH, true),
        covered: view.getFloat64(out + RANGE_COVERED, true),
      }).toEqual(rangeTwin({ deltas, times, marks: marked }, from, to));
      expect(arena.damage()).toEqual([]);
    }),
    1000,
  );
});

test("hist_window equals the twin", () => {
  const counts = fc.infiniteStream(fc.oneof(fc.bigInt({ min: 0n, max: 100n }), u64()));
  assertProperty(
    fc.property(
      scene,
      fc.integer({ min: 1, max: 6 }),
      counts,
      fc.infiniteStream(marks),
      ({ times, stretch }, buckets, counts, marks) => {
        arena.reset();
        const rows = times.map(() => Array.from({ length: buckets }, () => counts.next().value as bigint));
        const marked = times.map(() => marks.next().value as number);
        const { pixels } = stretch;
        const out = arena.allocate(pixels * buckets * 8);
        const outMarks = arena.allocate(pixels);
        const total = arena.allocate(buckets * 8);
        const inside = exports.hist_window(
          arena.placeU64(times),
          arena.placeU64(rows.flat()),
          arena.place(Uint8Array.from(marked)),
          times.length,
          buckets,
          stretch.from,
          stretch.to,
          pixels,
          out,
          outMarks,
          total,
        );
        const twin = histWindowTwin(times, rows, marked, buckets, stretch);
        expect(inside).toBe(times.filter((time) => time >= stretch.from && time < stretch.to).length);
        expect(arena.f64(out, pixels * buckets)).toEqual(twin.counts.flat());
        expect([...arena.bytes(outMarks, pixels)]).toEqual(twin.marks);
        expect(arena.u64(total, buckets)).toEqual(twin.total);
        expect(arena.damage()).toEqual([]);
      },
    ),
    150,
  );
});

describe("percentile", () => {
  test("equals the twin", () => {
    const counts = fc.array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 40n })), { maxLength: 40 });
    const quantiles = fc.oneof(
      fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 0.999, 1),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    assertProperty(
      fc.property(counts, quantiles, (counts, q) => {
        arena.reset();
        expect(exports.percentile(arena.placeU64(counts), counts.length, q)).toBe(percentileTwin(counts, q));
      }),
      1000,
    );
  });

  test.each([
    ["nothing counted", [0n, 0n], 0.5, -1],
    ["no buckets", [], 0.5, -1],
    ["the median of 2 is the first", [1n, 1n], 0.5, 0],
    ["just above it the second", [1n, 1n], 0.51, 1],
    ["q = 0 is the first sample's bucket", [0n, 3n, 1n], 0, 1],
    ["q = 1 the last one's", [5n, 3n, 0n], 1, 1],
    ["sums past 2^64 stop there", [2n ** 64n - 1n, 2n ** 64n - 1n], 1, 0],
  ])("%s", (_, counts, q, bucket) => {
    expect(exports.percentile(arena.placeU64(counts), counts.length, q)).toBe(bucket);
  });
});
