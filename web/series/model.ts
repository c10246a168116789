// What a recording looks like to the page, and what can be asked of it. Plain data: it crosses the worker boundary.
//
// Times: i64 ns since 1970 are bigint; "seconds" are f64 since the recording's start. A recording without a clock
// (one dump, or series whose interval is not known yet) counts samples instead: clock "none".

import type { Descriptor, Finding, Scope, StatsTable } from "../format/model.ts";

export type SourceId = number;
export type RecordingId = number;

/** One VM or vCPU: a series of samples over time. */
export interface SourceInfo {
  readonly id: SourceId;
  readonly recording: RecordingId;
  readonly vm: number;
  /** "vm", "vcpu-3", or the file's stem when the id does not tell. */
  readonly label: string;
  /** Directory and stem, for a tooltip. */
  readonly path: string;
  readonly scope: Scope;
  readonly vcpu: number | null;
  readonly samples: number;
  /** Seconds of the first and last sample. */
  readonly from: number;
  readonly to: number;
  /** Median distance of two samples, seconds; 0 with fewer than two. */
  readonly period: number;
  /** Where the times come from. "ask": the page must ask for the interval. */
  readonly timing: "name" | "modified" | "interval" | "none" | "ask";
  readonly generations: readonly GenerationInfo[];
  /** Union over the generations, in descriptor order of the newest one. */
  readonly stats: readonly StatInfo[];
  /** Samples cut before their data block was complete. */
  readonly short: number;
  /** How the recorder read it; null when nothing says so. */
  readonly how: "stats-fd" | "qmp" | "file" | null;
  /** Process id of its VMM: hostile text, as everything a recording says. */
  readonly pid: string | null;
  /** One sentence when reading it changed what was measured. */
  readonly disturbs: string | null;
  /** Id and offsets are not the kernel's: they were made from a monitor's reply. */
  readonly reconstructed: boolean;
}

/** A run of samples with the same id and descriptor table. */
export interface GenerationInfo {
  readonly table: StatsTable;
  readonly samples: number;
  readonly from: number;
  readonly to: number;
}

/** A statistic of a source. */
export interface StatInfo {
  /** Unique in the source; the same statistic has the same key in every source. */
  readonly key: string;
  /** From the newest generation that has it. */
  readonly descriptor: Descriptor;
  /** Some value of it differs between two samples. */
  readonly changed: boolean;
  /** Some value of it is not 0. */
  readonly nonzero: boolean;
}

export interface VmInfo {
  readonly id: number;
  readonly recording: RecordingId;
  readonly name: string;
}

/** One drop: a dump, a folder, an archive. */
export interface RecordingInfo {
  readonly id: RecordingId;
  readonly name: string;
  readonly state: "opening" | "open" | "cancelled" | "failed";
  /** ns since 1970 of second 0; null without a clock. */
  readonly start: bigint | null;
  /** Seconds from first to last sample. */
  readonly duration: number;
  readonly clock: "time" | "none";
  readonly vms: readonly VmInfo[];
  readonly sources: readonly SourceInfo[];
  readonly findings: readonly FileFinding[];
  /** All of them, also those beyond the kept ones. */
  readonly findingCount: number;
  /** Samples of all sources; the same one dropped twice counts once. */
  readonly dumps: number;
  /** Of these dumps. */
  readonly bytes: number;
  /** Metadata records of recordings: `kvmstats.host`, `kvmstats.clock`, others'. The middle ones go when there are many. */
  readonly facts: readonly FactsInfo[];
}

/** A metadata record. Hostile text. */
export interface FactsInfo {
  readonly name: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

export interface FileFinding extends Finding {
  readonly path: string;
  readonly source: SourceId | null;
  /** Seconds of the sample, where it is about one sample. */
  readonly time: number | null;
}

/** A stretch of time [from, to), seconds, cut into `pixels` columns. A histogram's one column is (from, to]. */
export interface View {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}

export type Question =
  /**
   * rate of a cumulative statistic, value of every other; one value of `element` in a histogram or vector. `stat` may be the
   * key of a figure (figures.ts): then a column's mean is the quotient of the sums over the column
   */
  | {
      readonly kind: "window";
      readonly source: SourceId;
      readonly stat: string;
      readonly element: number;
      readonly view: View;
    }
  | { readonly kind: "histogram"; readonly source: SourceId; readonly stat: string; readonly view: View }
  /** `stats` may hold keys of figures: their mean is the quotient of the sums over the range, their total null */
  | {
      readonly kind: "range";
      readonly source: SourceId;
      readonly stats: readonly string[];
      readonly from: number;
      readonly to: number;
    }
  /** Reads the data block of each source's sample at or before `time`, and of the one before it. */
  | { readonly kind: "sample"; readonly sources: readonly SourceId[]; readonly time: number }
  /** Time of the sample before (-1) or after (+1) `time` in these sources. */
  | { readonly kind: "step"; readonly sources: readonly SourceId[]; readonly time: number; readonly direction: -1 | 1 }
  /** What is doubtful about the samples of a source. `among`: all sources of its VM. */
  | { readonly kind: "quality"; readonly source: SourceId; readonly among: readonly SourceId[] }
  /** Samples in [from, to] as text, exact: at most `take` of them, after `skip`. */
  | {
      readonly kind: "export";
      readonly source: SourceId;
      readonly format: ExportFormat;
      readonly from: number;
      readonly to: number;
      readonly skip: number;
      readonly take: number;
    }
  /** The whole file of one sample, read from offset 0 to its end. */
  | { readonly kind: "file"; readonly source: SourceId; readonly sample: number };

export type Answer =
  | WindowAnswer
  | HistogramAnswer
  | RangeAnswer
  | SampleAnswer
  | StepAnswer
  | QualityAnswer
  | FileAnswer
  | ExportAnswer;

/** Columns of a window; NaN where a column has no value. */
export interface WindowAnswer {
  readonly kind: "window";
  readonly from: number;
  readonly to: number;
  readonly min: Float64Array<ArrayBuffer>;
  readonly max: Float64Array<ArrayBuffer>;
  readonly first: Float64Array<ArrayBuffer>;
  readonly last: Float64Array<ArrayBuffer>;
  /** Of a rate: growth by the time of its intervals; of a value: each sample counts once; of a figure: the quotient of its sums. */
  readonly mean: Float64Array<ArrayBuffer>;
  /** What the mean was divided by: seconds of intervals with a rate, samples with a value, a figure's sum. Means, weighted by it, make the mean of all. */
  readonly weight: Float64Array<ArrayBuffer>;
  readonly count: Uint32Array<ArrayBuffer>;
  /** MARK_* of assembly/layout.ts, or-ed over the column. */
  readonly marks: Uint8Array<ArrayBuffer>;
  /** Value of the last sample before the view; NaN if there is none. Steps start from it. */
  readonly before: number;
  /** When the view holds at most 2 samples a pixel: each exactly, and the one on either side of the view. */
  readonly points: {
    readonly time: Float64Array<ArrayBuffer>;
    readonly value: Float64Array<ArrayBuffer>;
    /** As of a column; 0 without a value. */
    readonly weight: Float64Array<ArrayBuffer>;
    readonly marks: Uint8Array<ArrayBuffer>;
  } | null;
}

/** Samples that fell into each bucket in each pixel column. */
export interface HistogramAnswer {
  readonly kind: "histogram";
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
  /** pixels x buckets, row per pixel column. */
  readonly counts: Float64Array<ArrayBuffer>;
  readonly marks: Uint8Array<ArrayBuffer>;
  /** Exact sums per bucket over the view. */
  readonly total: BigUint64Array<ArrayBuffer>;
}

export interface RangeAnswer {
  readonly kind: "range";
  readonly stats: readonly RangeStat[];
}

/**
 * What one statistic did in a range. For cumulative: of its rate, which belongs to the time before its sample, so of the
 * samples in (from, to]; else of its value, of those in [from, to]. A histogram counts as the sum of its buckets.
 */
export interface RangeStat {
  readonly key: string;
  readonly samples: number;
  readonly min: number;
  readonly max: number;
  /**
   * Of a rate: growth by time, over the intervals that have one (no gaps, no resets), not the mean of the samples' rates. Of a
   * value: each sample counts once, however long it held. Of a figure: the quotient of its sums.
   */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  /** Standard deviation of the samples, from their own mean. */
  readonly deviation: number;
  /** Exact growth of a cumulative statistic or a histogram; a lower bound when resets > 0. */
  readonly total: bigint | null;
  /** Of a histogram: growth of each bucket in the intervals that have a rate. */
  readonly counts?: readonly bigint[];
  /**
   * What the mean was divided by: seconds of the intervals that have a rate, samples of a value, a figure's sum. Means,
   * weighted by it, make the mean of all.
   */
  readonly weight: number;
  readonly resets: number;
  readonly gaps: number;
}

export interface SampleAnswer {
  readonly kind: "sample";
  readonly time: number;
  readonly reads: readonly SampleRead[];
}

/** What kvm_stats_read returned for one sample's data block. */
export interface SampleRead {
  readonly source: SourceId;
  /** Position in time order; -1 when the source has no sample yet at that time. */
  readonly sample: number;
  readonly generation: number;
  readonly time: number;
  /** The data block as captured, in the file's byte order; shorter than the table says when the dump was cut. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** The sample before, for rates; null when there is none in this generation. */
  readonly previous: { readonly time: number; readonly data: Uint8Array<ArrayBuffer> } | null;
  /** The interval before this sample is a gap: no rate. */
  readonly gap: boolean;
}

export interface StepAnswer {
  readonly kind: "step";
  /** null at the end. */
  readonly time: number | null;
}

/** All of them counted, the first ones listed, in time order. */
export interface Listed<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** Times of the samples before and after, seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Statistics that fell from one sample to the next. */
export interface ResetMoment {
  readonly time: number;
  /** Keys, the first ones. */
  readonly stats: readonly string[];
  readonly count: number;
}

/** A sample without all values of its table. */
export interface ShortSample {
  readonly time: number;
  /** Key of the first statistic that is missing, and how many are. */
  readonly stat: string;
  readonly count: number;
}

/** Rounds that the recorder counted and that no sample is of. */
export interface MissingRounds extends Stretch {
  readonly rounds: number;
  /** There may be more of them. */
  readonly more: boolean;
}

/** Neighbouring samples with a value that cannot be. */
export interface ImpossibleRun extends Stretch {
  readonly rule: "boolean" | "negative" | "identity";
  readonly stat: string;
  readonly samples: number;
  /** What the value is held against: the names in an identity; empty in the other rules. */
  readonly against: string;
  readonly relation: "at most" | "equal";
  /** Of the sample that is off most, and its time. */
  readonly worst: { readonly time: number; readonly found: bigint; readonly expected: bigint };
}

/** A stretch without samples of a source in which others of its VM have some. */
export interface MissingStretch extends Stretch {
  /** Most samples that one of the others has there. */
  readonly samples: number;
}

/** What is doubtful about the samples of one source. Nothing is listed twice: a gap is not late. */
export interface QualityAnswer {
  readonly kind: "quality";
  readonly source: SourceId;
  readonly samples: number;
  /** Gaps of which the recorder's count of rounds tells. */
  readonly rounds: Listed<MissingRounds>;
  /** Intervals that say nothing about a rate: over 3 times the median one. */
  readonly gaps: Listed<Stretch>;
  /** Intervals over 1.5 times the median one that are no gap. */
  readonly late: Listed<Stretch>;
  readonly resets: Listed<ResetMoment>;
  readonly short: Listed<ShortSample>;
  readonly impossible: Listed<ImpossibleRun>;
  readonly missing: Listed<MissingStretch>;
}

export interface FileAnswer {
  readonly kind: "file";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** json: the objects of `kvmscope show --json`. csv: a row per sample with these columns. */
export type ExportFormat =
  | { readonly kind: "json" }
  | { readonly kind: "csv"; readonly label: string; readonly columns: readonly ExportColumn[] };

/** One value of a statistic; a histogram has one column per bucket. */
export interface ExportColumn {
  readonly stat: string;
  readonly element: number;
}

/** JSON: objects joined by a comma and a new line. CSV: rows, each with its line end. */
export interface ExportAnswer {
  readonly kind: "export";
  /** UTF-8. */
  readonly text: Uint8Array<ArrayBuffer>;
  readonly samples: number;
}
