// What the live stream says besides the recording itself: Metadata records `kvmstats.live`, which every MCAP reader passes over.
//
//   kind   other entries
//   hello  oldest and newest (sequences held), recording ("true": the server writes a file, and gives what is in it:
//          GET /recorded), since (time of the first sample, where there is one, ns)
//   round  sequence, from and to (times of its first and last sample, ns); the chunk that follows is that round
//   recorded  the chunk that follows is one of the recording, with rounds that are not held any more, and others
//   caught    from, to: all of these rounds that there were have come, in chunks of the recording
//   unrecorded  the recording cannot be written on
//   beat   nothing new, but somebody is there
//   gap    from, to: rounds that were read and are not held any more
//   said   id, text: a sentence of the recorder
//   end    why: nothing more will come
//
// Each carries `now`: the server's clock, ns since 1970. All numbers are decimal.

import { McapRecordBuilder } from "@mcap/core";

/** Name of these records. */
const LIVE = "kvmstats.live";

export type LiveEntries =
  | {
      readonly kind: "hello";
      readonly oldest: number;
      readonly newest: number;
      readonly recording: boolean;
      readonly since: bigint | null;
    }
  | { readonly kind: "round"; readonly sequence: number; readonly from: bigint; readonly to: bigint }
  | { readonly kind: "recorded" | "unrecorded" }
  | { readonly kind: "caught"; readonly from: number; readonly to: number }
  | { readonly kind: "beat" }
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  | { readonly kind: "said"; readonly id: number; readonly text: string }
  | { readonly kind: "end"; readonly why: string };

/** One of them, as it goes onto the wire. */
export function liveRecord({ kind, ...others }: LiveEntries, now: bigint): Uint8Array {
  const entries = Object.entries(others).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, String(value)]],
  );
  return metadataRecord(LIVE, new Map([["kind", kind], ["now", String(now)], ...entries]));
}

/** A Metadata record. */
export function metadataRecord(name: string, entries: ReadonlyMap<string, string>): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeMetadata({ name, metadata: new Map(entries) });
  return builder.buffer.slice();
}

/** The first bytes of a stream: magic and header. */
export function streamHead(library: string): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeMagic();
  builder.writeHeader({ profile: "kvmstats", library });
  return builder.buffer.slice();
}

/** The last bytes of a stream that ended by itself: a file made of what was sent is a whole one. */
export function streamTail(): Uint8Array {
  const builder = new McapRecordBuilder();
  builder.writeDataEnd({ dataSectionCrc: 0 });
  builder.writeFooter({ summaryStart: 0n, summaryOffsetStart: 0n, summaryCrc: 0 });
  builder.writeMagic();
  return builder.buffer.slice();
}
