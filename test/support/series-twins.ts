// The scan kernels once more, on plain arrays and slow: the twins of assembly/columns.ts and series.ts.

import {
  CHANGED_DIFFERS,
  CHANGED_NONZERO,
  MARK_ABSENT,
  MARK_FIRST,
  MARK_GAP,
  MARK_RESET,
  MARK_WRAP,
} from "../../assembly/layout.ts";

const TWO_63 = 2n ** 63n;

/** One sample's data block, cut to what is present. */
export type Row = Uint8Array;

/** Adjacent values from byte `offset` of each row; null where a row has not all of them. */
export function extractTwin(
  rows: readonly Row[],
  offset: number,
  cols: number,
  bigEndian: boolean,
): (bigint[] | null)[] {
  return rows.map((row) => {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    if (offset + 8 * cols > row.length) return null;
    return Array.from({ length: cols }, (_, col) => view.getBigUint64(offset + 8 * col, !bigEndian));
  });
}

export function changedTwin(values: readonly (bigint | null)[]): number {
  const valid = values.filter((value) => value !== null);
  const differs = new Set(valid).size > 1;
  const nonzero = valid.some((value) => value !== 0n);
  return (differs ? CHANGED_DIFFERS : 0) | (nonzero ? CHANGED_NONZERO : 0);
}

export function marksTwin(times: readonly bigint[], breaks: readonly boolean[], maxGap: bigint): number[] {
  return times.map((time, i) => {
    const before = times[i - 1];
    if (before === undefined || breaks[i]) return MARK_FIRST;
    return time - before > maxGap || time <= before ? MARK_GAP : 0;
  });
}

export interface DeltasTwin {
  /** A row per sample, a number per bucket. */
  readonly rows: bigint[][];
  readonly marks: number[];
  readonly resets: number;
}

/** Differences of the samples' buckets; a counter is a histogram of one bucket. A null sample has no value. */
export function deltasTwin(
  samples: readonly (readonly bigint[] | null)[],
  marksIn: readonly number[],
  buckets: number,
): DeltasTwin {
  const rows: bigint[][] = [];
  const marks: number[] = [];
  for (const [i, sample] of samples.entries()) {
    const given = marksIn[i] ?? 0;
    const zeros = Array.from({ length: buckets }, () => 0n);
    const last = lastBefore(samples, marksIn, i);
    if (sample === null) {
      rows.push(zeros);
      marks.push(given | MARK_ABSENT);
    } else if (last === null) {
      rows.push(zeros);
      marks.push(given | MARK_FIRST);
    } else {
      const kinds = sample.map((value, bucket) => kindOf(last.sample[bucket] ?? 0n, value));
      const reset = kinds.includes(MARK_RESET);
      const fell = reset ? MARK_RESET : kinds.includes(MARK_WRAP) ? MARK_WRAP : 0;
      rows.push(
        sample.map((value, bucket) => (reset ? value : BigInt.asUintN(64, value - (last.sample[bucket] ?? 0n)))),
      );
      marks.push(given | fell | (last.index === i - 1 ? 0 : MARK_GAP));
    }
  }
  return { rows, marks, resets: marks.filter((mark) => mark & MARK_RESET).length };
}

function kindOf(before: bigint, after: bigint): number {
  if (after >= before) return 0;
  return before >= TWO_63 && after - before + 2n ** 64n < TWO_63 ? MARK_WRAP : MARK_RESET;
}

/** The newest sample with a value before sample i, in the same generation. */
function lastBefore(samples: readonly (readonly bigint[] | null)[], marks: readonly number[], i: number) {
  for (let index = i; index > 0 && !((marks[index] ?? 0) & MARK_FIRST); index--) {
    const sample = samples[index - 1];
    if (sample) return { index: index - 1, sample };
  }
  return null;
}

export function ratesTwin(deltas: readonly bigint[], marks: readonly number[], times: readonly bigint[]): number[] {
  return deltas.map((delta, i) => {
    const before = times[i - 1];
    if (before === undefined || (marks[i] ?? 0) & ~MARK_WRAP) return Number.NaN;
    return (Number(delta) * 1e9) / Number((times[i] ?? 0n) - before);
  });
}

export function valuesTwin(values: readonly (bigint | null)[], isSigned: boolean): number[] {
  return values.map((value) => {
    if (value === null) return Number.NaN;
    return Number(isSigned ? BigInt.asIntN(64, value) : value);
  });
}
