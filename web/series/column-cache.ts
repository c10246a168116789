// Columns of plotted statistics in linear memory, made when first asked for, the least recently used given back.

import type { Engine } from "../engine/engine.ts";
import { bucketsOf, fillHistogram, fillScalar } from "./columns.ts";
import { figureParts } from "./figure-columns.ts";
import type { Figure } from "./figures.ts";
import type { ScanSource } from "./scan-source.ts";

/** Bytes of columns kept. */
const BUDGET = 256 * 2 ** 20;

/** A scalar statistic, or one element of a larger one: n-element columns. */
export interface ScalarColumns {
  readonly kind: "scalar";
  readonly cumulative: boolean;
  /** u64[n] growth per interval; 0 bytes used when not cumulative */
  readonly deltas: number;
  /** u8[n] MARK_* */
  readonly marks: number;
  /** f64[n] rate or value, NaN where there is none */
  readonly values: number;
}

export interface HistogramColumns {
  readonly kind: "histogram";
  readonly buckets: number;
  /** u64[n][buckets] growth per interval */
  readonly deltas: number;
  readonly marks: number;
}

/** A figure (figures.ts): n-element columns. */
export interface FigureColumns {
  readonly kind: "figure";
  /** f64[n] the two sums it is the quotient of; 0 where there is no value */
  readonly above: number;
  readonly below: number;
  /** f64[n] their quotient, NaN where there is none */
  readonly values: number;
  readonly marks: number;
}

type Columns = ScalarColumns | HistogramColumns | FigureColumns;

interface Entry {
  readonly source: number;
  readonly address: number;
  readonly bytes: number;
  readonly columns: Columns;
}

export interface ColumnCache {
  scalar(source: ScanSource, stat: string, element: number): ScalarColumns;
  histogram(source: ScanSource, stat: string): HistogramColumns;
  figure(source: ScanSource, figure: Figure): FigureColumns;
  /** Gives back the columns of a source. */
  forget(source: number): void;
}

export function createColumnCache(engine: Engine): ColumnCache {
  const entries = new Map<string, Entry>();
  let held = 0;

  function drop(key: string, entry: Entry): void {
    entries.delete(key);
    held -= entry.bytes;
    engine.arena.free(entry.address, entry.bytes);
  }

  /** The entry of a key, made by `make` in `bytes` fresh bytes when it is not there. */
  function cached(key: string, source: ScanSource, bytes: number, make: (address: number) => Columns): Columns {
    const known = entries.get(key);
    if (known) {
      entries.delete(key);
      entries.set(key, known);
      return known.columns;
    }
    for (const [oldest, entry] of entries) {
      if (held + bytes <= BUDGET) break;
      drop(oldest, entry);
    }
    const address = engine.arena.alloc(bytes);
    try {
      const entry = { source: source.published.source, address, bytes, columns: make(address) };
      entries.set(key, entry);
      held += bytes;
      return entry.columns;
    } catch (error) {
      engine.arena.free(address, bytes);
      throw error;
    }
  }

  const cache: ColumnCache = {
    scalar(source, stat, element) {
      const { n } = source;
      const key = `${source.published.source} ${element} ${stat}`;
      const columns = cached(key, source, n * (8 + 8 + 1) + 64, (address) => {
        const deltas = address;
        const values = deltas + n * 8;
        const marks = values + n * 8;
        return {
          kind: "scalar",
          deltas,
          values,
          marks,
          cumulative: fillScalar(engine, source, { stat, element, deltas, values, marks }),
        };
      });
      if (columns.kind !== "scalar") throw new Error("Cannot use these columns as one of values");
      return columns;
    },
    histogram(source, stat) {
      const { n } = source;
      const buckets = bucketsOf(source, stat);
      const key = `${source.published.source} hist ${stat}`;
      const columns = cached(key, source, n * (buckets * 8 + 1) + 64, (address) => {
        const marks = address + n * buckets * 8;
        fillHistogram(engine, source, { stat, buckets, deltas: address, marks });
        return { kind: "histogram", buckets, deltas: address, marks };
      });
      if (columns.kind !== "histogram") throw new Error("Cannot use these columns as a histogram");
      return columns;
    },
    figure(source, figure) {
      const { n } = source;
      const columns = cached(
        `${source.published.source} figure ${figure.id}`,
        source,
        n * (3 * 8 + 1) + 64,
        (above) => {
          const parts = figureParts(engine, cache, source, figure);
          const [below, values, marks] = [above + n * 8, above + n * 16, above + n * 24];
          const bytes = engine.bytes();
          for (const [column, at] of [
            [parts.above, above],
            [parts.below, below],
            [parts.values, values],
          ] as const) {
            bytes.set(new Uint8Array(column.buffer), at);
          }
          bytes.set(parts.marks, marks);
          return { kind: "figure", above, below, values, marks };
        },
      );
      if (columns.kind !== "figure") throw new Error("Cannot use these columns as a figure");
      return columns;
    },
    forget(source) {
      for (const [key, entry] of entries) if (entry.source === source) drop(key, entry);
    },
  };
  return cache;
}
