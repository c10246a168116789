// How each kind of VM is opened.

import { openPid } from "./fd-reader.ts";
import { openQmp } from "./qmp-reader.ts";
import type { Openers } from "./readers.ts";

function notYet(): Promise<never> {
  return Promise.reject(new Error("Cannot open a monitor: this build reads stats fds only"));
}

export const openers: Openers = {
  pid: openPid,
  qmp: async (path) => [await openQmp(path)],
  libvirt: notYet,
  search: notYet,
  combine: (fds) => fds,
};
