// A recording keeps a dump in two parts: a schema, which is the file with the id zeroed and the data block cut out, and
// messages, which are data blocks. Here they become the file again.

import { HEADER_SIZE, VALUE_SIZE } from "../../assembly/layout.ts";
import { byteOrderOf } from "./byte-order.ts";
import type { ByteOrder, Origin } from "./model.ts";
import type { ChannelRecord } from "./run-records.ts";
import { decodeHeader } from "./stats-file.ts";

/** What lies around the data block of a channel's dumps. */
export interface Surrounding {
  /** From the file's first byte to the data block. */
  readonly before: Uint8Array;
  /** Behind the data block; empty in every dump that a kernel made. */
  readonly behind: Uint8Array;
  /** Bytes of the data block where a block lies behind it, else null: then it is as long as the message. */
  readonly dataBytes: number | null;
}

const ORDERS = ["little", "big"] as const;
/** Cap on a data block: no decompressed chunk is larger. */
export const MAX_DATA = 64 * 2 ** 20;

/** The dump around a channel's messages, with its id in place; a sentence when schema and channel make none. */
export function surroundingOf(schema: Uint8Array, metadata: ReadonlyMap<string, string>): Surrounding | string {
  if (schema.length < HEADER_SIZE) {
    return `expected a stats header of ${HEADER_SIZE} bytes, its schema has ${schema.length}`;
  }
  // without the id a header does not say in which byte order it is: the one in which the whole makes a dump
  const said = ORDERS.filter((order) => order === metadata.get("order"));
  const tried = (said.length > 0 ? said : ORDERS).map((order) => surroundingIn(order, schema, metadata));
  const found = tried.find((each, i) => {
    if (typeof each === "string") return false;
    if (said.length > 0) return true;
    const dump = dumpAround(each, new Uint8Array(each.dataBytes ?? VALUE_SIZE));
    return byteOrderOf(dump, dump.length) === ORDERS[i];
  });
  if (found) return found;
  const reasons = tried.filter((each) => typeof each === "string");
  return reasons.length === 1 ? `${reasons[0]}` : "expected a stats header, found other bytes in its schema";
}

function surroundingIn(
  order: ByteOrder,
  schema: Uint8Array,
  metadata: ReadonlyMap<string, string>,
): Surrounding | string {
  const { idOffset, descOffset, dataOffset, nameSize } = decodeHeader(schema, order);
  if (dataOffset > schema.length) {
    return `expected the data block at byte ${dataOffset}, its schema ends at byte ${schema.length}`;
  }
  const next = Math.min(...[idOffset, descOffset].filter((offset) => offset > dataOffset));
  const dataBytes = next < Number.POSITIVE_INFINITY ? next - dataOffset : null;
  if (dataBytes !== null && dataBytes > MAX_DATA) {
    return `expected a data block of at most ${MAX_DATA} bytes, found ${dataBytes}`;
  }
  if (dataBytes === null && schema.length > dataOffset) {
    const more = schema.length - dataOffset;
    return `expected its schema to end where the data block begins, at byte ${dataOffset}, found ${more} bytes more`;
  }
  const bytes = schema.slice();
  // the id block may lie on either side; what the data block covers of it is in the messages
  const cut = dataBytes ?? 0;
  for (const [i, byte] of idBytesOf(metadata, nameSize).entries()) {
    const at = idOffset + i;
    if (at < dataOffset) bytes[at] = byte;
    else if (at >= dataOffset + cut && at - cut < bytes.length) bytes[at - cut] = byte;
  }
  return { before: bytes.subarray(0, dataOffset), behind: bytes.subarray(dataOffset), dataBytes };
}

/** The whole file of one message; cut where a data block that has others behind it is. */
export function dumpAround({ before, behind, dataBytes }: Surrounding, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const tail = dataBytes !== null && data.length < dataBytes ? new Uint8Array(0) : behind;
  const bytes = new Uint8Array(before.length + data.length + tail.length);
  bytes.set(before);
  bytes.set(data, before.length);
  bytes.set(tail, before.length + data.length);
  return bytes;
}

/** The id block: `id_hex` when it is more than text and NULs. At most `nameSize` bytes, NULs up to it. */
function idBytesOf(metadata: ReadonlyMap<string, string>, nameSize: number): Uint8Array {
  const hex = metadata.get("id_hex");
  const given =
    hex !== undefined && /^([0-9a-f]{2})*$/i.test(hex)
      ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : new TextEncoder().encode(metadata.get("id") ?? "");
  return given.subarray(0, nameSize);
}

/** What is the same for all messages of a channel. */
export type RecordedOrigin = Omit<Origin, "time" | "sequence">;

/** What a channel says about whose samples it has: topic `/<vm>/<source>`, metadata where they say more. */
export function channelOrigin({ topic, metadata }: ChannelRecord, folder: string): RecordedOrigin {
  const at = topic.lastIndexOf("/");
  const vm = metadata.get("vm") ?? topic.slice(topic.startsWith("/") ? 1 : 0, Math.max(0, at));
  const generation = metadata.get("generation") ?? "";
  return {
    vm: `${folder}${vm}`,
    source: topic.slice(at + 1),
    generation: /^\d{1,9}$/.test(generation) ? Number(generation) : 0,
    reconstructed: metadata.get("reconstructed") === "true",
  };
}
