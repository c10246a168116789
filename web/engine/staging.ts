// The door: dumps wait here, each with its file record, until one batch read copies their data blocks into row slots.

import {
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_RESULT,
  READ_SIZE,
} from "../../assembly/layout.ts";
import type { DumpLayout } from "../format/model.ts";
import type { Engine } from "./engine.ts";
import { fileRecordSize, type PlacedExtent, writeFileRecord } from "./file-record.ts";

/** Window size: about 1,000 vCPU dumps, and it stays in the cache. */
const WINDOW = 4 * 2 ** 20;
const MAX_READS = 4096;

/** One data block to be read into its row. */
export interface PendingRead {
  readonly file: number;
  readonly offset: number;
  readonly size: number;
  readonly row: number;
}

export interface Staging {
  /** Writes a dump and its file record into the window; flushes first when there is no room. */
  place(bytes: Uint8Array, layout: DumpLayout): number;
  /** Queues the read of a placed dump's data block. */
  queue(read: PendingRead): void;
  /** Does the queued reads in one call and empties the window. */
  flush(): void;
  /** Overwrites the window: nothing that was read may depend on it any more (the poison test). */
  scribble(value: number): void;
}

export function createStaging(engine: Engine): Staging {
  const entries = engine.arena.alloc(MAX_READS * READ_ENTRY_SIZE);
  let size = WINDOW;
  let base = engine.arena.alloc(size);
  let used = 0;
  let queued: PendingRead[] = [];

  function flush(): void {
    const view = engine.view();
    for (const [i, read] of queued.entries()) {
      const at = entries + i * READ_ENTRY_SIZE;
      view.setUint32(at + READ_FILE, read.file, true);
      view.setUint32(at + READ_BUFFER, read.row, true);
      view.setUint32(at + READ_BUFFER_END, read.row + read.size, true);
      view.setUint32(at + READ_SIZE, read.size, true);
      view.setBigUint64(at + READ_OFFSET, BigInt(read.offset), true);
    }
    engine.reads += queued.length;
    const done = engine.kernel.read_batch(entries, queued.length) >>> 0;
    if (done !== queued.length) {
      const bad = queued.findIndex((_, i) => view.getInt32(entries + i * READ_ENTRY_SIZE + READ_RESULT, true) < 0);
      throw new Error(`Cannot read data block ${bad} of ${queued.length}: the row slot is too small`);
    }
    queued = [];
    used = 0;
  }

  function place(bytes: Uint8Array, layout: DumpLayout): number {
    const record = Math.ceil(fileRecordSize(layout.extents.length) / 8) * 8;
    const need = record + Math.ceil(bytes.length / 8) * 8;
    if (used + need > size) flush();
    if (need > size) {
      // may throw: the window stays as it is until the larger one is there
      const larger = engine.arena.alloc(need);
      engine.arena.free(base, size);
      base = larger;
      size = need;
    }
    const file = base + used;
    const start = file + record;
    engine.bytes().set(bytes, start);
    const extents: PlacedExtent[] = layout.extents.map((extent) => ({ ...extent, address: start + extent.offset }));
    writeFileRecord(engine, file, extents);
    used += need;
    return file;
  }

  return {
    place,
    queue(read) {
      queued.push(read);
      if (queued.length === MAX_READS) flush();
    },
    flush,
    scribble(value) {
      flush();
      engine.bytes().fill(value, base, base + size);
    },
  };
}
