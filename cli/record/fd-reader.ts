// A VM read through the stats fds that its VMM keeps open, duplicated once with pidfd_getfd: then one pread per sample,
// which takes no lock of the VM and never stops a vCPU.

import { statSync } from "node:fs";
import { type Reading, VmGone, type VmReader } from "../recording/model.ts";
import { nothingKept } from "./fd-errors.ts";
import { type HeldVm, openProcess, type StatsProcess } from "./fd-process.ts";
import { vmNameOf } from "./proc.ts";
import { errnoName, loadSyscalls, type Syscalls } from "./syscalls.ts";

/** ms between looks for fds that came or went; at most so often when their number changes at every round. */
const SCAN_EVERY = 2000;
const SCAN_SOONEST = 200;

/** Bytes: more than any kernel's dump, so that one read returns all of it. Doubles when one fills it. */
const ROOM = 1 << 16;
const MOST_ROOM = 1 << 26;

/**
 * The VMs of a process, in the order that it made them. Throws one sentence, with the remedy, when it is gone, may not
 * be traced, runs no VM or keeps no stats fds.
 */
export async function openPid(pid: number): Promise<readonly VmReader[]> {
  const system = await loadSyscalls();
  const opened = openProcess(pid, system);
  const name = vmNameOf(pid);
  if (opened.vms.length === 0) {
    const reason = nothingKept(pid, opened.kvmFds);
    opened.close();
    throw new Error(reason);
  }
  const scan = createScanner(pid, opened);
  const read = createRead(system);
  let readers = opened.vms.length;
  const close = () => {
    if (--readers === 0) opened.close();
  };
  return opened.vms.map((vm, index) => {
    return createReader({ vm, name: index === 0 ? name : `${name} (${index + 1})`, opened, pid, scan, read, close });
  });
}

interface ReaderParts {
  readonly vm: HeldVm;
  readonly name: string;
  readonly opened: StatsProcess;
  readonly pid: number;
  readonly scan: () => void;
  readonly read: (fd: number) => Uint8Array;
  readonly close: () => void;
}

function createReader({ vm, name, opened, pid, scan, read, close }: ReaderParts): VmReader {
  let open = true;
  return {
    vm: name,
    pid,
    how: "stats-fd",
    disturbs: null,
    async read(now) {
      scan();
      // a stats fd goes on answering after its VM's process has ended: frozen counters that look like an idle VM
      if (opened.hasEnded()) throw new VmGone(`The VM ended: process ${pid} is gone`);
      if (vm.fds.length === 0) throw new VmGone(`The VM ended: process ${pid} closed its statistics files`);
      const readings: Reading[] = [];
      for (const { source, ours, generation } of vm.fds) {
        const bytes = read(ours);
        readings.push({ source, bytes, time: now(), generation });
      }
      return readings;
    },
    async close() {
      if (open) close();
      open = false;
    },
  };
}

/** Scans when it is time, or when the process has more or fewer files open than before (told by Linux 6.2 and newer). */
function createScanner(pid: number, opened: StatsProcess): () => void {
  let last = performance.now();
  let count = countOf(pid);
  return () => {
    const since = performance.now() - last;
    if (since < SCAN_SOONEST) return;
    const open = countOf(pid);
    if (since < SCAN_EVERY && open === count) return;
    last = performance.now();
    count = open;
    try {
      opened.scan();
    } catch {
      // it ended, or changed its user and may not be looked into any more: what is held goes on answering
    }
  };
}

function countOf(pid: number): number {
  return statSync(`/proc/${pid}/fd`, { throwIfNoEntry: false })?.size ?? 0;
}

/** One pread of the whole file. The bytes are the caller's. */
function createRead(system: Syscalls): (fd: number) => Uint8Array {
  let room = new Uint8Array(ROOM);
  return (fd) => {
    for (;;) {
      const size = system.pread(fd, room);
      if (size < 0) throw new Error(`Cannot read a statistics file: ${errnoName(size)}`);
      if (size < room.length || room.length >= MOST_ROOM) return room.slice(0, size);
      room = new Uint8Array(2 * room.length);
    }
  };
}
