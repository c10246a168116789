// How one VM can be read: through its stats fds, its monitor, or both; and what cannot be read, why, and what to do
// about it.

import { type Monitor, monitorOf, monitorsIn } from "./discover-monitors.ts";
import { refusal, rights } from "./fd-errors.ts";
import { argumentsOf, type KvmFd, vmNameOf } from "./proc.ts";
import { errnoName, type Syscalls } from "./syscalls.ts";

/** A process that runs a VM, or several. */
export interface Found {
  /** The same as long as the process lives, and no other's ever. */
  readonly key: string;
  readonly pid: number;
  /** Hostile text. */
  readonly name: string;
  /** What its stats fds give: "vcpus" is what QEMU keeps. */
  readonly fds: "all" | "vcpus" | "none";
  /** Monitors to try, in this order. */
  readonly monitors: readonly Monitor[];
  /** Sentences: what is read how; what cannot be read, why, and the remedy. Hostile text inside. */
  readonly lines: readonly string[];
}

const MONITOR = "-qmp unix:PATH,server=on,wait=off";

interface Looked {
  readonly key: string;
  readonly pid: number;
  /** errno of looking into /proc/PID/fd, or its KVM fds. */
  readonly kvmFds: readonly KvmFd[] | string;
  /** null where koffi is missing: `unloaded` says so. */
  readonly system: Syscalls | null;
  readonly unloaded: string;
}

/** What can be done with a process that has a VM. */
export function waysOf({ key, pid, kvmFds, system, unloaded }: Looked): Found {
  const argv = argumentsOf(pid);
  const { paths, domain } = monitorsIn(argv);
  const all = paths.map((path) => monitorOf(pid, path));
  const monitors = all.filter(({ problem }) => problem === null);
  const kept =
    typeof kvmFds === "string"
      ? { fds: "none" as const, why: refusal(pid, kvmFds) }
      : keptBy(pid, kvmFds, system, unloaded);
  const remedy = domain === null ? monitorRemedy(all) : `libvirt holds its monitor: --libvirt ${domain}`;
  const lines: string[] = [];
  const through = monitors[0]?.path;
  const byMonitor = `through its monitor ${through} (which then takes no other client)`;
  if (kept.fds === "all") lines.push("read through its statistics files");
  else if (kept.fds === "vcpus" && through !== undefined)
    lines.push(`vCPUs read through their statistics files, the VM's own statistics ${byMonitor}`);
  else if (kept.fds === "vcpus")
    lines.push(
      "vCPUs read through their statistics files",
      `the VM's own statistics are not read: QEMU keeps no file open for them, only its monitor tells them: ${remedy}`,
    );
  else if (through !== undefined) lines.push(`read ${byMonitor}`);
  else lines.push(`not read: ${remedy}`);
  if (kept.why !== null) lines.push(kept.why);
  return { key, pid, name: vmNameOf(pid), fds: kept.fds, monitors: kept.fds === "all" ? [] : monitors, lines };
}

interface Kept {
  readonly fds: Found["fds"];
  readonly why: string | null;
}

/** Which stats fds there are, and whether they can be duplicated: tries one. */
function keptBy(pid: number, kvmFds: readonly KvmFd[], system: Syscalls | null, unloaded: string): Kept {
  const stats = kvmFds.filter(({ kind }) => kind === "vm-stats" || kind === "vcpu-stats");
  const [first] = stats;
  if (first === undefined) return { fds: "none", why: "it keeps no statistics files open, as QEMU does since 8.1" };
  if (system === null) return { fds: "none", why: unloaded };
  const errno = attempt(pid, first.number, system);
  if (errno !== null) return { fds: "none", why: refusal(pid, errno) };
  return { fds: stats.some(({ kind }) => kind === "vm-stats") ? "all" : "vcpus", why: null };
}

/** The errno of duplicating an fd; null when it can be. */
function attempt(pid: number, fd: number, system: Syscalls): string | null {
  const pidfd = system.pidfdOpen(pid);
  if (pidfd < 0) return errnoName(pidfd);
  const ours = system.pidfdGetfd(pidfd, fd);
  system.close(pidfd);
  if (ours < 0) return errnoName(ours);
  system.close(ours);
  return null;
}

function monitorRemedy(monitors: readonly Monitor[]): string {
  const [first] = monitors;
  if (first === undefined) return `it has no monitor on a socket: start it with ${MONITOR}`;
  if (first.problem === "EACCES") return `its monitor ${first.path} may not be opened by this user: ${rights()}`;
  return `its monitor ${first.path} cannot be reached from here (${first.problem}): start it with another, ${MONITOR}`;
}
