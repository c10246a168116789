// A published source as the kernels take it: its index in linear memory and the marks of its intervals.

import { BREAK_GENERATION, BREAK_ROUNDS } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import { fileRecordSize, type PlacedExtent, readCopy, writeFileRecord } from "../engine/file-record.ts";
import { type Generation, sampleExtents } from "../engine/generation.ts";
import type { Descriptor } from "../format/model.ts";
import { statKeysOf } from "../format/stats-file.ts";
import type { PublishedSource } from "./published.ts";
import { medianPeriod } from "./source-info.ts";

/** A gap is an interval over this many times the median one (design.md 5). */
const GAP_FACTOR = 3;
const MAX_I64 = 2n ** 63n - 1n;

/** Addresses of n-element columns, all of one source. */
export interface ScanSource {
  readonly published: PublishedSource;
  readonly n: number;
  /** i64[n] ns */
  readonly times: number;
  /** u32[n] addresses of data blocks and the bytes in them */
  readonly rows: number;
  readonly present: number;
  /** u8[n] MARK_* */
  readonly marks: number;
  /** Neighbouring samples of one generation: [from, to). */
  readonly runs: readonly { readonly generation: number; readonly from: number; readonly to: number }[];
  /** Descriptor of a statistic in a generation. */
  descriptor(generation: number, stat: string): Descriptor | undefined;
  release(): void;
}

/** Makes a source's index known to the kernels: where it lies in linear memory already, else as a copy. */
export function createScanSource(engine: Engine, published: PublishedSource): ScanSource {
  const { index } = published;
  const n = index.times.length;
  const size = n * ((index.memory ? 0 : 8 + 4 + 4) + 1 + 1) + 64;
  const base = engine.arena.alloc(size);
  const { times, rows, present } = index.memory ?? { times: base, rows: base + n * 8, present: base + n * (8 + 4) };
  const breaks = index.memory ? base : base + n * (8 + 4 + 4);
  const marks = breaks + n;
  const bytes = engine.bytes();
  if (!index.memory) {
    bytes.set(bytesOf(index.times), times);
    bytes.set(bytesOf(index.addresses), rows);
    bytes.set(bytesOf(index.present), present);
  }
  for (let i = 0; i < n; i++) bytes[breaks + i] = index.missing[i] ? BREAK_ROUNDS : 0;
  const runs = runsOf(index.generation);
  for (const { from } of runs) bytes[breaks + from] = BREAK_GENERATION;
  const period = medianPeriod(index.times);
  const maxGap = period > 0 ? BigInt(Math.round(period * 1e9 * GAP_FACTOR)) : MAX_I64;
  engine.kernel.marks(times, breaks, n, maxGap, marks);

  const tables = published.generations.map(({ table }) => {
    const keys = statKeysOf(table.descriptors);
    return new Map(table.descriptors.map((descriptor, i) => [keys[i] ?? "", descriptor]));
  });
  return {
    published,
    n,
    times,
    rows,
    present,
    marks,
    runs,
    descriptor: (generation, stat) => tables[generation]?.get(stat),
    release: () => engine.arena.free(base, size),
  };
}

function runsOf(generation: Uint32Array): { generation: number; from: number; to: number }[] {
  const runs: { generation: number; from: number; to: number }[] = [];
  let from = 0;
  for (let i = 1; i <= generation.length; i++) {
    if (i < generation.length && generation[i] === generation[from]) continue;
    runs.push({ generation: generation[from] ?? 0, from, to: i });
    from = i;
  }
  return runs;
}

function bytesOf({ buffer, byteOffset, byteLength }: BigInt64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** One sample as a file: header, id, descriptors and gaps of its generation around its own data block. */
function withSampleFile<T>(
  engine: Engine,
  source: ScanSource,
  sample: number,
  use: (file: number, generation: Pick<Generation, "table">, size: number) => T,
): T {
  const { index, generations } = source.published;
  const generation = generations[index.generation[sample] ?? -1];
  if (!generation) throw new RangeError(`Cannot read sample ${sample}: the source has ${source.n}`);
  const extents: readonly PlacedExtent[] = sampleExtents(generation, {
    address: index.addresses[sample] ?? 0,
    present: index.present[sample] ?? 0,
    fileBytes: index.fileBytes[sample] ?? 0,
  });
  const size = fileRecordSize(extents.length);
  const file = engine.arena.alloc(size);
  try {
    writeFileRecord(engine, file, extents);
    return use(file, generation, index.fileBytes[sample] ?? 0);
  } finally {
    engine.arena.free(file, size);
  }
}

/** Step four of the interface: the data block of one sample, as the read returned it. */
export function readData(engine: Engine, source: ScanSource, sample: number): Uint8Array<ArrayBuffer> {
  const size = source.published.index.present[sample] ?? 0;
  if (size === 0) return new Uint8Array(0);
  return withSampleFile(engine, source, sample, (file, { table }) =>
    readCopy(engine, file, table.header.dataOffset, size),
  );
}

/** The whole dump of one sample, read from its first byte to its last. */
export function readFile(engine: Engine, source: ScanSource, sample: number): Uint8Array<ArrayBuffer> {
  return withSampleFile(engine, source, sample, (file, _, size) => readCopy(engine, file, 0, size));
}
