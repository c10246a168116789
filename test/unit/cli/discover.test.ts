import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { createDiscovery } from "../../../cli/record/discover.ts";
import { monitorsIn } from "../../../cli/record/discover-monitors.ts";
import { candidate, createSearch } from "../../../cli/record/discover-open.ts";
import type { Found } from "../../../cli/record/discover-ways.ts";
import { openPid } from "../../../cli/record/fd-reader.ts";
import { kvmFdsOf } from "../../../cli/record/proc.ts";
import { openQmp } from "../../../cli/record/qmp-reader.ts";
import type { VmReader } from "../../../cli/recording/model.ts";
import { startQemu, whyNoQemu } from "../../support/qemu.ts";
import { needVmm, type Vmm, whyNoVmm } from "../../support/vmm.ts";

const reason = await whyNoVmm();

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-discover-"));
const running: Vmm[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((vmm) => vmm.kill()));
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rmSync(FOLDER, { recursive: true }));

async function vmm(...options: string[]): Promise<Vmm> {
  const started = await needVmm(...options);
  running.push(started);
  return started;
}

/** A socket that something listens on. */
async function listening(): Promise<string> {
  const path = join(mkdtempSync(join(FOLDER, "socket-")), "qmp.sock");
  const server = createServer().listen(path);
  servers.push(server);
  await once(server, "listening");
  return path;
}

/** Other VMs of this machine are not this test's. */
async function found(
  discover: () => Promise<readonly Found[]>,
  { pid }: { readonly pid: number },
): Promise<Found | undefined> {
  return (await discover()).find((one) => one.pid === pid);
}

test.each<[string, string[], ReturnType<typeof monitorsIn>]>([
  ["-qmp", ["-qmp", "unix:/run/a,,b.sock,server=on,wait=off"], { paths: ["/run/a,b.sock"], domain: null }],
  ["the old spelling", ["-qmp", "unix:/run/a.sock,server,nowait"], { paths: ["/run/a.sock"], domain: null }],
  ["two dashes, pretty", ["--qmp-pretty", "unix:a.sock,server"], { paths: ["a.sock"], domain: null }],
  [
    "QEMU as client, on TCP",
    ["-qmp", "unix:/run/a.sock", "-qmp", "tcp:localhost:4444,server"],
    { paths: [], domain: null },
  ],
  [
    "-mon on a -chardev; the human monitor is none",
    [
      ...["-chardev", "socket,id=q,path=/run/q.sock,server=on", "-chardev", "socket,id=h,path=/run/h.sock,server=on"],
      ...["-mon", "q,mode=control", "-mon", "chardev=h,mode=readline"],
    ],
    { paths: ["/run/q.sock"], domain: null },
  ],
  [
    "libvirt's own is taken, a second one is free",
    [
      ...["-name", "guest=db,debug-threads=on", "-chardev", "socket,id=charmonitor,fd=35,server=on,wait=off"],
      ...["-mon", "chardev=charmonitor,id=monitor,mode=control", "-qmp", "unix:/run/mine.sock,server=on,wait=off"],
    ],
    { paths: ["/run/mine.sock"], domain: "db" },
  ],
])("monitors of a command line: %s", (_, argv, expected) => {
  expect(monitorsIn(["qemu-system-x86_64", ...argv])).toEqual(expected);
});

test.skipIf(reason !== null)("says of each VM how it is read, what is not, and what helps", async () => {
  const libvirt = [
    "-name",
    "guest=db",
    "-chardev",
    "socket,id=charmonitor,fd=35,server=on",
    "-mon",
    "charmonitor,mode=control",
  ];
  const cases: [string[], Partial<Found>][] = [
    [[], { fds: "all", lines: ["read through its statistics files"] }],
    [
      ["--stats", "vcpus", ...libvirt],
      {
        name: "db",
        fds: "vcpus",
        lines: [
          "vCPUs read through their statistics files",
          "the VM's own statistics are not read: QEMU keeps no file open for them, only its monitor tells them: libvirt holds its monitor: --libvirt db",
        ],
      },
    ],
    [
      ["--stats", "none", "-qmp", "unix:/nowhere/qmp.sock,server"],
      {
        monitors: [],
        lines: [
          "not read: its monitor /nowhere/qmp.sock cannot be reached from here (ENOENT): start it with another, -qmp unix:PATH,server=on,wait=off",
          "it keeps no statistics files open, as QEMU does since 8.1",
        ],
      },
    ],
    [
      ["--stats", "none"],
      {
        lines: [
          "not read: it has no monitor on a socket: start it with -qmp unix:PATH,server=on,wait=off",
          "it keeps no statistics files open, as QEMU does since 8.1",
        ],
      },
    ],
  ];
  const processes = await Promise.all(cases.map(([options]) => vmm(...options)));
  const all = await createDiscovery()();
  for (const [index, [, expected]] of cases.entries())
    expect(all.find(({ pid }) => pid === processes[index]?.pid)).toMatchObject(expected);
  expect(all.map(({ pid }) => pid)).not.toContain(process.pid);
});

test.skipIf(reason !== null)("VMs that come and go while it runs; a cheap look", async () => {
  const discover = createDiscovery();
  await discover();
  const [read, unread] = [await vmm(), await vmm("--stats", "none")];
  const first = await found(discover, read);
  expect(first?.fds).toBe("all");
  expect((await found(discover, read))?.key).toBe(first?.key);
  expect(await found(discover, unread)).toMatchObject({ fds: "none" }); // looked at three times: not just starting
  await read.kill();
  expect(await found(discover, read)).toBeUndefined();
});

test.skipIf(reason !== null)("what was found opens: stats fds and monitor as one VM", async () => {
  const socket = await listening();
  const process = await vmm("--stats", "vcpus", "--vcpus", "2", "-qmp", `unix:${socket},server`);
  const opened: string[] = [];
  const monitor: VmReader = {
    vm: "by QMP",
    pid: process.pid,
    how: "qmp",
    disturbs: null,
    read: async (now) => [{ source: "vm", time: now(), bytes: new Uint8Array(8), generation: 0 }],
    close: async () => {},
  };
  const qmp = async (path: string) => {
    opened.push(path);
    return [monitor];
  };
  const search = createSearch({ pid: openPid, qmp });
  const mine = (await search()).find(({ pid }) => pid === process.pid);
  expect(mine?.sentence.replace(/^.+?: /, "")).toBe(
    `vCPUs read through their statistics files, the VM's own statistics through its monitor ${socket} (which then takes no other client)`,
  );
  const said: string[] = [];
  const [reader, ...more] = (await mine?.open?.((sentence) => said.push(sentence))) ?? [];
  expect(more).toEqual([]);
  expect(opened).toEqual([socket]);
  const readings = await reader?.read(() => 1n);
  expect(readings?.map(({ source, how }) => [source, how])).toEqual([
    ["vm", "qmp"],
    ["vcpu-0", undefined],
    ["vcpu-1", undefined],
  ]);
  await reader?.close();
  expect(said).toEqual([]);
});

test("a monitor that does not answer leaves the stats fds, and says so; nothing at all is an error", async () => {
  const monitors = [{ path: "/a", socket: "/a", problem: null }];
  const found: Found = { key: "1-1", pid: 1, name: "vm", fds: "vcpus", monitors, lines: ["read"] };
  const refuse = () => Promise.reject(new Error("nobody there"));
  const fds: VmReader = {
    vm: "vm",
    pid: 1,
    how: "stats-fd",
    disturbs: null,
    read: async () => [],
    close: async () => {},
  };
  const said: string[] = [];
  const say = (sentence: string) => said.push(sentence);
  expect(await candidate(found, { pid: async () => [fds], qmp: refuse }).open?.(say)).toEqual([fds]);
  expect(said).toEqual(["vm: nobody there"]);
  await expect(candidate(found, { pid: refuse, qmp: refuse }).open?.(say)).rejects.toThrow(
    "nobody there; nobody there",
  );
  expect(candidate({ ...found, fds: "none", monitors: [] }, { pid: refuse, qmp: refuse }).open).toBeNull();
});

describe.skipIf(reason !== null || whyNoQemu() !== null)("a real QEMU, older than 8.1", () => {
  test("by pid and by search: no stats fds, read through its monitor", async () => {
    const qemu = await startQemu({ vcpus: 2, name: "old,,one" });
    try {
      const [socket = ""] = qemu.sockets;
      // its monitor listens before it makes its VM
      await vi.waitFor(() => expect(kvmFdsOf(qemu.pid).filter(({ kind }) => kind === "vcpu")).toHaveLength(2), 10_000);
      await expect(openPid(qemu.pid)).rejects.toThrow(
        `process ${qemu.pid} (qemu-system-x86): it keeps no statistics files open, as QEMU does since 8.1: read the VM through its monitor (--qmp SOCKET)`,
      );
      const search = createSearch({ pid: openPid, qmp: async (path) => [await openQmp(path)] });
      const mine = (await search()).find(({ pid }) => pid === qemu.pid);
      expect(mine?.sentence).toBe(
        `old,one (process ${qemu.pid}): read through its monitor ${socket} (which then takes no other client); it keeps no statistics files open, as QEMU does since 8.1`,
      );
      const [reader] = (await mine?.open?.(() => {})) ?? [];
      const readings = await reader?.read(() => 1n);
      await reader?.close();
      expect(readings?.map(({ source }) => source).sort()).toEqual(["vcpu-0", "vcpu-1", "vm"]);
    } finally {
      await qemu.kill();
    }
  });

  test.skipIf(process.geteuid?.() !== 0)("of another user: named, with the remedy", async () => {
    const qemu = await startQemu({ name: "root's" });
    try {
      await vi.waitFor(() => expect(kvmFdsOf(qemu.pid)).not.toEqual([]), 10_000);
      process.seteuid?.(65534);
      const mine = await found(createDiscovery(), qemu);
      process.seteuid?.(0);
      expect(mine).toMatchObject({ name: "root's", fds: "none" });
      expect(mine?.lines.at(-1)).toMatch(
        /^Cannot read the statistics of process \d+: EACCES: this takes the right to /,
      );
    } finally {
      process.seteuid?.(0);
      await qemu.kill();
    }
  });
});
