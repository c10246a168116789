// Monitor replies laid out as what one pread of a stats fd returns (linux/kvm.h; offsets in assembly/layout.ts): header, id,
// descriptors and data behind each other. The reply has no offsets, so ours are a running sum: x86 kernels place two of
// the VM's statistics the other way round (facts 7.1), which changes no value.

import {
  DESC_BUCKET_SIZE,
  DESC_EXPONENT,
  DESC_FIXED_SIZE,
  DESC_FLAGS,
  DESC_NAME,
  DESC_OFFSET,
  DESC_SIZE,
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  KVM_STATS_NAME_SIZE,
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import { FormatError } from "./format-error.ts";
import { type MonitorSchema, type MonitorValue, UNKNOWN } from "./qmp-reply.ts";

type Values = ReadonlyMap<string, MonitorValue>;

/** A statistic's place in the data block. */
interface Field {
  readonly name: string;
  /** Values it has. */
  readonly size: number;
  /** Bytes from the start of the data block. */
  readonly offset: number;
}

/** The layout of every dump of one source, as long as its replies hold the same statistics. */
export interface MonitorTable {
  /** By name. */
  readonly fields: readonly Field[];
  /** Header, id and descriptors. */
  readonly head: Uint8Array;
  readonly dataBytes: number;
}

/** Order of lists in a reply: QEMU gives the last bucket first (7.2 to 11.1). */
export type ListOrder = "last-first" | "first-first";

/** A dump laid out by us is no larger: names and lists may come from a hostile file. */
const MAX_DUMP = 64 * 2 ** 20;
const ENCODER = new TextEncoder();
const UNDESCRIBED = { type: UNKNOWN, unit: 0, base: 0, exponent: 0, bucketSize: 0 };

export interface TableParts {
  /** "kvm-4711/vcpu-0". */
  readonly id: string;
  /** In the order of the reply: QEMU lists the last descriptor first. */
  readonly schemas: readonly MonitorSchema[];
  /** The first reply: says how long lists are, and which statistics there are. */
  readonly values: Values;
}

/**
 * The table for replies like `values`. A statistic of the schema that the reply does not hold has no descriptor, so that it
 * reads as missing and not as 0; one that only the reply holds comes last, with an unknown type.
 */
export function tableOf({ id, schemas, values }: TableParts): MonitorTable {
  const described = new Map(schemas.map((schema) => [schema.name, schema]));
  const more = [...values.keys()].filter((name) => !described.has(name)).map((name) => ({ ...UNDESCRIBED, name }));
  const present = [...[...described.values()].reverse(), ...more.reverse()].filter(({ name }) => values.has(name));
  const names = present.map(({ name }) => ENCODER.encode(name));
  const longest = names.reduce((most, { length }) => Math.max(most, length), KVM_STATS_NAME_SIZE - 1);
  const nameSize = Math.ceil((longest + 1) / 8) * 8;
  const stride = DESC_FIXED_SIZE + nameSize;
  const descOffset = HEADER_SIZE + nameSize;
  const headBytes = descOffset + present.length * stride;
  const lists = present.reduce((sum, { name }) => sum + lengthOf(values.get(name)), 0);
  if (headBytes + lists * VALUE_SIZE > MAX_DUMP) {
    throw new FormatError({
      action: "lay the reply out as a dump",
      offset: MAX_DUMP,
      expected: "its end",
      found: `${headBytes + lists * VALUE_SIZE} bytes`,
    });
  }
  const head = new Uint8Array(headBytes);
  const view = new DataView(head.buffer);
  view.setUint32(HEADER_NAME_SIZE, nameSize, true);
  view.setUint32(HEADER_NUM_DESC, present.length, true);
  view.setUint32(HEADER_ID_OFFSET, HEADER_SIZE, true);
  view.setUint32(HEADER_DESC_OFFSET, descOffset, true);
  view.setUint32(HEADER_DATA_OFFSET, headBytes, true);
  head.set(ENCODER.encode(id).subarray(0, nameSize - 1), HEADER_SIZE);
  let offset = 0;
  const fields = present.map(({ name, type, unit, base, exponent, bucketSize }, i) => {
    const at = descOffset + i * stride;
    const size = lengthOf(values.get(name));
    view.setUint32(at + DESC_FLAGS, type | (unit << 4) | (base << 8), true);
    view.setInt16(at + DESC_EXPONENT, exponent, true);
    view.setUint16(at + DESC_SIZE, size, true);
    view.setUint32(at + DESC_OFFSET, offset, true);
    view.setUint32(at + DESC_BUCKET_SIZE, bucketSize, true);
    head.set(names[i] ?? [], at + DESC_NAME);
    const field = { name, size, offset };
    offset += size * VALUE_SIZE;
    return field;
  });
  return { fields, head, dataBytes: offset };
}

/** The dump of a reply; null when it holds other statistics, or more or fewer values, than the table was made for. */
export function dumpOf(
  table: MonitorTable,
  values: Values,
  order: ListOrder = "last-first",
): Uint8Array<ArrayBuffer> | null {
  if (values.size !== table.fields.length) return null;
  const { head, dataBytes } = table;
  const bytes = new Uint8Array(head.length + dataBytes);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (const { name, size, offset } of table.fields) {
    const value = values.get(name);
    if (value === undefined || lengthOf(value) !== size) return null;
    if (typeof value !== "object") writeU64(view, offset, value);
    else {
      for (const [i, each] of value.entries()) {
        writeU64(view, offset + VALUE_SIZE * (order === "last-first" ? size - 1 - i : i), each);
      }
    }
  }
  return bytes;
}

function lengthOf(value: MonitorValue | undefined): number {
  return typeof value === "object" ? value.length : 1;
}

function writeU64(view: DataView, offset: number, value: number | bigint): void {
  if (typeof value === "bigint") view.setBigUint64(offset, value, true);
  else {
    view.setUint32(offset, value, true);
    view.setUint32(offset + 4, value / 2 ** 32, true);
  }
}
