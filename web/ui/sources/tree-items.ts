// The visible rows of the tree of VMs and their sources. Pure.

import type { RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";
import { vmReadingText } from "./readings.ts";
import { nameInVm, pathText, vmName } from "./source-names.ts";

export type TreeItem = VmItem | SourceItem;

interface VmItem {
  readonly kind: "vm";
  readonly key: string;
  readonly vm: number;
  readonly name: string;
  /** All of what the name is short for, and how it was read. */
  readonly title: string;
  readonly sources: readonly SourceId[];
  readonly findings: number;
}

interface SourceItem {
  readonly kind: "source";
  readonly key: string;
  readonly vm: number;
  readonly name: string;
  /** Where its files are. */
  readonly title: string;
  readonly source: SourceInfo;
  readonly sources: readonly SourceId[];
  readonly findings: number;
}

/** VMs in their order, each with its sources unless it is folded: the VM itself first, then vCPUs by number. */
export function treeItems(info: RecordingInfo, folded: ReadonlySet<number>): readonly TreeItem[] {
  const badges = new Map<SourceId, number>();
  for (const { source, severity } of info.findings)
    if (source !== null && severity !== "note") badges.set(source, (badges.get(source) ?? 0) + 1);
  return info.vms.flatMap((vm) => {
    const sources = info.sources.filter((source) => source.vm === vm.id).sort(byNumber);
    const items = sources.map(
      (source): SourceItem => ({
        kind: "source",
        key: `source ${source.id}`,
        vm: vm.id,
        name: nameInVm(source, info),
        title: pathText(source),
        source,
        sources: [source.id],
        findings: badges.get(source.id) ?? 0,
      }),
    );
    const shut = folded.has(vm.id);
    const head: VmItem = {
      kind: "vm",
      key: `vm ${vm.id}`,
      vm: vm.id,
      name: vmName(vm.id, info),
      title: [vm.name, vmReadingText(vm.id, info)].filter(Boolean).join(" · "),
      sources: sources.map((source) => source.id),
      findings: shut ? items.reduce((sum, item) => sum + item.findings, 0) : 0,
    };
    return shut ? [head] : [head, ...items];
  });
}

/** How the tick of an item stands, as aria-checked says it. */
export function checkOf(item: TreeItem, charted: ReadonlySet<SourceId>): "true" | "false" | "mixed" {
  const on = item.sources.filter((source) => charted.has(source)).length;
  if (on === 0) return "false";
  return on === item.sources.length ? "true" : "mixed";
}

function byNumber(a: SourceInfo, b: SourceInfo): number {
  return (a.vcpu ?? -1) - (b.vcpu ?? -1);
}
