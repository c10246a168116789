import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { EFAULT, EINVAL, HEADER_SIZE, KIND_HEADER, KVM_STATS_NAME_SIZE } from "../../../assembly/layout.ts";
import { CANARY } from "../../support/arena.ts";
import { canonicalPieces, type Piece, pattern, placeFile } from "../../support/file-in-memory.ts";
import { assertProperty } from "../../support/property.ts";
import { AREA, arena, call, calls, dumps, expected, exports, memory, vcpu } from "../../support/read-calls.ts";
import { readTwin } from "../../support/read-twin.ts";

beforeEach(() => arena.reset());

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
