// The cases of foxglove/mcap's tests/conformance: six inputs, each with every set of features that matters to it.

import { McapChunkBuilder, type McapTypes } from "@mcap/core";
import { crc32 } from "../../web/format/crc32.ts";
import { type Bytes, joined, record, records } from "./mcap-build.ts";

/** As the cases' names have them; pad: bytes behind the fields of every record that may have more fields one day. */
const FEATURES = ["ch", "mx", "st", "rsh", "rch", "ax", "mdx", "chx", "sum", "pad"] as const;
type Feature = (typeof FEATURES)[number];

type Kind = "attachment" | "message" | "metadata";

interface Input {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly messages: number;
  readonly schema: boolean;
}

const INPUTS: readonly Input[] = [
  { name: "NoData", kinds: [], messages: 0, schema: false },
  { name: "OneAttachment", kinds: ["attachment"], messages: 0, schema: false },
  { name: "OneMetadata", kinds: ["metadata"], messages: 0, schema: false },
  { name: "OneMessage", kinds: ["message"], messages: 1, schema: true },
  { name: "OneSchemalessMessage", kinds: ["message"], messages: 1, schema: false },
  { name: "TenMessages", kinds: ["message"], messages: 10, schema: true },
];

const OF_KIND: Record<Kind, readonly Feature[]> = {
  attachment: ["ax"],
  metadata: ["mdx"],
  message: ["ch", "mx", "rsh", "rch", "chx"],
};

const ATTACHMENT: McapTypes.Attachment = {
  name: '{"vm":"a","source":"vm","generation":0,"sequence":1}',
  mediaType: "application/x-kvm-stats",
  logTime: 2n,
  createTime: 1n,
  data: Uint8Array.of(1, 2, 3),
};
export const METADATA: McapTypes.Metadata = { name: "myMetadata", metadata: new Map([["foo", "bar"]]) };

export interface Case {
  readonly name: string;
  readonly input: Input;
  readonly bytes: Bytes;
}

/** Every case. */
export function conformanceCases(): Case[] {
  return INPUTS.flatMap((input) => {
    const features: readonly Feature[] = ["st", "sum", "pad", ...input.kinds.flatMap((kind) => OF_KIND[kind])];
    return Array.from({ length: 2 ** features.length }, (_, set) => features.filter((_, i) => set & (1 << i)))
      .filter((chosen) => chosen.includes("ch") || !(chosen.includes("mx") || chosen.includes("chx")))
      .map((chosen) => ({
        name: [input.name, ...chosen.toSorted()].join("-"),
        input,
        bytes: fileOf(input, new Set(chosen)),
      }));
  });
}

/** The message of that number. */
export function messageOf(i: number): McapTypes.Message {
  return { channelId: 1, sequence: 10 + i, logTime: BigInt(2 + i), publishTime: 1n, data: Uint8Array.of(1, 2, i) };
}

function fileOf({ kinds, messages, schema }: Input, features: ReadonlySet<Feature>): Bytes {
  const pad = (bytes: Bytes) =>
    features.has("pad") && bytes.length > 0
      ? record(bytes[0] as number, joined([bytes.subarray(9), [1, 2, 3]]))
      : bytes;
  const file: Bytes[] = [records((to) => to.writeMagic())];
  const size = () => BigInt(file.reduce((sum, piece) => sum + piece.length, 0));
  const put = (bytes: Bytes) => {
    const place = { offset: size(), length: BigInt(bytes.length) };
    file.push(bytes);
    return place;
  };
  const schemaRecord = schema
    ? pad(records((to) => to.writeSchema({ id: 1, name: "Example", encoding: "c", data: Uint8Array.of(4, 5, 6) })))
    : new Uint8Array(0);
  const channelRecord = pad(
    records((to) =>
      to.writeChannel({
        id: 1,
        schemaId: schema ? 1 : 0,
        topic: "example",
        messageEncoding: "a",
        metadata: new Map([["foo", "bar"]]),
      }),
    ),
  );
  put(pad(records((to) => to.writeHeader({ profile: "", library: "" }))));
  const indexes: Bytes[] = [];
  if (kinds.includes("message")) {
    const all = Array.from({ length: messages }, (_, i) => messageOf(i));
    const content = joined([
      schemaRecord,
      channelRecord,
      ...all.map((message) => records((to) => to.writeMessage(message))),
    ]);
    if (!features.has("ch")) put(content);
    else {
      const head = { messageStartTime: 2n, messageEndTime: BigInt(1 + messages), compression: "" };
      const uncompressedSize = BigInt(content.length);
      const chunk = { ...head, uncompressedSize, uncompressedCrc: crc32(content), records: content };
      const place = put(pad(records((to) => to.writeChunk(chunk))));
      const messageIndexOffsets = new Map<number, bigint>();
      const start = size();
      if (features.has("mx")) {
        const builder = new McapChunkBuilder({ useMessageIndex: true });
        for (const message of all) builder.addMessage(message);
        for (const index of builder.indices) {
          messageIndexOffsets.set(index.channelId, put(pad(records((to) => to.writeMessageIndex(index)))).offset);
        }
      }
      const index = {
        ...head,
        chunkStartOffset: place.offset,
        chunkLength: place.length,
        messageIndexOffsets,
        messageIndexLength: size() - start,
        compressedSize: uncompressedSize,
        uncompressedSize,
      };
      if (features.has("chx")) indexes.push(pad(records((to) => to.writeChunkIndex(index))));
    }
  }
  if (kinds.includes("attachment")) {
    // the builder puts the CRC last: no bytes may follow the fields it covers
    const place = put(records((to) => to.writeAttachment(ATTACHMENT)));
    const index = { ...ATTACHMENT, ...place, dataSize: 3n };
    if (features.has("ax")) indexes.push(pad(records((to) => to.writeAttachmentIndex(index))));
  }
  if (kinds.includes("metadata")) {
    const place = put(pad(records((to) => to.writeMetadata(METADATA))));
    if (features.has("mdx"))
      indexes.push(pad(records((to) => to.writeMetadataIndex({ name: METADATA.name, ...place }))));
  }
  put(records((to) => to.writeDataEnd({ dataSectionCrc: 0 })));

  const start = size();
  const summary: Bytes[] = [];
  if (features.has("rsh")) summary.push(schemaRecord);
  if (features.has("rch")) summary.push(channelRecord);
  if (features.has("st")) {
    const counts = { schemaCount: Number(schema), channelCount: Number(messages > 0), chunkCount: 0 };
    const rest = { attachmentCount: 0, metadataCount: 0, messageStartTime: 0n, messageEndTime: 0n };
    const statistics = { messageCount: BigInt(messages), ...counts, ...rest, channelMessageCounts: new Map() };
    summary.push(pad(records((to) => to.writeStatistics(statistics))));
  }
  summary.push(...indexes);
  const section = joined(summary);
  const group = { groupOpcode: 3, groupStart: start, groupLength: BigInt(section.length) };
  const offsets = features.has("sum") && section.length > 0 ? pad(records((to) => to.writeSummaryOffset(group))) : null;
  const footer = records((to) =>
    to.writeFooter({
      summaryStart: section.length > 0 ? start : 0n,
      summaryOffsetStart: offsets ? start + BigInt(section.length) : 0n,
      summaryCrc: 0,
    }),
  );
  const covered = joined([section, ...(offsets ? [offsets] : []), footer.subarray(0, -4)]);
  put(joined([covered, new Uint8Array(Uint32Array.of(crc32(covered)).buffer)]));
  put(records((to) => to.writeMagic()));
  return joined(file);
}
