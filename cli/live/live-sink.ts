// Rounds onto the tape: the recording's format, one chunk a round. Schemas and channels stand before the chunks that need
// them, so that a chunk holds nothing but messages.

import { McapChunkBuilder, McapRecordBuilder } from "@mcap/core";
import { crc32 } from "../../web/format/crc32.ts";
import type { Reading, Round, RoundSink, VmFacts } from "../recording/model.ts";
import { type Definition, definitionOf } from "./definition.ts";
import { metadataRecord } from "./live-records.ts";
import type { Tape } from "./tape.ts";

/** A sink that fills a tape. Nothing is compressed: on this machine that costs more than it saves, and `ssh -C` does it on the way. */
export function createLiveSink(tape: Tape): RoundSink {
  const schemas = new Map<string, number>();
  const channels = new Map<string, number>();

  function schemaId({ schemaName, schemaData }: Definition): number {
    const key = `${schemaName} ${Buffer.from(schemaData).toString("latin1")}`;
    const known = schemas.get(key);
    if (known !== undefined) return known;
    const id = schemas.size + 1;
    schemas.set(key, id);
    const builder = new McapRecordBuilder();
    builder.writeSchema({ id, name: schemaName, encoding: "kvm-stats-desc", data: schemaData });
    tape.define(builder.buffer.slice());
    return id;
  }

  function channelId(facts: VmFacts, reading: Reading, definition: Definition): number {
    const { topic, metadata } = definition;
    const schema = schemaId(definition);
    const key = JSON.stringify([schema, topic, ...metadata]);
    const known = channels.get(key);
    if (known !== undefined) return known;
    const id = channels.size;
    if (id > 0xffff) throw new Error(`Cannot show more of ${facts.vm} ${reading.source}: a stream has 65,536 channels`);
    channels.set(key, id);
    const builder = new McapRecordBuilder();
    builder.writeChannel({
      id,
      schemaId: schema,
      topic,
      messageEncoding: "kvm-stats-data",
      metadata: new Map(metadata),
    });
    tape.define(builder.buffer.slice());
    return id;
  }

  return {
    async round({ sequence, scheduled, vms }: Round) {
      const chunk = new McapChunkBuilder({ useMessageIndex: false });
      for (const { facts, readings } of vms) {
        for (const reading of readings) {
          const definition = definitionOf(facts, reading);
          if (definition === null) continue;
          chunk.addMessage({
            channelId: channelId(facts, reading, definition),
            sequence: sequence >>> 0,
            logTime: reading.time,
            publishTime: scheduled,
            data: definition.data,
          });
        }
      }
      if (chunk.numMessages === 0) return;
      const builder = new McapRecordBuilder();
      builder.writeChunk({
        messageStartTime: chunk.messageStartTime,
        messageEndTime: chunk.messageEndTime,
        uncompressedSize: BigInt(chunk.byteLength),
        uncompressedCrc: crc32(chunk.buffer),
        compression: "",
        records: chunk.buffer,
      });
      tape.add(sequence, builder.buffer.slice());
    },
    async facts(name, entries) {
      tape.setFacts(name, metadataRecord(name, entries));
    },
    async end() {
      tape.end("the recorder has ended");
    },
  };
}
