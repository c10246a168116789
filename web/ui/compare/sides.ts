// The two sides of a comparison: what the user chose, as one line of text each, and the sources and seconds it means. Pure.

import type { TimeRange } from "../../chart/view-store.ts";
import { displayName } from "../../format/text.ts";
import type { RecordingInfo, SourceInfo } from "../../series/model.ts";
import { formatSpan, formatTime } from "../../series/time-labels.ts";
import { nameInVm, vmName } from "../sources/source-names.ts";
import type { OpenRecording } from "../state.ts";

export type SideName = "a" | "b";

/** What was chosen; it may name what is not open. */
export interface SideChoice {
  /** Name of a recording and which of those of this name; null: the active one. */
  readonly recording: readonly [name: string, nth: number] | null;
  /** A key of sourceChoices. */
  readonly source: string;
  /** "selection" follows the selection of the active recording. */
  readonly range: "all" | "selection" | TimeRange;
}

/** A choice as it is among what is open. */
export interface Side {
  readonly choice: SideChoice;
  readonly recording: OpenRecording;
  readonly info: RecordingInfo;
  readonly sources: readonly SourceInfo[];
  /** Of the sources: "vcpu-0", "all 4 vCPUs". */
  readonly name: string;
  readonly range: TimeRange;
}

export interface SourceChoice {
  readonly key: string;
  readonly name: string;
  readonly sources: readonly SourceInfo[];
}

/** What of a recording can be a side: each VM as a whole, its own source, all its vCPUs, each vCPU. */
export function sourceChoices(info: RecordingInfo): readonly SourceChoice[] {
  const several = info.vms.length > 1;
  return info.vms.flatMap((vm, index) => {
    const sources = info.sources.filter((source) => source.vm === vm.id);
    const vcpus = sources.filter(({ scope }) => scope === "vcpu");
    const prefix = several ? `${displayName(vmName(vm.id, info), 24)}: ` : "";
    const groups: SourceChoice[] = [];
    if (sources.length > vcpus.length && vcpus.length > 0)
      groups.push({ key: `vm ${index}`, name: `${prefix}VM and all vCPUs`, sources });
    if (vcpus.length > 1)
      groups.push({ key: `vcpus ${index}`, name: `${prefix}all ${vcpus.length} vCPUs`, sources: vcpus });
    const single = sources.map((source) => ({
      key: `source ${index} ${source.scope} ${source.vcpu ?? ""} ${source.path}`,
      name: prefix + displayName(nameInVm(source, info), 40),
      sources: [source],
    }));
    return [...groups, ...single];
  });
}

/** A choice from text that a link may have brought; null for anything else. */
export function parseSide(text: string | null): SideChoice | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length !== 3) return null;
    const [recording, source, range] = value as unknown[];
    if (typeof source !== "string" || !isRecording(recording) || !isRange(range)) return null;
    return { recording, source, range: Array.isArray(range) ? { from: range[0], to: range[1] } : range };
  } catch {
    return null;
  }
}

/** The text of a choice, for parseSide. */
export function sideText({ recording, source, range }: SideChoice): string {
  return JSON.stringify([recording, source, typeof range === "string" ? range : [range.from, range.to]]);
}

function isRecording(value: unknown): value is SideChoice["recording"] {
  if (value === null) return true;
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && Number.isInteger(value[1]);
}

function isRange(value: unknown): value is "all" | "selection" | [number, number] {
  if (value === "all" || value === "selection") return true;
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as unknown[];
  return Number.isFinite(from) && Number.isFinite(to) && (from as number) < (to as number);
}

/** How a recording is named in a choice. */
export function recordingRef(
  recording: OpenRecording,
  recordings: readonly OpenRecording[],
  active: OpenRecording,
): SideChoice["recording"] {
  if (recording.id === active.id) return null;
  const same = recordings.filter(({ name }) => name === recording.name);
  return [recording.name, same.findIndex(({ id }) => id === recording.id)];
}

/** What is open, and what of it is looked at. */
export interface Surroundings {
  readonly recordings: readonly OpenRecording[];
  readonly active: OpenRecording;
  readonly selection: TimeRange | null;
}

/** The choice among what is open. What is not there falls back: to the active recording, its first source, all of its time. */
export function resolveSide(choice: SideChoice, { recordings, active, selection }: Surroundings): Side | null {
  const found =
    choice.recording === null
      ? active
      : recordings.filter(({ name }) => name === choice.recording?.[0])[choice.recording[1]];
  const recording = found?.info ? found : active;
  const { info } = recording;
  if (info === null) return null;
  const choices = sourceChoices(info);
  const source = choices.find(({ key }) => key === choice.source) ?? choices[0];
  if (source === undefined) return null;
  const all = { from: 0, to: info.duration };
  const followed = choice.range === "selection" ? (recording.id === active.id ? selection : null) : choice.range;
  const wanted = followed === null || followed === "all" ? all : followed;
  const cut = { from: Math.max(all.from, wanted.from), to: Math.min(all.to, wanted.to) };
  const range = cut.from < cut.to ? cut : all;
  return { choice, recording, info, sources: source.sources, name: source.name, range };
}

/** Sides to begin with: another recording, another VM, another vCPU, else the two halves. */
export function firstSides({ recordings, active }: Surroundings): Readonly<Record<SideName, SideChoice>> | null {
  if (active.info === null) return null;
  const choices = sourceChoices(active.info);
  const whole = (key: string): SideChoice => ({ recording: null, source: key, range: "all" });
  const first = choices[0]?.key ?? "";
  const other = recordings.find(({ id, bundled, info }) => id !== active.id && !bundled && info?.clock === "time");
  if (other !== undefined)
    return {
      a: {
        ...whole(sourceChoices(other.info as RecordingInfo)[0]?.key ?? ""),
        recording: recordingRef(other, recordings, active),
      },
      b: whole(first),
    };
  const vms = choices.filter(({ key }) => key.startsWith("vm "));
  const vcpus = choices.filter(({ sources: [only], key }) => key.startsWith("source ") && only?.scope === "vcpu");
  const [a, b] = vms.length > 1 ? vms : vcpus;
  if (a !== undefined && b !== undefined) return { a: whole(a.key), b: whole(b.key) };
  const half = active.info.duration / 2;
  return {
    a: { ...whole(first), range: { from: 0, to: half } },
    b: { ...whole(first), range: { from: half, to: active.info.duration } },
  };
}

/** "vcpu-0 · 12 s – 15 s", the recording's name first where the sides are of two. */
export function sideLabel(side: Side, other: Side): string {
  const { from, to } = side.range;
  const span = to - from;
  const whole = from === 0 && to === side.info.duration;
  const time = whole ? "" : `${formatTime(from, "relative", null, span)} – ${formatTime(to, "relative", null, span)}`;
  const recording = side.recording.id === other.recording.id ? "" : displayName(side.recording.name, 30);
  return [recording, side.name, time].filter(Boolean).join(" · ");
}

/** What a side is made of, in a sentence: samples, seconds, clock. */
export function sideFacts({ sources, range, info }: Side): string {
  const span = range.to - range.from;
  const samples = sources.reduce((sum, source) => {
    const shared = Math.max(0, Math.min(range.to, source.to) - Math.max(range.from, source.from));
    return sum + (source.to > source.from ? Math.round((source.samples * shared) / (source.to - source.from)) : 0);
  }, 0);
  const parts = [`${formatSpan(span)}`, `about ${samples.toLocaleString("en-US")} samples`];
  if (sources.length > 1) parts.push(`${sources.length} sources, rates added up`);
  if (info.start !== null) parts.push(`from ${clockText(range.from, info.start)}`);
  return parts.join(" · ");
}

/** "2026-11-22 10:00:01 UTC" */
function clockText(time: number, start: bigint): string {
  const date = new Date(Number(start / 1_000_000n) + time * 1000);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
