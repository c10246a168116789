// What there is to say about a recording, one sentence each.

import { messageOf } from "./gzip.ts";
import type { Header } from "./mcap-records.ts";
import type { Place, Summary } from "./mcap-summary.ts";
import { quoted } from "./text.ts";

/** Messages outside chunks have no CRC of their own. */
export const LOOSE_DAMAGE =
  "The recording is damaged: its bytes do not fit their CRC, and its messages lie outside chunks, so that any value may be wrong";

/** Bytes `from` up to `to` were passed over; `lost`: what the index says was there. */
export function skipped(what: {
  readonly from: number;
  readonly to: number;
  readonly expected: string;
  readonly found: string;
  readonly lost: readonly Place[];
}): string {
  const { from, to, expected, found, lost } = what;
  const spans = lost.flatMap(({ times }) => times ?? []);
  const [first] = spans;
  const last = spans.at(-1);
  const times = first && last ? `, and with them ${spanText({ from: first.from, to: last.to })}` : "";
  return `Cannot read a part of the recording: expected ${expected} at byte ${from}, found ${found}; bytes ${from} to ${to} are left out${times}`;
}

/** A record whose head was damaged and that opened all the same. */
export function mendedAt(offset: number, what: string): string {
  return `The recording is damaged at byte ${offset} (${what}); what is there was read all the same`;
}

/** The recorder was killed, or the file cut: `from` to `end` is the incomplete record at its end. */
export function notClosed(what: {
  readonly chunks: number;
  readonly messages: number;
  readonly to: bigint | null;
  readonly from: number;
  readonly end: number;
}): string {
  const { chunks, messages, to, from, end } = what;
  const parts = [
    chunks > 0 || messages === 0 ? counted(chunks, "chunk") : "",
    messages > 0 ? counted(messages, "message") : "",
  ].filter(Boolean);
  const rest = end > from ? `, the last ${counted(end - from, "byte")} are incomplete` : "";
  const shown = to === null ? "nothing is shown" : `everything up to ${timeText(to)} is shown`;
  return `The recording was not closed: ${parts.join(" and ")}${rest}; ${shown}`;
}

/** The input went away, or changed, while it was read. */
export function brokenOff(at: number, reason: unknown): string {
  return `Cannot read the recording beyond byte ${at}: the file has changed or is gone (${messageOf(reason)}); everything before is shown`;
}

/** An MCAP file of something else. */
export function foreign(header: Header | null, summary: Summary | null): string {
  const profile = header?.profile ? `of profile ${quoted(header.profile, 64)}` : "without a profile";
  const library = header?.library ? ` by ${quoted(header.library, 64)}` : "";
  const schemas = summary?.schemas ?? [];
  const names = schemas.slice(0, 3).map((name) => quoted(name, 64));
  const such = names.length > 0 ? `, with ${counted(schemas.length, "schema")} such as ${names.join(", ")}` : "";
  return `Cannot show the file: expected KVM statistics, found an MCAP recording ${profile}${library}${such}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Two times, ns since 1970. */
export function spanText({ from, to }: { readonly from: bigint; readonly to: bigint }): string {
  return `${timeText(from)} to ${timeText(to)}`;
}

/** ns since 1970 to the millisecond, UTC. */
function timeText(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${ns} ns` : date.toISOString();
}
