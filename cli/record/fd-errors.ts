// Why a process's statistics cannot be read, and what to do about it: one sentence each.

import { release } from "node:os";
import { commandOf, type KvmFd, textOf } from "./proc.ts";

const SCOPE = "/proc/sys/kernel/yama/ptrace_scope";

/** The sentence for an errno name of pidfd_open, pidfd_getfd or of looking into /proc/PID/fd. */
export function refusal(pid: number, errno: string): string {
  return `Cannot read the statistics of process ${pid}: ${reasonOf(pid, errno)}`;
}

function reasonOf(pid: number, errno: string): string {
  switch (errno) {
    case "ENOENT":
    case "ESRCH":
    case "EINVAL": // pidfd_open on a thread: one or the other, by kernel
      return threadOf(pid) ?? "there is no such process, or it has ended";
    case "EPERM":
    case "EACCES":
      return `${errno}: this takes the right to trace it: ${rights()}`;
    case "ENOSYS":
      return `pidfd_getfd needs Linux 5.6, this is ${release()}: read the VM through its monitor (--qmp SOCKET)`;
    case "EMFILE":
    case "ENFILE":
      return `${errno}: too many files are open: raise the limit (ulimit -n)`;
    default:
      return errno;
  }
}

/** What gives the right to duplicate another process's files. */
export function rights(): string {
  const scope = textOf(SCOPE).trim();
  const sameUser = "as the VM's own user";
  const yama = scope === "" || scope === "0" ? "" : ` with ${SCOPE} set to 0 (it is ${scope})`;
  return `run as root or with CAP_SYS_PTRACE, or ${sameUser}${yama}; in a container, from the host`;
}

/** Why there is nothing to read in a process that may be looked into. */
export function nothingKept(pid: number, fds: readonly KvmFd[]): string {
  const who = `process ${pid} (${commandOf(pid) || "ended"})`;
  if (!fds.some(({ kind }) => kind === "vm" || kind === "vcpu"))
    return `Cannot read the statistics of ${who}: it runs no KVM virtual machine`;
  return `Cannot read the statistics of ${who}: it keeps no statistics files open, as QEMU does since 8.1: read the VM through its monitor (--qmp SOCKET)`;
}

function threadOf(pid: number): string | null {
  const group = /^Tgid:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return group === undefined || Number(group) === pid
    ? null
    : `it is a thread of process ${group}: give that one (--pid ${group})`;
}
