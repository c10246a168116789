// What stands behind the data of a recording that was closed: all that is in it and where, and the end of the file.

import { McapRecordBuilder, type McapTypes, Opcode } from "@mcap/core";
import { crc32 } from "../../web/format/crc32.ts";
import type { Chunk } from "./chunk-group.ts";

/** Opcode and length in front of a footer, and its two offsets: what its CRC covers besides the summary. */
const FOOTER_BEFORE_CRC = 1 + 8 + 8 + 8;

/** Counts and places, gathered while a recording is written. */
export interface Summary {
  /** `offset`: where the record begins in the file. */
  chunk(chunk: Chunk, offset: number): void;
  metadata(name: string, offset: number, length: number): void;
  attachment(attachment: McapTypes.Attachment, offset: number, length: number): void;
  /** DataEnd, summary section, summary offsets, footer and magic, to be written at `offset`. */
  end(where: {
    readonly offset: number;
    /** CRC-32 of the file so far. */
    readonly dataCrc: number;
    readonly schemas: readonly McapTypes.Schema[];
    readonly channels: readonly McapTypes.Channel[];
  }): Uint8Array;
}

/** An empty summary. Chunk indexes are kept as bytes: a day of a large VM has a million of their entries. */
export function createSummary(): Summary {
  const chunks = new McapRecordBuilder();
  const attachments = new McapRecordBuilder();
  const metadatas = new McapRecordBuilder();
  const counts = { chunks: 0, attachments: 0, metadatas: 0, messages: 0n, start: 0n, end: 0n };
  const perChannel = new Map<number, bigint>();

  return {
    chunk(chunk, offset) {
      const index = chunk.index(offset);
      const { messageStartTime, messageEndTime } = index;
      if (counts.chunks === 0 || messageStartTime < counts.start) counts.start = messageStartTime;
      if (counts.chunks === 0 || messageEndTime > counts.end) counts.end = messageEndTime;
      counts.chunks++;
      for (const [channel, messages] of chunk.counts) {
        counts.messages += BigInt(messages);
        perChannel.set(channel, (perChannel.get(channel) ?? 0n) + BigInt(messages));
      }
      chunks.writeChunkIndex(index);
    },
    metadata(name, offset, length) {
      counts.metadatas++;
      metadatas.writeMetadataIndex({ name, offset: BigInt(offset), length: BigInt(length) });
    },
    attachment({ name, mediaType, logTime, createTime, data }, offset, length) {
      counts.attachments++;
      const dataSize = BigInt(data.length);
      const place = { offset: BigInt(offset), length: BigInt(length) };
      attachments.writeAttachmentIndex({ name, mediaType, logTime, createTime, dataSize, ...place });
    },
    end({ offset, dataCrc, schemas, channels }) {
      const dataEnd = new McapRecordBuilder();
      dataEnd.writeDataEnd({ dataSectionCrc: dataCrc });
      const groups: readonly (readonly [Opcode, McapRecordBuilder])[] = [
        [Opcode.SCHEMA, filled(schemas, (builder, schema) => builder.writeSchema(schema))],
        [Opcode.CHANNEL, filled(channels, (builder, channel) => builder.writeChannel(channel))],
        [
          Opcode.STATISTICS,
          filled([statistics(schemas.length, channels.length)], (builder, each) => builder.writeStatistics(each)),
        ],
        [Opcode.METADATA_INDEX, metadatas],
        [Opcode.ATTACHMENT_INDEX, attachments],
        [Opcode.CHUNK_INDEX, chunks],
      ];
      const summaryStart = offset + dataEnd.length;
      const offsets = new McapRecordBuilder();
      let at = summaryStart;
      for (const [groupOpcode, { length }] of groups) {
        const [groupStart, groupLength] = [BigInt(at), BigInt(length)];
        if (length > 0) offsets.writeSummaryOffset({ groupOpcode, groupStart, groupLength });
        at += length;
      }
      const footer = { summaryStart: BigInt(summaryStart), summaryOffsetStart: BigInt(at) };
      const sections = [...groups.map(([, { buffer }]) => buffer), offsets.buffer];
      const head = footerOf({ ...footer, summaryCrc: 0 }).subarray(0, FOOTER_BEFORE_CRC);
      const summaryCrc = [...sections, head].reduce((crc, bytes) => crc32(bytes, crc), 0);
      return Buffer.concat([dataEnd.buffer, ...sections, footerOf({ ...footer, summaryCrc }), magic()]);
    },
  };

  function statistics(schemaCount: number, channelCount: number): McapTypes.Statistics {
    return {
      messageCount: counts.messages,
      schemaCount,
      channelCount,
      attachmentCount: counts.attachments,
      metadataCount: counts.metadatas,
      chunkCount: counts.chunks,
      messageStartTime: counts.start,
      messageEndTime: counts.end,
      channelMessageCounts: perChannel,
    };
  }
}

function filled<T>(records: readonly T[], write: (builder: McapRecordBuilder, record: T) => void): McapRecordBuilder {
  const builder = new McapRecordBuilder();
  for (const record of records) write(builder, record);
  return builder;
}

function footerOf(footer: McapTypes.Footer): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeFooter(footer);
  return builder.buffer;
}

/** The first and last bytes of an MCAP file. */
export function magic(): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeMagic();
  return builder.buffer;
}
