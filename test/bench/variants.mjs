// @ts-check
// The reads that are measured from JavaScript, in Node and in the browser alike, and the meter that measures them.

import { scriptRead } from "./script-read.mjs";

/** @typedef {{ readonly name: string, readonly size: number, readonly run: (calls: number) => number }} Variant `run` returns the bytes read */
/** @typedef {{ readonly name: string, readonly size: number, readonly ns: number }} Timing least time of one call */
/** @typedef {Readonly<Record<string, number>>} Layout the constants of assembly/layout.ts */

/**
 * Reads of a dump's header, its data block and the whole file: by kvm_stats_read, by stats_file_read over extents, by the
 * same read in JavaScript, and by one bare TypedArray.set from shared memory to shared memory.
 * @param {{ readonly wasm: Uint8Array<ArrayBuffer>, readonly dump: Uint8Array, readonly layout: Layout }} input
 * @returns {readonly Variant[]}
 */
export function createVariants({ wasm, dump, layout }) {
  const constant = (/** @type {string} */ name) => layout[name] ?? Number.NaN;
  const memory = new WebAssembly.Memory({ initial: 16, maximum: constant("MAX_PAGES"), shared: true });
  const exports = /** @type {Record<string, (...args: number[]) => number>} */ (
    /** @type {unknown} */ (new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } }).exports)
  );
  const { kvm_stats_read, stats_file_read } = exports;
  if (kvm_stats_read === undefined || stats_file_read === undefined) throw new Error("Cannot measure: exports missing");
  const bytes = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const view = new DataView(memory.buffer);

  const header = new DataView(dump.buffer, dump.byteOffset);
  const dataAt = header.getUint32(constant("HEADER_DATA_OFFSET"), true);
  const starts = [
    0,
    header.getUint32(constant("HEADER_ID_OFFSET"), true),
    header.getUint32(constant("HEADER_DESC_OFFSET"), true),
    dataAt,
  ];
  const areas = constant("ARENA_START");
  // Each block aligned to a cache line as in native.c; no two areas at the same place modulo 4096.
  const area = (/** @type {number} */ index) => areas + index * (8192 + 512);
  const [headerArea, idArea, descArea, dataArea] = [area(0), area(1), area(2), area(3)];
  const [whole, file, offset, buffer] = [area(4), area(5), area(6), area(7)];
  const end = buffer + 8192;
  const sizeStats = dump.length - dataAt;
  bytes.set(dump, whole);
  view.setUint32(file + constant("FILE_COUNT"), starts.length, true);
  for (const [index, from] of starts.entries()) {
    const block = dump.subarray(from, starts[index + 1] ?? dump.length);
    const extent = file + constant("FILE_EXTENTS") + index * constant("EXTENT_SIZE");
    bytes.set(block, area(index));
    view.setBigUint64(extent + constant("EXTENT_OFFSET"), BigInt(from), true);
    view.setUint32(extent + constant("EXTENT_BYTES"), block.length, true);
    view.setUint32(extent + constant("EXTENT_ADDRESS"), area(index), true);
  }

  const extents = starts.map((from, index) => {
    const length = (starts[index + 1] ?? dump.length) - from;
    return { offset: from, bytes: bytes.subarray(area(index), area(index) + length) };
  });
  const target = bytes.subarray(buffer, end);
  const cursor = { position: 0 };
  const offsetLow = offset >> 2;
  return [
    { position: 0, size: constant("HEADER_SIZE"), source: headerArea },
    { position: dataAt, size: sizeStats, source: dataArea },
    { position: 0, size: dump.length, source: whole },
  ].flatMap(({ position, size, source }) => {
    return [
      {
        name: "kvm_stats_read",
        size,
        run(calls) {
          let sum = 0;
          for (let i = 0; i < calls; i++) {
            words[offsetLow] = position;
            sum += kvm_stats_read(idArea, headerArea, descArea, dataArea, sizeStats, buffer, size, offset);
          }
          return sum;
        },
      },
      {
        name: "stats_file_read",
        size,
        run(calls) {
          let sum = 0;
          for (let i = 0; i < calls; i++) {
            words[offsetLow] = position;
            sum += stats_file_read(file, buffer, size, offset, end);
          }
          return sum;
        },
      },
      {
        name: "JavaScript",
        size,
        run(calls) {
          let sum = 0;
          for (let i = 0; i < calls; i++) {
            cursor.position = position;
            sum += scriptRead(extents, target, size, cursor);
          }
          return sum;
        },
      },
      {
        name: "JavaScript set",
        size,
        run(calls) {
          for (let i = 0; i < calls; i++) {
            bytes.set(bytes.subarray(source, source + size), buffer);
          }
          return calls * size;
        },
      },
    ];
  });
}

/**
 * Times variants in turns, so that a busy moment of the machine hits all of them alike.
 * @param {readonly Variant[]} variants
 * @param {{ readonly sliceMs: number, readonly rotations: number }} options `rotations`: turns over all variants in a round
 */
export function createMeter(variants, { sliceMs, rotations }) {
  const timed = variants.map((variant) => ({ variant, calls: 1, least: Number.POSITIVE_INFINITY }));
  for (const each of timed) {
    for (let warm = 0; warm < 20; warm++) elapsed(each.variant, 2000);
    while (leastOfThree(each.variant, each.calls) < sliceMs / 2) each.calls *= 2;
  }
  let turn = 0;
  return {
    round() {
      for (let rotation = 0; rotation < rotations; rotation++, turn++) {
        for (let i = 0; i < timed.length; i++) {
          const each = timed[(i + turn) % timed.length];
          if (each === undefined) continue;
          each.least = Math.min(each.least, elapsed(each.variant, each.calls) / each.calls);
        }
      }
    },
    /** @returns {readonly Timing[]} */
    timings: () => timed.map(({ variant: { name, size }, least }) => ({ name, size, ns: least * 1e6 })),
  };
}

/**
 * One slow turn must not end the calibration early: a slice of a few calls is below the clock's resolution.
 * @param {Variant} variant
 * @param {number} calls
 */
function leastOfThree(variant, calls) {
  return Math.min(elapsed(variant, calls), elapsed(variant, calls), elapsed(variant, calls));
}

/**
 * Milliseconds that many calls take.
 * @param {Variant} variant
 * @param {number} calls
 */
function elapsed({ name, size, run }, calls) {
  const before = performance.now();
  const bytesRead = run(calls);
  const after = performance.now();
  if (bytesRead !== calls * size)
    throw new Error(`Cannot measure ${name}: read ${bytesRead} bytes, expected ${calls * size}`);
  return after - before;
}
