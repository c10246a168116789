// How each kind of VM is opened.

import { createSearch } from "./discover-open.ts";
import { combine } from "./fd-combine.ts";
import { openPid } from "./fd-reader.ts";
import { openQmp } from "./qmp-reader.ts";
import type { Openers } from "./readers.ts";

function notYet(): Promise<never> {
  return Promise.reject(new Error("Cannot open a monitor: this build reads stats fds only"));
}

const qmp = async (path: string) => [await openQmp(path)];

export const openers: Openers = {
  pid: openPid,
  qmp,
  libvirt: notYet,
  search: createSearch({ pid: openPid, qmp }),
  combine,
};
