// The bodies of MCAP's Schema and Channel records (mcap.dev/spec), and what profile "kvmstats" puts into them.

import { fieldsOf } from "./mcap-records.ts";

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

/** A Schema record's body: u16 id, name, encoding, data; null when a field does not end inside. */
export function schemaRecord(body: Uint8Array): SchemaRecord | null {
  const fields = fieldsOf(body);
  const record = { id: fields.u16(), name: fields.text(), encoding: fields.text(), data: fields.take(fields.u32()) };
  return fields.ok ? { ...record, data: record.data.slice() } : null;
}

/** A Channel record's body: u16 id, u16 schema id, topic, message encoding, metadata; null when a field does not end inside. */
export function channelRecord(body: Uint8Array): ChannelRecord | null {
  const fields = fieldsOf(body);
  const [id, schema] = [fields.u16(), fields.u16()];
  const [topic, encoding] = [fields.text(), fields.text()];
  const metadata = fields.map();
  return fields.ok ? { id, schema, topic, encoding, metadata } : null;
}
