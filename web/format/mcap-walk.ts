// The records of an MCAP file as they lie: complete ones as soon as they are there, damaged ones passed over.

import type { ByteQueue } from "./byte-queue.ts";
import { judge, type Verdict } from "./mcap-judge.ts";
import {
  CHANNEL,
  CHUNK,
  type ChunkHead,
  DATA_END,
  FOOTER,
  fieldsOf,
  MAGIC,
  MESSAGE,
  RECORD_HEAD,
  recordHead,
  SCHEMA,
} from "./mcap-records.ts";
import { resync } from "./mcap-resync.ts";
import type { Place } from "./mcap-summary.ts";

/** Bytes passed over: `found` where `expected` should have been. */
interface Skipped {
  readonly kind: "skipped";
  readonly from: number;
  readonly to: number;
  readonly expected: string;
  readonly found: string;
  /** What the index says was there. */
  readonly lost: readonly Place[];
}

/** What a walk meets. Views are only valid until the next one is asked for. */
export type Walked =
  | { readonly kind: "chunk"; readonly offset: number; readonly head: ChunkHead; readonly bytes: Uint8Array }
  /** Schema, Channel and Message records outside chunks, one after the other, with their heads. */
  | {
      readonly kind: "loose";
      readonly offset: number;
      readonly bytes: Uint8Array;
      readonly messages: number;
      /** Log time of the last message, ns; null without one. */
      readonly to: bigint | null;
    }
  | { readonly kind: "record"; readonly offset: number; readonly opcode: number; readonly body: Uint8Array }
  /** A record whose head was damaged and which was read all the same. */
  | { readonly kind: "mended"; readonly offset: number; readonly what: string }
  | Skipped
  /** `from`: where the incomplete record begins that ends the file, its end when there is none. */
  | { readonly kind: "end"; readonly closed: boolean; readonly from: number; readonly to: number };

export interface WalkOptions {
  /** Bytes of the input; Infinity while not known. */
  readonly size: number;
  /** What the index knows. */
  readonly places: readonly Place[];
  /** Bytes of the largest record that is taken into memory. */
  readonly largest: number;
}

/** Loose records given at once. */
const LOOSE_BYTES = 4 * 2 ** 20;

/** Walks a queue that stands behind the magic. */
export async function* walkRecords(queue: ByteQueue, options: WalkOptions): AsyncGenerator<Walked, void, undefined> {
  // damage that reaches over several records is one
  let damage: Skipped[] = [];
  for await (const met of recordsOf(queue, options)) {
    if (met.kind === "skipped" && damage.at(-1)?.to === met.from) {
      damage.push(met);
      continue;
    }
    yield* asOne(damage);
    damage = [];
    if (met.kind === "skipped") damage.push(met);
    else yield met;
  }
}

/** Stretches one behind the other as one, named by the first. */
function asOne(damage: readonly Skipped[]): readonly Skipped[] {
  const [first] = damage;
  if (!first) return [];
  return [{ ...first, to: damage.at(-1)?.to ?? first.to, lost: damage.flatMap(({ lost }) => lost) }];
}

async function* recordsOf(queue: ByteQueue, options: WalkOptions): AsyncGenerator<Walked, void, undefined> {
  const { size, places, largest } = options;
  const state = { chunks: 0, loose: false, next: 0, ended: false };
  /** Places from `next` on, up to `to`, that were not met. */
  function pass(to: number): Place[] {
    const from = state.next;
    while ((places[state.next]?.offset ?? Number.POSITIVE_INFINITY) < to) state.next++;
    return places.slice(from, state.next);
  }
  /** The same verdict, unless the index says plainly that something else lies here. */
  async function checked(verdict: Verdict, place: Place | null): Promise<Verdict> {
    if (!("bytes" in verdict)) return verdict;
    if (place?.opcode === CHUNK && (verdict.kind === "pass" || verdict.kind === "record")) {
      return { kind: "bad", expected: "a chunk", found: "a record of another kind" };
    }
    const next = places[state.next];
    const to = (next?.offset ?? Number.POSITIVE_INFINITY) - queue.at;
    if (next === undefined || verdict.bytes <= to || !(await queue.fill(to + RECORD_HEAD))) return verdict;
    const { opcode, length } = recordHead(queue.peek(to + RECORD_HEAD).subarray(to));
    if (opcode !== next.opcode || RECORD_HEAD + length !== next.bytes) return verdict;
    return { kind: "bad", expected: `a record that ends before the one at byte ${next.offset}`, found: "a longer one" };
  }
  for (;;) {
    const from = queue.at;
    // places of which nothing was found are none
    while ((places[state.next]?.offset ?? from) < from) state.next++;
    const place = places[state.next]?.offset === from ? (places[state.next] as Place) : null;
    if (place) state.next++;
    const verdict = await checked(await judge(queue, { place, size, largest }), place);
    switch (verdict.kind) {
      case "end":
        yield { kind: "end", closed: verdict.closed, from: verdict.closed ? verdict.at : from, to: verdict.at };
        return;
      case "bad": {
        const next = places[state.next];
        const found =
          next !== undefined
            ? await queue.skip(next.offset - from)
            : await resync(queue, { size, loose: state.loose || state.chunks === 0 });
        if (!found) {
          yield { kind: "end", closed: false, from, to: queue.at };
          return;
        }
        const lost = [...(place ? [place] : []), ...pass(queue.at)];
        yield { kind: "skipped", from, to: queue.at, expected: verdict.expected, found: verdict.found, lost };
        break;
      }
      case "refused": {
        await queue.skip(verdict.bytes);
        const { expected, found } = verdict;
        yield { kind: "skipped", from, to: queue.at, expected, found, lost: place ? [place] : [] };
        break;
      }
      case "pass":
        if (!(await queue.skip(verdict.bytes))) {
          yield { kind: "end", closed: false, from, to: queue.at };
          return;
        }
        break;
      case "chunk": {
        const { head, bytes, mended } = verdict;
        if (mended !== null) yield { kind: "mended", offset: from, what: mended };
        state.chunks++;
        const at = RECORD_HEAD + head.records;
        yield { kind: "chunk", offset: from, head, bytes: queue.peek(bytes).subarray(at, at + head.length) };
        await queue.skip(bytes);
        break;
      }
      case "record": {
        const { opcode, bytes, mended } = verdict;
        if (mended !== null) yield { kind: "mended", offset: from, what: mended };
        if (opcode === SCHEMA || opcode === CHANNEL || opcode === MESSAGE) {
          const loose = looseRun(queue, bytes);
          state.loose ||= loose.messages > 0;
          // behind the end of the data they are the summary's, which says nothing new
          if (!state.ended || loose.messages > 0) yield { kind: "loose", offset: from, ...loose };
          await queue.skip(loose.bytes.length);
          break;
        } else {
          yield { kind: "record", offset: from, opcode, body: queue.peek(bytes).subarray(RECORD_HEAD) };
        }
        await queue.skip(bytes);
        state.ended ||= opcode === DATA_END;
        if (opcode === FOOTER) {
          const closed = await queue.fill(MAGIC.length);
          const last = queue.peek(MAGIC.length);
          const right = closed && MAGIC.every((byte, i) => last[i] === byte);
          if (right) await queue.skip(MAGIC.length);
          yield { kind: "end", closed: true, from: queue.at, to: queue.at + queue.held };
          return;
        }
        break;
      }
    }
  }
}

/** The loose records in hand from the first, of `first` bytes, on. */
function looseRun(
  queue: ByteQueue,
  first: number,
): { readonly bytes: Uint8Array; readonly messages: number; readonly to: bigint | null } {
  const bytes = queue.peek(Math.max(first, Math.min(queue.held, LOOSE_BYTES)));
  let at = 0;
  let messages = 0;
  let to: bigint | null = null;
  while (at + RECORD_HEAD <= bytes.length) {
    const { opcode, length } = recordHead(bytes.subarray(at, at + RECORD_HEAD));
    const end = at + RECORD_HEAD + length;
    if (end > bytes.length) break;
    // only the first has been judged: what is not plainly one of them is judged in its turn
    if (at > 0 && (opcode !== MESSAGE || length < 22)) break;
    if (opcode === MESSAGE) {
      const fields = fieldsOf(bytes.subarray(at + RECORD_HEAD, end));
      fields.u16();
      fields.u32();
      to = fields.u64();
      messages++;
    }
    at = end;
  }
  return { bytes: bytes.subarray(0, at), messages, to };
}
