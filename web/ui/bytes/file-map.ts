// What every byte of a dump is: the regions it consists of and the fields in them. Pure, from the bytes that the read returned.

import {
  DESC_BUCKET_SIZE,
  DESC_EXPONENT,
  DESC_FLAGS,
  DESC_NAME,
  DESC_OFFSET,
  DESC_SIZE,
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_FLAGS,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  VALUE_SIZE,
} from "../../../assembly/layout.ts";
import type { ByteOrder, Descriptor, StatsTable } from "../../format/model.ts";
import { blocksOf, descriptorStride, layoutOf, statKeysOf, tableOfDump, valueAt } from "../../format/stats-file.ts";
import { displayName } from "../../format/text.ts";
import { bucketLabel } from "../../series/percentile.ts";
import { formatRaw, formatValue } from "../../series/units.ts";

export type RegionKind = "header" | "id" | "descriptors" | "data" | "undescribed" | "gap";

/** Bytes [from, to) of one kind. Regions cover the file without holes or overlaps. */
export interface Region {
  readonly kind: RegionKind;
  readonly from: number;
  readonly to: number;
}

/** Bytes [from, to) with a name and a value; fields of a malformed file may overlap. */
export interface Field {
  readonly from: number;
  readonly to: number;
  /** As in struct kvm_stats_header and kvm_stats_desc; a statistic's name in the data block. */
  readonly name: string;
  readonly value: string;
  /** Key of the statistic it belongs to: its descriptor's or its value's. */
  readonly stat: string | null;
}

export interface FileMap {
  readonly size: number;
  readonly order: ByteOrder;
  readonly regions: readonly Region[];
  /** By first byte, then the shorter one. */
  readonly fields: readonly Field[];
}

/** The map of a dump; null when the bytes are no dump. Never throws. */
export function mapOf(bytes: Uint8Array): FileMap | null {
  const layout = layoutOf(bytes);
  if (layout === null) return null;
  const table = tableOfDump(bytes, layout);
  const { data } = blocksOf(layout.header, bytes.length);
  const keys = statKeysOf(table.descriptors);
  const fields = [
    ...headerFields(table, bytes.length),
    ...idField(table, bytes.length),
    ...table.descriptors.flatMap((descriptor, i) => descriptorFields(table, descriptor, keys[i] ?? "", bytes.length)),
    ...table.descriptors.flatMap((descriptor, i) =>
      valueFields(bytes.subarray(data.from, data.to), { descriptor, table, key: keys[i] ?? "", base: data.from }),
    ),
  ].sort((a, b) => a.from - b.from || a.to - b.to);
  const values = table.descriptors.map(({ offset, size }) => ({
    from: data.from + offset,
    to: data.from + offset + size * VALUE_SIZE,
  }));
  const regions = layout.extents.flatMap(({ kind, offset, bytes: length }): readonly Region[] =>
    kind === "data" ? describedParts(offset, offset + length, values) : [{ kind, from: offset, to: offset + length }],
  );
  return { size: bytes.length, order: layout.order, regions, fields };
}

/** The region of a byte. */
export function regionAt({ regions }: FileMap, at: number): Region | null {
  return regions.find(({ from, to }) => from <= at && at < to) ?? null;
}

/** The fields that a byte belongs to, the narrowest first. */
export function fieldsAt({ fields }: FileMap, at: number): readonly Field[] {
  return fields.filter(({ from, to }) => from <= at && at < to).sort((a, b) => a.to - a.from - (b.to - b.from));
}

/** First byte of the next (1) or of this or the previous (-1) field; null at the end. */
export function nextField({ fields }: FileMap, at: number, direction: -1 | 1): number | null {
  if (direction > 0) return fields.find(({ from }) => from > at)?.from ?? null;
  return fields.findLast(({ from }) => from < at)?.from ?? null;
}

/** The data block cut into what descriptors name and what none does. */
function describedParts(from: number, to: number, values: readonly { from: number; to: number }[]): readonly Region[] {
  const edges = [from, to, ...values.flatMap((each) => [each.from, each.to])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  const parts: Region[] = [];
  for (const [i, start] of edges.entries()) {
    const end = edges[i + 1] ?? to;
    if (end === start) continue;
    const kind = values.some((each) => each.from <= start && end <= each.to) ? "data" : "undescribed";
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { ...last, to: end };
    else parts.push({ kind, from: start, to: end });
  }
  return parts;
}

function headerFields({ header }: StatsTable, size: number): readonly Field[] {
  const fields: readonly (readonly [number, string, number])[] = [
    [HEADER_FLAGS, "flags", header.flags],
    [HEADER_NAME_SIZE, "name_size", header.nameSize],
    [HEADER_NUM_DESC, "num_desc", header.numDesc],
    [HEADER_ID_OFFSET, "id_offset", header.idOffset],
    [HEADER_DESC_OFFSET, "desc_offset", header.descOffset],
    [HEADER_DATA_OFFSET, "data_offset", header.dataOffset],
  ];
  return fields
    .filter(([from]) => from + 4 <= Math.min(size, HEADER_SIZE))
    .map(([from, name, value]) => ({ from, to: from + 4, name: `header.${name}`, value: String(value), stat: null }));
}

function idField({ header, id }: StatsTable, size: number): readonly Field[] {
  const { id: block } = blocksOf(header, size);
  if (block.from >= block.to) return [];
  return [{ ...block, name: "id string", value: `“${displayName(id)}”`, stat: null }];
}

function descriptorFields(table: StatsTable, descriptor: Descriptor, key: string, size: number): readonly Field[] {
  const stride = descriptorStride(table.header);
  const at = table.header.descOffset + descriptor.index * stride;
  const { flags, type, unit, base, exponent, offset, bucketSize, name } = descriptor;
  const parts: readonly (readonly [number, number, string, string])[] = [
    [DESC_FLAGS, 4, "flags", `0x${flags.toString(16)} (${type}, ${unit}, base ${base})`],
    [DESC_EXPONENT, 2, "exponent", String(exponent)],
    [DESC_SIZE, 2, "size", String(descriptor.size)],
    [DESC_OFFSET, 4, "offset", String(offset)],
    [DESC_BUCKET_SIZE, 4, "bucket_size", String(bucketSize)],
    [DESC_NAME, table.header.nameSize, "name", `“${displayName(name)}”`],
  ];
  return parts
    .map(([from, bytes, part, value]) => ({
      from: at + from,
      to: at + from + bytes,
      name: `desc[${descriptor.index}].${part}`,
      value,
      stat: key,
    }))
    .filter(({ from, to }) => from < to && to <= size);
}

function valueFields(
  data: Uint8Array,
  of: { readonly descriptor: Descriptor; readonly table: StatsTable; readonly key: string; readonly base: number },
): readonly Field[] {
  const { descriptor, table, key, base } = of;
  const histogram = descriptor.type === "log-histogram" || descriptor.type === "linear-histogram";
  const shown = displayName(descriptor.name, 80) || "(no name)";
  const fields: Field[] = [];
  for (let element = 0; element < descriptor.size; element++) {
    const value = valueAt(data, descriptor, element, table.order);
    if (value === null) break;
    const from = base + descriptor.offset + element * VALUE_SIZE;
    const index = descriptor.size > 1 ? `[${element}]` : "";
    const bucket = histogram ? ` in ${bucketLabel(descriptor, element)}` : "";
    const scaled = histogram ? "" : ` = ${formatValue(value, descriptor)}`;
    const plain = formatRaw(value);
    fields.push({
      from,
      to: from + VALUE_SIZE,
      name: `${shown}${index}`,
      value: scaled === ` = ${plain}` ? plain : `${plain}${bucket}${scaled}`,
      stat: key,
    });
  }
  return fields;
}
