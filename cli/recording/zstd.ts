// zstd for writing: Node's own where it has it (22.15 and newer), else the WASM encoder.

import * as zlib from "node:zlib";
import { Zstd } from "@hpcc-js/wasm-zstd";

/** Compresses one piece of data into one frame that says its size. */
export type Compress = (data: Uint8Array) => Uint8Array;

/** What Node 20's types do not know yet. */
interface NodeZstd {
  readonly zstdCompressSync?: (
    data: Uint8Array,
    options: { readonly params: Readonly<Record<number, number>>; readonly pledgedSrcSize: number },
  ) => Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

/** The encoder for one level, 1 to 19. */
export async function createZstd(level: number): Promise<Compress> {
  const { zstdCompressSync, constants } = zlib as unknown as NodeZstd;
  const key = constants.ZSTD_c_compressionLevel;
  if (zstdCompressSync && key !== undefined) {
    return (data) => zstdCompressSync(data, { params: { [key]: level }, pledgedSrcSize: data.length });
  }
  const zstd = await Zstd.load();
  return (data) => zstd.compress(data, level);
}
