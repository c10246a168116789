// The bodies of MCAP's Schema and Channel records (mcap.dev/spec), and what profile "kvmstats" puts into them.

/** Message encoding of a data block, of many samples' columns, and schema encoding of what surrounds data blocks. */
export const DATA_ENCODING = "kvm-stats-data";
export const COLUMNS_ENCODING = "kvm-stats-columns";
export const SCHEMA_ENCODING = "kvm-stats-desc";

export interface SchemaRecord {
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}

export interface ChannelRecord {
  readonly id: number;
  /** 0: none. */
  readonly schema: number;
  readonly topic: string;
  readonly encoding: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Reads the fields of a record one after the other; they may be followed by more than we know. */
interface Fields {
  u16(): number;
  text(): string;
  bytes(): Uint8Array;
  /** Bytes read so far. */
  readonly at: number;
}

class ShortRecord extends Error {}

function fieldsOf(body: Uint8Array): Fields {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  const take = (bytes: number) => {
    const from = at;
    if (bytes > body.length - at) throw new ShortRecord();
    at += bytes;
    return from;
  };
  const bytes = () => {
    const length = view.getUint32(take(4), true);
    const from = take(length);
    return body.subarray(from, from + length);
  };
  return {
    u16: () => view.getUint16(take(2), true),
    bytes,
    // slice(): TextDecoder refuses views of shared memory
    text: () => new TextDecoder().decode(bytes().slice()),
    get at() {
      return at;
    },
  };
}

/** A Schema record's body: u16 id, name, encoding, data; null when a field does not end inside. */
export function schemaRecord(body: Uint8Array): SchemaRecord | null {
  return whole(() => {
    const fields = fieldsOf(body);
    return { id: fields.u16(), name: fields.text(), encoding: fields.text(), data: fields.bytes().slice() };
  });
}

/** A Channel record's body: u16 id, u16 schema id, topic, message encoding, metadata; null when a field does not end inside. */
export function channelRecord(body: Uint8Array): ChannelRecord | null {
  return whole(() => {
    const fields = fieldsOf(body);
    const [id, schema] = [fields.u16(), fields.u16()];
    const [topic, encoding] = [fields.text(), fields.text()];
    const map = fields.bytes();
    const pairs = fieldsOf(map);
    const metadata = new Map<string, string>();
    while (pairs.at < map.length) metadata.set(pairs.text(), pairs.text());
    return { id, schema, topic, encoding, metadata };
  });
}

function whole<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShortRecord) return null;
    throw error;
  }
}
