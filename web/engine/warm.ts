// A first call pays for compilation, and WebAssembly has no on-stack replacement: every kernel runs on a tiny input at
// start, three times, so that the first real one is fast (facts: 0.6-2.7 ms instead of 0.14).

import { PIXEL_SIZE, READ_BUFFER, READ_BUFFER_END, READ_FILE, READ_SIZE } from "../../assembly/layout.ts";
import type { Engine } from "./engine.ts";
import { writeFileRecord } from "./file-record.ts";

const ROUNDS = 3;
const SAMPLES = 4;
const BUCKETS = 2;
const SCRATCH = 4096;

/** Calls every export of the module on a scratch block. */
export function warm(engine: Engine): void {
  const { kernel, arena } = engine;
  const base = arena.alloc(SCRATCH);
  const file = base;
  const data = base + 256;
  const offset = base + 512;
  const entry = base + 576;
  const rows = base + 640;
  const present = base + 704;
  const times = base + 768;
  const column = base + 1024;
  const bytes = base + 1280;
  const marks = base + 1344;
  const out = base + 1536;
  engine.bytes().fill(0, base, base + SCRATCH);
  writeFileRecord(engine, file, [{ kind: "data", offset: 0, bytes: 64, address: data }]);
  const view = engine.view();
  for (let i = 0; i < SAMPLES; i++) {
    view.setUint32(rows + i * 4, data, true);
    view.setUint32(present + i * 4, 64, true);
    view.setBigInt64(times + i * 8, BigInt(i), true);
  }
  view.setUint32(entry + READ_FILE, file, true);
  view.setUint32(entry + READ_BUFFER, out, true);
  view.setUint32(entry + READ_BUFFER_END, out + 64, true);
  view.setUint32(entry + READ_SIZE, 64, true);
  for (let round = 0; round < ROUNDS; round++) {
    view.setBigInt64(offset, 0n, true);
    kernel.kvm_stats_read(data, data, data, data, 0, out, 16, offset);
    kernel.stats_file_read(file, out, 16, offset, out + 16);
    kernel.pread(file, out, out + 64, 64n, 0n);
    kernel.read_batch(entry, 1);
    kernel.crc_init();
    kernel.crc32(data, 64, out);
    kernel.lz4_block(data, data + 1, out, out, out + 64);
    kernel.records_walk(data, data + 64, out, 4, offset);
    kernel.columns_check(data, 64);
    kernel.columns_expand(data, 0, out, 8, out + 64);
    kernel.messages_place(out, 0, data, file, entry);
    kernel.rows_odd(rows, present, marks, SAMPLES, 0, 0, data, 1, 1n);
    kernel.rows_moved(rows, present, marks, SAMPLES, 0, data, 64, out, out + 64);
    kernel.extract(rows, present, SAMPLES, 0, 0, column, bytes);
    kernel.changed(column, bytes, SAMPLES);
    kernel.marks(times, bytes, SAMPLES, 8n, marks);
    kernel.deltas(column, bytes, marks, SAMPLES, out, marks + 16);
    kernel.rates(out, marks, times, SAMPLES, out + 64);
    kernel.values(column, bytes, SAMPLES, 1, out);
    kernel.window(times, out, marks, SAMPLES, 0n, 4n, 2, 1, out + 2 * PIXEL_SIZE);
    kernel.lower_bound(times, SAMPLES, 2n);
    kernel.range(column, marks, times, 0, SAMPLES, out);
    kernel.extract_block(rows, present, SAMPLES, 0, BUCKETS, 0, column, bytes);
    kernel.hist_deltas(column, bytes, marks, SAMPLES, BUCKETS, out, marks + 16);
    kernel.hist_window(times, out, marks, SAMPLES, BUCKETS, 0n, 4n, 2, out + 256, marks + 32, out + 512);
    kernel.percentile(out, BUCKETS, 0.5);
  }
  arena.free(base, SCRATCH);
}
