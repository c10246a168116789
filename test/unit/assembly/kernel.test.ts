import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createArena } from "../../support/arena.ts";
import { canonicalPieces, placeFile } from "../../support/file-in-memory.ts";
import { KERNEL_FILL, KERNEL_ROOM, type Kernel, openKernel } from "../../support/kernel.ts";
import { recordedFiles } from "../../support/pread-truth.ts";
import { assertProperty } from "../../support/property.ts";
import { instantiate } from "../../support/wasm.ts";

const { memory, exports } = instantiate();
const kernel = await openKernel();
const RUNS_PER_FILE = 1500;

if (typeof kernel === "string") {
  process.stdout.write(
    `The running kernel cannot be asked (${kernel}): its recorded answers were used, see truth.test.ts\n`,
  );
  test("the recorded answers stand in for the running kernel", () => {
    expect(recordedFiles().every(({ calls }) => calls.length > 500)).toBe(true);
  });
} else {
  compareWith(kernel);
}

function compareWith(kernel: Kernel): void {
  afterAll(() => kernel.close());

  test("the guest has run: its vCPU counted exits, the other one nothing", () => {
    const [, ran, idle] = kernel.files.map(({ fd }) => canonicalPieces(whole(kernel, fd))[3].bytes);
    expect(ran?.some((byte) => byte !== 0)).toBe(true);
    expect(ran).not.toEqual(idle);
  });

  test.each(kernel.files)("pread on $name equals the running kernel's for random and boundary calls", ({ fd }) => {
    const bytes = whole(kernel, fd);
    const arena = createArena(memory);
    const file = placeFile(arena, canonicalPieces(bytes));
    const area = arena.allocate(KERNEL_ROOM);
    const compare = (size: bigint, position: bigint, room: number) => {
      const theirs = kernel.pread(fd, size, position, room);
      const buffer = area + KERNEL_ROOM - room;
      new Uint8Array(memory.buffer).fill(KERNEL_FILL, area, area + KERNEL_ROOM);
      const result = exports.pread(file, buffer, area + KERNEL_ROOM, size, position);
      expect({ size, position, room, result }).toEqual({ size, position, room, result: theirs.result });
      expect(Buffer.compare(arena.bytes(buffer, room), theirs.area), `${size} at ${position}, room ${room}`).toBe(0);
    };

    const { edges, positions, sizes, rooms } = callsOn(bytes);
    for (const position of edges) for (const size of edges) compare(size, position, KERNEL_ROOM);
    assertProperty(fc.property(sizes, positions, rooms, compare), RUNS_PER_FILE);
    expect(arena.damage()).toEqual([]);
    expect(whole(kernel, fd), "the VM was not running").toEqual(bytes);
  });
}

/** The file as one big read gives it. */
function whole(kernel: Kernel, fd: number): Uint8Array {
  const { result, area } = kernel.pread(fd, BigInt(KERNEL_ROOM), 0n, KERNEL_ROOM);
  return area.slice(0, result);
}

/** Block boundaries and their neighbours, and where 64-bit sums and the VFS's limits lie. */
function callsOn(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const blocks = [0, 24, view.getUint32(16, true), view.getUint32(20, true), bytes.length].map(BigInt);
  const limits = [31n, 32n, 46n, 62n].map((bit) => 2n ** bit);
  const edges = [...blocks, ...limits].flatMap((edge) => (edge === 0n ? [0n, 1n] : [edge - 1n, edge, edge + 1n]));
  const beyond = [2n ** 47n, 2n ** 63n - 1n];
  const near = { min: 0n, max: BigInt(bytes.length) + 64n };
  return {
    edges,
    positions: fc.oneof(fc.bigInt(near), fc.constantFrom(...edges, ...beyond, -1n, -(2n ** 63n))),
    sizes: fc.oneof(fc.bigInt(near), fc.constantFrom(...edges, ...beyond, 2n ** 63n, 2n ** 64n - 1n)),
    rooms: fc.oneof(fc.constant(KERNEL_ROOM), fc.nat(120), fc.nat(bytes.length + 64)),
  };
}
