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
/** A VM that is just starting may refuse at first. */
const ATTEMPTS = 3;

/** Opens all that is named side by side, then what --all finds besides. Says what cannot be opened. */
export async function openFleet({ sources, openers, say }: FleetOptions): Promise<OpenFleet> {
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
  function add(readers: readonly VmReader[]): void {
    for (const reader of readers) {
      if (closed) void reader.close().catch(() => undefined);
      else {
        const named = uniquelyNamed(reader, open);
        open.add(named);
        arrived.push(named);
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

  const named = [
    ...sources.pids.map((pid) => openers.pid(pid)),
    ...sources.qmp.map((path) => openers.qmp(path)),
    ...sources.libvirt.map((domain) => openers.libvirt(domain)),
  ];
  const opened: VmReader[] = [];
  for (const result of await Promise.allSettled(named)) {
    if (result.status === "fulfilled") opened.push(...result.value);
    else fail(result.reason);
  }
  add(combined(opened, openers));
  if (sources.all) await search().catch(fail);

  return {
    get vms() {
      return [...open];
    },
    get unopened() {
      return unopened;
    },
    waits: sources.all,
    arrivals() {
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

/** A VM named by its process and by its monitor is one VM. */
function combined(readers: readonly VmReader[], { combine }: Openers): readonly VmReader[] {
  const monitors = readers.filter(({ how }) => how === "qmp");
  const used = new Set<VmReader>();
  const vms = readers.map((reader) => {
    const monitor = monitors.find(({ pid }) => reader.how === "stats-fd" && pid !== null && pid === reader.pid);
    if (monitor === undefined || used.has(monitor)) return reader;
    used.add(monitor);
    return combine(reader, monitor);
  });
  return vms.filter((reader) => !used.has(reader));
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
