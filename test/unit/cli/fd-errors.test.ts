import { readdirSync } from "node:fs";
import { afterAll, afterEach, expect, test } from "vitest";
import { createDiscovery } from "../../../cli/record/discover.ts";
import { openProcess } from "../../../cli/record/fd-process.ts";
import { openPid } from "../../../cli/record/fd-reader.ts";
import { errnoName, loadSyscalls } from "../../../cli/record/syscalls.ts";
import { startVmm, type Vmm } from "../../support/vmm.ts";

const NOBODY = 65534;
const started = await startVmm("--vcpus", "1", "--stats", "vcpus");
const reason = typeof started === "string" ? started : null;
const vmm = started as Vmm;
const root = process.geteuid?.() === 0 && process.seteuid !== undefined;
const NEEDS_KVM = reason === null ? "real KVM" : `not run: ${reason}`;
const NEEDS_ROOT = reason ?? (root ? null : "this is not root");

const RIGHTS = /EPERM: this takes the right to trace it: run as root or with CAP_SYS_PTRACE, or as the VM's own user/;

afterAll(async () => {
  if (reason === null) await vmm.kill();
});

afterEach(() => {
  if (root) process.seteuid?.(0);
});

test.skipIf(NEEDS_ROOT !== null)(
  `another user: the remedy, by pid and by search (${NEEDS_ROOT ?? NEEDS_KVM})`,
  async () => {
    await loadSyscalls();
    const { pid } = vmm;
    const discover = createDiscovery();
    process.seteuid?.(NOBODY);
    const refused = openPid(pid);
    await expect(refused).rejects.toThrow(
      `Cannot read the statistics of process ${pid}: EACCES: this takes the right to trace it: run as root`,
    );
    expect((await discover()).map((found) => found.pid)).not.toContain(pid); // what does not look like a VMM is not named
  },
);

test.skipIf(reason !== null)(`fds that may be listed and not be duplicated (${NEEDS_KVM})`, async () => {
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
  expect(() => openProcess(vmm.pid, system(1))).toThrow(RIGHTS);
  expect(() => openProcess(vmm.pid, system(38))).toThrow(
    /pidfd_getfd needs Linux 5\.6, this is .+: read the VM through its monitor \(--qmp SOCKET\)$/,
  );
  expect(() => openProcess(vmm.pid, system(24))).toThrow(
    /EMFILE: too many files are open: raise the limit \(ulimit -n\)$/,
  );
  expect(closed).toHaveLength(3); // the pidfds
  expect(openProcess(vmm.pid, system(9)).vms).toEqual([]); // closed since they were listed
});

test.skipIf(reason !== null)(`a thread's id is not a process's: names the process (${NEEDS_KVM})`, async () => {
  const thread = readdirSync(`/proc/${vmm.pid}/task`)
    .map(Number)
    .find((tid) => tid !== vmm.pid);
  await expect(openPid(thread ?? 0)).rejects.toThrow(
    `Cannot read the statistics of process ${thread}: it is a thread of process ${vmm.pid}: give that one (--pid ${vmm.pid})`,
  );
});

test("errno numbers have names", () => {
  expect([-1, -3, -13, -9999].map(errnoName)).toEqual(["EPERM", "ESRCH", "EACCES", "errno 9999"]);
});
