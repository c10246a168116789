// MCAP files of any shape, by @mcap/core's writer and builders.

import { Zstd } from "@hpcc-js/wasm-zstd";
import { McapRecordBuilder, type McapTypes, McapWriter, type McapWriterOptions } from "@mcap/core";
import { lz4Frame } from "./lz4-frame.ts";

const zstd = await Zstd.load();

export type Bytes = Uint8Array<ArrayBuffer>;
export type Compression = "" | "lz4" | "zstd";

export interface Shape extends Omit<McapWriterOptions, "writable" | "compressChunk"> {
  readonly compression?: Compression;
  readonly header?: McapTypes.Header;
  readonly schemas?: readonly Omit<McapTypes.Schema, "id">[];
  /** schemaId counts the schemas from 1; 0: none. */
  readonly channels?: readonly Omit<McapTypes.Channel, "id">[];
  /** channelId counts the channels from 0. */
  readonly messages?: readonly McapTypes.Message[];
  readonly attachments?: readonly McapTypes.Attachment[];
  readonly metadata?: readonly McapTypes.Metadata[];
}

/** The bytes as a chunk of that compression holds them. */
function compressed(bytes: Uint8Array, compression: Compression): Uint8Array {
  if (compression === "zstd") return zstd.compress(bytes);
  return compression === "lz4" ? lz4Frame(bytes) : bytes;
}

/** A file of that shape: attachments and metadata stand in the middle of the messages. */
export async function mcapFile(shape: Shape): Promise<Bytes> {
  const { compression = "", header = { profile: "kvmstats", library: "test" }, ...options } = shape;
  const pieces: Uint8Array[] = [];
  let size = 0;
  const writer = new McapWriter({
    ...options,
    ...(compression !== "" && {
      compressChunk: (bytes) => ({ compression, compressedData: compressed(bytes, compression) }),
    }),
    writable: {
      async write(bytes) {
        pieces.push(bytes.slice());
        size += bytes.length;
      },
      position: () => BigInt(size),
    },
  });
  await writer.start(header);
  for (const schema of shape.schemas ?? []) await writer.registerSchema(schema);
  for (const channel of shape.channels ?? []) await writer.registerChannel(channel);
  const messages = shape.messages ?? [];
  const middle = Math.floor(messages.length / 2);
  for (const message of messages.slice(0, middle)) await writer.addMessage(message);
  for (const attachment of shape.attachments ?? []) await writer.addAttachment(attachment);
  for (const metadata of shape.metadata ?? []) await writer.addMetadata(metadata);
  for (const message of messages.slice(middle)) await writer.addMessage(message);
  await writer.end();
  return joined(pieces);
}

/** Records written by `write`, as they lie. */
export function records(write: (builder: McapRecordBuilder) => void): Bytes {
  const builder = new McapRecordBuilder();
  write(builder);
  return builder.buffer.slice();
}

/** All pieces in one. */
export function joined(pieces: readonly (Uint8Array | readonly number[])[]): Bytes {
  return new Uint8Array(Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
}

/** A record with any opcode and body. */
export function record(opcode: number, body: Uint8Array): Bytes {
  const bytes = new Uint8Array(9 + body.length);
  bytes[0] = opcode;
  new DataView(bytes.buffer).setBigUint64(1, BigInt(body.length), true);
  bytes.set(body, 9);
  return bytes;
}
