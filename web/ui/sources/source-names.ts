// What the VMs and sources of a recording are called: short, and different from one another. Pure.

import type { RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";

/** Characters of a name in a legend, a filter, a table row. */
const MOST = 20;
/** Characters of a VM's name that are kept in any case. */
const LEAST = 6;
const ELLIPSIS = "…";

interface Names {
  /** With the VM's name where there are several. */
  readonly full: ReadonlyMap<SourceId, string>;
  /** Below its VM. */
  readonly inVm: ReadonlyMap<SourceId, string>;
  readonly vms: ReadonlyMap<number, string>;
}

const known = new WeakMap<RecordingInfo, Names>();

/** A source's name, unlike that of any other in the recording: about 20 characters. */
export function sourceName(source: SourceInfo, info: RecordingInfo): string {
  return namesOf(info).full.get(source.id) ?? source.label;
}

/** A source's name below its VM. */
export function nameInVm(source: SourceInfo, info: RecordingInfo): string {
  return namesOf(info).inVm.get(source.id) ?? source.label;
}

/** A VM's name without the folders that all VMs share. */
export function vmName(vm: number, info: RecordingInfo): string {
  return cutMiddle(namesOf(info).vms.get(vm) || "VM", MOST + 2);
}

/** The folder of a source's files and what their names share: "host/vcpu-0/*.bin". */
export function pathText({ path }: Pick<SourceInfo, "path">): string {
  return path.replace(/(^|\/)([-_.][^/]*)$/, "$1*$2");
}

/** Cut in the middle to `max` characters: the number at the end stays. */
export function cutMiddle(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const tail = Math.floor((max - 1) * 0.6);
  return [...characters.slice(0, max - 1 - tail), ELLIPSIS, ...characters.slice(-tail)].join("");
}

function namesOf(info: RecordingInfo): Names {
  const before = known.get(info);
  if (before !== undefined) return before;
  const { sources } = info;
  const short = withoutShared(info.vms.map((vm) => vm.name));
  const vms = new Map(info.vms.map((vm, index) => [vm.id, short[index] ?? vm.name]));
  const several = info.vms.length > 1;
  const inVm = new Map<SourceId, string>();
  for (const group of groupedBy(sources, ({ vm, label }) => `${vm} ${label}`).values())
    for (const [id, name] of toldApart(group)) inVm.set(id, name);
  const full = new Map<SourceId, string>();
  const taken = new Map<string, number>();
  for (const source of sources) {
    const vm = several ? (vms.get(source.vm) ?? "") : "";
    const own = inVm.get(source.id) ?? source.label;
    // what tells most is at the end: the VM's name gives way first
    const room = Math.max(MOST - 1 - [...own].length, LEAST);
    const name = vm === "" ? own : `${cutMiddle(vm, room)}/${own}`;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    full.set(source.id, times === 1 ? name : `${name} (${times})`);
  }
  const made = { full, inVm, vms };
  known.set(info, made);
  return made;
}

/** Sources of one label: with their file or the rest of its path where there are several. */
function toldApart(group: readonly SourceInfo[]): readonly (readonly [SourceId, string])[] {
  if (group.length === 1) return group.map(({ id, label }) => [id, cutMiddle(label, MOST)]);
  const paths = group.map(pathText);
  const files = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  const rests = new Set(files).size === files.length ? files : withoutShared(paths);
  return group.map(({ id, label }, index) => {
    const own = cutMiddle(label, MOST / 2);
    const rest = rests[index] ?? "";
    return [id, rest === "" || rest === label ? own : `${own} ${cutMiddle(rest, MOST - 1 - [...own].length)}`];
  });
}

/** Paths without the folders that all of them begin with; one that is nothing else keeps its last part. */
function withoutShared(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split("/"));
  const [first = []] = parts;
  let shared = 0;
  while (paths.length > 1 && shared < first.length && parts.every((each) => each[shared] === first[shared])) shared++;
  return parts.map((each) => each.slice(Math.min(shared, each.length - 1)).join("/"));
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
