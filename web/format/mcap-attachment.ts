// A dump that has no message, because it is cut before its data block: a recording keeps it as an attachment
// (docs/recording.md).

import { crc32 } from "./crc32.ts";
import { type Attachment, attachmentOf } from "./mcap-records.ts";
import type { Origin, RawDump } from "./model.ts";

const MEDIA_TYPE = "application/x-kvm-stats";

/** The dump in an attachment's body; null when it holds something else, a phrase for what is wrong when it is damaged. */
export function dumpOf(body: Uint8Array, folder: string): RawDump | null | string {
  const attachment = attachmentOf(body);
  if (attachment === null) return "fields that do not fit into it";
  const { crc, covered, mediaType, data } = attachment;
  if (crc !== 0 && crc32(body.subarray(0, covered)) !== crc) return "bytes that do not fit its CRC";
  if (mediaType !== MEDIA_TYPE) return null;
  const origin = originOf(attachment, folder);
  if (origin === null) return "a name that does not say whose dump it is";
  const { vm, source, sequence } = origin;
  const path = `${vm}/${source}${sequence === null ? "" : ` #${sequence}`}`;
  return { path, bytes: data, modified: undefined, origin };
}

function originOf({ name, logTime, createTime }: Attachment, folder: string): Origin | null {
  const said = new Map(Object.entries(jsonObject(name)));
  const [vm, source] = [said.get("vm"), said.get("source")];
  if (typeof vm !== "string" || typeof source !== "string") return null;
  return {
    vm: folder + vm,
    source,
    time: logTime,
    scheduled: BigInt.asIntN(64, createTime),
    sequence: countIn(said.get("sequence")),
    generation: countIn(said.get("generation")) ?? 0,
    reconstructed: said.get("reconstructed") === true,
  };
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function countIn(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
