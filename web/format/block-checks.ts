// Rules about the header and where the blocks lie.

import {
  HEADER_DATA_OFFSET,
  HEADER_DESC_OFFSET,
  HEADER_FLAGS,
  HEADER_ID_OFFSET,
  HEADER_NAME_SIZE,
  HEADER_NUM_DESC,
  HEADER_SIZE,
  VALUE_SIZE,
} from "../../assembly/layout.ts";
import type { Report } from "./findings.ts";
import type { Descriptor, DumpLayout, StatsHeader } from "./model.ts";
import { blocksOf, decodeId, describedBytes, descriptorStride } from "./stats-file.ts";
import { quoted } from "./text.ts";

const FIELD = 4; // every header field is a u32

/** Checks header, id and the place of every block. `descriptors`: those that `bytes` holds. */
export function checkBlocks(
  bytes: Uint8Array,
  { header, extents, dataBytes }: DumpLayout,
  descriptors: readonly Descriptor[],
  report: Report,
): void {
  const described = describedBytes(descriptors);
  checkHeader(header, report);
  checkId(bytes, header, described, report);
  const tableEnd = header.descOffset + header.numDesc * descriptorStride(header);
  checkOverlap(header, tableEnd, described, report);
  const dataEnd = header.dataOffset + described;
  if (descriptors.length === header.numDesc) {
    if (described < header.numDesc * VALUE_SIZE) {
      const expected = `${header.numDesc * VALUE_SIZE} bytes or more`;
      report("data-size", { from: header.dataOffset, to: dataEnd, expected, found: `${described} bytes` });
    }
    if (dataBytes > described) {
      report("data-undescribed", {
        from: dataEnd,
        to: header.dataOffset + dataBytes,
        expected: "the end of the data block",
        found: `${dataBytes - described} bytes without a descriptor`,
      });
    }
  }
  for (const { kind, offset, bytes: length } of extents) {
    if (kind === "gap") {
      report("block-gap", { from: offset, to: offset + length, expected: "a block", found: `${length} bytes of none` });
    }
  }
}

function checkHeader(header: StatsHeader, report: Report): void {
  const field = (offset: number) => ({ from: offset, to: offset + FIELD });
  if (header.flags !== 0) {
    report("hdr-flags", { ...field(HEADER_FLAGS), expected: "0", found: `0x${header.flags.toString(16)}` });
  }
  if (header.nameSize === 0) {
    report("name-size", { ...field(HEADER_NAME_SIZE), expected: "1 or more", found: "0" });
  }
  if (header.numDesc === 0) {
    report("num-desc-0", { ...field(HEADER_NUM_DESC), expected: "descriptors", found: "0" });
  }
  if (header.idOffset !== HEADER_SIZE) {
    report("id-place", { ...field(HEADER_ID_OFFSET), expected: `${HEADER_SIZE}`, found: `${header.idOffset}` });
  }
  const offsets = [
    [HEADER_ID_OFFSET, header.idOffset],
    [HEADER_DESC_OFFSET, header.descOffset],
    [HEADER_DATA_OFFSET, header.dataOffset],
  ] as const;
  for (const [at, offset] of offsets) {
    if (offset % 8 !== 0) {
      report("block-align", { ...field(at), expected: "a multiple of 8", found: `${offset}` });
    }
    if (offset < HEADER_SIZE && at !== HEADER_ID_OFFSET) {
      const rule = at === HEADER_DESC_OFFSET ? "desc-off" : "data-off";
      report(rule, { ...field(at), expected: `${HEADER_SIZE} or more`, found: `${offset}` });
    }
  }
}

function checkId(bytes: Uint8Array, header: StatsHeader, described: number, report: Report): void {
  const { id } = blocksOf(header, bytes.length);
  const block = bytes.subarray(id.from, id.to);
  const range = { from: header.idOffset, to: header.idOffset + header.nameSize };
  if (block.length === header.nameSize && header.nameSize > 0 && !block.includes(0)) {
    report("id-nul", { ...range, expected: "a NUL", found: `${block.length} bytes without one` });
  }
  const text = decodeId(block.subarray(0, 64));
  const cut = block.length < header.nameSize && "kvm".startsWith(text);
  if (!text.startsWith("kvm") && !cut && header.nameSize > 0) {
    report("id-prefix", { ...range, expected: "kvm", found: quoted(text, 16) });
  }
  const idEnd = header.idOffset + header.nameSize;
  const tableEnd = header.descOffset + header.numDesc * descriptorStride(header);
  const shared = [
    ["the header", 0, HEADER_SIZE],
    ["the descriptors", header.descOffset, tableEnd],
    ["the data block", header.dataOffset, header.dataOffset + described],
  ] as const;
  for (const [name, from, to] of shared) {
    if (header.idOffset < to && from < idEnd && to > from) {
      const common = { from: Math.max(from, header.idOffset), to: Math.min(to, idEnd) };
      report("id-overlap", { ...common, expected: "bytes of its own", found: `bytes of ${name}` });
    }
  }
}

/** Selftest checks 8 and 21: whichever of descriptors and data comes first ends before the other begins. */
function checkOverlap(header: StatsHeader, tableEnd: number, described: number, report: Report): void {
  const { descOffset, dataOffset } = header;
  const dataEnd = dataOffset + described;
  if (descOffset <= dataOffset && tableEnd > dataOffset) {
    const found = `their end at byte ${tableEnd}`;
    report("desc-data-overlap", { from: dataOffset, to: tableEnd, expected: `an end by byte ${dataOffset}`, found });
  }
  if (dataOffset < descOffset && dataEnd > descOffset) {
    const found = `its end at byte ${dataEnd}`;
    report("data-desc-overlap", { from: descOffset, to: dataEnd, expected: `an end by byte ${descOffset}`, found });
  }
}
