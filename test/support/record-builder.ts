// MCAP records byte by byte: also those that no writer writes.

import { Zstd } from "@hpcc-js/wasm-zstd";
import { compress as lz4Frame } from "lz4js";
import { crc32 } from "../../web/format/crc32.ts";
import type { RecordRun } from "../../web/format/model.ts";
import { layoutOf } from "../../web/format/stats-file.ts";

const zstd = await Zstd.load();

/** u8 opcode, u64 length, body. `length`: claimed instead of the body's. */
export function record(opcode: number, body: Uint8Array, length = BigInt(body.length)): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(9 + body.length);
  bytes[0] = opcode;
  new DataView(bytes.buffer).setBigUint64(1, BigInt.asUintN(64, length), true);
  bytes.set(body, 9);
  return bytes;
}

function u16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

export function u32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function u64(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** Bytes one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return concat([u32(bytes.length), bytes]);
}

export function schema(id: number, data: Uint8Array, encoding = "kvm-stats-desc"): Uint8Array<ArrayBuffer> {
  return record(3, concat([u16(id), text("kvm.vcpu"), text(encoding), u32(data.length), data]));
}

export interface ChannelSpec {
  readonly id: number;
  readonly schema?: number;
  readonly topic: string;
  readonly encoding?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function channel({ id, schema = 1, topic, encoding = "kvm-stats-data", metadata = {} }: ChannelSpec) {
  const map = concat(Object.entries(metadata).flatMap(([key, value]) => [text(key), text(value)]));
  return record(4, concat([u16(id), u16(schema), text(topic), text(encoding), u32(map.length), map]));
}

export interface MessageSpec {
  readonly channel: number;
  readonly sequence?: number;
  readonly time: bigint;
  readonly published?: bigint;
  readonly data: Uint8Array;
}

export function message({ channel: id, sequence = 0, time, published = time, data }: MessageSpec) {
  return record(5, concat([u16(id), u32(sequence), u64(time), u64(published), data]));
}

/** Records as a run: compressed, with their CRC. */
export function runOf(
  parts: readonly Uint8Array[],
  how: Partial<RecordRun> & { readonly level?: number } = {},
): RecordRun {
  const records = concat(parts);
  const compression = how.compression ?? "";
  const bytes = compression === "zstd" ? zstd.compress(records) : compression === "lz4" ? lz4Frame(records) : records;
  return {
    kind: "records",
    path: "a.mcap",
    offset: 0,
    compression,
    bytes,
    size: records.length,
    crc: crc32(records),
    folder: "",
    ...how,
  };
}

/** A dump as the profile keeps it: the file without its data block and with its id zeroed, the id in hex, the data block. */
export function partsOfDump(dump: Uint8Array) {
  const layout = layoutOf(dump);
  if (!layout) throw new Error("no dump");
  const { idOffset, nameSize, dataOffset } = layout.header;
  const id = dump.slice(idOffset, idOffset + nameSize);
  const zeroed = dump.slice().fill(0, idOffset, idOffset + nameSize);
  const end = dataOffset + layout.dataBytes;
  return {
    schema: concat([zeroed.subarray(0, dataOffset), zeroed.subarray(end)]),
    idHex: Buffer.from(id).toString("hex"),
    data: dump.slice(dataOffset, end),
  };
}
