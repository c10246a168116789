// Where a run of records lies while it is read: decompressed and checked, in linear memory.

import { CRC_SCRATCH } from "../../assembly/layout.ts";
import { FormatError } from "../format/format-error.ts";
import type { RecordRun } from "../format/model.ts";
import { sizeClass } from "./arena.ts";
import type { Engine } from "./engine.ts";
import { expandLz4Frame } from "./lz4-frame.ts";
import { zstdDecoder } from "./zstd.ts";

/** No chunk is believed to hold more. */
const MAX_RUN = 64 * 2 ** 20;
/** Beyond MAX_FREE bytes, how many times its compressed size a chunk may hold: zstd reaches more only with one byte over and over. */
const MAX_FREE = 16 * 2 ** 20;
const MAX_RATIO = 8192;

export interface RunMemory {
  /** Puts a run's records into memory: their address. They stay until the next call. Throws FormatError for a bad run. */
  hold(run: RecordRun): Promise<number>;
  release(): void;
}

/** Memory for one run at a time; it grows to the largest. */
export function createRunMemory(engine: Engine): RunMemory {
  const buffer = createBuffer(engine);
  const scratch = createBuffer(engine);

  /** The address of its records. */
  async function expand(run: RecordRun): Promise<number> {
    const { bytes, size } = run;
    switch (run.compression) {
      case "":
        if (bytes.length !== size) throw wrongSize(run, bytes.length);
        return placed(bytes);
      case "lz4": {
        const base = buffer.reserve(size + bytes.length);
        engine.bytes().set(bytes, base + size);
        const held = expandLz4Frame(engine, {
          from: base + size,
          bytes: bytes.length,
          to: base,
          room: size,
          offset: run.offset,
        });
        if (held !== size) throw wrongSize(run, held);
        return base;
      }
      case "zstd": {
        const decoder = await zstdDecoder();
        const base = buffer.reserve(size);
        const held = size === 0 ? 0 : decoder.expand(bytes, engine.bytes().subarray(base, base + size));
        if (held !== size) throw wrongSize(run, held);
        return base;
      }
    }
  }

  function placed(records: Uint8Array): number {
    const base = buffer.reserve(records.length);
    engine.bytes().set(records, base);
    return base;
  }

  return {
    async hold(run) {
      const { offset, size, bytes, crc } = run;
      if (size > MAX_RUN || (size > MAX_FREE && size > bytes.length * MAX_RATIO)) {
        throw new FormatError({
          action: "read the chunk",
          offset,
          expected: `at most ${MAX_RUN / 2 ** 20} MiB of records, and ${MAX_RATIO} times its ${bytes.length} bytes`,
          found: `a claim of ${size} bytes`,
        });
      }
      const base = await expand(run);
      if (crc === 0) return base;
      const found = engine.kernel.crc32(base, size, scratch.reserve(CRC_SCRATCH)) >>> 0;
      if (found === crc) return base;
      throw new FormatError({ action: "read the chunk", offset, expected: `CRC-32 ${hex(crc)}`, found: hex(found) });
    },
    release() {
      buffer.release();
      scratch.release();
    },
  };
}

/** Memory for one thing at a time; it grows to the largest. */
interface Buffer {
  /** Address of `bytes` bytes; what lay there is lost. */
  reserve(bytes: number): number;
  release(): void;
}

/** An empty buffer. */
export function createBuffer({ arena }: Engine): Buffer {
  let base = 0;
  let room = 0;
  function release(): void {
    if (room > 0) arena.free(base, room);
    room = 0;
  }
  return {
    reserve(bytes) {
      if (bytes > room) {
        const larger = arena.alloc(bytes);
        release();
        base = larger;
        room = sizeClass(bytes);
      }
      return base;
    },
    release,
  };
}

function wrongSize({ offset, compression, size }: RecordRun, found: number): FormatError {
  const what = compression === "" ? "records" : `records compressed with ${compression}`;
  return new FormatError({
    action: "read the chunk",
    offset,
    expected: `${size} bytes of ${what}`,
    found: found === 0 ? "damaged ones" : `${found} bytes`,
  });
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, "0")}`;
}
