import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  CHANGED_DIFFERS,
  CHANGED_NONZERO,
  MARK_ABSENT,
  MARK_FIRST,
  MARK_GAP,
  MARK_RESET,
  MARK_WRAP,
} from "../../../assembly/layout.ts";
import { createArena } from "../../support/arena.ts";
import { assertProperty, u64 } from "../../support/property.ts";
import {
  changedTwin,
  deltasTwin,
  extractTwin,
  marksTwin,
  type Row,
  ratesTwin,
  valuesTwin,
} from "../../support/series-twins.ts";
import { instantiate } from "../../support/wasm.ts";

const { memory, exports } = instantiate();
const arena = createArena(memory);

beforeEach(() => arena.reset());

type Sample = readonly bigint[] | null;

const marksArbitrary = fc.constantFrom(0, 0, 0, 0, MARK_GAP, MARK_FIRST);

/** Counters that mostly grow, with steps over every edge of u64, and samples without a value. */
function samples(buckets: number): fc.Arbitrary<{ sample: Sample; mark: number }[]> {
  const values = fc.array(u64(), { minLength: buckets, maxLength: buckets });
  return fc.array(fc.record({ sample: fc.option(values, { freq: 5, nil: null }), mark: marksArbitrary }), {
    maxLength: 40,
  });
}

function placeRows(rows: readonly Row[]) {
  const addresses = rows.map((row, index) => arena.place(row, index % 8));
  return { rows: arena.placeU32(addresses), present: arena.placeU32(rows.map((row) => row.length)) };
}

/** Samples as the kernels take them: u64[buckets][n], and valid u8[n]. */
function placeColumns(samples: readonly Sample[], buckets: number) {
  const each = Array.from({ length: buckets }, (_, bucket) => bucket);
  return {
    columns: arena.placeU64(each.flatMap((bucket) => samples.map((sample) => sample?.[bucket] ?? 0n))),
    valid: arena.place(Uint8Array.from(samples, (sample) => Number(sample !== null))),
  };
}

function runDeltas(input: readonly Sample[], marksIn: readonly number[], buckets = 1) {
  const { columns, valid } = placeColumns(input, buckets);
  const marks = arena.place(Uint8Array.from(marksIn));
  const out = arena.allocate(input.length * buckets * 8);
  const marksOut = arena.allocate(input.length);
  const resets =
    buckets === 1
      ? exports.deltas(columns, valid, marks, input.length, out, marksOut)
      : exports.hist_deltas(columns, valid, marks, input.length, buckets, out, marksOut);
  const flat = arena.u64(out, input.length * buckets);
  return {
    rows: input.map((_, i) => flat.slice(i * buckets, (i + 1) * buckets)),
    marks: [...arena.bytes(marksOut, input.length)],
    resets,
  };
}

describe("extract and extract_block", () => {
  const rows = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 });

  test("equal the twin in both byte orders, on rows cut anywhere", () => {
    const offsets = fc.oneof(fc.nat(100), fc.constantFrom(2 ** 31, 2 ** 32 - 8, 2 ** 32 - 1));
    assertProperty(
      fc.property(rows, offsets, fc.integer({ min: 1, max: 9 }), fc.boolean(), (blocks, offset, cols, bigEndian) => {
        arena.reset();
        const n = blocks.length;
        const { rows, present } = placeRows(blocks);
        const dst = arena.allocate(n * cols * 8, 3);
        const valid = arena.allocate(n);
        const twin = extractTwin(blocks, offset, cols, bigEndian);
        const count = exports.extract_block(rows, present, n, offset, cols, Number(bigEndian), dst, valid);
        expect(count).toBe(twin.filter((row) => row !== null).length);
        expect([...arena.bytes(valid, n)]).toEqual(twin.map((row) => Number(row !== null)));
        const columns = Array.from({ length: cols }, (_, col) => twin.map((row) => row?.[col] ?? 0n));
        expect(arena.u64(dst, n * cols)).toEqual(columns.flat());

        const single = exports.extract(rows, present, n, offset, Number(bigEndian), dst, valid);
        const one = extractTwin(blocks, offset, 1, bigEndian);
        expect(single).toBe(one.filter((row) => row !== null).length);
        expect(arena.u64(dst, n)).toEqual(one.map((row) => row?.[0] ?? 0n));
        expect(arena.damage()).toEqual([]);
      }),
    );
  });

  test("a row one byte short of the value has none", () => {
    const { rows, present } = placeRows([new Uint8Array(16).fill(255), new Uint8Array(15).fill(255)]);
    const dst = arena.allocate(16);
    const valid = arena.allocate(2);
    expect(exports.extract(rows, present, 2, 8, 0, dst, valid)).toBe(1);
    expect(arena.u64(dst, 2)).toEqual([2n ** 64n - 1n, 0n]);
    expect([...arena.bytes(valid, 2)]).toEqual([1, 0]);
  });
});

test("changed equals the twin", () => {
  assertProperty(
    fc.property(
      fc.array(fc.option(fc.oneof(fc.constantFrom(0n, 0n, 5n), u64()), { nil: null }), { maxLength: 8 }),
      (column) => {
        arena.reset();
        const input = column.map((value) => (value === null ? null : [value]));
        const { columns, valid } = placeColumns(input, 1);
        expect(exports.changed(columns, valid, column.length)).toBe(changedTwin(column));
      },
    ),
    1000,
  );
});

test.each([
  ["constant zero", [0n, 0n, 0n], 0],
  ["constant", [7n, 7n], CHANGED_NONZERO],
  ["back to zero", [0n, 1n, 0n], CHANGED_NONZERO | CHANGED_DIFFERS],
  ["2^53 and its neighbour", [2n ** 53n, 2n ** 53n + 1n], CHANGED_NONZERO | CHANGED_DIFFERS],
  ["only absent values differ", [4n, null, 4n], CHANGED_NONZERO],
])("changed: %s", (_, column, bits) => {
  const { columns, valid } = placeColumns(
    column.map((value) => (value === null ? null : [value])),
    1,
  );
  expect(exports.changed(columns, valid, column.length)).toBe(bits);
});

describe("marks", () => {
  test("equal the twin", () => {
    const steps = fc.array(fc.record({ step: fc.bigInt({ min: -5n, max: 400n }), first: fc.boolean() }), {
      maxLength: 30,
    });
    assertProperty(
      fc.property(steps, fc.bigInt({ min: 0n, max: 500n }), (steps, maxGap) => {
        arena.reset();
        let now = 1_700_000_000_000_000_000n;
        const times = steps.map(({ step }) => (now += step));
        const breaks = steps.map(({ first }) => first);
        const out = arena.allocate(steps.length);
        exports.marks(arena.placeU64(times), arena.place(Uint8Array.from(breaks, Number)), steps.length, maxGap, out);
        expect([...arena.bytes(out, steps.length)]).toEqual(marksTwin(times, breaks, maxGap));
        expect(arena.damage()).toEqual([]);
      }),
    );
  });

  test("a distance of exactly max_gap is no gap, equal times are", () => {
    const out = arena.allocate(4);
    exports.marks(arena.placeU64([0n, 300n, 601n, 601n]), arena.place(new Uint8Array(4)), 4, 300n, out);
    expect([...arena.bytes(out, 4)]).toEqual([MARK_FIRST, 0, MARK_GAP, MARK_GAP]);
  });
});

describe("deltas", () => {
  test("equal the twin", () => {
    assertProperty(
      fc.property(samples(1), (input) => {
        arena.reset();
        const values = input.map(({ sample }) => sample);
        const marks = input.map(({ mark }) => mark);
        expect(runDeltas(values, marks)).toEqual(deltasTwin(values, marks, 1));
        expect(arena.damage()).toEqual([]);
      }),
      1000,
    );
  });

  test.each([
    ["grows past 2^53 by one", 2n ** 53n, 2n ** 53n + 1n, 1n, 0],
    ["wraps from the last value", 2n ** 64n - 1n, 0n, 1n, MARK_WRAP],
    ["wraps by 15", 2n ** 64n - 10n, 5n, 15n, MARK_WRAP],
    ["wraps from 2^63 by just under 2^63", 2n ** 63n + 1n, 0n, 2n ** 63n - 1n, MARK_WRAP],
    ["falls from 2^63 to 0: too far for a wrap", 2n ** 63n, 0n, 0n, MARK_RESET],
    ["falls by one above 2^63", 2n ** 63n + 5n, 2n ** 63n + 4n, 2n ** 63n + 4n, MARK_RESET],
    ["falls from below 2^63", 1000n, 5n, 5n, MARK_RESET],
    ["grows by more than 2^63", 0n, 2n ** 64n - 1n, 2n ** 64n - 1n, 0],
  ])("%s", (_, before, after, delta, mark) => {
    expect(runDeltas([[before], [after]], [MARK_FIRST, 0])).toEqual({
      rows: [[0n], [delta]],
      marks: [MARK_FIRST, mark],
      resets: Number(mark === MARK_RESET),
    });
  });

  test("absent samples leave a gap and lose nothing: sample 2 of 5 cut", () => {
    expect(runDeltas([[10n], [12n], null, [20n], [21n]], [MARK_FIRST, 0, 0, 0, 0])).toEqual({
      rows: [[0n], [2n], [0n], [8n], [1n]],
      marks: [MARK_FIRST, 0, MARK_ABSENT, MARK_GAP, 0],
      resets: 0,
    });
  });

  test("a generation that begins without a value begins with its first one", () => {
    expect(runDeltas([[9n], null, [3n], [4n]], [MARK_FIRST, MARK_FIRST, 0, 0])).toEqual({
      rows: [[0n], [0n], [0n], [1n]],
      marks: [MARK_FIRST, MARK_FIRST | MARK_ABSENT, MARK_FIRST, 0],
      resets: 0,
    });
  });
});

describe("hist_deltas", () => {
  test("equal the twin", () => {
    assertProperty(
      fc.property(
        fc.integer({ min: 2, max: 5 }).chain((buckets) => fc.tuple(fc.constant(buckets), samples(buckets))),
        ([buckets, input]) => {
          arena.reset();
          const values = input.map(({ sample }) => sample);
          const marks = input.map(({ mark }) => mark);
          expect(runDeltas(values, marks, buckets)).toEqual(deltasTwin(values, marks, buckets));
          expect(arena.damage()).toEqual([]);
        },
      ),
      1000,
    );
  });

  test("one bucket that falls resets all of them, one that wraps only itself", () => {
    const wrapped = [2n ** 64n - 1n, 7n];
    expect(runDeltas([wrapped, [1n, 9n], [5n, 3n]], [MARK_FIRST, 0, 0], 2)).toEqual({
      rows: [
        [0n, 0n],
        [2n, 2n],
        [5n, 3n],
      ],
      marks: [MARK_FIRST, MARK_WRAP, MARK_RESET],
      resets: 1,
    });
  });
});

test("rates equal the twin bit for bit", () => {
  const one = fc.record({
    delta: u64(),
    step: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    mark: fc.constantFrom(0, 0, MARK_WRAP, MARK_GAP, MARK_FIRST, MARK_RESET, MARK_ABSENT, MARK_GAP | MARK_WRAP),
  });
  assertProperty(
    fc.property(fc.array(one, { maxLength: 30 }), (input) => {
      arena.reset();
      let now = 1_700_000_000_000_000_000n;
      const times = input.map(({ step }) => (now += step));
      const deltas = input.map(({ delta }) => delta);
      const marks = input.map(({ mark }) => mark);
      const out = arena.allocate(input.length * 8);
      const marksAt = arena.place(Uint8Array.from(marks));
      exports.rates(arena.placeU64(deltas), marksAt, arena.placeU64(times), input.length, out);
      expect(arena.f64(out, input.length)).toEqual(ratesTwin(deltas, marks, times));
      expect(arena.damage()).toEqual([]);
    }),
    1000,
  );
});

test("values equal the twin bit for bit", () => {
  assertProperty(
    fc.property(fc.array(fc.option(u64(), { nil: null }), { maxLength: 30 }), fc.boolean(), (column, isSigned) => {
      arena.reset();
      const { columns, valid } = placeColumns(
        column.map((value) => (value === null ? null : [value])),
        1,
      );
      const out = arena.allocate(column.length * 8);
      exports.values(columns, valid, column.length, Number(isSigned), out);
      expect(arena.f64(out, column.length)).toEqual(valuesTwin(column, isSigned));
      expect(arena.damage()).toEqual([]);
    }),
    1000,
  );
});

test("an instant counted down below 0 shows as negative", () => {
  const { columns, valid } = placeColumns([[2n ** 64n - 1n], [2n ** 63n], [2n ** 63n - 1n]], 1);
  const out = arena.allocate(24);
  exports.values(columns, valid, 3, 1, out);
  expect(arena.f64(out, 3)).toEqual([-1, -(2 ** 63), 2 ** 63]);
});
