import { expect, test } from "vitest";
import type { Arena } from "../../../web/engine/arena.ts";
import { createRows } from "../../../web/engine/rows.ts";

/** An arena that only counts. */
function counting(): Arena & { held: number } {
  let next = 65_536;
  const arena = {
    held: 0,
    alloc(bytes: number) {
      arena.held += bytes;
      const address = next;
      next += bytes;
      return address;
    },
    free(_: number, bytes: number) {
      arena.held -= bytes;
    },
  };
  return arena;
}

test("one huge dump in a series does not make every later row as large", () => {
  const arena = counting();
  const rows = createRows(arena);
  for (let i = 0; i < 10; i++) rows.next(1104);
  rows.next(64 * 2 ** 20);
  const before = arena.held;
  for (let i = 0; i < 1000; i++) rows.next(1104);
  expect(arena.held - before).toBeLessThan(4 * 2 ** 20);
  rows.release();
  expect(arena.held).toBe(0);
});

test("rows never overlap, whatever their sizes", () => {
  const rows = createRows(counting());
  const given = [8, 1104, 5, 70_000, 1104, 16_384, 16_385, 0, 2000, 1104].flatMap((bytes) =>
    Array.from({ length: 40 }, () => ({ bytes, address: rows.next(bytes) })),
  );
  given.sort((a, b) => a.address - b.address);
  for (const [i, { address, bytes }] of given.entries()) {
    expect(address % 8).toBe(0);
    expect(given[i + 1]?.address ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(address + Math.max(bytes, 1));
  }
});
