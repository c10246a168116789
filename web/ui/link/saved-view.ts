// What is on the screen of a recording as a value that outlives it: in links, session files and the list of recent files.
// Sources are named, not numbered: numbers belong to one opening. Pure.

import type { ChartViewState, TimeRange } from "../../chart/view-store.ts";
import type { StatRef } from "../../series/catalog.ts";
import type { RecordingInfo, SourceId, SourceInfo } from "../../series/model.ts";
import type { OpenRecording } from "../state.ts";

/** Sources by name: these, or with `except` all but these. */
export interface NamedSources {
  readonly except: boolean;
  readonly names: readonly string[];
}

export interface SavedView {
  /** Visible time, seconds since the recording's start; null: all of it. */
  readonly range: TimeRange | null;
  readonly selection: TimeRange | null;
  /** Where playback stands, seconds; null: at the end. */
  readonly at: number | null;
  /** null: the first ones, as when nothing was chosen. */
  readonly sources: NamedSources | null;
  /** In their order; null: those that a recording opens with. */
  readonly charts: readonly StatRef[] | null;
  readonly options: ReadonlyMap<string, string>;
}

/** Nothing chosen: a recording as it opens. */
export const PLAIN_VIEW: SavedView = {
  range: null,
  selection: null,
  at: null,
  sources: null,
  charts: null,
  options: new Map(),
};

/** Too long for a link: only a session file and this browser keep them. */
const UNLINKED: ReadonlySet<string> = new Set(["notes"]);

/** What is shown of a recording now. `time`: where its player stands, seconds. */
export function captureView(
  recording: OpenRecording,
  info: RecordingInfo,
  { range, extent, selection }: Pick<ChartViewState, "range" | "extent" | "selection">,
  time: number,
): SavedView {
  const whole = range.from <= extent.from && range.to >= extent.to;
  return {
    range: whole ? null : range,
    selection,
    at: time >= extent.to ? null : time,
    sources: recording.chosenSources ? namedSources(recording.charted, info.sources) : null,
    charts: recording.chosenCharts ? recording.charts : null,
    options: recording.options,
  };
}

/** The part of the options that a link carries. */
export function linkedOptions(options: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...options].filter(([name]) => !UNLINKED.has(name)));
}

/** The options after a link was followed: its own, and what no link carries. */
export function optionsAfterLink(
  before: ReadonlyMap<string, string>,
  linked: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...[...before].filter(([name]) => UNLINKED.has(name)), ...linkedOptions(linked)]);
}

/** Chosen sources by name, whichever way is shorter. */
export function namedSources(chosen: ReadonlySet<SourceId>, sources: readonly SourceInfo[]): NamedSources {
  const names = namesOf(sources);
  const on = sources.filter(({ id }) => chosen.has(id));
  const except = sources.length > 0 && on.length * 2 > sources.length;
  const listed = except ? sources.filter(({ id }) => !chosen.has(id)) : on;
  return { except, names: listed.map(({ id }) => names.get(id) ?? "") };
}

/**
 * The sources that are meant, also in another recording: a name without its path stands for every source of that label.
 * null when not one of the names is known.
 */
export function sourcesNamed(
  { except, names }: NamedSources,
  sources: readonly SourceInfo[],
): readonly SourceId[] | null {
  const wanted = new Set(names);
  const found = sources.filter((source) => wanted.has(source.label) || wanted.has(fullName(source)));
  if (names.length > 0 && found.length === 0) return null;
  if (!except) return found.map(({ id }) => id);
  return sources.filter((source) => !found.includes(source)).map(({ id }) => id);
}

/** Each source's label, with its path where another source has the same label. */
function namesOf(sources: readonly SourceInfo[]): ReadonlyMap<SourceId, string> {
  const counts = new Map<string, number>();
  for (const { label } of sources) counts.set(label, (counts.get(label) ?? 0) + 1);
  return new Map(sources.map((each) => [each.id, counts.get(each.label) === 1 ? each.label : fullName(each)]));
}

function fullName({ label, path }: SourceInfo): string {
  return `${label}@${path}`;
}
