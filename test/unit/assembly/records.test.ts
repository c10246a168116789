import fc from "fast-check";
import { compress } from "lz4js";
import { expect, test } from "vitest";
import { CRC_FOLD, CRC_SCRATCH, WALK_ENTRY_SIZE } from "../../../assembly/layout.ts";
import { crc32 } from "../../../web/format/crc32.ts";
import { createArena } from "../../support/arena.ts";
import { assertProperty } from "../../support/property.ts";
import { concat, record, u32, u64 } from "../../support/record-builder.ts";
import { lz4Twin, type WalkedRecord, walkTwin } from "../../support/record-twins.ts";
import { instantiate } from "../../support/wasm.ts";

const { memory, exports } = instantiate();
const arena = createArena(memory);

test("crc32 is that of a byte at a time, at any address and length", () => {
  exports.crc_init();
  exports.crc_init();
  const check = (bytes: Uint8Array, shift: number) => {
    arena.reset();
    const scratch = arena.allocate(CRC_SCRATCH);
    const found = exports.crc32(arena.place(bytes, shift), bytes.length, scratch) >>> 0;
    expect({ bytes: bytes.length, shift, found }).toEqual({ bytes: bytes.length, shift, found: crc32(bytes) });
  };
  assertProperty(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 7 }), check));
  const long = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 2_654_435_761) >>> 13);
  // around the shortest input that is folded, and around a full scratch memory
  const block = CRC_SCRATCH - CRC_FOLD;
  for (const edge of [2 * CRC_FOLD, CRC_FOLD + block, 2 * CRC_FOLD + block, CRC_FOLD + 2 * block, long.length - 40]) {
    for (let by = -33; by <= 33; by++) check(long.subarray(0, edge + by), by & 7);
  }
  assertProperty(
    fc.property(fc.nat({ max: long.length }), fc.nat({ max: 5000 }), (to, from) => check(long.subarray(from, to), 1)),
    20,
  );
  expect(arena.damage()).toEqual([]);
});

/** Records of all opcodes, with lengths that are right, or wrong by a little or by all of 64 bits. */
const records = fc
  .array(
    fc.record({
      opcode: fc.oneof(fc.constantFrom(3, 4, 5, 5, 5, 0x80, 0xff), fc.nat({ max: 255 })),
      body: fc.uint8Array({ maxLength: 60 }),
      wrong: fc.oneof({ weight: 12, arbitrary: fc.constant(0n) }, fc.bigInt({ min: -3n, max: 2n ** 64n - 1n })),
    }),
    { maxLength: 12 },
  )
  .map((all) => concat(all.map(({ opcode, body, wrong }) => record(opcode, body, BigInt(body.length) + wrong))));

test("a walk finds what a slow one finds, and stops where it stops, on any bytes", () => {
  const any = fc.oneof({ weight: 4, arbitrary: records }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }) });
  assertProperty(
    fc.property(any, fc.nat({ max: 14 }), fc.nat({ max: 7 }), (bytes, room, shift) => {
      arena.reset();
      const from = arena.place(bytes, shift);
      const entries = arena.allocate(room * WALK_ENTRY_SIZE);
      const next = arena.allocate(4);
      const count = exports.records_walk(from, from + bytes.length, entries, room, next) >>> 0;
      const view = arena.view();
      const found = Array.from({ length: count }, (_, i): WalkedRecord => {
        const at = entries + i * WALK_ENTRY_SIZE;
        return [
          view.getUint16(at + 22, true),
          view.getUint16(at + 20, true),
          view.getUint32(at + 16, true),
          view.getBigUint64(at, true),
          view.getBigUint64(at + 8, true),
          view.getUint32(at + 24, true) - from,
          view.getUint32(at + 28, true),
        ];
      });
      expect({ found, next: view.getUint32(next, true) - from }).toEqual(walkTwin(bytes, room));
      expect(arena.damage()).toEqual([]);
    }),
  );
});

/** Blocks as a compressor makes them, those with a byte changed or cut, and any bytes. */
const blocks = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { maxLength: 40 }),
    fc.nat({ max: 3 }),
    fc.nat(),
    fc.nat(),
  )
  .map(([words, damage, at, by]) => {
    // the first block of a frame: behind magic, flags, block size, header checksum and its own size
    const frame = compress(concat([...words, ...words, ...words]));
    const size = new DataView(frame.buffer, frame.byteOffset).getUint32(7, true) & 0x7fffffff;
    const block = frame.slice(11, 11 + size);
    if (damage === 1) block[at % Math.max(1, block.length)] = by;
    return damage === 2 ? block.subarray(0, at % (block.length + 1)) : block;
  });

test("an LZ4 block expands as a slow reader expands it, and writes nothing outside its room, on any bytes", () => {
  const any = fc.oneof({ weight: 4, arbitrary: blocks }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) });
  assertProperty(
    fc.property(any, fc.uint8Array({ maxLength: 20 }), fc.nat({ max: 1200 }), (block, before, room) => {
      arena.reset();
      const from = arena.place(block, 3);
      const start = arena.allocate(before.length + room, 1);
      new Uint8Array(memory.buffer).set(before, start);
      const to = start + before.length;
      const end = exports.lz4_block(from, from + block.length, start, to, to + room) >>> 0;
      const wanted = lz4Twin(block, [...before], room);
      expect(end === 0 ? null : [...arena.bytes(to, end - to)]).toEqual(wanted);
      expect([...arena.bytes(start, before.length)]).toEqual([...before]);
      expect(arena.damage()).toEqual([]);
    }),
  );
});

test("lengths beyond the end, of 64 bits and of nothing are told apart", () => {
  const message = record(5, concat([u32(1), u32(2), u64(3n), u64(4n)]).subarray(0, 22));
  for (const length of [2n ** 64n - 1n, 2n ** 63n, 2n ** 32n, 23n]) {
    expect(walkTwin(record(5, new Uint8Array(22), length), 4)).toEqual({ found: [], next: 0 });
  }
  expect(walkTwin(message, 4).found).toHaveLength(1);
});
