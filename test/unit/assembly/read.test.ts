import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  EFAULT,
  EINVAL,
  KIND_DATA,
  KIND_DESCRIPTORS,
  KIND_HEADER,
  KIND_ID,
  NULL_GUARD,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_RESULT,
  READ_SIZE,
} from "../../../assembly/layout.ts";
import { CANARY } from "../../support/arena.ts";
import {
  canonicalPieces,
  cutPieces,
  joined,
  type Piece,
  pattern,
  placeFile,
  unseenPieces,
} from "../../support/file-in-memory.ts";
import { assertProperty } from "../../support/property.ts";
import {
  AREA,
  arena,
  call,
  calls,
  dumps,
  expected,
  exports,
  hex,
  memory,
  positions,
  vcpu,
} from "../../support/read-calls.ts";
import { preadTwin } from "../../support/read-twin.ts";

beforeEach(() => arena.reset());

const unseen: fc.Arbitrary<readonly Piece[]> = fc
  .record({
    nameSize: fc.constantFrom(1, 8, 24, 48, 64, 200),
    numDesc: fc.nat(12),
    dataBytes: fc.nat(300),
    bigEndian: fc.boolean(),
    order: fc
      .shuffledSubarray([KIND_ID, KIND_DESCRIPTORS, KIND_DATA], { minLength: 3 })
      .chain((kinds) => fc.tuple(...kinds.map((kind) => fc.record({ kind: fc.constant(kind), gap: fc.nat(40) })))),
    trailing: fc.nat(60),
  })
  .map(unseenPieces);

describe("stats_file_read", () => {
  test("equals the byte-by-byte twin on real dumps: result, bytes, position, nothing else touched", () => {
    for (const { bytes } of dumps) {
      assertProperty(
        fc.property(calls(bytes.length), (wanted) => {
          arena.reset();
          const file = placeFile(arena, canonicalPieces(bytes));
          const got = call((to, at, end) => exports.stats_file_read(file, to, wanted.size, at, end), wanted);
          expect(got).toEqual(expected(bytes, wanted));
          expect(arena.damage()).toEqual([]);
        }),
      );
    }
  });

  test("reads legal layouts that no kernel makes, whole or cut anywhere, byte for byte", () => {
    const cases = unseen.chain((pieces) => {
      const length = joined(pieces).length;
      return fc.tuple(fc.constant(pieces), fc.oneof(fc.constant(length), fc.nat(length)), calls(length));
    });
    assertProperty(
      fc.property(cases, ([pieces, length, wanted]) => {
        arena.reset();
        const cut = cutPieces(pieces, length);
        const file = placeFile(arena, cut);
        const got = call((to, at, end) => exports.stats_file_read(file, to, wanted.size, at, end), wanted);
        expect(got).toEqual(expected(joined(cut), wanted));
        expect(arena.damage()).toEqual([]);
      }),
    );
  });

  test("a file of no bytes is at its end everywhere", () => {
    const file = placeFile(arena, []);
    const wanted = { size: 10, position: 0n, room: AREA, shift: 0 };
    const got = call((to, at, end) => exports.stats_file_read(file, to, 10, at, end), wanted);
    expect(got).toEqual(expected(new Uint8Array(), wanted));
  });

  test("extents of no bytes are passed over", () => {
    const empty = { kind: KIND_DATA, bytes: new Uint8Array() };
    const pieces = [
      empty,
      { kind: KIND_HEADER, bytes: pattern(24, 0) },
      empty,
      { kind: KIND_ID, bytes: pattern(9, 3) },
      empty,
    ];
    const file = placeFile(arena, pieces);
    const wanted = { size: 100, position: 20n, room: AREA, shift: 1 };
    const got = call((to, at, end) => exports.stats_file_read(file, to, 100, at, end), wanted);
    expect(got).toEqual(expected(joined(pieces), wanted));
  });

  test("copies every length around the steps of the copy loop, at every alignment", () => {
    const bytes = pattern(4200, 7);
    const file = placeFile(arena, [{ kind: KIND_DATA, bytes }]);
    const buffer = arena.allocate(AREA);
    const offset = arena.allocate(8);
    const all = new Uint8Array(memory.buffer);
    const sizes = [...Array(200).keys(), ...[1103, 1104, 1105, 2047, 2048, 2049, 2064, 4095, 4096, 4097]];
    for (const size of sizes) {
      for (const [from, shift] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [3, 5],
        [8, 15],
        [15, 8],
      ] as const) {
        all.fill(CANARY, buffer, buffer + AREA);
        arena.view().setBigInt64(offset, BigInt(from), true);
        expect(exports.stats_file_read(file, buffer + shift, size, offset, buffer + AREA)).toBe(size);
        const area = new Uint8Array(AREA).fill(CANARY);
        area.set(bytes.subarray(from, from + size), shift);
        expect(Buffer.compare(arena.bytes(buffer, AREA), area), `${size} bytes from ${from}`).toBe(0);
      }
    }
    expect(arena.damage()).toEqual([]);
  });

  test("a buffer below the null guard or behind its end faults without a byte written", () => {
    const file = placeFile(arena, canonicalPieces(vcpu));
    const offset = arena.placeU64([0n]);
    const low = arena.bytes(0, NULL_GUARD);
    expect(exports.stats_file_read(file, 0, 16, offset, AREA)).toBe(-EFAULT);
    expect(exports.stats_file_read(file, NULL_GUARD - 1, 16, offset, AREA)).toBe(-EFAULT);
    expect(exports.stats_file_read(file, 9000, 16, offset, AREA)).toBe(-EFAULT);
    expect(arena.bytes(0, NULL_GUARD)).toEqual(low);
    expect(arena.u64(offset, 1)).toEqual([0n]);
  });

  test("at the end of the file even a null buffer gives 0", () => {
    const file = placeFile(arena, canonicalPieces(vcpu));
    const offset = arena.placeU64([BigInt(vcpu.length)]);
    expect(exports.stats_file_read(file, 0, 16, offset, 0)).toBe(0);
  });

  test("a buffer end behind the end of memory faults there and does not trap", () => {
    const file = placeFile(arena, canonicalPieces(vcpu));
    const offset = arena.placeU64([0n]);
    const end = memory.buffer.byteLength;
    expect(exports.stats_file_read(file, end - 100, 4096, offset, end + 65536)).toBe(-EFAULT);
    expect(arena.bytes(end - 100, 100)).toEqual(vcpu.slice(0, 100));
  });

  test("walks a file in small steps and ends with 0", () => {
    const file = placeFile(arena, canonicalPieces(vcpu));
    const offset = arena.placeU64([0n]);
    const buffer = arena.allocate(AREA);
    let length = 0;
    for (;;) {
      const result = exports.stats_file_read(file, buffer + length, 37, offset, buffer + AREA);
      if (result === 0) break;
      length += result;
    }
    expect(arena.bytes(buffer, length)).toEqual(vcpu);
  });
});

describe("pread", () => {
  const sizes = fc.oneof(
    fc.bigInt({ min: 0n, max: 5000n }),
    fc.constantFrom(
      ...[31n, 32n, 40n, 46n, 47n, 62n, 63n].flatMap((bit) => [2n ** bit - 1n, 2n ** bit, 2n ** bit + 1n]),
    ),
    fc.constant(2n ** 64n - 1n),
  );

  test("equals the twin for any size and position of 64 bits", () => {
    assertProperty(
      fc.property(sizes, positions(vcpu.length), fc.nat(AREA), (size, position, room) => {
        arena.reset();
        const file = placeFile(arena, canonicalPieces(vcpu));
        const buffer = arena.allocate(AREA);
        const result = exports.pread(file, buffer, buffer + room, size, position);
        const twin = preadTwin(vcpu, size, position, room);
        expect(result).toBe(twin.result);
        const area = new Uint8Array(AREA).fill(CANARY);
        area.set(twin.written);
        expect(Buffer.compare(arena.bytes(buffer, AREA), area)).toBe(0);
        expect(arena.damage()).toEqual([]);
      }),
      1000,
    );
  });

  test.each([
    ["position before size", -1n, 2n ** 63n, -EINVAL],
    ["size before the sum", 2n ** 63n - 1n, 2n ** 47n, -EFAULT],
    ["the sum", 2n ** 63n - 1n, 1n, -EINVAL],
    ["the last position there is", 2n ** 63n - 1n, 0n, 0],
    ["the largest size that reads", 0n, 2n ** 47n - 1n, 4056],
  ])("checks in the VFS's order: %s", (_, position, size, result) => {
    const file = placeFile(arena, canonicalPieces(vcpu));
    const buffer = arena.allocate(AREA);
    expect(exports.pread(file, buffer, buffer + AREA, size, position)).toBe(result);
  });
});

describe("read_batch", () => {
  test("answers each entry as a read of its own and counts those that succeed", () => {
    const files = dumps.map(({ bytes }) => ({ bytes, file: placeFile(arena, canonicalPieces(bytes)) }));
    const wanted = files.flatMap(({ bytes, file }) =>
      [
        { size: 24, position: 0n, room: 24 },
        { size: 1104, position: BigInt(bytes.length - 1104), room: 1104 },
        { size: 100, position: 10n, room: 30 },
        { size: 10, position: BigInt(bytes.length), room: 0 },
        { size: 10, position: -5n, room: 10 },
        { size: 5000, position: 1n, room: AREA },
      ].map((read) => ({ ...read, bytes, file })),
    );
    const buffers = wanted.map(() => arena.allocate(AREA));
    const entries = arena.allocate(wanted.length * READ_ENTRY_SIZE);
    const view = arena.view();
    for (const [index, { file, size, position, room }] of wanted.entries()) {
      const entry = entries + index * READ_ENTRY_SIZE;
      const buffer = buffers[index] ?? 0;
      view.setUint32(entry + READ_FILE, file, true);
      view.setUint32(entry + READ_BUFFER, buffer, true);
      view.setUint32(entry + READ_BUFFER_END, buffer + room, true);
      view.setUint32(entry + READ_SIZE, size, true);
      view.setBigInt64(entry + READ_OFFSET, position, true);
    }
    expect(exports.read_batch(entries, wanted.length)).toBe(8);
    for (const [index, read] of wanted.entries()) {
      const entry = entries + index * READ_ENTRY_SIZE;
      const twin = expected(read.bytes, { ...read, shift: 0 });
      expect(view.getInt32(entry + READ_RESULT, true)).toBe(twin.result);
      expect(view.getBigInt64(entry + READ_OFFSET, true)).toBe(read.position);
      expect(hex(arena.bytes(buffers[index] ?? 0, AREA))).toBe(twin.area);
    }
    expect(arena.damage()).toEqual([]);
  });

  test("no entries, nothing read", () => {
    expect(exports.read_batch(0, 0)).toBe(0);
  });
});
