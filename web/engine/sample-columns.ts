// The samples of one source, column by column in linear memory (SAMPLES_* and COLUMN_* of layout.ts): WASM appends to them,
// the scans read them where they are. What is published never changes: a larger or sorted copy takes its place, and the old
// one is kept until no scan uses it.

import {
  COLUMN_FILE_BYTES,
  COLUMN_GENERATION,
  COLUMN_MISSING,
  COLUMN_NAME,
  COLUMN_PRESENT,
  COLUMN_ROUND,
  COLUMN_ROW,
  COLUMN_SCHEDULED,
  COLUMN_TIME,
  COLUMNS_SAMPLE,
  NO_NAME,
  NO_ROUND,
  SAMPLES_CAPACITY,
  SAMPLES_COLUMNS,
  SAMPLES_COUNT,
  SAMPLES_FILE_BYTES,
  SAMPLES_LAST_ROUND,
  SAMPLES_LAST_TIME,
  SAMPLES_ROW,
  SAMPLES_ROWS,
  SAMPLES_SIZE,
  SAMPLES_STRIDE,
} from "../../assembly/layout.ts";
import { compareNatural } from "../format/snapshots.ts";
import type { Engine } from "./engine.ts";
import type { Rows, Slot } from "./rows.ts";
import { missingRounds, type Sample, type SampleIndex } from "./samples.ts";

/** A multiple of 8; doubled as often as needed. */
const FIRST_CAPACITY = 8;
/** When more than that come from a recording. */
const RECORDED_CAPACITY = 256;
/** Before every time that a sample may have; stands in the column of a sample that has none. */
const NEVER = -1n;

export interface SampleColumns {
  readonly length: number;
  /** Of its SAMPLES record. */
  readonly address: number;
  /** How many of them have no time of their own. */
  readonly untimed: number;
  /** All have a time, each a later one than the sample before it. */
  readonly rising: boolean;
  /** Lengths of all dumps. */
  readonly fileBytes: number;
  /** Another number whenever there are other samples, or in another order. */
  readonly version: number;
  /** Bytes held. */
  readonly held: number;
  /** Addresses of the row and present columns and of the generations, u32 each. */
  readonly columns: { readonly rows: number; readonly present: number; readonly generations: number };
  /** The next row that WASM would take; null when it has none. */
  readonly reserved: number | null;
  push(sample: Sample): void;
  at(i: number): Sample;
  all(): Sample[];
  /** Takes all samples out. */
  clear(): readonly Sample[];
  /** Room for more samples, and rows of `bytes` bytes for them, so that WASM can go on; false when there was room. */
  makeRoom(rows: Rows, bytes: number): boolean;
  /** By time, ties by name; the second of two samples of one time that are the `same` is dropped. For timed ones only. */
  sort(same: (a: Sample, b: Sample) => boolean): void;
  /** Forgets the samples before `time`, when they are rising. How many. */
  dropBefore(time: bigint): number;
  /** Forgets the samples from `time` on, when they are rising. How many. */
  dropFrom(time: bigint): number;
  /** The columns as they are now, for as long as rising. */
  index(): SampleIndex;
  /** Puts what was replaced into `into`, to be freed when no scan uses it any more. */
  retire(into: Slot[]): void;
  release(): void;
}

interface Name {
  readonly path: string;
  readonly modified: bigint | undefined;
}

/** Views of the columns of one block, as long as the memory does not grow. */
interface Views {
  readonly buffer: ArrayBufferLike;
  readonly base: number;
  readonly times: BigInt64Array;
  readonly scheduled: BigInt64Array;
  readonly rows: Uint32Array;
  readonly present: Uint32Array;
  readonly fileBytes: Uint32Array;
  readonly generations: Uint32Array;
  readonly rounds: Uint32Array;
  readonly names: Uint32Array;
  readonly missing: Uint8Array;
}

/** No samples yet. `label`: what a message is called, before its round. */
export function createSampleColumns(engine: Engine, label: string): SampleColumns {
  const { arena } = engine;
  const record = arena.alloc(SAMPLES_SIZE);
  engine.bytes().fill(0, record, record + SAMPLES_SIZE);
  let names: Name[] = [];
  let retired: Slot[] = [];
  let views: Views | null = null;
  let untimed = 0;
  let rising = true;
  let changes = 0;
  reset();

  function word(field: number): number {
    return engine.view().getUint32(record + field, true);
  }

  function set(field: number, value: number): void {
    engine.view().setUint32(record + field, value, true);
  }

  function setLast(time: bigint, round: number): void {
    engine.view().setBigInt64(record + SAMPLES_LAST_TIME, time, true);
    set(SAMPLES_LAST_ROUND, round);
  }

  function reset(): void {
    set(SAMPLES_COUNT, 0);
    engine.view().setBigUint64(record + SAMPLES_FILE_BYTES, 0n, true);
    setLast(NEVER, NO_ROUND);
  }

  function current(): Views {
    const base = word(SAMPLES_COLUMNS);
    const { buffer } = engine.memory;
    if (views === null || views.base !== base || views.buffer.byteLength !== buffer.byteLength) {
      views = viewsOf(buffer, base, word(SAMPLES_CAPACITY));
    }
    return views;
  }

  /** Moves samples [from, to) to a block of that capacity; the old one is retired. */
  function move(capacity: number, from: number, to: number): void {
    const old = word(SAMPLES_CAPACITY);
    const base = arena.alloc(capacity * COLUMNS_SAMPLE);
    if (old > 0) {
      const bytes = engine.bytes();
      const before = word(SAMPLES_COLUMNS);
      for (const [column, size] of COLUMNS) {
        const source = before + column * old;
        bytes.copyWithin(base + column * capacity, source + from * size, source + to * size);
      }
      retired.push({ address: before, bytes: old * COLUMNS_SAMPLE });
    }
    set(SAMPLES_COLUMNS, base);
    set(SAMPLES_CAPACITY, capacity);
    set(SAMPLES_COUNT, to - from);
  }

  function grow(least = FIRST_CAPACITY): boolean {
    const capacity = word(SAMPLES_CAPACITY);
    const count = word(SAMPLES_COUNT);
    if (count < capacity) return false;
    move(Math.max(least, capacity * 2), 0, count);
    return true;
  }

  function push(sample: Sample): void {
    grow();
    const at = word(SAMPLES_COUNT);
    const { time, sequence } = sample;
    const last = engine.view().getBigInt64(record + SAMPLES_LAST_TIME, true);
    const round = sequence ?? NO_ROUND;
    const columns = current();
    const named = sample.path !== pathOf(round) || sample.modified !== undefined;
    columns.times[at] = time ?? NEVER;
    columns.scheduled[at] = sample.scheduled ?? NEVER;
    columns.rows[at] = sample.address;
    columns.present[at] = sample.present;
    columns.fileBytes[at] = sample.fileBytes;
    columns.generations[at] = sample.generation;
    columns.rounds[at] = round;
    columns.names[at] = named ? names.push({ path: sample.path, modified: sample.modified }) - 1 : NO_NAME;
    columns.missing[at] = missingBetween(word(SAMPLES_LAST_ROUND), round);
    if (time === null) untimed++;
    // an empty file takes the generation of the one before it in time: that is for indexSamples to say
    if (time === null || time <= last || sample.fileBytes === 0) rising = false;
    set(SAMPLES_COUNT, at + 1);
    const total = engine.view().getBigUint64(record + SAMPLES_FILE_BYTES, true) + BigInt(sample.fileBytes);
    engine.view().setBigUint64(record + SAMPLES_FILE_BYTES, total, true);
    setLast(time ?? NEVER, round);
  }

  function pathOf(round: number): string {
    return `${label} #${round}`;
  }

  function at(i: number): Sample {
    const columns = current();
    const round = columns.rounds[i] ?? NO_ROUND;
    const name = names[columns.names[i] ?? NO_NAME];
    const time = columns.times[i] ?? NEVER;
    const scheduled = columns.scheduled[i] ?? NEVER;
    return {
      path: name?.path ?? pathOf(round),
      time: time === NEVER ? null : time,
      scheduled: scheduled === NEVER ? null : scheduled,
      modified: name?.modified,
      sequence: round === NO_ROUND ? null : round,
      generation: columns.generations[i] ?? 0,
      address: columns.rows[i] ?? 0,
      present: columns.present[i] ?? 0,
      fileBytes: columns.fileBytes[i] ?? 0,
    };
  }

  function all(): Sample[] {
    return Array.from({ length: word(SAMPLES_COUNT) }, (_, i) => at(i));
  }

  function clear(): readonly Sample[] {
    const samples = all();
    reset();
    names = [];
    untimed = 0;
    rising = true;
    changes++;
    // the next push must not write into what is published
    const capacity = word(SAMPLES_CAPACITY);
    if (capacity > 0) retired.push({ address: word(SAMPLES_COLUMNS), bytes: capacity * COLUMNS_SAMPLE });
    set(SAMPLES_CAPACITY, 0);
    return samples;
  }

  function sort(same: (a: Sample, b: Sample) => boolean): void {
    if (rising) return;
    const { times } = current();
    const count = word(SAMPLES_COUNT);
    const first = times[0] ?? 0n;
    // ns from the first are exact in a double for 104 days; what is equal beyond is told apart by the times themselves
    const keys = Float64Array.from({ length: count }, (_, i) => Number((times[i] ?? 0n) - first));
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    const exact = (a: number, b: number) => {
      const [x, y] = [times[a] ?? 0n, times[b] ?? 0n];
      return x < y ? -1 : x > y ? 1 : compareNatural(pathAt(a), pathAt(b)) || a - b;
    };
    order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || exact(a, b));
    const kept: number[] = [];
    for (const i of order) {
      const last = kept.at(-1);
      if (last === undefined || times[last] !== times[i] || !isTwin(at(last), at(i), same)) kept.push(i);
    }
    const old = current();
    const capacity = Math.max(FIRST_CAPACITY, Math.ceil(kept.length / 8) * 16);
    move(capacity, 0, 0);
    const fresh = current();
    let round = NO_ROUND;
    let total = 0;
    for (const [i, from] of kept.entries()) {
      fresh.times[i] = old.times[from] ?? 0n;
      fresh.scheduled[i] = old.scheduled[from] ?? NEVER;
      fresh.rows[i] = old.rows[from] ?? 0;
      fresh.present[i] = old.present[from] ?? 0;
      fresh.fileBytes[i] = old.fileBytes[from] ?? 0;
      fresh.generations[i] = old.generations[from] ?? 0;
      fresh.rounds[i] = old.rounds[from] ?? NO_ROUND;
      fresh.names[i] = old.names[from] ?? NO_NAME;
      fresh.missing[i] = missingBetween(round, fresh.rounds[i] ?? NO_ROUND);
      // an empty file says nothing about its table: the series goes on as before
      if (fresh.fileBytes[i] === 0 && i > 0) fresh.generations[i] = fresh.generations[i - 1] ?? 0;
      round = fresh.rounds[i] ?? NO_ROUND;
      total += fresh.fileBytes[i] ?? 0;
    }
    set(SAMPLES_COUNT, kept.length);
    engine.view().setBigUint64(record + SAMPLES_FILE_BYTES, BigInt(total), true);
    setLast(fresh.times[kept.length - 1] ?? NEVER, round);
    rising = true;
    changes++;
  }

  /** How many rising samples are before a time. */
  function before(time: bigint): number {
    const { times } = current();
    let low = 0;
    for (let high = word(SAMPLES_COUNT); low < high; ) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? 0n) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets all samples but [from, to). How many. */
  function keep(from: number, to: number): number {
    const count = word(SAMPLES_COUNT);
    if (from === 0 && to === count) return 0;
    const { fileBytes } = current();
    let total = 0;
    for (let i = from; i < to; i++) total += fileBytes[i] ?? 0;
    engine.view().setBigUint64(record + SAMPLES_FILE_BYTES, BigInt(total), true);
    move(Math.max(FIRST_CAPACITY, Math.ceil((to - from) / 8) * 16), from, to);
    changes++;
    return count - (to - from);
  }

  function pathAt(i: number): string {
    const columns = current();
    return names[columns.names[i] ?? NO_NAME]?.path ?? pathOf(columns.rounds[i] ?? NO_ROUND);
  }

  return {
    address: record,
    get length() {
      return word(SAMPLES_COUNT);
    },
    get untimed() {
      return untimed;
    },
    get rising() {
      return rising;
    },
    get fileBytes() {
      return Number(engine.view().getBigUint64(record + SAMPLES_FILE_BYTES, true));
    },
    get version() {
      return changes * 2 ** 32 + word(SAMPLES_COUNT);
    },
    get held() {
      return word(SAMPLES_CAPACITY) * COLUMNS_SAMPLE;
    },
    get columns() {
      const [base, capacity] = [word(SAMPLES_COLUMNS), word(SAMPLES_CAPACITY)];
      return {
        rows: base + COLUMN_ROW * capacity,
        present: base + COLUMN_PRESENT * capacity,
        generations: base + COLUMN_GENERATION * capacity,
      };
    },
    get reserved() {
      return word(SAMPLES_ROWS) > 0 ? word(SAMPLES_ROW) : null;
    },
    push,
    at,
    all,
    clear,
    makeRoom(rows, bytes) {
      const grew = grow(RECORDED_CAPACITY);
      if (word(SAMPLES_ROWS) > 0 && word(SAMPLES_STRIDE) >= bytes) return grew;
      const run = rows.take(bytes);
      set(SAMPLES_ROW, run.address);
      set(SAMPLES_ROWS, run.count);
      set(SAMPLES_STRIDE, run.stride);
      return true;
    },
    sort,
    dropBefore(time) {
      return rising ? keep(before(time), word(SAMPLES_COUNT)) : 0;
    },
    dropFrom(time) {
      if (!rising) return 0;
      const dropped = keep(0, before(time));
      const last = word(SAMPLES_COUNT) - 1;
      if (dropped > 0) setLast(current().times[last] ?? NEVER, current().rounds[last] ?? NO_ROUND);
      return dropped;
    },
    index() {
      const count = word(SAMPLES_COUNT);
      const columns = current();
      return {
        times: columns.times.subarray(0, count),
        addresses: columns.rows.subarray(0, count),
        present: columns.present.subarray(0, count),
        fileBytes: columns.fileBytes.subarray(0, count),
        generation: columns.generations.subarray(0, count),
        missing: columns.missing.subarray(0, count),
        memory: {
          times: columns.base + COLUMN_TIME,
          rows: columns.rows.byteOffset,
          present: columns.present.byteOffset,
        },
      };
    },
    retire(into) {
      into.push(...retired);
      retired = [];
    },
    release() {
      for (const block of retired) arena.free(block.address, block.bytes);
      retired = [];
      const capacity = word(SAMPLES_CAPACITY);
      if (capacity > 0) arena.free(word(SAMPLES_COLUMNS), capacity * COLUMNS_SAMPLE);
      arena.free(record, SAMPLES_SIZE);
    },
  };
}

/** Where each column begins, for each sample of the capacity, and the bytes of one element. */
const COLUMNS = [
  [COLUMN_TIME, 8],
  [COLUMN_SCHEDULED, 8],
  [COLUMN_ROW, 4],
  [COLUMN_PRESENT, 4],
  [COLUMN_FILE_BYTES, 4],
  [COLUMN_GENERATION, 4],
  [COLUMN_ROUND, 4],
  [COLUMN_NAME, 4],
  [COLUMN_MISSING, 1],
] as const;

function viewsOf(buffer: ArrayBufferLike, base: number, capacity: number): Views {
  const words = (column: number) => new Uint32Array(buffer, base + column * capacity, capacity);
  return {
    buffer,
    base,
    times: new BigInt64Array(buffer, base + COLUMN_TIME * capacity, capacity),
    scheduled: new BigInt64Array(buffer, base + COLUMN_SCHEDULED * capacity, capacity),
    rows: words(COLUMN_ROW),
    present: words(COLUMN_PRESENT),
    fileBytes: words(COLUMN_FILE_BYTES),
    generations: words(COLUMN_GENERATION),
    rounds: words(COLUMN_ROUND),
    names: words(COLUMN_NAME),
    missing: new Uint8Array(buffer, base + COLUMN_MISSING * capacity, capacity),
  };
}

function missingBetween(last: number, round: number): number {
  return missingRounds(last === NO_ROUND ? null : last, round === NO_ROUND ? null : round);
}

function isTwin(a: Sample, b: Sample, same: (a: Sample, b: Sample) => boolean): boolean {
  return a.generation === b.generation && a.fileBytes === b.fileBytes && same(a, b);
}
