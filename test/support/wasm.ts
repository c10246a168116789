// The module under test: compiled when it is missing or older than its sources, instantiated on a memory of the test's own.

import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAX_PAGES } from "../../assembly/layout.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const INITIAL_PAGES = 16;

/** What build/kvm.wasm exports, as JavaScript sees it. Addresses at or above 2 GiB come back negative: use >>> 0. */
export interface KvmExports {
  kvm_stats_read(
    id: number,
    header: number,
    desc: number,
    stats: number,
    size_stats: number,
    user_buffer: number,
    size: number,
    offset: number,
  ): number;
  stats_file_read(file: number, user_buffer: number, size: number, offset: number, user_end: number): number;
  pread(file: number, user_buffer: number, user_end: number, size: bigint, position: bigint): number;
  read_batch(entries: number, count: number): number;
  extract(rows: number, present: number, n: number, offset: number, swap: number, dst: number, valid: number): number;
  extract_block(
    rows: number,
    present: number,
    n: number,
    offset: number,
    cols: number,
    swap: number,
    dst: number,
    valid: number,
  ): number;
  changed(column: number, valid: number, n: number): number;
  marks(times: number, breaks: number, n: number, max_gap: bigint, out: number): void;
  deltas(column: number, valid: number, marks_in: number, n: number, out: number, marks_out: number): number;
  hist_deltas(
    columns: number,
    valid: number,
    marks_in: number,
    n: number,
    buckets: number,
    out: number,
    marks_out: number,
  ): number;
  rates(deltas: number, marks: number, times: number, n: number, out: number): void;
  values(column: number, valid: number, n: number, is_signed: number, out: number): void;
  lower_bound(times: number, n: number, t: bigint): number;
  window(
    times: number,
    values: number,
    marks: number,
    n: number,
    from: bigint,
    to: bigint,
    pixels: number,
    out: number,
  ): number;
  range(deltas: number, marks: number, from_index: number, to_index: number, out: number): void;
  hist_window(
    times: number,
    hist_deltas: number,
    marks: number,
    n: number,
    buckets: number,
    from: bigint,
    to: bigint,
    pixels: number,
    out: number,
    out_marks: number,
    total: number,
  ): number;
  percentile(counts: number, buckets: number, q: number): number;
}

export interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly exports: KvmExports;
}

const bytes = await compile();
const wasmModule = new WebAssembly.Module(bytes);

/** The module's bytes, for tests of its shape. */
export function moduleBytes(): Uint8Array<ArrayBuffer> {
  return bytes;
}

/** A new shared memory of that many 64 KiB pages, at least 16. */
export function createMemory(pages = INITIAL_PAGES): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, shared: true });
}

/** An instance of the module on a memory; on a new one when none is given. */
export function instantiate(memory = createMemory()): Instance {
  const exports = new WebAssembly.Instance(wasmModule, { env: { memory } }).exports;
  return { memory, exports: exports as unknown as KvmExports };
}

/** build/kvm.wasm, made first when it is stale. Files appear under their name whole: other test files read them meanwhile. */
async function compile(): Promise<Uint8Array<ArrayBuffer>> {
  const output = join(REPOSITORY, "build/kvm.wasm");
  const sources = join(REPOSITORY, "assembly");
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(join(sources, name)).mtimeMs));
  if ((statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest) {
    mkdirSync(join(REPOSITORY, "build"), { recursive: true });
    const asc = await import("assemblyscript/asc"); // seconds to load, so only when needed
    const args = ["--config", join(sources, "asconfig.json"), "--target", "release"];
    const { error, stderr } = await asc.main(args, { writeFile });
    if (error) throw new Error(`Cannot compile assembly/: ${stderr}`);
  }
  return new Uint8Array(readFileSync(output));
}

function writeFile(name: string, contents: Uint8Array | string): void {
  const path = join(REPOSITORY, "build", basename(name));
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
