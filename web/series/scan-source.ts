// A published source as the kernels take it: its index in linear memory and the marks of its intervals.

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

/** Copies a source's index into linear memory. */
export function createScanSource(engine: Engine, published: PublishedSource): ScanSource {
  const { index } = published;
  const n = index.times.length;
  const size = n * (8 + 4 + 4 + 1 + 1) + 64;
  const base = engine.arena.alloc(size);
  const times = base;
  const rows = times + n * 8;
  const present = rows + n * 4;
  const breaks = present + n * 4;
  const marks = breaks + n;
  const bytes = engine.bytes();
  bytes.set(new Uint8Array(index.times.buffer), times);
  bytes.set(new Uint8Array(index.addresses.buffer), rows);
  bytes.set(new Uint8Array(index.present.buffer), present);
  const runs = runsOf(index.generation);
  bytes.fill(0, breaks, breaks + n);
  for (const { from } of runs) bytes[breaks + from] = 1;
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
  for (const [i, at] of generation.entries()) {
    const last = runs.at(-1);
    if (last && last.generation === at) last.to = i + 1;
    else runs.push({ generation: at, from: i, to: i + 1 });
  }
  return runs;
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
