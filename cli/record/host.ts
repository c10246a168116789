// What a recording says about the machine it was made on: metadata kvmstats.host and kvmstats.clock.

import { readdirSync, readFileSync } from "node:fs";
import { cpus, machine, release } from "node:os";
import type { ClockPair } from "./clock.ts";

/** Modules whose parameters decide how KVM behaves. */
const MODULES = /^kvm(_|$)/;

/** Longer parameters are lists of something. */
const MAX_PARAMETER = 256;

export interface HostOptions {
  /** ns between rounds. */
  readonly interval: bigint;
  readonly version: string;
  /** Where sysfs and procfs are; tests have their own. */
  readonly root?: string;
}

/** Entries of kvmstats.host. What the machine does not tell is left out. No host name: it is nobody's business. */
export function hostFacts({ interval, version, root = "" }: HostOptions): Map<string, string> {
  const facts = new Map([
    ["kernel", release()],
    ["architecture", machine()],
    ["cpu_model", cpus()[0]?.model.trim() ?? ""],
    ["boot_id", textOf(`${root}/proc/sys/kernel/random/boot_id`)],
    ["interval", String(interval)],
    ["kvmscope", version],
    ...moduleParameters(root),
  ]);
  for (const [name, value] of facts) if (value === "") facts.delete(name);
  return facts;
}

/** Entries of kvmstats.clock. */
export function clockFacts({ realtime, monotonic }: ClockPair): Map<string, string> {
  return new Map([
    ["realtime", String(realtime)],
    ["monotonic", String(monotonic)],
  ]);
}

/** "kvm.halt_poll_ns" and all others, in the order of their names. */
function moduleParameters(root: string): [string, string][] {
  const found: [string, string][] = [];
  for (const module of namesIn(`${root}/sys/module`).filter((name) => MODULES.test(name))) {
    const folder = `${root}/sys/module/${module}/parameters`;
    for (const name of namesIn(folder)) {
      const value = textOf(`${folder}/${name}`);
      if (value.length <= MAX_PARAMETER) found.push([`${module}.${name}`, value]);
    }
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** "" for a file that cannot be read: some parameters are for root only. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
