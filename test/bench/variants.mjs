// @ts-check
// The reads that are measured from JavaScript, in Node and in the browser alike, and the meter that measures them.

/** @typedef {{ readonly name: string, readonly size: number, readonly run: (calls: number) => number }} Variant `run` returns the bytes read */
/** @typedef {{ readonly name: string, readonly size: number, readonly ns: number }} Timing least time of one call */
/** @typedef {Readonly<Record<string, number>>} Layout the constants of assembly/layout.ts */

/**
 * Reads of a dump's header, its data block and the whole file: by kvm_stats_read, by stats_file_read over extents, and by
 * TypedArray.set from shared memory to shared memory.
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

  const start = constant("ARENA_START");
  const header = new DataView(dump.buffer, dump.byteOffset);
  const idAt = header.getUint32(constant("HEADER_ID_OFFSET"), true);
  const descAt = header.getUint32(constant("HEADER_DESC_OFFSET"), true);
  const dataAt = header.getUint32(constant("HEADER_DATA_OFFSET"), true);
  bytes.set(dump, start);
  const sizeStats = dump.length - dataAt;
  const offset = start + 16384;
  const buffer = start + 32768 + 2048; // far from the source modulo 4096
  const end = buffer + 16384;
  const file = start + 20480;
  const blocks = [0, idAt, descAt, dataAt, dump.length];
  view.setUint32(file + constant("FILE_COUNT"), 4, true);
  for (let i = 0; i < 4; i++) {
    const extent = file + constant("FILE_EXTENTS") + i * constant("EXTENT_SIZE");
    const from = blocks[i] ?? 0;
    view.setBigUint64(extent + constant("EXTENT_OFFSET"), BigInt(from), true);
    view.setUint32(extent + constant("EXTENT_BYTES"), (blocks[i + 1] ?? 0) - from, true);
    view.setUint32(extent + constant("EXTENT_ADDRESS"), start + from, true);
  }

  const offsetLow = offset >> 2;
  return [
    { position: 0, size: dataAt === 0 ? 0 : constant("HEADER_SIZE") },
    { position: dataAt, size: sizeStats },
    { position: 0, size: dump.length },
  ].flatMap(({ position, size }) => {
    return [
      {
        name: "kvm_stats_read",
        size,
        run(calls) {
          let sum = 0;
          for (let i = 0; i < calls; i++) {
            words[offsetLow] = position;
            sum += kvm_stats_read(start + idAt, start, start + descAt, start + dataAt, sizeStats, buffer, size, offset);
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
        name: "JavaScript set",
        size,
        run(calls) {
          for (let i = 0; i < calls; i++) {
            bytes.set(bytes.subarray(start + position, start + position + size), buffer);
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
