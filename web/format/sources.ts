// Which dumps are samples of one source, and which sources are one VM. The number in an id is a thread id: it groups nothing.

import type { Origin, Scope } from "./model.ts";
import { baseOf, directoryOf, stemOf } from "./snapshots.ts";

/** What is known of a dump before it has a source. */
export interface DumpPlace {
  readonly path: string;
  readonly origin?: Pick<Origin, "vm" | "source"> | undefined;
  /** "unknown" when the dump is cut before the end of its id. */
  readonly scope: Scope;
  readonly vcpu: number | null;
}

/** One VM or vCPU as its dumps name it. */
export interface SourcePlace {
  /** The same for every dump of the source, in every drop. */
  readonly key: string;
  readonly directory: string;
  readonly stem: string;
  readonly scope: Scope;
  readonly vcpu: number | null;
  /** A recording said whose it is: `directory` is the VM's name, "/" in it means nothing, and `stem` the source's in it. */
  readonly told: boolean;
}

/** The source of a dump: what its origin says, else directory and base name without time or counter; scope and vCPU. */
export function sourceOf({ path, scope, vcpu, origin }: DumpPlace): SourcePlace {
  const { directory, stem, told } = placeOf(path, origin);
  return {
    key: [directory, stem, scope, vcpu ?? "", ...(told ? ["told"] : [])].join("\0"),
    directory,
    stem,
    scope,
    vcpu,
    told,
  };
}

/** Directory and stem of a dump: what tells its source before its bytes are looked at. */
export function placeOf(path: string, origin: DumpPlace["origin"]): Pick<SourcePlace, "directory" | "stem" | "told"> {
  if (origin) return { directory: origin.vm, stem: origin.source, told: true };
  return { directory: directoryOf(path), stem: stemOf(baseOf(path)), told: false };
}

/** A VM: what its sources share. */
export interface VmPlace {
  readonly name: string;
  /** Indices into the sources. */
  readonly sources: readonly number[];
}

/**
 * Sorts sources into VMs. A VM source is its own VM. Any other belongs to the VM source of the nearest directory upwards
 * that has one: in it, or, where it has none itself, below it. If it is not the only one there, it belongs to the archive or
 * drop itself, named `drop`. Where a recording told whose a source is, that is its VM.
 */
export function groupVms(sources: readonly SourcePlace[], drop: string): VmPlace[] {
  const below = vmSourcesByDirectory(sources);
  const members = new Map<number | string | null, number[]>();
  for (const [i, { scope, directory, told }] of sources.entries()) {
    const vm = told ? directory : scope === "vm" ? i : nearestVm(directory, below);
    append(members, vm, i);
  }
  const taken = new Set<string>();
  return [...members].map(([vm, indices]) => {
    if (typeof vm === "string") return { name: unique(vm || drop, taken), sources: indices };
    const owner = vm === null ? undefined : sources[vm];
    const top = owner === undefined ? "" : sharedDirectory(indices.map((i) => sources[i]?.directory ?? ""));
    const alone = owner === undefined || below.get(top)?.length === 1;
    const name = unique(alone ? top || drop : [top || drop, bareStem(owner.stem)].filter(Boolean).join("/"), taken);
    return { name, sources: indices };
  });
}

/** Directory -> VM sources in it; those below it where it has none itself. */
function vmSourcesByDirectory(sources: readonly SourcePlace[]): Map<string, number[]> {
  const inside = new Map<string, number[]>();
  for (const [i, { scope, directory, told }] of sources.entries()) {
    if (scope === "vm" && !told) append(inside, directory, i);
  }
  const below = new Map(inside);
  for (const [i, { scope, directory, told }] of sources.entries()) {
    if (scope === "vm" && !told) {
      for (const above of upwards(directory)) {
        if (!inside.has(above)) append(below, above, i);
      }
    }
  }
  return below;
}

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [value]);
  } else {
    list.push(value);
  }
}

function nearestVm(directory: string, below: ReadonlyMap<string, readonly number[]>): number | null {
  for (const above of upwards(directory)) {
    const vms = below.get(above);
    if (vms !== undefined) {
      return vms.length === 1 ? (vms[0] ?? null) : null;
    }
  }
  return null;
}

/** "a/b", "a", "". */
function* upwards(directory: string): Generator<string> {
  for (let at = directory; at !== ""; at = directoryOf(at)) {
    yield at;
  }
  yield "";
}

function sharedDirectory(directories: readonly string[]): string {
  const [first = "", ...others] = directories;
  for (const above of upwards(first)) {
    if (others.every((other) => above === "" || other === above || other.startsWith(`${above}/`))) {
      return above;
    }
  }
  return "";
}

function bareStem(stem: string): string {
  return stem.replace(/[.][^.]*$/, "");
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) {
    free = `${name} (${n})`;
  }
  taken.add(free);
  return free;
}
