// A figure of a source as columns: per sample its value and the two parts it is the quotient of.

import { MARK_ABSENT } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import { spreadBack } from "./asleep.ts";
import type { ColumnCache } from "./column-cache.ts";
import { hasClock, SILENT } from "./columns.ts";
import type { Figure, Terms } from "./figures.ts";
import type { ScanSource } from "./scan-source.ts";
import { createSums } from "./sums.ts";

const NS = 1e9;

/** Columns of n samples. Where there is no value both parts are 0, except that `above` may grow while `below` does not. */
export interface FigureParts {
  readonly above: Float64Array<ArrayBuffer>;
  readonly below: Float64Array<ArrayBuffer>;
  /** above / below; NaN where `below` is not over 0. */
  readonly values: Float64Array<ArrayBuffer>;
  /** MARK_* of every statistic in it, or-ed. */
  readonly marks: Uint8Array<ArrayBuffer>;
}

interface Sum {
  readonly values: Float64Array<ArrayBuffer>;
  readonly marks: Uint8Array<ArrayBuffer>;
}

/** Works out a figure sample by sample. Growth is added up as integers and only then becomes a double. */
export function figureParts(engine: Engine, columns: ColumnCache, source: ScanSource, figure: Figure): FigureParts {
  const { n } = source;
  const add = figure.kind === "rate" ? addGrowth : addValues;
  const sum = (terms: Terms) => add(engine, columns, source, terms);
  const above = figure.bookedLate ? slept(engine, columns, source, figure) : sum(figure.above);
  const below = typeof figure.below === "string" ? span(source, figure.below, above.marks) : sum(figure.below);
  const marks = above.marks.map((mark, i) => mark | (below.marks[i] ?? 0));
  const silent = figure.kind === "rate" ? SILENT : MARK_ABSENT;
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const spoken = ((marks[i] ?? 0) & silent) === 0 && (below.values[i] ?? 0) >= 0;
    if (!spoken) above.values[i] = below.values[i] = 0;
    const divisor = below.values[i] ?? 0;
    values[i] = divisor > 0 ? (above.values[i] ?? 0) / divisor : Number.NaN;
  }
  return { above: above.values, below: below.values, values, marks };
}

/** Exact growth of each interval. */
function addGrowth(engine: Engine, columns: ColumnCache, source: ScanSource, terms: Terms): Sum {
  const { n } = source;
  const totals = new Array<bigint>(n).fill(0n);
  const marks = new Uint8Array(n);
  for (const [name, factor] of terms) {
    const grown = growthOf(engine, columns, source, name);
    for (let i = 0; i < n; i++) {
      totals[i] = (totals[i] ?? 0n) + factor * (grown.values[i] ?? 0n);
      marks[i] = (marks[i] ?? 0) | (grown.marks[i] ?? 0);
    }
  }
  return { values: Float64Array.from(totals, Number), marks };
}

/** Growth of a counter, or of all buckets of a histogram. */
function growthOf(
  engine: Engine,
  columns: ColumnCache,
  source: ScanSource,
  name: string,
): { readonly values: ArrayLike<bigint>; readonly marks: Uint8Array } {
  const { n } = source;
  if (source.runs.some(({ generation }) => (source.descriptor(generation, name)?.size ?? 1) > 1)) {
    const { buckets, deltas, marks } = columns.histogram(source, name);
    const halves = new Uint32Array(engine.memory.buffer, deltas, 2 * n * buckets);
    const sums = createSums(n);
    for (let bucket = 0; bucket < buckets; bucket++) sums.add(halves.subarray(2 * bucket), 2 * buckets);
    const values = sums.totals();
    return { values, marks: engine.bytes().slice(marks, marks + n) };
  }
  const { deltas, marks } = columns.scalar(source, name, 0);
  return {
    values: new BigUint64Array(engine.memory.buffer, deltas, n).slice(),
    marks: engine.bytes().slice(marks, marks + n),
  };
}

/** Values at each sample. */
function addValues(engine: Engine, columns: ColumnCache, source: ScanSource, terms: Terms): Sum {
  const { n } = source;
  const values = new Float64Array(n);
  const marks = new Uint8Array(n);
  for (const [name, factor] of terms) {
    const column = columns.scalar(source, name, 0);
    const found = new Float64Array(engine.memory.buffer, column.values, n);
    const seen = engine.bytes().subarray(column.marks, column.marks + n);
    for (let i = 0; i < n; i++) {
      values[i] = (values[i] ?? 0) + Number(factor) * (found[i] ?? 0);
      marks[i] = (marks[i] ?? 0) | (seen[i] ?? 0);
    }
  }
  return { values, marks };
}

/** ns asleep in each interval; what is not known yet is absent. */
function slept(engine: Engine, columns: ColumnCache, source: ScanSource, { above }: Figure): Sum {
  const { n } = source;
  const grown = growthOf(engine, columns, source, above[0]?.[0] ?? "");
  const known = source.runs.some(({ generation }) => source.descriptor(generation, BLOCKING) !== undefined);
  const blocking = known ? new Float64Array(engine.memory.buffer, columns.scalar(source, BLOCKING, 0).values, n) : null;
  const { times } = source.published.index;
  const { ns } = spreadBack({ times, growth: grown.values, marks: grown.marks, blocking });
  const marks = Uint8Array.from(grown.marks, (mark, i) => (Number.isNaN(ns[i]) ? mark | MARK_ABSENT : mark));
  return { values: ns, marks };
}

/** The statistic that tells a sleep that is still under way. */
const BLOCKING = "blocking";

/** Length of each interval, or 1 for each sample. Nothing while only the order of the samples is known. */
function span(source: ScanSource, unit: "ns" | "s" | "samples", marks: Uint8Array): Sum {
  const { n } = source;
  const { times } = source.published.index;
  const values = new Float64Array(n);
  const scale = unit === "s" ? NS : 1;
  for (let i = 0; i < n; i++) {
    if (unit === "samples") values[i] = 1;
    else if (i > 0 && hasClock(source)) values[i] = Number((times[i] ?? 0n) - (times[i - 1] ?? 0n)) / scale;
  }
  return { values, marks: new Uint8Array(marks) };
}
