// What is read from a running VM, between the readers (monitor, stats fds, files) and the writers (file, live stream).

/** Name of a source inside its VM. */
export type SourceName = "vm" | `vcpu-${number}`;

/** One sample: a whole dump, as one pread of a stats fd returns it (or laid out like one, from a monitor's reply). */
export interface Reading {
  readonly source: SourceName;
  readonly bytes: Uint8Array;
  /** Right after the read, ns since 1970: realtime at the start plus monotonic time since then, so that it never steps. */
  readonly time: bigint;
  /** Lives of the source, from 0: a vCPU that went and came again counts up. */
  readonly generation: number;
  /** Where the VM is read in several ways: how this source was. As the VM when not given. */
  readonly how?: VmFacts["how"];
}

/** What is known of a VM besides its numbers. */
export interface VmFacts {
  /** Unique among the VMs of a recording. Hostile text. */
  readonly vm: string;
  readonly pid: number | null;
  readonly how: "stats-fd" | "qmp" | "file";
  /** One sentence when reading changes what is measured (QEMU below 8.1); null when it does not. */
  readonly disturbs: string | null;
}

/** A VM that can be read again and again. */
export interface VmReader extends VmFacts {
  /**
   * One round: every source of the VM once. Throws VmGone when there is nothing to read any more. `only` "vm": its own
   * statistics are enough, where leaving out the vCPUs saves work.
   */
  read(now: () => bigint, only?: "vm"): Promise<readonly Reading[]>;
  close(): Promise<void>;
}

/** The VM ended, or its monitor was closed: its recording ends, the others go on. The message is one clear sentence. */
export class VmGone extends Error {}

/** All VMs once. */
export interface Round {
  /** From 0; rises by one per interval, also over those that came too late: a missing number is a gap. */
  readonly sequence: number;
  /** When it was to begin, ns since 1970. */
  readonly scheduled: bigint;
  readonly vms: readonly { readonly facts: VmFacts; readonly readings: readonly Reading[] }[];
}

/** Where rounds go: a file, a live stream. */
export interface RoundSink {
  round(round: Round): Promise<void>;
  /** A metadata record: kvmstats.host, kvmstats.clock. */
  facts(name: string, entries: ReadonlyMap<string, string>): Promise<void>;
  /** The recording is over: everything is on the disk, or sent. */
  end(): Promise<void>;
}
