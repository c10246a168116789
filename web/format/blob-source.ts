import type { ByteSource } from "./byte-source.ts";

/** The bytes of a Blob or File, read where they are asked for. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    },
    stream: () => blob.stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
}
