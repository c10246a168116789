// What was watched, as it came: on disk where the browser has one for us, else the newest of it in memory. It is saved from
// here, and what is no longer in memory is read again from here. The oldest goes first.

import { joined, metadataRecord, recordingHead, recordingTail } from "../format/mcap-make.ts";
import type { SegmentStore } from "./spool-store.ts";

export interface Spool {
  /** Schema and Channel records; the same ones again count once. */
  define(records: Uint8Array): void;
  /** A metadata record of the recording. */
  setFacts(name: string, entries: ReadonlyMap<string, string>): void;
  /** A Chunk record and the times of its first and last message, ns since 1970. */
  append(record: Uint8Array, from: bigint, to: bigint): void;
  readonly bytes: number;
  readonly disk: boolean;
  /** ns since 1970 of the oldest chunk; null while there is none. */
  readonly from: bigint | null;
  /** All of it as one recording; `begun`: behind the beginning of one, with its header. */
  save(begun?: Blob | null): Promise<Blob>;
  /** The newest chunks before a time, as a recording of their own: at most one segment; null where there is none. */
  before(time: bigint): Promise<{ readonly bytes: Uint8Array; readonly from: bigint } | null>;
  close(): void;
}

interface Segment {
  readonly id: number;
  readonly from: bigint;
  to: bigint;
  bytes: number;
}

/** A spool that keeps about `budget` bytes in segments of `segment` bytes. */
export function createSpool(
  store: SegmentStore,
  { budget, segment: size, library }: { readonly budget: number; readonly segment: number; readonly library: string },
): Spool {
  const segments: Segment[] = [];
  const defined = new Set<string>();
  const definitions: Uint8Array<ArrayBuffer>[] = [];
  const facts = new Map<string, Uint8Array>();
  let nextId = 0;
  let bytes = 0;

  function room(from: bigint): Segment {
    const last = segments.at(-1);
    if (last !== undefined && last.bytes < size) return last;
    if (last !== undefined) store.seal(last.id);
    const segment = { id: nextId++, from, to: from, bytes: 0 };
    segments.push(segment);
    while (bytes > budget - size && segments.length > 1) {
      const oldest = segments.shift();
      if (oldest === undefined) break;
      bytes -= oldest.bytes;
      store.remove(oldest.id);
    }
    return segment;
  }

  const head = () => joined([recordingHead(library), ...facts.values(), ...definitions]);

  return {
    define(records) {
      const key = Array.from(records, (byte) => String.fromCharCode(byte)).join("");
      if (defined.has(key)) return;
      defined.add(key);
      definitions.push(records.slice());
    },
    setFacts(name, entries) {
      facts.set(name, metadataRecord(name, entries));
    },
    append(record, from, to) {
      const segment = room(from);
      store.append(segment.id, record);
      segment.bytes += record.length;
      segment.to = to;
      bytes += record.length;
    },
    get bytes() {
      return bytes;
    },
    disk: store.disk,
    get from() {
      return segments[0]?.from ?? null;
    },
    async save(begun = null) {
      // written on into another one: what is saved does not change any more
      const last = segments.at(-1);
      if (last !== undefined) {
        store.seal(last.id);
        segments.push({ id: nextId++, from: last.to, to: last.to, bytes: 0 });
      }
      const parts = await Promise.all(segments.filter((each) => each.bytes > 0).map(({ id }) => store.read(id)));
      return new Blob([...(begun ? [begun, ...definitions] : [head()]), ...parts, recordingTail()], {
        type: "application/octet-stream",
      });
    },
    async before(time) {
      const segment = segments.findLast((each) => each.bytes > 0 && each.from < time);
      if (segment === undefined) return null;
      const part = await store.read(segment.id);
      const content = part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : part;
      return { bytes: joined([head(), content]), from: segment.from };
    },
    close: () => store.close(),
  };
}
