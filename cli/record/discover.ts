// Which VMs run on this machine: every process with a VM of KVM open, looked for in /proc.

import { readdirSync } from "node:fs";
import { type Found, waysOf } from "./discover-ways.ts";
import { argumentsOf, type KvmFd, kvmFdsOf, startOf } from "./proc.ts";
import { loadSyscalls, type Syscalls } from "./syscalls.ts";

/** ms for looking once more at processes that had no VM: a host with thousands of them is seen through in turns. */
const BUDGET = 8;
/** A new process may open its VM a while after it began: looked at so often before it waits for its turn. */
const FRESH = 4;
/** So often, too, is a VM that came later looked at before it is said that it cannot be read: it may be just starting. */
const STARTING = 2;

/** Programs that run VMs, should their processes not be open to us. */
const VMM = /^(qemu-system-.*|qemu-kvm|kvm|firecracker|cloud-hypervisor|crosvm|lkvm|kvmtool)$/;

/** How often a process was looked at, and how often it had a VM then. */
interface Seen {
  looks: number;
  vm: number;
}

/**
 * The VMs that run now, each time it is called. The first call looks at every process; later ones at all that had a VM,
 * at new ones, and at the others as far as 8 ms reach, in turns.
 */
export function createDiscovery(): () => Promise<readonly Found[]> {
  const seen = new Map<number, Seen>();
  let turn: readonly number[] = [];
  let first = true;
  return async () => {
    const { system, unloaded } = await tools();
    const pids = processes();
    for (const pid of seen.keys()) if (!pids.has(pid)) seen.delete(pid);
    const begun = performance.now();
    const due = [...pids].filter((pid) => isDue(seen.get(pid)));
    const waiting = turn.filter((pid) => pids.has(pid) && !isDue(seen.get(pid)));
    const found: Found[] = [];
    const look = (pid: number) => {
      const life = seen.get(pid) ?? { looks: first ? FRESH : 0, vm: 0 };
      seen.set(pid, life);
      life.looks++;
      const kvmFds = kvmFdsIn(pid);
      if (!runsVm(pid, kvmFds)) return;
      life.vm++;
      const ways = waysOf({ key: `${pid}-${startOf(pid)}`, pid, kvmFds, system, unloaded });
      if (first || life.vm > STARTING || ways.fds !== "none" || ways.monitors.length > 0) found.push(ways);
    };
    for (const pid of due) look(pid);
    let next = 0;
    for (; next < waiting.length && performance.now() - begun < BUDGET; next++) look(waiting[next] ?? 0);
    const later = new Set(waiting.slice(next));
    turn = [...later, ...[...pids].filter((pid) => !later.has(pid))];
    first = false;
    return found.sort((a, b) => a.pid - b.pid);
  };
}

function isDue(seen: Seen | undefined): boolean {
  return seen === undefined || seen.vm > 0 || seen.looks < FRESH;
}

interface Tools {
  readonly system: Syscalls | null;
  /** Why there are none. */
  readonly unloaded: string;
}

async function tools(): Promise<Tools> {
  try {
    return { system: await loadSyscalls(), unloaded: "" };
  } catch (error) {
    return { system: null, unloaded: error instanceof Error ? error.message : String(error) };
  }
}

function processes(): ReadonlySet<number> {
  try {
    const entries = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
    return new Set(entries.map(Number).filter((pid) => pid !== process.pid));
  } catch {
    return new Set(); // no /proc
  }
}

/** Its KVM fds; the errno when it may not be looked into. */
function kvmFdsIn(pid: number): readonly KvmFd[] | string {
  try {
    return kvmFdsOf(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** A process with stats fds alone is another recorder; a VM without vCPUs is just being made. */
function runsVm(pid: number, kvmFds: readonly KvmFd[] | string): boolean {
  if (typeof kvmFds !== "string") return kvmFds.some(({ kind }) => kind === "vcpu");
  const [program = ""] = kvmFds === "EACCES" ? argumentsOf(pid) : [];
  return VMM.test(program.split("/").at(-1) ?? "");
}
