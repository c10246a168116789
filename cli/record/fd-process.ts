// The stats fds of one process, duplicated into ours, and which VM each belongs to.
//
// A process may run several VMs, and nothing tells whose a stats fd is: the file says "vcpu 3" of some VM, the id
// string holds the number of the thread that created it, which QEMU's vCPUs do not share with their VM and two VMs of
// one thread do. What is left is the order of fd numbers. If each VM has a "vcpu 3", the first belongs to the first VM,
// the second to the second; else it belongs to the last VM whose own fd comes before it. That is right for VMs set up
// one after the other. A vCPU that is added later goes to the first VM that lacks it.

import type { SourceName } from "../recording/model.ts";
import { refusal } from "./fd-errors.ts";
import { type KvmFd, kvmFdsOf } from "./proc.ts";
import { errnoName, type Syscalls } from "./syscalls.ts";

/** One stats file, open here and there. */
export interface HeldFd {
  readonly source: SourceName;
  /** In this process. */
  readonly ours: number;
  /** In the VM's process. */
  readonly theirs: number;
  /** Lives of this source in its VM, from 0. */
  readonly generation: number;
}

/** The stats fds of one VM, the VM's own first, then by vCPU. */
export interface HeldVm {
  fds: readonly HeldFd[];
  readonly generations: Map<SourceName, number>;
}

export interface StatsProcess {
  /** In the order of their fds; none without stats fds. */
  readonly vms: readonly HeldVm[];
  /** All KVM fds of the process when it was opened. */
  readonly kvmFds: readonly KvmFd[];
  /** Looks for fds that came and went. Throws a sentence when the process may not be looked into any more. */
  scan(): void;
  hasEnded(): boolean;
  close(): void;
}

/** Opens a process. Throws a sentence when it is gone, may not be looked into, or its fds may not be duplicated. */
export function openProcess(pid: number, system: Syscalls): StatsProcess {
  const pidfd = system.pidfdOpen(pid);
  if (pidfd < 0) throw new Error(refusal(pid, errnoName(pidfd)));
  const held: HeldVm[] = [];
  const isTheirs = ({ ours }: HeldFd, { number }: KvmFd) =>
    system.isSameFile({ pid, fd: number }, { pid: process.pid, fd: ours });

  function take(fd: KvmFd, vm: HeldVm | undefined): void {
    if (vm === undefined) return;
    const ours = system.pidfdGetfd(pidfd, fd.number);
    if (ours < 0) {
      if (errnoName(ours) === "EBADF") return; // closed since it was listed
      throw new Error(refusal(pid, errnoName(ours)));
    }
    const source = sourceOf(fd);
    const generation = (vm.generations.get(source) ?? -1) + 1;
    vm.generations.set(source, generation);
    vm.fds = [...vm.fds, { source, ours, theirs: fd.number, generation }].sort(bySource);
  }

  /** The fds of a list that are different files. */
  const distinct = (fds: readonly KvmFd[]) =>
    fds.filter((fd, index) =>
      fds
        .slice(0, index)
        .every(({ number }) => system.isSameFile({ pid, fd: number }, { pid, fd: fd.number }) !== true),
    );

  function open(kvmFds: readonly KvmFd[]): void {
    const vms = distinct(ofKind(kvmFds, "vm"));
    for (let i = 0; i < Math.max(1, vms.length); i++) held.push({ fds: [], generations: new Map() });
    for (const named of statsOf(kvmFds).values()) {
      const files = distinct(named);
      for (const [index, fd] of files.entries()) {
        const begun = vms.filter(({ number }) => number < fd.number).length;
        const vm = files.length === held.length ? held[index] : lastLacking(held.slice(0, Math.max(1, begun)), fd);
        take(fd, vm);
      }
    }
  }

  function scan(): void {
    const kvmFds = listed(pid);
    const stats = statsOf(kvmFds);
    const known = new Set<KvmFd>(); // all but these are new
    // QEMU opens its VM's stats fd for a query and closes it again: ours goes on answering as long as there is a VM
    let vmsLeft = ofKind(kvmFds, "vm").length;
    for (const vm of held) {
      const kept = vm.fds.filter((file) => {
        const named = stats.get(file.source) ?? [];
        const same = named.filter((fd) => isTheirs(file, fd) ?? file.theirs === fd.number);
        for (const fd of same) known.add(fd);
        return same.length > 0 || (file.source === "vm" && vmsLeft > 0);
      });
      if (kept.length > 0) vmsLeft--;
      for (const file of vm.fds) if (!kept.includes(file)) system.close(file.ours);
      vm.fds = kept;
    }
    const fresh = [...stats.values()].flat().filter((fd) => !known.has(fd));
    for (const fd of fresh) take(fd, firstLacking(held, fd));
  }

  const close = () => {
    for (const { ours } of held.splice(0).flatMap(({ fds }) => fds)) system.close(ours);
    system.close(pidfd);
  };
  try {
    const kvmFds = listed(pid);
    open(kvmFds);
    const vms = held.filter(({ fds }) => fds.length > 0);
    return { vms, kvmFds, scan, hasEnded: () => system.hasEnded(pidfd), close };
  } catch (error) {
    close();
    throw error;
  }
}

function listed(pid: number): readonly KvmFd[] {
  try {
    return kvmFdsOf(pid);
  } catch (error) {
    throw new Error(refusal(pid, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
}

function ofKind(fds: readonly KvmFd[], kind: KvmFd["kind"]): readonly KvmFd[] {
  return fds.filter((fd) => fd.kind === kind);
}

/** Stats fds by what they are of, each list in the order of numbers. */
function statsOf(fds: readonly KvmFd[]): ReadonlyMap<SourceName, readonly KvmFd[]> {
  const bySource = new Map<SourceName, KvmFd[]>();
  for (const fd of fds) {
    if (fd.kind !== "vm-stats" && fd.kind !== "vcpu-stats") continue;
    const source = sourceOf(fd);
    bySource.set(source, [...(bySource.get(source) ?? []), fd]);
  }
  return bySource;
}

function lacks({ fds }: HeldVm, fd: KvmFd): boolean {
  return !fds.some(({ source }) => source === sourceOf(fd));
}

function firstLacking(vms: readonly HeldVm[], fd: KvmFd): HeldVm | undefined {
  return vms.find((vm) => lacks(vm, fd));
}

function lastLacking(vms: readonly HeldVm[], fd: KvmFd): HeldVm | undefined {
  return vms.findLast((vm) => lacks(vm, fd));
}

function sourceOf({ vcpu }: KvmFd): SourceName {
  return vcpu === null ? "vm" : `vcpu-${vcpu}`;
}

function bySource(a: HeldFd, b: HeldFd): number {
  return rank(a.source) - rank(b.source);
}

function rank(source: SourceName): number {
  return source === "vm" ? -1 : Number(source.slice("vcpu-".length));
}
