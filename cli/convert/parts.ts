// What is converted: the opened sources under the names that the output gives them.

import { readFile, type ScanSource } from "../../web/series/scan-source.ts";
import type { Opened } from "../opened.ts";
import type { SourceFacts } from "../recording/channels.ts";
import type { Stamp } from "../recording/writer.ts";
import { createAnonymiser } from "./anonymise.ts";
import type { ConvertOptions, TrimEnd } from "./options.ts";

/** One source and which of its samples are wanted: [from, to). */
export interface Part {
  readonly facts: Omit<SourceFacts, "generation">;
  readonly from: number;
  readonly to: number;
  /** ns since 1970, or since the source's first sample where nothing says when it was. */
  time(sample: number): bigint;
  generation(sample: number): number;
  /** Where rounds were not counted, the sequence is the sample's number, and the round began with the sample. */
  stamp(sample: number): Stamp;
  order(sample: number): "little" | "big";
  /** The whole dump, read through the engine. */
  dump(sample: number): Uint8Array;
}

/** The wanted sources with their wanted samples; those without any are left out. */
export function partsOf(opened: Opened, options: ConvertOptions): Part[] {
  const { info, sources } = opened;
  const start = sources[0]?.published.start ?? 0n;
  const [from, until] = [nsOf(options.from, start), nsOf(options.until, start)];
  const names = namesOf(opened);
  const anonymiser = options.anonymise ? createAnonymiser(info.vms.map(({ id }) => names.vm(id))) : null;
  return sources.flatMap((source, i) => {
    const about = info.sources[i];
    const name = names.of(i);
    if (!about || !options.wants(name.vm, name.source)) return [];
    const { index, generations } = source.published;
    const first = from === null ? 0 : lowerBound(index.times, from);
    const end = until === null ? index.times.length : lowerBound(index.times, until + 1n);
    if (first >= end) return [];
    const table = (sample: number) => generations[index.generation[sample] ?? 0]?.table;
    const facts = {
      vm: anonymiser?.vm(name.vm) ?? name.vm,
      source: anonymiser?.source(name.source, name.vm) ?? name.source,
      pid: anonymiser ? null : about.pid,
      how: about.how,
      disturbs: about.disturbs,
      reconstructed: about.reconstructed,
    };
    const time = (sample: number) => index.times[sample] ?? 0n;
    const part: Part = {
      facts,
      from: first,
      to: end,
      time,
      generation: (sample) => index.generation[sample] ?? 0,
      stamp(sample) {
        const { sequence, scheduled } = opened.recording.sampleAt(source.published.source, sample);
        const logTime = time(sample);
        return { sequence: sequence ?? sample, logTime, publishTime: BigInt.asUintN(64, scheduled ?? logTime) };
      },
      order: (sample) => table(sample)?.order ?? "little",
      dump(sample) {
        const bytes = dumpOf(opened, source, sample);
        const known = table(sample);
        return anonymiser && known ? anonymiser.dump(bytes, known, name.vm) : bytes;
      },
    };
    return [part];
  });
}

function dumpOf({ engine }: Opened, source: ScanSource, sample: number): Uint8Array {
  const { fileBytes } = source.published.index;
  return fileBytes[sample] === 0 ? new Uint8Array(0) : readFile(engine, source, sample);
}

function nsOf(end: TrimEnd, start: bigint): bigint | null {
  if (end.kind === "open") return null;
  return end.kind === "time" ? end.ns : start + end.ns;
}

/** The first index whose time is not before `time`. */
function lowerBound(times: BigInt64Array, time: bigint): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0n) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Names of VMs and sources, each pair once: two sources of one VM and name become VMs of their own. */
function namesOf({ info }: Opened) {
  const vm = (id: number) => info.vms[id]?.name ?? info.name;
  const taken = new Set<string>();
  const names = info.sources.map((source) => {
    const name = { vm: vm(source.vm), source: source.label };
    const free = (candidate: string) => !taken.has(`${candidate}\0${name.source}`);
    let own = name.vm;
    for (let n = 2; !free(own); n++) own = `${name.vm} (${n})`;
    taken.add(`${own}\0${name.source}`);
    return { vm: own, source: name.source };
  });
  return { vm, of: (i: number) => names[i] ?? { vm: info.name, source: "unknown" } };
}
