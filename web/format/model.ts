// What every input format ends in. Nothing after web/format knows file formats.

export type ByteOrder = "little" | "big";
export type Scope = "vm" | "vcpu" | "unknown";

/** struct kvm_stats_header as found, in native numbers. */
export interface StatsHeader {
  readonly flags: number;
  /** Bytes of the id string and of each descriptor's name, NUL included. */
  readonly nameSize: number;
  readonly numDesc: number;
  readonly idOffset: number;
  readonly descOffset: number;
  readonly dataOffset: number;
}

export type StatType = "cumulative" | "instant" | "peak" | "linear-histogram" | "log-histogram" | `unknown-${number}`;
export type StatUnit = "none" | "bytes" | "seconds" | "cycles" | "boolean" | `unknown-${number}`;
export type StatBase = 2 | 10 | `unknown-${number}`;

/** One struct kvm_stats_desc, decoded from bytes that a read returned. */
export interface Descriptor {
  /** Position in the descriptor block. */
  readonly index: number;
  /** UTF-8 up to the NUL, as in the file: hostile text, escape before showing outside a text node. */
  readonly name: string;
  readonly flags: number;
  readonly type: StatType;
  readonly unit: StatUnit;
  readonly base: StatBase;
  readonly exponent: number;
  /** Number of u64 values: 1 for scalars, the bucket count for histograms. */
  readonly size: number;
  /** Bytes from the start of the data block. */
  readonly offset: number;
  readonly bucketSize: number;
}

/** The descriptor table and what identifies it. */
export interface StatsTable {
  readonly order: ByteOrder;
  readonly header: StatsHeader;
  /** Up to the NUL. */
  readonly id: string;
  readonly scope: Scope;
  /** vcpu_id from the id string; null for a VM. */
  readonly vcpu: number | null;
  /** As many as the file holds: fewer than header.numDesc when it is cut. */
  readonly descriptors: readonly Descriptor[];
}

export type ExtentKind = "header" | "id" | "descriptors" | "data" | "gap";

/** A piece of a dump, as the door places it. Extents cover the dump without holes or overlaps, sorted by offset. */
export interface Extent {
  readonly kind: ExtentKind;
  readonly offset: number;
  readonly bytes: number;
}

/** Where the blocks of one dump lie: found at the door to place extents, then dropped. */
export interface DumpLayout {
  readonly order: ByteOrder;
  readonly header: StatsHeader;
  readonly extents: readonly Extent[];
  /** The data block runs from header.dataOffset to the next block or the end of the file. 0 when the dump is cut before. */
  readonly dataBytes: number;
}

export type Severity = "error" | "warning" | "note";

/** One rule that a dump breaks. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** First byte concerned and the first byte after it, in the file. */
  readonly from: number;
  readonly to: number;
  readonly expected: string;
  readonly found: string;
  /** Descriptor concerned, if one is. */
  readonly descriptor?: number;
}

/** One dump on its way in. `bytes` is only valid until the next one is asked for. */
export interface RawDump {
  /** Path inside the drop, "/" between the parts. An archive among other files is a folder of its name. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Modification time, ns since 1970; undefined when the container has none. */
  readonly modified: bigint | undefined;
  /** Whose it is and when it was taken, where the container says so; else path and name tell. */
  readonly origin?: Origin;
}

/** What a recording or a monitor reply says about a dump, so that no name has to be guessed from. */
export interface Origin {
  /** The VM's name: hostile text. Its sources are one VM. */
  readonly vm: string;
  /** The source inside its VM: "vm", "vcpu-3". */
  readonly source: string;
  /** ns since 1970; null when only the user can tell. */
  readonly time: bigint | null;
  /** Round of the recorder: a missing number is a gap. null where rounds are not counted. */
  readonly sequence: number | null;
  /** When the round was to begin, ns since 1970, where it is known. */
  readonly scheduled?: bigint;
  /** Lives of the source, from 0: a new one is a new generation even with the same table. */
  readonly generation: number;
  /** Id string and offsets were made by us (monitor replies carry none). */
  readonly reconstructed: boolean;
}

/**
 * MCAP records as they lie in a file: one chunk, or records outside chunks. The engine decompresses, checks and walks them;
 * the format side only finds them.
 */
export interface RecordRun {
  readonly kind: "records";
  /** The file they are in, for sentences. */
  readonly path: string;
  /** First byte of the chunk record in the file. */
  readonly offset: number;
  readonly compression: "" | "lz4" | "zstd";
  /** As in the file; only valid until the next item is asked for. */
  readonly bytes: Uint8Array;
  /** Bytes once decompressed, as the file claims: below the cap. */
  readonly size: number;
  /** CRC-32 of the decompressed bytes; 0: not given. */
  readonly crc: number;
  /** Log times of a chunk's first and last message, ns, as the chunk claims. */
  readonly times?: { readonly from: bigint; readonly to: bigint };
  /** In front of every VM's name: "" unless several files are opened at once, else ends in "/". */
  readonly folder: string;
}

/** A metadata record of a recording: `kvmstats.host`, `kvmstats.clock`, or another's. */
export interface RecordingFacts {
  readonly kind: "facts";
  readonly path: string;
  readonly name: string;
  readonly entries: ReadonlyMap<string, string>;
}
