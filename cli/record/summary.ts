// What a recording came to: counted while it runs, told on stderr.

import { displayName } from "../../web/format/text.ts";
import { counted } from "../io.ts";

/** One VM, over all its lives. */
export interface VmTally {
  rounds: number;
  samples: number;
  /** Rounds that were over before the VM answered. */
  missed: number;
  /** How often a read failed, by its sentence. */
  readonly failures: Map<string, number>;
  /** Why it ended, once for each life. */
  readonly ends: string[];
}

export interface Tally {
  /** ns since 1970. */
  start: bigint;
  /** End of the last round, ns since 1970. */
  end: bigint;
  rounds: number;
  /** Rounds that never began. */
  late: number;
  readonly vms: Map<string, VmTally>;
}

export function newVmTally(): VmTally {
  return { rounds: 0, samples: 0, missed: 0, failures: new Map(), ends: [] };
}

export function newTally(start: bigint): Tally {
  return { start, end: start, rounds: 0, late: 0, vms: new Map() };
}

/** Samples of all VMs. */
function samplesOf({ vms }: Tally): number {
  return [...vms.values()].reduce((sum, { samples }) => sum + samples, 0);
}

export interface SummaryOptions {
  readonly tally: Tally;
  readonly paths: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
  /** CPU time of this process since the first round, ns. */
  readonly cpu: bigint;
}

/** The closing lines. */
export function summaryOf({ tally, paths, bytes, cpu }: SummaryOptions): string {
  const samples = samplesOf(tally);
  const [first = ""] = paths;
  const files = paths.length === 1 ? displayName(first) : `${paths.length} files, ${displayName(first)} and on`;
  const each = samples === 0 ? "" : `, ${(bytes / samples).toFixed(1)} bytes per sample`;
  const late =
    tally.late === 0
      ? "none late"
      : `${tally.late} of ${tally.rounds + tally.late} due began too late and were left out`;
  return [
    `${files}: ${sizeText(bytes)}, ${counted(samples, "sample")}${each}`,
    `${secondsText(tally.end - tally.start)}, ${counted(tally.rounds, "round")}, ${late}; the recorder took ${cpuShare(tally, cpu)} of one CPU`,
    ...[...tally.vms].map(([name, vm]) => `  ${displayName(name, 60)}: ${vmLine(vm)}`),
    "",
  ].join("\n");
}

function vmLine({ rounds, samples, missed, failures, ends }: VmTally): string {
  const parts = [`${counted(samples, "sample")} in ${counted(rounds, "round")}`];
  if (missed > 0) parts.push(`not back in time for ${missed}`);
  for (const [message, count] of failures) parts.push(`${count} × ${displayName(message, 200)}`);
  for (const message of ends) parts.push(displayName(message, 200));
  return parts.join("; ");
}

/** The line that is rewritten once a second on a terminal. */
export function statusOf({ tally, bytes, cpu }: Pick<SummaryOptions, "tally" | "bytes" | "cpu">): string {
  const late = tally.late === 0 ? "" : ` (${tally.late} late)`;
  const vms = counted([...tally.vms.values()].length, "VM");
  return `${secondsText(tally.end - tally.start)}  ${counted(tally.rounds, "round")}${late}  ${vms}  ${counted(samplesOf(tally), "sample")}  ${sizeText(bytes)}  ${cpuShare(tally, cpu)} CPU`;
}

function cpuShare({ start, end }: Tally, cpu: bigint): string {
  return end === start ? "0 %" : `${((100 * Number(cpu)) / Number(end - start)).toFixed(1)} %`;
}

function secondsText(ns: bigint): string {
  const s = Number(ns) / 1e9;
  if (s < 100) return `${s.toFixed(1)} s`;
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return `${h > 0 ? `${h} h ` : ""}${m} min ${Math.floor(s % 60)} s`;
}

function sizeText(bytes: number): string {
  if (bytes < 10_000) return counted(bytes, "byte");
  return bytes < 10 * 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Whether a read failed, or a VM that did not end gave nothing: late rounds and missed ones are gaps, and no loss. */
export function wasLost({ vms }: Tally): boolean {
  return [...vms.values()].some(({ failures, samples, missed, ends }) => {
    return failures.size > 0 || (samples === 0 && missed > 0 && ends.length === 0);
  });
}
