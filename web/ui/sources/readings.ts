// How the VMs of a recording were read, as its recorder says. Pure.

import { displayName } from "../../format/text.ts";
import type { RecordingInfo, SourceInfo } from "../../series/model.ts";
import { nameInVm, vmName } from "./source-names.ts";

/** Characters of a pid and of a name, sources named of one VM, and VMs. */
const PID = 12;
const NAME = 40;
const NAMED = 4;
const MOST = 64;

/** How one VM was read. */
export interface VmReading {
  readonly vm: number;
  /** Its name as it may be shown. */
  readonly name: string;
  /** "stats fds of process 4242" */
  readonly text: string;
}

export interface Readings {
  /** Those of which something is known, the first ones. */
  readonly vms: readonly VmReading[];
  /** Known beyond those. */
  readonly unlisted: number;
}

/** Of every VM of which a recording tells. */
export function readingsOf(info: RecordingInfo): Readings {
  const told = info.vms.flatMap(({ id }) => {
    const text = vmReadingText(id, info);
    return text === "" ? [] : [{ vm: id, name: displayName(vmName(id, info), NAME), text }];
  });
  return { vms: told.slice(0, MOST), unlisted: Math.max(0, told.length - MOST) };
}

/** "stats fds of process 4242 (vcpu-0, vcpu-1); QEMU monitor: id and offsets reconstructed (vm)"; "" when nothing is known. */
export function vmReadingText(vm: number, info: RecordingInfo): string {
  const groups = new Map<string, SourceInfo[]>();
  for (const source of info.sources) {
    if (source.vm !== vm) continue;
    const text = readingText(source);
    const known = groups.get(text);
    if (known) known.push(source);
    else groups.set(text, [source]);
  }
  const told = [...groups].filter(([text]) => text !== "");
  if (groups.size === 1) return told[0]?.[0] ?? "";
  return told.map(([text, sources]) => `${text} (${namesOf(sources, info)})`).join("; ");
}

/** How one source was read: "stats fd of process 4242"; "" when nothing is known. */
function readingText({ how, pid, reconstructed }: SourceInfo): string {
  const process = pid === null ? "" : ` of process ${displayName(pid, PID)}`;
  const made = reconstructed ? ": id and offsets reconstructed" : "";
  switch (how) {
    case "stats-fd":
      return `stats fds${process}${made}`;
    case "qmp":
      return `QEMU monitor${process}${made}`;
    case "file":
      return `dump files${process}${made}`;
    case null:
      return reconstructed ? `QEMU monitor replies${process}${made}` : process.replace(" of ", "");
  }
}

function namesOf(sources: readonly SourceInfo[], info: RecordingInfo): string {
  const names = sources.slice(0, NAMED).map((source) => displayName(nameInVm(source, info), NAME));
  const more = sources.length - names.length;
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
