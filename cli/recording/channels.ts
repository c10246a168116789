// Which channel a dump belongs to: schemas once per distinct table, a channel per life of a source (docs/recording.md).

import type { McapTypes } from "@mcap/core";
import type { Scope } from "../../web/format/model.ts";
import { type Cut, dataLike, type SplitDump, splitDump } from "./split.ts";

/** Ids are u16, and schema 0 means none. */
const MAX_ID = 65_535;

/** No channel or schema is left in this file: go on in another one. */
export class RecordingFull extends Error {}

/** Whose dump it is, in the words of the channel's metadata; null and "" stay out of it. */
export interface SourceFacts {
  /** Hostile text. */
  readonly vm: string;
  /** "vm", "vcpu-3"; for dumps of unknown owners any other name. */
  readonly source: string;
  readonly generation: number;
  /** Decimal. */
  readonly pid: string | null;
  /** "stats-fd", "qmp", "file"; null when unknown. */
  readonly how: string | null;
  readonly disturbs: string | null;
  /** Id and offsets were made by us. */
  readonly reconstructed: boolean;
}

/** A channel and the schema of its messages. */
export interface ChannelEntry {
  readonly channel: McapTypes.Channel;
  readonly schema: McapTypes.Schema;
}

/** Where a dump goes: its channel, and its data block. */
export interface Place {
  readonly entry: ChannelEntry;
  readonly data: Uint8Array;
}

export interface Channels {
  /** null when the dump has to be an attachment. Throws RecordingFull. */
  of(facts: SourceFacts, dump: Uint8Array): Place | null;
  readonly schemas: readonly McapTypes.Schema[];
  readonly channels: readonly McapTypes.Channel[];
}

interface Life {
  readonly generation: number;
  readonly cut: Cut;
  readonly entry: ChannelEntry;
}

/** The channels of one recording; `encoding` is what its messages hold. */
export function createChannels(encoding: "kvm-stats-data" | "kvm-stats-columns"): Channels {
  const schemas = new Map<string, McapTypes.Schema>();
  const channels: McapTypes.Channel[] = [];
  const lives = new Map<string, Life[]>();

  function schemaOf({ table, scope }: SplitDump, source: string): McapTypes.Schema {
    const name = `kvm.${scopeName(scope, source)}`;
    const key = `${name}\0${Buffer.from(table).toString("latin1")}`;
    const known = schemas.get(key);
    if (known) return known;
    if (schemas.size === MAX_ID) throw new RecordingFull(`Cannot add a descriptor table: the file has ${MAX_ID}`);
    const schema = { id: schemas.size + 1, name, encoding: "kvm-stats-desc", data: table };
    schemas.set(key, schema);
    return schema;
  }

  function open(facts: SourceFacts, split: SplitDump): ChannelEntry {
    if (channels.length === MAX_ID) throw new RecordingFull(`Cannot add a source: the file has ${MAX_ID} channels`);
    const schema = schemaOf(split, facts.source);
    const channel = {
      id: channels.length + 1,
      schemaId: schema.id,
      topic: `/${facts.vm}/${facts.source}`,
      messageEncoding: encoding,
      metadata: metadataOf(facts, split),
    };
    channels.push(channel);
    return { channel, schema };
  }

  return {
    of(facts, dump) {
      const key = `${facts.vm}\0${facts.source}`;
      const known = lives.get(key) ?? [];
      for (let i = known.length - 1; i >= 0; i--) {
        const life = known[i];
        if (life?.generation !== facts.generation) continue;
        const data = dataLike(dump, life.cut);
        if (data !== null) return { entry: life.entry, data };
      }
      const split = splitDump(dump);
      if (split === null) return null;
      const entry = open(facts, split);
      known.push({ generation: facts.generation, cut: split.cut, entry });
      lives.set(key, known);
      return { entry, data: split.data };
    },
    get schemas() {
      return [...schemas.values()];
    },
    channels,
  };
}

function scopeName(scope: Scope, source: string): string {
  if (scope !== "unknown") return scope;
  return source === "vm" ? "vm" : source.startsWith("vcpu-") ? "vcpu" : "unknown";
}

function metadataOf(facts: SourceFacts, { id, vcpu, order }: SplitDump): Map<string, string> {
  const nul = id.indexOf(0);
  const text = Buffer.from(nul < 0 ? id : id.subarray(0, nul)).toString("utf8");
  const metadata = new Map([["id", text]]);
  // what is not this text and NULs to the end of the block
  const plain = Buffer.concat([Buffer.from(text), new Uint8Array(id.length)]).subarray(0, id.length);
  if (!plain.equals(id)) metadata.set("id_hex", Buffer.from(id).toString("hex"));
  // without its id and data a table does not always tell
  metadata.set("order", order);
  metadata.set("vm", facts.vm);
  if (vcpu !== null) metadata.set("vcpu", String(vcpu));
  metadata.set("generation", String(facts.generation));
  if (facts.pid !== null) metadata.set("pid", facts.pid);
  if (facts.how !== null) metadata.set("source", facts.how);
  if (facts.disturbs !== null) metadata.set("disturbs", facts.disturbs);
  if (facts.reconstructed) metadata.set("reconstructed", "true");
  return metadata;
}
