// Names, process ids and thread ids out of dumps and facts: what is left says how a VM ran, not whose it is.

import type { StatsTable } from "../../web/format/model.ts";

/** Facts of a host that say nothing about whose it is. Module parameters are named by their module. */
const KEPT_FACTS = new Set(["kernel", "architecture", "cpu_model", "interval", "kvmscope", "realtime", "monotonic"]);
const MODULE_PARAMETER = /^kvm(_[a-z]+)?\./;

/** Sources that are named by their ids. */
const OWN_NAME = /^(vm|vcpu-\d+)$/;

export interface Anonymiser {
  /** "vm-1", "vm-2", .. in the order of the VMs. */
  vm(name: string): string;
  /** What no id names has the name of a file: "source-1", "source-2", .. instead. `vm` as it was. */
  source(name: string, vm: string): string;
  /** The dump with a number of ours for the thread id in its id. */
  dump(bytes: Uint8Array, table: StatsTable, vm: string): Uint8Array;
}

/** The same new names for the same old ones. */
export function createAnonymiser(vms: readonly string[]): Anonymiser {
  const names = new Map<string, string>();
  const sources = new Map<string, string>();
  const threads = new Map<string, number>();
  const vm = (name: string) => {
    const known = names.get(name) ?? `vm-${names.size + 1}`;
    names.set(name, known);
    return known;
  };
  for (const name of vms) vm(name);

  return {
    vm,
    source(name, vm) {
      if (OWN_NAME.test(name)) return name;
      const key = `${vm}\0${name}`;
      const known = sources.get(key) ?? `source-${sources.size + 1}`;
      sources.set(key, known);
      return known;
    },
    dump(bytes, { header, id, scope, vcpu }, name) {
      const { idOffset, nameSize } = header;
      if (bytes.length <= idOffset) return bytes;
      // two VMs may have had the same thread id at different times
      const thread = `${name}\0${id.split("/")[0]}`;
      const number = threads.get(thread) ?? threads.size + 1;
      threads.set(thread, number);
      const text =
        scope === "vcpu" && vcpu !== null ? `kvm-${number}/vcpu-${vcpu}` : `${scope === "vm" ? "kvm" : "id"}-${number}`;
      const block = Buffer.alloc(Math.min(nameSize, bytes.length - idOffset));
      block.write(text);
      const own = bytes.slice();
      own.set(block, idOffset);
      return own;
    },
  };
}

/** The entries of a metadata record that may stay; null when all of it goes. */
export function anonymousFacts(
  name: string,
  entries: readonly (readonly [string, string])[],
): (readonly [string, string])[] | null {
  if (name !== "kvmstats.host" && name !== "kvmstats.clock") return null;
  return entries.filter(([key]) => KEPT_FACTS.has(key) || MODULE_PARAMETER.test(key));
}
