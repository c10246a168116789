// Whether reading a VM changed what was measured, as its recorder says. Pure.

import { displayName } from "../../format/text.ts";
import type { RecordingInfo, SourceInfo } from "../../series/model.ts";

/** Characters of a sentence and of a VM's name, and VMs named. */
const SENTENCE = 300;
const NAME = 30;
const NAMED = 3;

/** One reason and the sources it holds for. */
export interface Disturbance {
  /** As it may be shown. */
  readonly sentence: string;
  readonly sources: readonly SourceInfo[];
}

/** Each reason once, with its sources; none for a recording that was read without any. */
export function disturbancesOf({ sources }: Pick<RecordingInfo, "sources">): readonly Disturbance[] {
  const found = new Map<string, SourceInfo[]>();
  for (const source of sources) {
    if (source.disturbs === null) continue;
    const sentence = displayName(source.disturbs, SENTENCE);
    const known = found.get(sentence);
    if (known) known.push(source);
    else found.set(sentence, [source]);
  }
  return [...found].map(([sentence, each]) => ({ sentence, sources: each }));
}

/** Whether a recorder's sentence says of a VM no more than what the recording itself does: "guest: QEMU interrupts …". */
export function saysDisturbed({ vms, sources }: Pick<RecordingInfo, "vms" | "sources">, message: string): boolean {
  return sources.some(({ vm, disturbs }) => {
    if (disturbs === null || !message.endsWith(disturbs)) return false;
    return vms.some(({ id, name }) => id === vm && message === `${name}: ${disturbs}`);
  });
}

/** All of it in one sentence; null where nothing was disturbed. */
export function disturbedText(info: RecordingInfo): string | null {
  const found = disturbancesOf(info);
  const [first] = found;
  if (first === undefined) return null;
  const ids = new Set(found.flatMap(({ sources }) => sources.map(({ vm }) => vm)));
  const names = info.vms.filter(({ id }) => ids.has(id)).map(({ name }) => displayName(name, NAME));
  const more = names.length - NAMED;
  const whose = names.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const others = found.length > 1 ? `; ${found.length - 1} more under Quality` : "";
  return `Reading ${whose} changed what was measured: ${first.sentence}${others}`;
}
