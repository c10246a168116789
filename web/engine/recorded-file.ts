// Schemas and channels of one recorded file or stream: ids mean something only inside it.

import {
  channelOrigin,
  MAX_DATA,
  type RecordedOrigin,
  type Surrounding,
  surroundingOf,
} from "../format/recorded-dump.ts";
import {
  type ChannelRecord,
  COLUMNS_ENCODING,
  DATA_ENCODING,
  SCHEMA_ENCODING,
  type SchemaRecord,
} from "../format/run-records.ts";
import { describedBytes } from "../format/stats-file.ts";
import { displayName } from "../format/text.ts";
import type { Stored, StoredSource } from "./intake.ts";

/** Cap on the schemas, the channels and the dumps around their messages that are kept, bytes: 65535 vCPUs need 350 MiB. */
const MAX_HELD = 512 * 2 ** 20;
const NAMED = 5;
/** Sentences about one file: a damaged or hostile one would have millions. */
const MOST_SAID = 1000;
const OURS = [DATA_ENCODING, COLUMNS_ENCODING];

/** Where a channel's whole messages go without a second look. */
export interface Lane {
  readonly source: StoredSource;
  readonly generation: number;
  readonly dataOffset: number;
  /** Bytes of a dump outside its data block. */
  readonly around: number;
  /** Lengths of a data block that is whole. */
  readonly least: number;
  readonly most: number;
}

export interface Channel {
  readonly record: ChannelRecord;
  /** "foreign": another encoding. "bad": a sentence was said. "waiting": its schema has not come. */
  readonly state: "ours" | "foreign" | "bad" | "waiting";
  readonly label: string;
  readonly origin: RecordedOrigin;
  readonly surrounding: Surrounding | null;
  readonly lane: Lane | null;
  /** Messages that were not taken by the lane. */
  messages: number;
  /** Messages longer than the room before the next block. */
  tooLong: number;
  /** A whole dump of this channel was stored: the next ones may take the lane. */
  enter(stored: Stored): void;
}

/** What came of a schema or channel record. */
export interface Added {
  /** A sentence when it is not what an earlier one with its id said, or makes no dump. */
  readonly problem: string | null;
  /** Channels of which everything is known now. */
  readonly ready: readonly number[];
}

export interface RecordedFile {
  readonly path: string;
  /** Compressed bytes of its runs so far, and bytes that its messages of columns stood for. */
  taken: number;
  expanded: number;
  /** Messages of columns that were not expanded any more. */
  unexpanded: number;
  /** Messages that waited in vain for room to wait in. */
  dropped: number;
  /** Messages with a time that no clock shows before 2262. */
  beyond: number;
  channel(id: number): Channel | undefined;
  channels(): Iterable<Channel>;
  addSchema(schema: SchemaRecord): Added;
  addChannel(channel: ChannelRecord): Added;
  /** Whether one more sentence may be said about it; what may not is counted. */
  maySay(): boolean;
  /** Sentences; `waiting`: how many messages of each channel still wait. */
  finish(waiting: ReadonlyMap<number, number>): readonly string[];
}

const NOTHING: Added = { problem: null, ready: [] };

interface MutableChannel extends Channel {
  state: Channel["state"];
  surrounding: Surrounding | null;
  lane: Lane | null;
}

/** Nothing known yet. `folder` goes in front of every VM's name. */
export function createRecordedFile(path: string, folder: string): RecordedFile {
  const schemas = new Map<number, SchemaRecord>();
  const channels = new Map<number, MutableChannel>();
  /** Those that wait for each schema. */
  const unresolved = new Map<number, MutableChannel[]>();
  /** What was said already. */
  const said = new Set<string>();
  let held = 0;
  let sentences = 0;

  function only(sentence: string): Added {
    return { problem: once(sentence), ready: [] };
  }

  function once(sentence: string): string | null {
    if (said.has(sentence)) return null;
    said.add(sentence);
    return sentence;
  }

  /** Tries what is known: the schema may come after its channel. */
  function resolve(channel: MutableChannel): string | null {
    const { record, label } = channel;
    const schema = schemas.get(record.schema);
    if (!schema) return null;
    const found =
      schema.encoding === SCHEMA_ENCODING
        ? surroundingOf(schema.data, record.metadata)
        : `expected a schema of encoding ${SCHEMA_ENCODING}, found ${displayName(schema.encoding, 40)}`;
    const bytes = schema.data.length;
    if (typeof found === "string" || held + bytes > MAX_HELD) {
      channel.state = "bad";
      return once(
        `Cannot read ${label}: ${typeof found === "string" ? found : "its channels' tables take over 512 MiB"}`,
      );
    }
    held += bytes;
    channel.surrounding = found;
    channel.state = "ours";
    return null;
  }

  return {
    path,
    taken: 0,
    expanded: 0,
    unexpanded: 0,
    dropped: 0,
    beyond: 0,
    channel: (id) => channels.get(id),
    channels: () => channels.values(),
    addSchema(schema) {
      const known = schemas.get(schema.id);
      if (known) {
        if (sameSchema(known, schema)) return NOTHING;
        return only(`Cannot take schema ${schema.id} a second time: it differs from the first, which stays`);
      }
      if (held + schema.data.length > MAX_HELD) {
        return only(`Cannot take schema ${schema.id}: schemas and channels take over 512 MiB`);
      }
      held += schema.data.length;
      schemas.set(schema.id, schema);
      const channels = unresolved.get(schema.id) ?? [];
      unresolved.delete(schema.id);
      const problems = channels.map(resolve).filter((problem) => problem !== null);
      return { problem: problems.at(-1) ?? null, ready: channels.map(({ record }) => record.id) };
    },
    addChannel(record) {
      const known = channels.get(record.id);
      if (known) {
        if (sameChannel(known.record, record)) return NOTHING;
        return only(
          `Cannot take channel ${record.id} a second time: it differs from the first, ${known.label}, which stays`,
        );
      }
      const bytes = textsOf(record);
      if (held + bytes > MAX_HELD)
        return only(`Cannot take channel ${record.id}: schemas and channels take over 512 MiB`);
      held += bytes;
      const origin = channelOrigin(record, folder);
      const label = `${displayName(origin.vm, 80)}/${displayName(origin.source, 40)}`;
      const channel: MutableChannel = {
        record,
        state: OURS.includes(record.encoding) ? "waiting" : "foreign",
        label,
        origin,
        surrounding: null,
        lane: null,
        messages: 0,
        tooLong: 0,
        enter(stored) {
          const { source, sample, layout, cut } = stored;
          tell(source, record);
          const { surrounding } = channel;
          const table = source.generations[sample.generation]?.table;
          if (channel.lane || !surrounding || !layout || cut || !table) return;
          const { before, behind, dataBytes } = surrounding;
          // the table says what a whole data block is; one that lies inside the table has to be looked at each time
          if (layout.header.dataOffset !== before.length || source.generations[sample.generation]?.covered.length)
            return;
          const least = dataBytes ?? Math.max(1, describedBytes(table.descriptors));
          if (sample.present < least) return;
          channel.lane = {
            source,
            generation: sample.generation,
            dataOffset: before.length,
            around: before.length + behind.length,
            least,
            most: dataBytes ?? MAX_DATA,
          };
        },
      };
      channels.set(record.id, channel);
      if (channel.state === "foreign") return { problem: null, ready: [record.id] };
      if (record.schema === 0) {
        channel.state = "bad";
        return { problem: once(`Cannot read ${label}: its channel names no schema`), ready: [record.id] };
      }
      const problem = resolve(channel);
      if (channel.state !== "waiting") return { problem, ready: [record.id] };
      const others = unresolved.get(record.schema);
      if (others) others.push(channel);
      else unresolved.set(record.schema, [channel]);
      return NOTHING;
    },
    maySay() {
      sentences++;
      return sentences <= MOST_SAID;
    },
    finish(waiting) {
      const left = [...foreign(channels.values()), ...tooLong(channels.values()), ...orphans(waiting, channels)];
      if (this.dropped > 0)
        left.push(`Cannot place ${this.dropped} more messages: 64 MiB of them waited for their channel already`);
      if (this.beyond > 0) left.push(`Cannot place ${this.beyond} messages: their time is after the year 2262`);
      if (this.unexpanded > 0)
        left.push(
          `Cannot expand ${this.unexpanded} messages: they stand for far more samples than such a file can hold`,
        );
      if (sentences > MOST_SAID) left.push(`${sentences - MOST_SAID} more problems of this recording are not listed`);
      return left;
    },
  };
}

/** What a channel says of its source, as far as nothing was said before. */
function tell({ facts }: StoredSource, { metadata }: ChannelRecord): void {
  facts.how ??= metadata.get("source") ?? null;
  facts.pid ??= metadata.get("pid") ?? null;
  facts.disturbs ??= metadata.get("disturbs") || null;
}

/** Characters of a channel's texts. */
function textsOf({ topic, encoding, metadata }: ChannelRecord): number {
  let length = topic.length + encoding.length;
  for (const [key, value] of metadata) length += key.length + value.length;
  return length;
}

function sameSchema(a: SchemaRecord, b: SchemaRecord): boolean {
  return a.encoding === b.encoding && a.data.length === b.data.length && a.data.every((byte, i) => byte === b.data[i]);
}

/** Whether two records of one id are of one source with one table; other metadata may change. */
function sameChannel(a: ChannelRecord, b: ChannelRecord): boolean {
  const same = ["id", "id_hex", "generation", "vm"].every((key) => a.metadata.get(key) === b.metadata.get(key));
  return same && a.schema === b.schema && a.topic === b.topic && a.encoding === b.encoding;
}

function* foreign(channels: Iterable<Channel>): Generator<string> {
  const encodings = new Map<string, { channels: number; messages: number }>();
  for (const { state, record, messages } of channels) {
    if (state !== "foreign") continue;
    const known = encodings.get(record.encoding) ?? { channels: 0, messages: 0 };
    encodings.set(record.encoding, { channels: known.channels + 1, messages: known.messages + messages });
  }
  if (encodings.size === 0) return;
  const all = [...encodings];
  const messages = all.reduce((sum, [, each]) => sum + each.messages, 0);
  const names = all.slice(0, NAMED).map(([name]) => displayName(name, 40) || "no encoding");
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : "";
  yield `${messages} messages are not KVM statistics and were left out: their encoding is ${names.join(", ")}${more}`;
}

function* tooLong(channels: Iterable<Channel>): Generator<string> {
  let said = 0;
  for (const { tooLong: count, label, surrounding } of channels) {
    if (count > 0 && said++ < MOST_SAID) {
      yield `Cannot read ${count} messages of ${label}: expected at most ${surrounding?.dataBytes} bytes, the next block begins there`;
    }
  }
}

function* orphans(counts: ReadonlyMap<number, number>, channels: ReadonlyMap<number, Channel>): Generator<string> {
  for (const [id, count] of [...counts].slice(0, NAMED)) {
    const channel = channels.get(id);
    const missing = channel ? `schema ${channel.record.schema} of ${channel.label}` : `channel ${id}`;
    yield `Cannot place ${count} messages: ${missing} is missing in this file`;
  }
  if (counts.size > NAMED)
    yield `Cannot place the messages of ${counts.size - NAMED} more channels: their records are missing`;
}
