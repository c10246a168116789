// A recording as a stream: one chunk per round, for pages that watch.

import { McapRecordBuilder } from "@mcap/core";
import { createChannels } from "./channels.ts";
import { createChunkGroup } from "./chunk-group.ts";
import type { Round } from "./model.ts";
import { beginning, sourceFacts } from "./writer.ts";
import type { Compress } from "./zstd.ts";

export interface StreamEncoder {
  /**
   * How a response begins, whenever it does: magic, header, and every schema and channel so far, so that any later chunk can be
   * read.
   */
  begin(): Uint8Array;
  /** One round as one chunk, with the schemas and channels it is the first to need; empty when nothing was read. Throws RecordingFull. */
  round(round: Round): Uint8Array;
  /** A metadata record. */
  facts(name: string, entries: ReadonlyMap<string, string>): Uint8Array;
}

/** Encodes rounds; dumps that only an attachment could hold are left out. `compress` null: chunks are not compressed. */
export function createStreamEncoder(compress: Compress | null): StreamEncoder {
  const channels = createChannels("kvm-stats-data");
  const group = createChunkGroup({ messageIndex: false, compress });
  return {
    begin() {
      const builder = new McapRecordBuilder();
      for (const schema of channels.schemas) builder.writeSchema(schema);
      for (const channel of channels.channels) builder.writeChannel(channel);
      return Buffer.concat([beginning(), builder.buffer]);
    },
    round({ sequence, scheduled: publishTime, vms }) {
      for (const { facts, readings } of vms) {
        for (const reading of readings) {
          const place = channels.of(sourceFacts(facts, reading), reading.bytes);
          if (place === null) continue;
          const { entry, data } = place;
          const channelId = entry.channel.id;
          group.add(entry, { channelId, sequence, logTime: reading.time, publishTime, data });
        }
      }
      return group.finish()?.bytes ?? new Uint8Array(0);
    },
    facts(name, entries) {
      const builder = new McapRecordBuilder();
      builder.writeMetadata({ name, metadata: new Map(entries) });
      return builder.buffer;
    },
  };
}
