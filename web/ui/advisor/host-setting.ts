// halt_poll_ns as the recording's host had it. Pure.

import type { RecordingInfo } from "../../series/model.ts";
import { hostEntries } from "../sources/host-facts.ts";
import { parseSetting } from "./advice.ts";

const KEYS = ["kvm.halt_poll_ns", "halt_poll_ns"];

/** ns; null where no host says it as a whole number that the kernel would take, or where hosts differ. */
export function hostSetting(info: Pick<RecordingInfo, "facts">): bigint | null {
  const found = new Set(
    hostEntries(info).map((entries) => {
      const text = KEYS.map((key) => entries.get(key)).find((value) => value !== undefined) ?? "";
      return /^\d+$/.test(text) ? parseSetting(text) : null;
    }),
  );
  const [only = null] = found;
  return found.size === 1 ? only : null;
}
