// The WASM instance on its memory. Addresses stay on this side: nothing right of web/engine and web/series sees one.

import type { Arena } from "./arena.ts";
import type { Kernel } from "./kernel.ts";

export interface Engine {
  readonly memory: WebAssembly.Memory;
  readonly kernel: Kernel;
  readonly arena: Arena;
  /** Reads done through this instance, batch entries included. */
  reads: number;
  /** The memory as bytes and as words; fetched anew after anything that may grow it. */
  bytes(): Uint8Array;
  view(): DataView;
}
