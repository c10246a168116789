// Rounds onto the tape: the recording's format, one chunk a round. Schemas and channels stand before the chunks that need
// them, so that a chunk holds nothing but messages and can be kept, sent and dropped by itself.

import { McapChunkBuilder, McapRecordBuilder } from "@mcap/core";
import { crc32 } from "../../web/format/crc32.ts";
import { createChannels } from "../recording/channels.ts";
import type { RoundSink } from "../recording/model.ts";
import { sourceFacts } from "../recording/writer.ts";
import { metadataRecord } from "./live-records.ts";
import type { Tape } from "./tape.ts";

/** A sink that fills a tape. Nothing is compressed: on this machine that costs more than it saves, and `ssh -C` does it on the way. */
export function createLiveSink(tape: Tape): RoundSink {
  const channels = createChannels("kvm-stats-data");
  const defined = { schemas: 0, channels: 0 };

  /** Puts onto the tape what no round needed before. */
  function define(): void {
    const builder = new McapRecordBuilder();
    for (const schema of channels.schemas.slice(defined.schemas)) builder.writeSchema(schema);
    for (const channel of channels.channels.slice(defined.channels)) builder.writeChannel(channel);
    if (builder.length > 0) tape.define(builder.buffer.slice());
    defined.schemas = channels.schemas.length;
    defined.channels = channels.channels.length;
  }

  return {
    async round({ sequence, scheduled, vms }) {
      const chunk = new McapChunkBuilder({ useMessageIndex: false });
      for (const { facts, readings } of vms) {
        for (const reading of readings) {
          const place = channels.of(sourceFacts(facts, reading), reading.bytes);
          // cut before its data block: nothing to draw
          if (place === null) continue;
          const channelId = place.entry.channel.id;
          chunk.addMessage({
            channelId,
            sequence,
            logTime: reading.time,
            publishTime: scheduled,
            data: place.data,
          });
        }
      }
      if (chunk.numMessages === 0) return;
      define();
      const builder = new McapRecordBuilder();
      builder.writeChunk({
        messageStartTime: chunk.messageStartTime,
        messageEndTime: chunk.messageEndTime,
        uncompressedSize: BigInt(chunk.byteLength),
        uncompressedCrc: crc32(chunk.buffer),
        compression: "",
        records: chunk.buffer,
      });
      tape.add({
        sequence,
        from: chunk.messageStartTime,
        to: chunk.messageEndTime,
        bytes: builder.buffer.slice(),
      });
    },
    async facts(name, entries) {
      tape.setFacts(name, metadataRecord(name, entries));
    },
    async end() {
      tape.end("the recorder has ended");
    },
  };
}
