// From VMs that were found to VMs that are read: the stats fds, the monitor, or both as one.

import type { VmReader } from "../recording/model.ts";
import { createDiscovery } from "./discover.ts";
import type { Found } from "./discover-ways.ts";
import { combine } from "./fd-combine.ts";
import type { Candidate } from "./readers.ts";

/** What a candidate is opened with. Each rejects with one sentence. */
export interface FoundOpeners {
  pid(pid: number): Promise<readonly VmReader[]>;
  qmp(path: string): Promise<readonly VmReader[]>;
}

/** Searches this machine; call what it returns every few seconds. */
export function createSearch(openers: FoundOpeners): () => Promise<readonly Candidate[]> {
  const discover = createDiscovery();
  return async () => (await discover()).map((found) => candidate(found, openers));
}

/** Exported for tests: one found VM as RECORD takes it. */
export function candidate(found: Found, openers: FoundOpeners): Candidate {
  const { key, pid, name, fds, monitors, lines } = found;
  return {
    key,
    pid,
    sentence: `${name} (process ${pid}): ${lines.join("; ")}`,
    open: fds === "none" && monitors.length === 0 ? null : (say) => openFound(found, openers, say),
  };
}

/** What opens; what does not is said, or thrown when nothing does. */
async function openFound(
  { pid, name, fds, monitors }: Found,
  openers: FoundOpeners,
  say: (sentence: string) => void,
): Promise<readonly VmReader[]> {
  const refusals: string[] = [];
  const attempt = async (open: () => Promise<readonly VmReader[]>): Promise<readonly VmReader[]> => {
    try {
      return await open();
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  };
  const readers = fds === "none" ? [] : await attempt(() => openers.pid(pid));
  let monitor: readonly VmReader[] = [];
  if (fds !== "all" || readers.length === 0)
    for (const { socket } of monitors) if (monitor.length === 0) monitor = await attempt(() => openers.qmp(socket));
  if (readers.length + monitor.length === 0) throw new Error(refusals.join("; "));
  for (const refusal of refusals) say(`${name}: ${refusal}`);
  const [vm, ...more] = readers;
  const [reader] = monitor;
  if (vm === undefined || reader === undefined) return [...readers, ...monitor];
  return [combine(vm, reader), ...more];
}
