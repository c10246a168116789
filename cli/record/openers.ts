// How each kind of VM is opened.

import type { ListOrder } from "../../web/format/qmp-table.ts";
import { createSearch } from "./discover-open.ts";
import { combine } from "./fd-combine.ts";
import { openPid } from "./fd-reader.ts";
import { openLibvirt } from "./libvirt.ts";
import { openQmp } from "./qmp-reader.ts";
import type { Openers } from "./readers.ts";

/** Those of this machine. A search remembers what it has seen: one set of openers for each session. `lists`: how monitors list buckets. */
export function createOpeners(lists: ListOrder): Openers {
  const named: Omit<Openers, "search" | "combine"> = {
    pid: openPid,
    qmp: async (path) => [await openQmp(path, { lists })],
    libvirt: async (domain) => [await openLibvirt(domain, { lists })],
  };
  return { ...named, search: createSearch(named), combine };
}
