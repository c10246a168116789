import { readdirSync } from "node:fs";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { createDiscovery } from "../../../cli/record/discover.ts";
import { openProcess } from "../../../cli/record/fd-process.ts";
import { openPid } from "../../../cli/record/fd-reader.ts";
import { errnoName, loadSyscalls } from "../../../cli/record/syscalls.ts";
import { needVmm, type Vmm, whyNoVmm } from "../../support/vmm.ts";

const NOBODY = 65534;
const reason = await whyNoVmm();
const isRoot = process.geteuid?.() === 0 && process.seteuid !== undefined;

const RIGHTS = /EPERM: this takes the right to trace it: run as root or with CAP_SYS_PTRACE, or as the VM's own user/;

const running: Vmm[] = [];

afterEach(() => {
  if (isRoot) process.seteuid?.(0);
});

afterAll(async () => {
  await Promise.all(running.map((vmm) => vmm.kill()));
});

async function vmmPid(): Promise<number> {
  const vmm = running[0] ?? (await needVmm("--vcpus", "1", "--stats", "vcpus"));
  running[0] = vmm;
  return vmm.pid;
}

test.skipIf(reason !== null || !isRoot)("another user: the remedy, by pid and by search", async () => {
  await loadSyscalls();
  const pid = await vmmPid();
  const discover = createDiscovery();
  process.seteuid?.(NOBODY);
  const refused = openPid(pid);
  await expect(refused).rejects.toThrow(
    `Cannot read the statistics of process ${pid}: EACCES: this takes the right to trace it: run as root`,
  );
  expect((await discover()).map((found) => found.pid)).not.toContain(pid); // what does not look like a VMM is not named
});

test.skipIf(reason !== null)("fds that may be listed and not be duplicated", async () => {
  const pid = await vmmPid();
  const real = await loadSyscalls();
  const closed: number[] = [];
  const system = (errno: number) => ({
    ...real,
    pidfdGetfd: () => -errno,
    close(fd: number) {
      closed.push(fd);
      real.close(fd);
    },
  });
  expect(() => openProcess(pid, system(1))).toThrow(RIGHTS);
  expect(() => openProcess(pid, system(38))).toThrow(
    /pidfd_getfd needs Linux 5\.6, this is .+: read the VM through its monitor \(--qmp SOCKET\)$/,
  );
  expect(() => openProcess(pid, system(24))).toThrow(/EMFILE: too many files are open: raise the limit \(ulimit -n\)$/);
  expect(closed).toHaveLength(3); // the pidfds
  expect(openProcess(pid, system(9)).vms).toEqual([]); // closed since they were listed
});

test.skipIf(reason !== null)("a thread's id is not a process's: names the process", async () => {
  const pid = await vmmPid();
  const thread = readdirSync(`/proc/${pid}/task`)
    .map(Number)
    .find((tid) => tid !== pid);
  await expect(openPid(thread ?? 0)).rejects.toThrow(
    `Cannot read the statistics of process ${thread}: it is a thread of process ${pid}: give that one (--pid ${pid})`,
  );
});

test("errno numbers have names", () => {
  expect([-1, -3, -13, -9999].map(errnoName)).toEqual(["EPERM", "ESRCH", "EACCES", "errno 9999"]);
});

test("without koffi: what to install, what else there is", async () => {
  vi.resetModules();
  vi.doMock("koffi", () => {
    throw new Error("not there");
  });
  const fresh = await import("../../../cli/record/fd-reader.ts");
  await expect(fresh.openPid(process.pid)).rejects.toThrow(
    /: the optional package koffi is not installed: npm install koffi; or use the recorder of kvmscope record --print-script$/,
  );
  const discovery = await import("../../../cli/record/discover.ts");
  const found =
    reason === null ? (await discovery.createDiscovery()()).find(({ pid }) => pid === running[0]?.pid) : null;
  expect(found?.lines.at(-1) ?? "koffi is not installed").toContain("koffi is not installed");
  vi.doUnmock("koffi");
});
