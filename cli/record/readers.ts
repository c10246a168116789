// From what was asked for to VMs that can be read: opened at the start, and found while recording.

import type { VmReader } from "../recording/model.ts";
import type { SourceOptions } from "./options.ts";
import type { Fleet } from "./recorder.ts";

/** A VM that --all found. */
export interface Candidate {
  /** The same VM has the same key in every search. */
  readonly key: string;
  readonly pid: number;
  /** How it is read, or why it cannot be and what helps: one sentence. */
  readonly sentence: string;
  /** null when it cannot be read. Says what cannot be read of it after all. */
  readonly open: ((say: (sentence: string) => void) => Promise<readonly VmReader[]>) | null;
}

/** How VMs are opened; tests have their own. Each rejects with one sentence. A process may run several. */
export interface Openers {
  qmp(path: string): Promise<readonly VmReader[]>;
  pid(pid: number): Promise<readonly VmReader[]>;
  libvirt(domain: string): Promise<readonly VmReader[]>;
  search(): Promise<readonly Candidate[]>;
  /** One VM out of its stats fds and its monitor. */
  combine(fds: VmReader, monitor: VmReader): VmReader;
}

export interface FleetOptions {
  readonly sources: SourceOptions;
  readonly openers: Openers;
  /** Whether rounds go on when no VM is left: one that was named may come back. */
  readonly patient?: boolean;
  readonly say: (sentence: string) => void;
}

export interface OpenFleet extends Fleet {
  /** VMs that are open now. */
  readonly vms: readonly VmReader[];
  /** How many of those that were named, or found, could not be opened. */
  readonly unopened: number;
  close(): Promise<void>;
}

const SEARCH_PERIOD = 3000; // ms
/** A named VM that went is tried again so often. */
const RETRY_PERIOD = 3000; // ms
/** A VM that is just starting may refuse at first. */
const ATTEMPTS = 3;

/** Opens all that is named side by side, then what --all finds besides. Says what cannot be opened. */
export async function openFleet({ sources, openers, say, patient = false }: FleetOptions): Promise<OpenFleet> {
  const open = new Set<VmReader>();
  const attempts = new Map<string, number>();
  let arrived: VmReader[] = [];
  let unopened = 0;
  let searching = false;
  let searchedAt = 0;
  let closed = false;

  const fail = (error: unknown) => {
    unopened++;
    say(error instanceof Error ? error.message : String(error));
  };
  /** Sockets and domains that were opened, and who came of them. Not processes: another one may have the number. */
  const ways: Way[] = [];

  function add(readers: readonly VmReader[], way?: Way): void {
    for (const reader of readers) {
      if (closed) void reader.close().catch(() => undefined);
      else {
        const named = uniquelyNamed(reader, open);
        open.add(named);
        arrived.push(named);
        if (way !== undefined) way.vm = named;
      }
    }
  }

  async function search(): Promise<void> {
    for (const { key, pid, sentence, open: opener } of await openers.search()) {
      const tried = attempts.get(key) ?? 0;
      if (tried >= ATTEMPTS || [...open].some((vm) => vm.pid === pid)) continue;
      attempts.set(key, opener === null ? ATTEMPTS : tried + 1);
      if (tried === 0) say(sentence);
      if (opener === null) unopened++;
      else {
        await opener(tried === 0 ? say : () => {}).then(add, (error: unknown) => {
          if (tried === 0) fail(error);
        });
      }
    }
    searchedAt = performance.now();
  }

  /** Tries what went again. --all finds it by itself. */
  function retry(): void {
    for (const way of sources.all ? [] : ways) {
      const { vm, triedAt } = way;
      if (vm === null || open.has(vm) || performance.now() - triedAt < RETRY_PERIOD) continue;
      way.triedAt = Number.POSITIVE_INFINITY;
      way
        .open()
        .then(
          (readers) => add(readers, way),
          () => undefined,
        )
        .finally(() => {
          way.triedAt = performance.now();
        });
    }
  }

  const named = [
    ...sources.pids.map((pid) => ({ open: () => openers.pid(pid), comesBack: false })),
    ...sources.qmp.map((path) => ({ open: () => openers.qmp(path), comesBack: true })),
    ...sources.libvirt.map((domain) => ({ open: () => openers.libvirt(domain), comesBack: true })),
  ];
  const opened: VmReader[] = [];
  const wayOf = new Map<VmReader, Way>();
  for (const [i, result] of (await Promise.allSettled(named.map((each) => each.open()))).entries()) {
    const each = named[i];
    if (result.status === "rejected") fail(result.reason);
    else {
      opened.push(...result.value);
      const [vm = null] = result.value;
      if (each?.comesBack && vm) wayOf.set(vm, { open: each.open, vm: null, triedAt: 0 });
    }
  }
  for (const { vm, monitor } of combined(opened, openers)) {
    const way = wayOf.get(monitor ?? vm);
    if (way !== undefined) ways.push(way);
    add([vm], way);
  }
  if (sources.all) await search().catch(fail);

  return {
    get vms() {
      return [...open];
    },
    get unopened() {
      return unopened;
    },
    get waits() {
      return sources.all || (patient && ways.length > 0);
    },
    arrivals() {
      retry();
      if (sources.all && !searching && performance.now() - searchedAt > SEARCH_PERIOD) {
        searching = true;
        search()
          .catch(fail)
          .finally(() => {
            searching = false;
            searchedAt = performance.now();
          });
      }
      const readers = arrived;
      arrived = [];
      return readers;
    },
    async close() {
      closed = true;
      await Promise.all([...open].map((reader) => reader.close().catch(() => undefined)));
    },
  };
}

/** How a named VM is opened again. */
interface Way {
  readonly open: () => Promise<readonly VmReader[]>;
  /** Its last life; null: it had none. */
  vm: VmReader | null;
  /** ms, as performance.now() counts; Infinity while it is tried. */
  triedAt: number;
}

/** A VM named by its process and by its monitor is one VM. `monitor`: the one that is in it. */
function combined(
  readers: readonly VmReader[],
  { combine }: Openers,
): readonly { readonly vm: VmReader; readonly monitor?: VmReader }[] {
  const monitors = readers.filter(({ how }) => how === "qmp");
  const used = new Set<VmReader>();
  const vms = readers.map((reader) => {
    const monitor = monitors.find(({ pid }) => reader.how === "stats-fd" && pid !== null && pid === reader.pid);
    if (monitor === undefined || used.has(monitor)) return { vm: reader };
    used.add(monitor);
    return { vm: combine(reader, monitor), monitor };
  });
  return vms.filter(({ vm }) => !used.has(vm));
}

/** Two VMs of one name get numbers: a recording tells its VMs apart by name. A VM that is closed leaves `open`. */
function uniquelyNamed(reader: VmReader, open: Set<VmReader>): VmReader {
  const taken = new Set([...open].map(({ vm }) => vm));
  let vm = reader.vm;
  for (let number = 2; taken.has(vm); number++) vm = `${reader.vm} (${number})`;
  const named: VmReader = {
    vm,
    pid: reader.pid,
    how: reader.how,
    disturbs: reader.disturbs,
    read: (now) => reader.read(now),
    async close() {
      open.delete(named);
      await reader.close();
    },
  };
  return named;
}
