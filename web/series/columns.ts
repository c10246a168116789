// One statistic of a source from rows to columns: extract, then growth, rate or value (assembly/columns.ts, series.ts).

import { MARK_ABSENT, MARK_FIRST, MARK_GAP, MARK_RESET, MARK_WRAP } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import type { Descriptor } from "../format/model.ts";
import type { ScanSource } from "./scan-source.ts";

/** A kernel takes u32: what lies beyond is in no data block. */
const MAX_OFFSET = 2 ** 32 - 1;

/** Marks of intervals that say nothing about growth per second. */
export const SILENT = MARK_FIRST | MARK_GAP | MARK_RESET | MARK_ABSENT;

/** Histograms count samples: their buckets grow like counters. */
export function grows({ type }: Descriptor): boolean {
  return type === "cumulative" || type === "linear-histogram" || type === "log-histogram";
}

/** The descriptor in the newest generation that has the statistic. */
export function newestDescriptor(source: ScanSource, stat: string): Descriptor | undefined {
  const run = source.runs.findLast(({ generation }) => source.descriptor(generation, stat) !== undefined);
  return run && source.descriptor(run.generation, stat);
}

/** Values in the newest generation that has the statistic; 0 when none has. */
export function bucketsOf(source: ScanSource, stat: string): number {
  return newestDescriptor(source, stat)?.size ?? 0;
}

/** Rates say nothing while only the order of the samples is known. */
export function hasClock(source: ScanSource): boolean {
  return source.published.timing !== "ask" && source.published.timing !== "none";
}

/** Addresses of the columns to fill: u64[n], f64[n], u8[n]. */
export interface ScalarTarget {
  readonly stat: string;
  readonly element: number;
  readonly deltas: number;
  readonly values: number;
  readonly marks: number;
}

/**
 * One u64 of every row into `column`, u64[n] little-endian, and whether the row has it into `valid`, u8[n]. The descriptor of
 * the newest generation that has the statistic; null when none has.
 */
export function extractColumn(
  engine: Engine,
  source: ScanSource,
  to: { readonly stat: string; readonly element: number; readonly column: number; readonly valid: number },
): Descriptor | null {
  const { stat, element, column, valid } = to;
  let newest: Descriptor | null = null;
  engine.bytes().fill(0, column, column + source.n * 8);
  engine.bytes().fill(0, valid, valid + source.n);
  for (const { generation, from, to: end } of source.runs) {
    const descriptor = source.descriptor(generation, stat);
    if (!descriptor || element >= descriptor.size) continue;
    newest = descriptor;
    const offset = descriptor.offset + element * 8;
    if (offset > MAX_OFFSET) continue;
    const rows = source.rows + from * 4;
    const present = source.present + from * 4;
    const swap = swapOf(source, generation);
    engine.kernel.extract(rows, present, end - from, offset, swap, column + from * 8, valid + from);
  }
  return newest;
}

/** Extracts one u64 of every row, then its rate or value. Whether the statistic is cumulative. */
export function fillScalar(engine: Engine, source: ScanSource, to: ScalarTarget): boolean {
  const { kernel, arena } = engine;
  const { n } = source;
  const scratch = n * (8 + 1);
  const column = arena.alloc(scratch);
  const valid = column + n * 8;
  const newest = extractColumn(engine, source, { stat: to.stat, element: to.element, column, valid });
  kernel.deltas(column, valid, source.marks, n, to.deltas, to.marks);
  const cumulative = newest !== null && grows(newest);
  if (!cumulative) {
    kernel.values(column, valid, n, newest?.type === "instant" ? 1 : 0, to.values);
    // only a peak that falls was reset; instants fall all the time
    if (newest?.type !== "peak") clearMarks(engine, to.marks, n, MARK_RESET | MARK_WRAP);
  } else if (hasClock(source)) kernel.rates(to.deltas, to.marks, source.times, n, to.values);
  else new Float64Array(engine.memory.buffer, to.values, n).fill(Number.NaN);
  arena.free(column, scratch);
  return cumulative;
}

/** Growth of every bucket per interval into `deltas`, u64[n][buckets], and `marks`, u8[n]. */
export function fillHistogram(
  engine: Engine,
  source: ScanSource,
  to: { readonly stat: string; readonly buckets: number; readonly deltas: number; readonly marks: number },
): void {
  const { kernel, arena } = engine;
  const { n } = source;
  const { buckets } = to;
  const scratch = n * (buckets * 8 + 1);
  const columns = arena.alloc(scratch);
  const valid = columns + n * buckets * 8;
  try {
    engine.bytes().fill(0, columns, columns + scratch);
    for (const run of source.runs) {
      const descriptor = source.descriptor(run.generation, to.stat);
      if (!descriptor || descriptor.size !== buckets) continue;
      extractRun(engine, source, { run, offset: descriptor.offset, buckets, columns, valid });
    }
    kernel.hist_deltas(columns, valid, source.marks, n, buckets, to.deltas, to.marks);
  } finally {
    arena.free(columns, scratch);
  }
}

/** extract_block writes columns of the run's length: spread them into columns of n. */
function extractRun(
  engine: Engine,
  source: ScanSource,
  what: {
    readonly run: ScanSource["runs"][number];
    readonly offset: number;
    readonly buckets: number;
    readonly columns: number;
    readonly valid: number;
  },
): void {
  const { run, offset, buckets, columns, valid } = what;
  const { kernel, arena } = engine;
  const count = run.to - run.from;
  const rows = source.rows + run.from * 4;
  const present = source.present + run.from * 4;
  const swap = swapOf(source, run.generation);
  if (count === source.n) {
    kernel.extract_block(rows, present, count, offset, buckets, swap, columns, valid);
    return;
  }
  const part = arena.alloc(count * buckets * 8);
  kernel.extract_block(rows, present, count, offset, buckets, swap, part, valid + run.from);
  const bytes = engine.bytes();
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = part + bucket * count * 8;
    bytes.copyWithin(columns + (bucket * source.n + run.from) * 8, from, from + count * 8);
  }
  arena.free(part, count * buckets * 8);
}

function swapOf(source: ScanSource, generation: number): number {
  return source.published.generations[generation]?.table.order === "big" ? 1 : 0;
}

function clearMarks(engine: Engine, marks: number, n: number, unwanted: number): void {
  const bytes = engine.bytes().subarray(marks, marks + n);
  for (const [i, mark] of bytes.entries()) if (mark & unwanted) bytes[i] = mark & ~unwanted;
}
