import fc from "fast-check";
import { expect, test } from "vitest";
import {
  COLUMN_FILE_BYTES,
  COLUMN_GENERATION,
  COLUMN_MISSING,
  COLUMN_NAME,
  COLUMN_PRESENT,
  COLUMN_ROUND,
  COLUMN_ROW,
  COLUMN_SCHEDULED,
  COLUMN_TIME,
  COLUMNS_SAMPLE,
  LANE_COUNT,
  READ_ENTRY_SIZE,
  RULE_BROKEN,
  RULE_SIZE,
  SAMPLES_SIZE,
  WALK_ENTRY_SIZE,
} from "../../../assembly/layout.ts";
import { createArena } from "../../support/arena.ts";
import { assertProperty, u64 } from "../../support/property.ts";
import { movedTwin, oddTwin, placeTwin, type TwinLane, type TwinRow } from "../../support/row-twins.ts";
import { instantiate } from "../../support/wasm.ts";

const { memory, exports } = instantiate();
const arena = createArena(memory);

/** Rows that are mostly whole, mostly of generation 0, with values that are mostly those of the first. */
function rowsOf(values: fc.Arbitrary<bigint>, length: number): fc.Arbitrary<TwinRow[]> {
  const row = fc.record({
    values: fc.array(values, { minLength: length, maxLength: length }),
    bytes: fc.oneof({ weight: 6, arbitrary: fc.constant(length * 8) }, fc.nat({ max: length * 8 + 7 })),
    generation: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat({ max: 2 })),
  });
  return fc.array(row, { maxLength: 14 }).map((all) =>
    all.map(({ values: u64s, bytes, generation }) => {
      const whole = new Uint8Array(length * 8 + 7);
      whole.set(new Uint8Array(BigUint64Array.from(u64s).buffer));
      return { bytes: whole.subarray(0, bytes), generation };
    }),
  );
}

function placeRows(rows: readonly TwinRow[]): {
  readonly at: number;
  readonly present: number;
  readonly generations: number;
} {
  return {
    at: arena.placeU32(rows.map(({ bytes }) => arena.place(bytes))),
    present: arena.placeU32(rows.map(({ bytes }) => bytes.length)),
    generations: arena.placeU32(rows.map(({ generation }) => generation)),
  };
}

test("rows_moved finds the bits that a slow one finds, with rows of any length, alone or four at once", () => {
  const some = fc.integer({ min: 0, max: 9 }).chain((length) =>
    fc.record({
      first: fc.array(u64(), { maxLength: length }),
      rows: rowsOf(fc.oneof({ weight: 3, arbitrary: fc.constant(7n) }, u64()), length),
    }),
  );
  assertProperty(
    fc.property(some, ({ first, rows }) => {
      arena.reset();
      const { at, present, generations } = placeRows(rows);
      const base = arena.placeU64(first);
      const [changed, filled] = [arena.placeU64(first.map(() => 0n)), arena.placeU64(first.map(() => 0n))];
      const n = rows.length;
      const size = first.length * 8;
      const end = exports.rows_moved(at, present, generations, n, 0, base, size, changed, filled) >>> 0;
      expect({ changed: arena.u64(changed, first.length), filled: arena.u64(filled, first.length), at: end }).toEqual(
        movedTwin(rows, 0, first),
      );
      expect(arena.damage()).toEqual([]);
    }),
  );
});

test("rows_odd stops at the row at which a slow one stops, and counts what it passes over", () => {
  const length = 12;
  const near = fc.oneof(fc.constantFrom(0n, 1n, 2n), fc.bigInt({ min: 0n, max: 20n }));
  const values = fc.oneof({ weight: 8, arbitrary: near }, u64(), fc.constantFrom(2n ** 48n - 1n, 2n ** 48n));
  const rule = fc
    .record({
      kind: fc.nat({ max: 4 }),
      a: fc.nat({ max: 12 }),
      b: fc.nat({ max: 12 }),
      from: fc.nat({ max: 12 }),
      count: fc.nat({ max: 9 }),
    })
    .map(({ kind, a, b, from, count }) => ({ kind, a: a * 8, b: b * 8, histogram: from * 8, count }));
  const some = fc.record({
    rows: rowsOf(values, length),
    rules: fc.array(fc.record({ rule, heard: fc.boolean() }), { minLength: 1, maxLength: 6 }),
    swap: fc.boolean(),
  });
  assertProperty(
    fc.property(some, ({ rows, rules, swap }) => {
      arena.reset();
      const ordered = rows.map(({ bytes, generation }) => ({ bytes: swap ? swapped(bytes) : bytes, generation }));
      const { at, present, generations } = placeRows(ordered);
      const place = arena.placeU32(
        rules.flatMap(({ rule: { kind, a, b, histogram, count } }) => [kind, a, b, histogram, count, 0]),
      );
      const bits = rules.reduce((all, { heard }, i) => (heard ? all | (1n << BigInt(i)) : all), 0n);
      const n = rows.length;
      const end = exports.rows_odd(at, present, generations, n, 0, Number(swap), place, rules.length, bits) >>> 0;
      const broken = rules.map((_, i) => arena.view().getUint32(place + i * RULE_SIZE + RULE_BROKEN, true));
      const heard = rules.map((each) => each.heard);
      expect({ at: end, broken }).toEqual(oddTwin(ordered, 0, { rules: rules.map((each) => each.rule), heard, swap }));
      expect(arena.damage()).toEqual([]);
    }),
    200,
  );
});

function swapped(bytes: Uint8Array): Uint8Array {
  const all = bytes.slice();
  for (let at = 0; at + 8 <= all.length; at += 8) all.subarray(at, at + 8).reverse();
  return all;
}

test("messages_place takes what a slow one takes, and leaves the same columns and reads", () => {
  const lane = fc.record({
    least: fc.nat({ max: 20 }),
    more: fc.nat({ max: 20 }),
    dataOffset: fc.nat(),
    around: fc.nat({ max: 10_000 }),
    generation: fc.nat({ max: 3 }),
    stride: fc.constantFrom(16, 24, 48),
    free: fc.nat({ max: 9 }),
    lastTime: fc.constantFrom(-1n, 0n, 2n ** 62n),
    lastRound: fc.constantFrom(0xffffffff, 0, 3),
  });
  const time = fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 40 }).map(BigInt) }, u64());
  const message = fc.record({
    opcode: fc.oneof({ weight: 20, arbitrary: fc.constant(5) }, fc.constantFrom(0, 3, 4)),
    channel: fc.oneof({ weight: 20, arbitrary: fc.nat({ max: 1 }) }, fc.constantFrom(2, 65_535)),
    sequence: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(254, 255, 256, 257, 258, 2 ** 32 - 1)),
    time,
    scheduled: u64().map((value) => BigInt.asIntN(64, value)),
    address: fc.nat(),
    bytes: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 40 }) }, fc.nat()),
  });
  const some = fc.tuple(fc.tuple(lane, lane), fc.array(message, { maxLength: 20 }), fc.boolean());
  assertProperty(
    fc.property(some, ([pair, messages, rise]) => {
      arena.reset();
      const lanes = arena.allocate(LANE_COUNT * 4);
      new Uint8Array(memory.buffer).fill(0, lanes, lanes + LANE_COUNT * 4);
      const sent = rise ? messages.map((each, i) => ({ ...each, opcode: 5, time: BigInt(i + 1) })) : messages;
      const capacity = 8;
      const placed = pair.map(({ more, ...rest }, channel) => {
        const columns = arena.allocate(capacity * COLUMNS_SAMPLE);
        const row = 0x100000 + channel * 0x10000;
        const twin: TwinLane = { ...rest, most: rest.least + more, capacity, row, fileBytes: 5n, samples: [] };
        const samples = arena.place(new Uint8Array(SAMPLES_SIZE));
        const view = arena.view();
        view.setBigInt64(samples, twin.lastTime, true);
        view.setBigUint64(samples + 8, twin.fileBytes, true);
        const words = [columns, 0, capacity, row, twin.free, twin.stride, twin.lastRound];
        for (const [i, word] of words.entries()) view.setUint32(samples + 16 + i * 4, word, true);
        const { dataOffset, around, least, most, generation } = twin;
        const at = arena.placeU32([samples, dataOffset, around, least, most, generation, 0, 0]);
        arena.view().setUint32(lanes + channel * 4, at, true);
        return { twin, samples, columns };
      });
      const entries = arena.allocate(sent.length * WALK_ENTRY_SIZE);
      const view = arena.view();
      for (const [i, { opcode, channel, sequence, scheduled, address, bytes, time: at }] of sent.entries()) {
        const entry = entries + i * WALK_ENTRY_SIZE;
        view.setBigUint64(entry, at, true);
        view.setBigInt64(entry + 8, scheduled, true);
        view.setUint32(entry + 16, sequence, true);
        view.setUint16(entry + 20, channel, true);
        view.setUint16(entry + 22, opcode, true);
        view.setUint32(entry + 24, address, true);
        view.setUint32(entry + 28, bytes, true);
      }
      const files = arena.allocate(sent.length * FILE_SIZE);
      const reads = arena.allocate(sent.length * READ_ENTRY_SIZE);
      const taken = exports.messages_place(entries, sent.length, lanes, files, reads) >>> 0;
      const wanted = placeTwin(sent, new Map(placed.map(({ twin }, channel) => [channel, twin])));
      expect(taken).toBe(wanted.length);
      const after = arena.view();
      const u32s = (at: number, count: number) =>
        Array.from({ length: count }, (_, i) => after.getUint32(at + i * 4, true));
      for (const [i, [address = 0, row = 0, bytes = 0, dataOffset = 0]] of wanted.entries()) {
        const file = files + i * FILE_SIZE;
        expect([after.getUint32(file, true), ...u32s(file + 8, 5)]).toEqual([1, dataOffset, 0, bytes, address, 3]);
        const read = [file, row, row + bytes, bytes, dataOffset, 0];
        expect(u32s(reads + i * READ_ENTRY_SIZE, 6)).toEqual(read);
      }
      for (const { twin, samples, columns } of placed) {
        expect(after.getBigInt64(samples, true)).toBe(twin.lastTime);
        expect(after.getBigUint64(samples + 8, true)).toBe(twin.fileBytes);
        const words = [columns, twin.samples.length, capacity, twin.row, twin.free, twin.stride, twin.lastRound];
        expect(u32s(samples + 16, 7)).toEqual(words);
        const found = twin.samples.map((_, i) => [
          after.getBigInt64(columns + COLUMN_TIME * capacity + i * 8, true),
          after.getBigInt64(columns + COLUMN_SCHEDULED * capacity + i * 8, true),
          ...WORDS.map((column) => BigInt(after.getUint32(columns + column * capacity + i * 4, true))),
          BigInt(after.getUint8(columns + COLUMN_MISSING * capacity + i)),
        ]);
        expect(found).toEqual(twin.samples);
      }
      expect(arena.damage()).toEqual([]);
    }),
    100,
  );
});

/** A file record of one extent. */
const FILE_SIZE = 8 + 24;
const WORDS = [COLUMN_ROW, COLUMN_PRESENT, COLUMN_FILE_BYTES, COLUMN_GENERATION, COLUMN_ROUND, COLUMN_NAME];
