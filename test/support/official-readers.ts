// What @mcap/core's two readers find in a recording, as an oracle for ours.

import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import lz4 from "lz4js";
import { ZSTDDecoder } from "zstddec";

/** A message with what its channel and schema say. */
export interface FoundMessage extends McapTypes.Message {
  readonly channel: McapTypes.Channel;
  readonly schema: McapTypes.Schema;
}

export interface Found {
  readonly header: McapTypes.Header | undefined;
  readonly messages: readonly FoundMessage[];
  readonly attachments: readonly McapTypes.Attachment[];
  readonly metadata: readonly McapTypes.Metadata[];
  /** Whether it came to the footer. */
  readonly done: boolean;
}

const zstd = new ZSTDDecoder();
await zstd.init();

/** Null prototype: a compression name is looked up in it. */
const handlers: McapTypes.DecompressHandlers = Object.assign(Object.create(null), {
  zstd: (bytes: Uint8Array, size: bigint) => zstd.decode(bytes, Number(size)),
  lz4: (bytes: Uint8Array) => lz4.decompress(bytes),
});

/** Everything McapStreamReader finds, CRCs checked. */
export function streamed(bytes: Uint8Array): Found {
  const reader = new McapStreamReader({ decompressHandlers: handlers, validateCrcs: true });
  reader.append(bytes);
  const schemas = new Map<number, McapTypes.Schema>();
  const channels = new Map<number, McapTypes.Channel>();
  const found = {
    header: undefined as McapTypes.Header | undefined,
    messages: [] as FoundMessage[],
    attachments: [] as McapTypes.Attachment[],
    metadata: [] as McapTypes.Metadata[],
    done: false,
  };
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === "Header") found.header = record;
    else if (record.type === "Schema") schemas.set(record.id, record);
    else if (record.type === "Channel") channels.set(record.id, record);
    else if (record.type === "Message") found.messages.push(owned(record, channels, schemas));
    else if (record.type === "Attachment") found.attachments.push({ ...record, data: record.data.slice() });
    else if (record.type === "Metadata") found.metadata.push(record);
  }
  found.done = reader.done();
  return found;
}

/** Everything McapIndexedReader finds by summary and message index. */
export async function indexed(
  bytes: Uint8Array,
): Promise<Found & { readonly statistics: McapTypes.Statistics | undefined }> {
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset: bigint, size: bigint) => bytes.slice(Number(offset), Number(offset + size)),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers: handlers });
  const messages: FoundMessage[] = [];
  for await (const message of reader.readMessages({ validateCrcs: true })) {
    messages.push(owned(message, reader.channelsById, reader.schemasById));
  }
  const attachments: McapTypes.Attachment[] = [];
  for await (const attachment of reader.readAttachments()) attachments.push(attachment);
  const metadata: McapTypes.Metadata[] = [];
  for await (const each of reader.readMetadata()) metadata.push(each);
  return { header: reader.header, messages, attachments, metadata, done: true, statistics: reader.statistics };
}

function owned(
  message: McapTypes.Message,
  channels: ReadonlyMap<number, McapTypes.Channel>,
  schemas: ReadonlyMap<number, McapTypes.Schema>,
): FoundMessage {
  const channel = channels.get(message.channelId);
  const schema = channel && schemas.get(channel.schemaId);
  if (!channel || !schema) throw new Error(`Cannot place a message: channel ${message.channelId} is not known`);
  return { ...message, data: message.data.slice(), channel, schema };
}
