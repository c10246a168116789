import type { ByteSource } from "./byte-source.ts";

/**
 * A blob's bytes, read when they are asked for. `again` gives the file anew: one that has grown since it was handed over,
 * as a recording does, refuses to be read otherwise, and its first bytes are what they were.
 */
export function blobSource(blob: Blob, again?: () => Promise<Blob>): ByteSource {
  let current = blob;
  async function bytes(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await current.slice(offset, Math.min(offset + length, blob.size)).arrayBuffer());
  }
  return {
    size: blob.size,
    read: (offset, length) =>
      bytes(offset, length).catch(async (error: unknown) => {
        const fresh = await again?.().catch(() => undefined);
        if (fresh === undefined || fresh.size < blob.size) throw error;
        current = fresh;
        return bytes(offset, length);
      }),
    stream: () => current.stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
}
