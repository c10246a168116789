// Which process a monitor belongs to. The protocol tells threads only, and those of a container are numbered otherwise here.

import { readdir, readFile, readlink } from "node:fs/promises";
import type { MonitorCpu } from "../../web/format/qmp-reply.ts";

/** The process of the vCPUs' threads; null when it is not seen from here, or cannot be the one behind the socket at `path`. */
export async function pidOf(cpus: Iterable<MonitorCpu>, path: string): Promise<number | null> {
  for (const { thread } of cpus) {
    if (thread === null) continue;
    const status = await readFile(`/proc/${thread}/status`, "utf8").catch(() => "");
    const group = /^Tgid:\s*(\d+)$/m.exec(status);
    if (group) return (await mayBe(Number(group[1]), path)) ? Number(group[1]) : null;
  }
  return null;
}

/** False for a process that holds neither a VM nor the socket; true also for one that may not be looked into. */
async function mayBe(pid: number, path: string): Promise<boolean> {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => null);
  if (fds === null) return true;
  const links = new Set(await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""))));
  return links.has("anon_inode:kvm-vm") || (await inodesOf(path)).some((inode) => links.has(`socket:[${inode}]`));
}

/** Inodes of the sockets that are bound to a path, the listening one's and those of its connections. */
async function inodesOf(path: string): Promise<string[]> {
  const sockets = await readFile("/proc/net/unix", "utf8").catch(() => "");
  return sockets.split("\n").flatMap((line) => {
    // address, references, protocol, flags, type, state, inode, path
    const [, inode, bound] = /^(?:\S+ +){6}(\d+) (.*)$/.exec(line) ?? [];
    return inode !== undefined && bound === path ? [inode] : [];
  });
}
