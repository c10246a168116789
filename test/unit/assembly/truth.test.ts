import { expect, test } from "vitest";
import { EFAULT, EINVAL } from "../../../assembly/layout.ts";
import { CANARY, createArena } from "../../support/arena.ts";
import { canonicalPieces, placeFile } from "../../support/file-in-memory.ts";
import { type RecordedCall, recordedFiles } from "../../support/pread-truth.ts";
import { instantiate } from "../../support/wasm.ts";

const ERRNO = { EFAULT, EINVAL };
const ROOM = 8192;

const { memory, exports } = instantiate();
const arena = createArena(memory);

test.each(recordedFiles())("pread answers every recorded call on $name as the kernel did", ({ bytes, calls }) => {
  arena.reset();
  const file = placeFile(arena, canonicalPieces(bytes));
  const buffer = arena.allocate(ROOM);
  const answers = calls.map((call) => {
    new Uint8Array(memory.buffer).fill(CANARY, buffer, buffer + ROOM);
    const end = buffer + (call.room ?? ROOM);
    const result = exports.pread(file, buffer, end, BigInt(call.size), BigInt(call.offset));
    return { call, result, area: arena.bytes(buffer, ROOM) };
  });

  for (const { call, result, area } of answers) {
    expect({ call, result }).toEqual({ call, result: recordedResult(call) });
    const touched = call.touched ?? Math.max(call.return, 0);
    const expected = new Uint8Array(ROOM).fill(CANARY);
    expected.set(bytes.subarray(Number(call.offset), Number(call.offset) + touched));
    expect(Buffer.compare(area, expected), JSON.stringify(call)).toBe(0);
  }
  expect(arena.damage()).toEqual([]);
});

test("the record holds 1,110 calls", () => {
  expect(recordedFiles().reduce((sum, { calls }) => sum + calls.length, 0)).toBe(555 + 585);
});

function recordedResult(call: RecordedCall): number {
  return call.errno === undefined ? call.return : -ERRNO[call.errno];
}
