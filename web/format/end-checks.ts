// A file that ends too early breaks one rule, however much is missing: that of the block it ends in.

import { HEADER_SIZE, VALUE_SIZE } from "../../assembly/layout.ts";
import type { Report, RuleId } from "./findings.ts";
import type { Descriptor, StatsHeader, StatsTable } from "./model.ts";
import { describedBytes, descriptorStride } from "./stats-file.ts";
import { quoted } from "./text.ts";

/**
 * Reports where a file of `size` bytes ends when it should go on, and what is missing. `table` may know more descriptors
 * than the file holds.
 */
export function checkEnd(size: number, { header, descriptors }: StatsTable, report: Report): void {
  const end = `the end of the file at byte ${size}`;
  if (size < HEADER_SIZE) {
    report("hdr-read", { from: size, to: HEADER_SIZE, expected: `${HEADER_SIZE} bytes or more`, found: end });
    return;
  }
  const short = blockEnds(header, descriptors).filter(({ to }) => to > size);
  const first = short.reduce((least, block) => (block.from < least.from ? block : least), short[0] ?? NO_BLOCK);
  if (first === NO_BLOCK) return;
  const to = short.reduce((most, block) => Math.max(most, block.to), 0);
  const known = descriptors.length === header.numDesc;
  report(first.rule, {
    from: size,
    to,
    expected: `${to} bytes${known ? "" : " or more"}`,
    found: [end, ...missingIn(size, header, descriptors)].join(": "),
  });
}

interface Block {
  readonly rule: RuleId;
  readonly from: number;
  readonly to: number;
}

const NO_BLOCK: Block = { rule: "data-bulk", from: 0, to: 0 };

/** The blocks behind the header, as long as header and descriptors say. */
function blockEnds(header: StatsHeader, descriptors: readonly Descriptor[]): Block[] {
  const { idOffset, descOffset, dataOffset, nameSize, numDesc } = header;
  const described = describedBytes(descriptors);
  return [
    { rule: "id-read", from: idOffset, to: idOffset + nameSize },
    { rule: "desc-read", from: descOffset, to: numDesc === 0 ? 0 : descOffset + numDesc * descriptorStride(header) },
    { rule: "data-bulk", from: dataOffset, to: described === 0 ? 0 : dataOffset + described },
  ];
}

/** "3 of 45 descriptors and the values of 45 statistics missing, the first is halt_wakeup"; nothing when all are there. */
function missingIn(size: number, header: StatsHeader, descriptors: readonly Descriptor[]): string[] {
  const { numDesc, descOffset, dataOffset } = header;
  const held = Math.max(0, Math.min(numDesc, Math.floor((size - descOffset) / descriptorStride(header))));
  const valueless = descriptors.filter((each) => dataOffset + each.offset + each.size * VALUE_SIZE > size);
  const statistics = valueless.length + numDesc - descriptors.length;
  const parts = [
    ...(held < numDesc ? [`${numDesc - held} of ${counted(numDesc, "descriptor")}`] : []),
    ...(statistics > 0 ? [`the values of ${counted(statistics, "statistic")}`] : []),
  ];
  if (parts.length === 0) return [];
  const [first] = valueless.sort((a, b) => a.offset - b.offset || a.index - b.index);
  return [`${parts.join(" and ")} missing${first === undefined ? "" : `, the first is ${quoted(first.name, 64)}`}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
