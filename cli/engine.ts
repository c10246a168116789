import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../web/engine/engine.ts";
import { createEngine, createMemory } from "../web/engine/start.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Beside the built command, or the checkout's build when run from source. */
const WASM = [join(HERE, "../kvm.wasm"), join(HERE, "../build/kvm.wasm")];

/** The page's engine on a memory of its own. */
export async function startEngine(): Promise<Engine> {
  const path = WASM.find(existsSync);
  if (path === undefined) throw new Error(`Cannot start: ${WASM[0]} is missing; npm run build makes it`);
  const module = await WebAssembly.compile(new Uint8Array(await readFile(path)));
  return createEngine(module, createMemory());
}
