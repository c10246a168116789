import { readdirSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { openPid } from "../../../cli/record/fd-reader.ts";
import { linkOf } from "../../../cli/record/proc.ts";
import { type Reading, VmGone, type VmReader } from "../../../cli/recording/model.ts";
import { needVmm, type Vmm, whyNoVmm } from "../../support/vmm.ts";

const reason = await whyNoVmm();

const running: Vmm[] = [];
const open: VmReader[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
  await Promise.all(running.splice(0).map((vmm) => vmm.kill()));
});

async function vmm(...options: string[]): Promise<Vmm> {
  const started = await needVmm(...options);
  running.push(started);
  return started;
}

async function readersOf({ pid }: Vmm): Promise<readonly VmReader[]> {
  const readers = await openPid(pid);
  open.push(...readers);
  return readers;
}

async function readerOf(vm: Vmm): Promise<VmReader> {
  const [reader, ...more] = await readersOf(vm);
  expect(more).toEqual([]);
  if (reader === undefined) throw new Error("no reader");
  return reader;
}

let ticks = 0n;
const now = () => ++ticks;

/** What the VMM itself reads, by source. */
async function ownReads(vmm: Vmm, vm = 0): Promise<Map<string, Uint8Array>> {
  const own = new Map<string, Uint8Array>();
  for (const source of vmm.sources()) if (source.vm === vm) own.set(source.source, await vmm.read(source.fd));
  return own;
}

function bytesBySource(readings: readonly Reading[]): Map<string, Uint8Array> {
  return new Map(readings.map(({ source, bytes }) => [source, bytes]));
}

/** Reads until `wanted`: the guest runs and fds come by themselves. */
async function readUntil(reader: VmReader, wanted: (readings: readonly Reading[]) => boolean) {
  for (;;) {
    const readings = await reader.read(now);
    if (wanted(readings)) return readings;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function sourcesOf(readings: readonly Reading[]): string[] {
  return readings.map(({ source, generation }) => `${source}/${generation}`);
}

test.skipIf(reason !== null)("by pid: byte for byte what the VMM reads itself", async () => {
  const process = await vmm("--vcpus", "3", "-name", "guest=web,,1,debug-threads=on");
  const reader = await readerOf(process);
  expect(reader).toMatchObject({ vm: "web,1", pid: process.pid, how: "stats-fd", disturbs: null });
  const before = await reader.read(now);
  const moved = await readUntil(reader, (readings) =>
    readings.some(({ bytes }, index) => Buffer.compare(bytes, before[index]?.bytes ?? bytes) !== 0),
  );
  expect(sourcesOf(moved)).toEqual(["vm/0", "vcpu-0/0", "vcpu-1/0", "vcpu-2/0"]);
  for (const [index, { time }] of moved.entries()) expect(time).toBeGreaterThan(moved[index - 1]?.time ?? 0n);
  await process.pause();
  expect(bytesBySource(await reader.read(now))).toEqual(await ownReads(process));
});

test.skipIf(reason !== null)("two VMs of two processes at once, then of one process", async () => {
  const [one, two] = await Promise.all([vmm("--vcpus", "1"), vmm("--vcpus", "2")]);
  for (const process of [one, two]) await process.pause();
  const readers = [await readerOf(one), await readerOf(two)];
  const [ofOne = [], ofTwo = []] = await Promise.all(readers.map((reader) => reader.read(now)));
  expect(bytesBySource(ofOne)).toEqual(await ownReads(one));
  expect(bytesBySource(ofTwo)).toEqual(await ownReads(two));
  expect(readers[0]?.vm).not.toBe(readers[1]?.vm);

  await one.change("vm 2");
  await one.pause();
  const both = await readersOf(one);
  expect(both.map(({ vm }) => vm)).toEqual([`${readers[0]?.vm}`, `${readers[0]?.vm} (2)`]);
  for (const [vm, reader] of both.entries())
    expect(bytesBySource(await reader.read(now)), `VM ${vm}`).toEqual(await ownReads(one, vm));
  await one.change("end 1");
  const [first, second] = both;
  await expect(readUntil(second as VmReader, () => false)).rejects.toThrow(/^The VM ended: process \d+ closed its/);
  expect(await first?.read(now)).toHaveLength(2);
});

test.skipIf(reason !== null)("vCPUs come and go: each life is a generation", async () => {
  const process = await vmm("--vcpus", "1");
  const reader = await readerOf(process);
  await process.change("vcpu 0");
  expect(sourcesOf(await readUntil(reader, ({ length }) => length === 3))).toEqual(["vm/0", "vcpu-0/0", "vcpu-1/0"]);
  await process.change("unplug 0 1");
  expect(sourcesOf(await readUntil(reader, ({ length }) => length === 2))).toEqual(["vm/0", "vcpu-0/0"]);
  // as many files as before, under the same number: found at the look that comes every 2 s
  await process.change("unplug 0 0");
  await process.change("vcpu 0");
  const later = performance.now() + 2000;
  const clock = vi.spyOn(performance, "now").mockReturnValue(later);
  const again = await reader.read(now);
  clock.mockRestore();
  expect(sourcesOf(again)).toEqual(["vm/0", "vcpu-0/1"]);
  await process.pause();
  expect(bytesBySource(await reader.read(now))).toEqual(await ownReads(process));
});

test.skipIf(reason !== null)("a killed VM is gone, though its files still answer", async () => {
  const process = await vmm();
  const reader = await readerOf(process);
  expect(await reader.read(now)).toHaveLength(3);
  await process.kill();
  const refused = reader.read(now);
  await expect(refused).rejects.toBeInstanceOf(VmGone);
  await expect(refused).rejects.toThrow(`The VM ended: process ${process.pid} is gone`);
});

test("what cannot be read, and what to do", async () => {
  await expect(openPid(process.pid)).rejects.toThrow(
    /^Cannot read the statistics of process \d+ \(.+\): it runs no KVM virtual machine$/,
  );
  await expect(openPid(2 ** 22 + 1)).rejects.toThrow(
    `Cannot read the statistics of process ${2 ** 22 + 1}: there is no such process, or it has ended`,
  );
});

test.skipIf(reason !== null)("a VMM that keeps no stats fds", async () => {
  const { pid } = await vmm("--stats", "none");
  await expect(openPid(pid)).rejects.toThrow(
    /keeps no statistics files open, as QEMU does since 8\.1: read the VM through its monitor \(--qmp SOCKET\)$/,
  );
});

/** Stats fds and pidfds of this process. */
function held(): string[] {
  const targets = readdirSync("/proc/self/fd").map((fd) => linkOf(`/proc/self/fd/${fd}`));
  return targets.filter((target) => /kvm|pidfd/.test(target));
}

test.skipIf(reason !== null)("closing gives every file back, of refused processes too", async () => {
  const [kept, none] = await Promise.all([vmm(), vmm("--stats", "none")]);
  await kept.change("vm 1");
  const before = held();
  const readers = await openPid(kept.pid);
  expect(held().length).toBe(before.length + 1 + 3 + 2);
  await expect(openPid(none.pid)).rejects.toThrow();
  for (const reader of readers) await reader.close();
  await readers[0]?.close();
  expect(held()).toEqual(before);
});
