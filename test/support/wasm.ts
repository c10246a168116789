// The module under test: compiled when it is missing or older than its sources, instantiated on a memory of the test's own.

import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MAX_PAGES } from "../../assembly/layout.ts";
import type { Kernel } from "../../web/engine/kernel.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const INITIAL_PAGES = 16;

export interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly exports: Kernel;
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
  return { memory, exports: exports as unknown as Kernel };
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
