// Starting an engine: a memory, an instance on it, and its functions warm.

import { MAX_PAGES } from "../../assembly/layout.ts";
import { createArena } from "./arena.ts";
import type { Engine } from "./engine.ts";
import type { Kernel } from "./kernel.ts";
import { warm } from "./warm.ts";

/** Pages at start; everything else is grown. */
const INITIAL_PAGES = 16;

/** A memory that every worker can share. Smaller maxima are tried where the address space is short (iOS). */
export function createMemory(): WebAssembly.Memory {
  for (const maximum of [MAX_PAGES, 32767, 16384, 8192]) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
    } catch {
      // the next smaller one
    }
  }
  throw new RangeError("Cannot start: this browser gives no shared WebAssembly memory of 512 MiB");
}

/** An instance on `memory`; any number of them may run on the same one. Its functions are warm when this returns. */
export function createEngine(module: WebAssembly.Module, memory: WebAssembly.Memory): Engine {
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
  let bytes = new Uint8Array(memory.buffer);
  let view = new DataView(memory.buffer);
  const engine: Engine = {
    memory,
    kernel,
    arena: createArena(memory, MAX_PAGES),
    reads: 0,
    bytes() {
      if (bytes.byteLength !== memory.buffer.byteLength) bytes = new Uint8Array(memory.buffer);
      return bytes;
    },
    view() {
      if (view.byteLength !== memory.buffer.byteLength) view = new DataView(memory.buffer);
      return view;
    },
  };
  warm(engine);
  return engine;
}
