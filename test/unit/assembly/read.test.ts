import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  EFAULT,
  EINVAL,
  HEADER_SIZE,
  KIND_DATA,
  KIND_DESCRIPTORS,
  KIND_HEADER,
  KIND_ID,
  KVM_STATS_NAME_SIZE,
  NULL_GUARD,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_RESULT,
  READ_SIZE,
} from "../../../assembly/layout.ts";
import { CANARY, createArena } from "../../support/arena.ts";
import {
  canonicalPieces,
  cutPieces,
  joined,
  type Piece,
  pattern,
  placeFile,
  unseenPieces,
} from "../../support/file-in-memory.ts";
import { recordedFiles } from "../../support/pread-truth.ts";
import { assertProperty } from "../../support/property.ts";
import { preadTwin, readTwin } from "../../support/read-twin.ts";
import { instantiate } from "../../support/wasm.ts";

const { memory, exports } = instantiate();
const arena = createArena(memory);
const dumps = recordedFiles();
const vcpu = dumps[1]?.bytes ?? new Uint8Array();
const AREA = 8192;

beforeEach(() => arena.reset());

interface Call {
  readonly size: number;
  readonly position: bigint;
  readonly room: number;
  /** Bytes that the destination is off an 8-byte boundary. */
  readonly shift: number;
}

/** One read into a fresh area: its result, the whole area, where the position went. */
function call(read: (buffer: number, offset: number, end: number) => number, { position, room, shift }: Call) {
  const buffer = arena.allocate(AREA, shift);
  const offset = arena.placeU64([position]);
  const result = read(buffer, offset, buffer + room);
  const after = BigInt.asIntN(64, arena.u64(offset, 1)[0] ?? 0n);
  return { result, area: hex(arena.bytes(buffer, AREA)), after };
}

/** Compared as text: toEqual on typed arrays takes milliseconds. */
function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

function expected(file: Uint8Array, { size, position, room }: Call) {
  const { result, written } = readTwin(file, BigInt(size), position, room);
  const area = new Uint8Array(AREA).fill(CANARY);
  area.set(written);
  return { result, area: hex(area), after: result > 0 ? position + BigInt(result) : position };
}

function positions(length: number): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: BigInt(length) + 40n }),
    fc.constantFrom(0n, 23n, 24n, 25n, 71n, 72n, 73n, BigInt(length) - 1n, BigInt(length)),
    fc.constantFrom(-1n, -(2n ** 63n), 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n),
  );
}

function calls(length: number): fc.Arbitrary<Call> {
  return fc.record({
    size: fc.oneof(fc.nat(length + 40), fc.nat(80), fc.constantFrom(2 ** 31, 2 ** 32 - 1)),
    position: positions(length),
    room: fc.oneof(fc.constant(AREA), fc.nat(100), fc.nat(AREA)),
    shift: fc.nat(15),
  });
}

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

describe("kvm_stats_read", () => {
  function placeBlocks(pieces: readonly Piece[]): { header: number; id: number; desc: number; stats: number } {
    const [header = 0, id = 0, desc = 0, stats = 0] = pieces.map(({ bytes }, index) => arena.place(bytes, index));
    return { header, id, desc, stats };
  }

  test("equals stats_file_read on canonical dumps", () => {
    for (const { bytes } of dumps) {
      const pieces = canonicalPieces(bytes);
      const sizeStats = pieces[3].bytes.length;
      assertProperty(
        fc.property(calls(bytes.length), (wanted) => {
          arena.reset();
          const file = placeFile(arena, pieces);
          const { header, id, desc, stats } = placeBlocks(pieces);
          const whole = { ...wanted, room: AREA };
          const end = memory.buffer.byteLength;
          const kernel = call(
            (to, at) => exports.kvm_stats_read(id, header, desc, stats, sizeStats, to, wanted.size, at),
            whole,
          );
          const extents = call((to, at) => exports.stats_file_read(file, to, wanted.size, at, end), whole);
          expect(kernel).toEqual(extents);
          expect(kernel).toEqual(expected(bytes, whole));
          expect(arena.damage()).toEqual([]);
        }),
      );
    }
  });

  test("faults at the end of linear memory as the twin does with so much room", () => {
    const pieces = canonicalPieces(vcpu);
    const { header, id, desc, stats } = placeBlocks(pieces);
    const size_stats = pieces[3].bytes.length;
    const offset = arena.allocate(8);
    const end = memory.buffer.byteLength;
    for (const position of [0, 10, 24, 70, 72, 2951, 2952, 4026]) {
      for (const room of [0, 1, 7, 24, 40, 72, 100]) {
        for (const size of [24, 100, 4056]) {
          const area = new Uint8Array(memory.buffer, end - 128, 128).fill(CANARY);
          arena.view().setBigInt64(offset, BigInt(position), true);
          const result = exports.kvm_stats_read(id, header, desc, stats, size_stats, end - room, size, offset);
          const twin = readTwin(vcpu, BigInt(size), BigInt(position), room);
          expect(result, `${size} at ${position}, room ${room}`).toBe(twin.result);
          const touched = new Uint8Array(128).fill(CANARY);
          touched.set(twin.written, 128 - room);
          expect([...area]).toEqual([...touched]);
          expect(arena.u64(offset, 1)).toEqual([BigInt(position + Math.max(result, 0))]);
        }
      }
    }
  });

  test("a negative position is EINVAL before anything is looked at", () => {
    const offset = arena.placeU64([-1n]);
    expect(exports.kvm_stats_read(0, 0, 0, 0, 0, 0, 8, offset)).toBe(-EINVAL);
  });

  test("the data block is read as it is now, not as it was", () => {
    const pieces = canonicalPieces(vcpu);
    const { header, id, desc, stats } = placeBlocks(pieces);
    const buffer = arena.allocate(16);
    const offset = arena.allocate(8);
    for (const value of [7n, 2n ** 64n - 1n]) {
      arena.view().setBigUint64(stats + 8, value, true);
      arena.view().setBigInt64(offset, BigInt(vcpu.length - 1104 + 8), true);
      expect(exports.kvm_stats_read(id, header, desc, stats, 1104, buffer, 8, offset)).toBe(8);
      expect(arena.u64(buffer, 1)).toEqual([value]);
    }
  });

  test("no descriptors and no data is a file of header and id", () => {
    const header = new Uint8Array(HEADER_SIZE);
    new Uint32Array(header.buffer).set([0, KVM_STATS_NAME_SIZE, 0, 24, 72, 72]);
    const id = pattern(KVM_STATS_NAME_SIZE, 5);
    const blocks = placeBlocks([header, id].map((bytes) => ({ kind: KIND_HEADER, bytes })));
    const wanted = { size: 4096, position: 3n, room: AREA, shift: 2 };
    const got = call((to, at) => exports.kvm_stats_read(blocks.id, blocks.header, 0, 0, 0, to, 4096, at), wanted);
    expect(got).toEqual(expected(Uint8Array.from([...header, ...id]), wanted));
  });

  test("a block that begins after the position faults where the kernel would read in front of it", () => {
    const header = vcpu.slice(0, HEADER_SIZE);
    new DataView(header.buffer).setUint32(12, 32, true);
    const [, id, desc, stats] = canonicalPieces(vcpu);
    const at = placeBlocks([{ kind: KIND_HEADER, bytes: header }, id, desc, stats]);
    const offset = arena.placeU64([0n]);
    const buffer = arena.allocate(64);
    expect(exports.kvm_stats_read(at.id, at.header, at.desc, at.stats, 1104, buffer, 64, offset)).toBe(-EFAULT);
    expect(arena.bytes(buffer, 25)).toEqual(Uint8Array.from([...header, CANARY]));
    expect(arena.u64(offset, 1)).toEqual([0n]);
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
