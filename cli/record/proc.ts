// What /proc says of a process: its KVM fds, its name, its life.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** An open file of KVM in a process. */
export interface KvmFd {
  readonly number: number;
  readonly kind: "kvm" | "vm" | "vcpu" | "vm-stats" | "vcpu-stats";
  /** vcpu_id, null for what is no vCPU's. */
  readonly vcpu: number | null;
}

/** Link targets in /proc/PID/fd: "/dev/kvm", "anon_inode:kvm-vm", "anon_inode:kvm-vcpu-stats:3". */
const TARGET = /^anon_inode:\[?kvm-(vm|vcpu|vm-stats|vcpu-stats)(?::(\d+))?\]?$/;

/**
 * The KVM fds of a process by number: about 2 µs for each fd it has open. Throws as the file system does: ENOENT when
 * it is gone, EACCES when it may not be looked into.
 */
export function kvmFdsOf(pid: number): readonly KvmFd[] {
  const found: KvmFd[] = [];
  for (const entry of readdirSync(`/proc/${pid}/fd`)) {
    const fd = kvmFd(Number(entry), linkOf(`/proc/${pid}/fd/${entry}`));
    if (fd !== null) found.push(fd);
  }
  return found.sort((a, b) => a.number - b.number);
}

function kvmFd(number: number, target: string): KvmFd | null {
  if (target === "/dev/kvm") return { number, kind: "kvm", vcpu: null };
  const match = TARGET.exec(target);
  if (match === null) return null;
  return { number, kind: match[1] as KvmFd["kind"], vcpu: match[2] === undefined ? null : Number(match[2]) };
}

/** Where a link leads; "" when it is closed meanwhile, or may not be read. */
export function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** Its argv; [] when it is gone, or a thread of the kernel. Hostile text. */
export function argumentsOf(pid: number): readonly string[] {
  const text = textOf(`/proc/${pid}/cmdline`);
  return text === "" ? [] : text.replace(/\0$/, "").split("\0");
}

/** "qemu-system-x86": 15 bytes at most; "" when it is gone. Hostile text. */
export function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/comm`).replace(/\n$/, "");
}

/** When it began, ticks since boot: pid and this name one process for good. "" when it is gone. */
export function startOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`);
  const behindName = stat.slice(stat.lastIndexOf(")") + 2); // field 3 on: the name may hold anything
  return behindName.split(" ")[22 - 3] ?? "";
}

/** A small file of /proc; "" when it cannot be read. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** What a VM is called: QEMU's -name, else command and pid. Hostile text. */
export function vmNameOf(pid: number): string {
  return nameInArguments(argumentsOf(pid)) ?? `${commandOf(pid) || "process"}-${pid}`;
}

/** NAME of `-name NAME`, `-name guest=NAME,debug-threads=on`; commas inside are doubled. */
export function nameInArguments(argv: readonly string[]): string | null {
  const at = argv.findIndex((argument) => argument === "-name" || argument === "--name");
  const value = argv[at + 1];
  if (at < 0 || value === undefined) return null;
  const options = optionsOf(value, "guest");
  return options.get("guest") || null;
}

/** QEMU's "a=1,b=2,,3": a first part without "=" is the value of `implied`, a later one is "on". */
export function optionsOf(text: string, implied: string): ReadonlyMap<string, string> {
  const parts = text.replaceAll(",,", "\0").split(","); // an argument holds no NUL
  return new Map(parts.map((part, index) => entryOf(part.replaceAll("\0", ","), index === 0 ? implied : null)));
}

function entryOf(part: string, implied: string | null): [string, string] {
  const equals = part.indexOf("=");
  if (equals < 0) return implied === null ? [part, "on"] : [implied, part];
  return [part.slice(0, equals), part.slice(equals + 1)];
}
