// A sample cut into what a channel says once and what a message says each time (docs/recording.md).

import { blocksOf, layoutOf } from "../../web/format/stats-file.ts";
import type { Reading, VmFacts } from "../recording/model.ts";

export interface Definition {
  readonly topic: string;
  readonly schemaName: "kvm.vm" | "kvm.vcpu";
  /** The dump without its data block, the id block zeroed. */
  readonly schemaData: Uint8Array;
  readonly metadata: readonly (readonly [string, string])[];
  /** The data block. */
  readonly data: Uint8Array;
}

/** The parts of a sample; null when it holds no data block. */
export function definitionOf(
  facts: VmFacts,
  { source, bytes, generation, how = facts.how }: Reading,
): Definition | null {
  const layout = layoutOf(bytes);
  if (layout === null || layout.dataBytes === 0) return null;
  const { id, data } = blocksOf(layout.header, bytes.length);
  const block = bytes.subarray(id.from, id.to);
  const end = block.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? block : block.subarray(0, end));
  const plain = new TextEncoder().encode(text);
  const canonical =
    plain.every((byte, i) => byte === block[i]) && block.subarray(plain.length).every((byte) => byte === 0);
  const zeroed = Buffer.from(bytes);
  zeroed.fill(0, id.from, id.to);
  const metadata: [string, string][] = [
    ["id", text],
    ["vm", facts.vm],
    ["source", how],
    ["generation", String(generation)],
  ];
  if (!canonical) metadata.push(["id_hex", Buffer.from(block).toString("hex")]);
  if (facts.pid !== null) metadata.push(["pid", String(facts.pid)]);
  if (facts.disturbs !== null) metadata.push(["disturbs", facts.disturbs]);
  const [, vcpu] = /^vcpu-(\d+)$/.exec(source) ?? [];
  if (vcpu !== undefined) metadata.push(["vcpu", vcpu]);
  return {
    topic: `/${facts.vm}/${source}`,
    schemaName: source === "vm" ? "kvm.vm" : "kvm.vcpu",
    schemaData: Buffer.concat([zeroed.subarray(0, data.from), zeroed.subarray(data.to)]),
    metadata,
    data: bytes.subarray(data.from, data.to),
  };
}
