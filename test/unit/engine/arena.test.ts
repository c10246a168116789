import fc from "fast-check";
import { expect, test } from "vitest";
import { ARENA_START } from "../../../assembly/layout.ts";
import { createArena, sizeClass } from "../../../web/engine/arena.ts";
import { assertProperty } from "../../support/property.ts";

function memory(maximum = 1024): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 16, maximum, shared: true });
}

test("pieces never overlap, also between two arenas on one memory, and stay in the memory", () => {
  assertProperty(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 200_000 })), { maxLength: 40 }), (wanted) => {
      const shared = memory(65535);
      const arenas = [createArena(shared, 65535), createArena(shared, 65535)];
      const held: { address: number; bytes: number; arena: number }[] = [];
      for (const [second, bytes] of wanted) {
        const arena = second ? 1 : 0;
        const address = arenas[arena]?.alloc(bytes) ?? 0;
        expect(address % 64).toBe(0);
        expect(address).toBeGreaterThanOrEqual(ARENA_START);
        expect(address + bytes).toBeLessThanOrEqual(shared.buffer.byteLength);
        for (const other of held)
          expect(address >= other.address + other.bytes || other.address >= address + bytes).toBe(true);
        held.push({ address, bytes, arena });
        if (bytes % 3 === 0) {
          const [free] = held.splice(0, 1);
          if (free) arenas[free.arena]?.free(free.address, free.bytes);
        }
      }
    }),
    50,
  );
});

test("what is freed is used again", () => {
  const arena = createArena(memory(), 1024);
  const address = arena.alloc(1000);
  arena.free(address, 1000);
  expect(arena.alloc(990)).toBe(address);
});

test("size classes lose at most a quarter", () => {
  for (let bytes = 1; bytes < 1e7; bytes = Math.ceil(bytes * 1.1)) {
    expect(sizeClass(bytes)).toBeGreaterThanOrEqual(bytes);
    expect(sizeClass(bytes)).toBeLessThanOrEqual(Math.max(64, bytes * 1.25 + 64));
  }
});

test("a memory that cannot grow says so in one sentence and keeps what it has", () => {
  const arena = createArena(memory(32), 32);
  expect(() => arena.alloc(8 * 2 ** 20)).toThrow(/^Cannot hold more samples: 8 MiB more needed, \d+ MiB is all/);
  expect(arena.alloc(1000)).toBeGreaterThan(0);
});
