// A dump says nowhere that it is one, nor in which byte order: both follow from a header that makes sense.

import {
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_FLAGS,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
} from "../../assembly/layout.ts";
import type { ByteOrder } from "./model.ts";

/** Every id so far begins so; the selftest asks for the first three. */
const ID_PREFIX = [0x6b, 0x76, 0x6d]; // "kvm"
/** A header whose file is cut cannot be compared with the file's size: larger numbers are not believed. */
const BELIEVED = 1 << 20;

/**
 * The byte order of a dump of `size` bytes that begins with `head`; null when that is no dump, nor the beginning of one.
 * It is the order in which 0 < name_size <= size and all offsets are < size. Where that does not decide (a cut or damaged
 * dump) the id, then the smaller numbers do.
 */
export function byteOrderOf(head: Uint8Array, size: number): ByteOrder | null {
  const known = Math.min(head.length, size);
  if (known < HEADER_SIZE) {
    return orderOfShort(head.subarray(0, known));
  }
  const candidates = (["little", "big"] as const).map((order) => judge(head, size, order)).filter((c) => c.accepted);
  candidates.sort((a, b) => b.evidence - a.evidence || a.largest - b.largest);
  return candidates[0]?.order ?? null;
}

interface Judgement {
  readonly order: ByteOrder;
  readonly accepted: boolean;
  readonly evidence: number;
  readonly largest: number;
}

function judge(head: Uint8Array, size: number, order: ByteOrder): Judgement {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const field = (offset: number) => view.getUint32(offset, order === "little");
  const nameSize = field(HEADER_NAME_SIZE);
  const idOffset = field(HEADER_ID_OFFSET);
  const offsets = [idOffset, field(HEADER_DESC_OFFSET), field(HEADER_DATA_OFFSET)];
  const fits = nameSize > 0 && nameSize <= size && offsets.every((offset) => offset < size);
  const idThere = hasIdAt(head, size, idOffset);
  const idBehindHeader = hasIdAt(head, size, HEADER_SIZE);
  const tidy = field(HEADER_FLAGS) === 0 && nameSize > 0 && offsets.every((o) => o >= HEADER_SIZE && o % 8 === 0);
  // a dump cut before its id: nothing but the header speaks for it
  const believable = tidy && idThere !== false && nameSize <= BELIEVED && offsets.every((o) => o <= BELIEVED);
  return {
    order,
    accepted: idThere === true || idBehindHeader === true || (fits && tidy) || believable,
    evidence: (fits ? 2 : 0) + (idThere === true ? 1 : 0),
    largest: Math.max(nameSize, ...offsets),
  };
}

/** Whether an id begins at `offset`; null when too little of it is there to say no. */
function hasIdAt(head: Uint8Array, size: number, offset: number): boolean | null {
  const there = head.subarray(offset, offset + ID_PREFIX.length);
  if (there.some((byte, i) => byte !== ID_PREFIX[i])) {
    return false;
  }
  return there.length === ID_PREFIX.length && offset >= HEADER_SIZE && offset < size ? true : null;
}

/** Less than a header: believed when flags are 0 and no number, as far as it is there, is large. */
function orderOfShort(head: Uint8Array): ByteOrder | null {
  const padded = new Uint8Array(HEADER_SIZE);
  padded.set(head);
  const view = new DataView(padded.buffer);
  const fields = [HEADER_NAME_SIZE, HEADER_NUM_DESC, HEADER_ID_OFFSET, HEADER_DESC_OFFSET, HEADER_DATA_OFFSET];
  const whole = (offset: number) => offset + 4 <= head.length;
  const believes = (order: ByteOrder) =>
    view.getUint32(HEADER_FLAGS, true) === 0 &&
    fields.every((offset) => {
      const value = view.getUint32(offset, order === "little");
      return value <= BELIEVED && (value > 0 || offset === HEADER_NUM_DESC || !whole(offset));
    });
  const largest = (order: ByteOrder) => Math.max(...fields.map((offset) => view.getUint32(offset, order === "little")));
  const orders = (["little", "big"] as const).filter(believes).sort((a, b) => largest(a) - largest(b));
  return orders[0] ?? null;
}
