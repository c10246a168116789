// zstd frames, by zstddec's decoder. Its own decode() copies what it made into a new array each time, whose pages cost as
// much as half the decoding: here they are copied once, to where they are wanted.

/** Expands frames. */
interface ZstdDecoder {
  /** Writes what one frame holds into `into`: how many bytes it holds, 0 when it is damaged or holds more. */
  expand(frame: Uint8Array, into: Uint8Array): number;
}

/** What of the decoder's module is used. */
interface ZstdExports {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(address: number): void;
  /** Bytes written; an error code above every size. */
  ZSTD_decompress(to: number, room: number, from: number, bytes: number): number;
}

let decoder: Promise<ZstdDecoder> | null = null;

/** Loads what zstd chunks need before there are any: later the page's server may be gone. */
export async function loadZstd(): Promise<void> {
  await zstdDecoder().catch(() => {
    // the first chunk tries again, and says why
    decoder = null;
  });
}

/** Loaded with the first chunk that needs it. */
export function zstdDecoder(): Promise<ZstdDecoder> {
  decoder ??= import("zstddec").then(async ({ ZSTDDecoder }) => {
    const known = new ZSTDDecoder();
    let exports: ZstdExports | null = null;
    const keep = known._init;
    known._init = (result) => {
      exports = result.instance.exports as unknown as ZstdExports;
      keep(result);
    };
    await known.init();
    // someone else has started it, and it starts once
    return exports === null ? copying(known) : createZstdDecoder(exports);
  });
  return decoder;
}

function createZstdDecoder({ memory, malloc, free, ZSTD_decompress }: ZstdExports): ZstdDecoder {
  return {
    expand(frame, into) {
      const from = malloc(frame.length) >>> 0;
      const to = malloc(into.length) >>> 0;
      try {
        if (from === 0 || to === 0) return 0;
        new Uint8Array(memory.buffer).set(frame, from);
        const held = ZSTD_decompress(to, into.length, from, frame.length) >>> 0;
        if (held > into.length) return 0;
        into.set(new Uint8Array(memory.buffer, to, held));
        return held;
      } finally {
        free(from);
        free(to);
      }
    },
  };
}

function copying(known: { decode(bytes: Uint8Array, size: number): Uint8Array }): ZstdDecoder {
  return {
    expand(frame, into) {
      // size 0 would mean "as the frame says", which may be anything
      const held = into.length === 0 ? into : known.decode(frame, into.length);
      if (held !== into) into.set(held);
      return held.length;
    },
  };
}
