// What the page shows, as one value and one pure function. Live numbers (cursor, playback, samples) are not in here.

import { firstCharts, type StatRef } from "../series/catalog.ts";
import type { RecordingId, RecordingInfo, SourceId, SourceInfo } from "../series/model.ts";
import type { OpenEvent } from "../worker/protocol.ts";
import {
  addProblem,
  orphanProblems,
  type Problem,
  type Problems,
  withoutEarlier,
  withoutProblems,
} from "./page/problems.ts";
import { steadyInfo, withKeptParts } from "./steady-info.ts";

export type Engine =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly isolated: boolean; readonly workers: number }
  | { readonly kind: "failed"; readonly message: string };

export interface Progress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly dumps: number;
}

export interface Handed {
  readonly done: number;
  readonly all: number;
}

export interface OpenRecording {
  readonly id: RecordingId;
  readonly name: string;
  /** The recording that comes with the page. */
  readonly bundled: boolean;
  /** null until something of it was read. */
  readonly info: RecordingInfo | null;
  /** `info`, or an older one that differs only by its samples: their numbers, their findings, the ends of what is held. */
  readonly steady: RecordingInfo | null;
  readonly progress: Progress | null;
  /** Files of a dropped folder handed to the worker so far; null where the browser gave all at once. */
  readonly handed: Handed | null;
  /** Sources whose lines are drawn. */
  readonly charted: ReadonlySet<SourceId>;
  readonly charts: readonly StatRef[];
  /** The chart the user asked for last, to be scrolled to: a new object each time. null until then. */
  readonly revealed: StatRef | null;
  /** What the user chose in views and charts, by name (options.ts). Absent: the default. Goes into links and session files. */
  readonly options: ReadonlyMap<string, string>;
  /** Once the user chose, what arrives later changes nothing by itself. */
  readonly chosenSources: boolean;
  readonly chosenCharts: boolean;
}

export interface State {
  readonly engine: Engine;
  readonly recordings: readonly OpenRecording[];
  readonly active: RecordingId | null;
  readonly problems: readonly Problems[];
}

export type Action =
  | { readonly kind: "ready"; readonly isolated: boolean; readonly workers: number }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "opened"; readonly id: RecordingId; readonly name: string; readonly bundled: boolean }
  | { readonly kind: "handed"; readonly id: RecordingId; readonly done: number; readonly all: number }
  | { readonly kind: "event"; readonly event: OpenEvent }
  | { readonly kind: "rename"; readonly id: RecordingId; readonly name: string }
  | { readonly kind: "activate"; readonly id: RecordingId }
  | { readonly kind: "closed"; readonly id: RecordingId }
  | {
      readonly kind: "chart sources";
      readonly id: RecordingId;
      readonly sources: readonly SourceId[];
      readonly on: boolean;
    }
  | { readonly kind: "toggle chart"; readonly id: RecordingId; readonly chart: StatRef }
  /** Adds it if it is not there and brings it into sight, from whatever view. */
  | { readonly kind: "show chart"; readonly id: RecordingId; readonly chart: StatRef }
  | { readonly kind: "option"; readonly id: RecordingId; readonly name: string; readonly value: string | null }
  /** `chart` takes the place of the chart `to`; those between make room. */
  | { readonly kind: "move chart"; readonly id: RecordingId; readonly chart: StatRef; readonly to: StatRef }
  | ({ readonly kind: "restore"; readonly id: RecordingId } & Restored)
  | ({ readonly kind: "notice" } & Problem)
  | { readonly kind: "dismiss"; readonly recording: RecordingId | null };

/** Option: id of the view shown; absent for the charts. */
export const VIEW = "view";
/** Option: `chartId` of the one chart that fills the view. */
export const MAXIMISED = "maximised";

/** What a link, a session file or a reload brings back; null: as it was before anything was chosen; absent: as it is. */
export interface Restored {
  readonly charted?: readonly SourceId[] | null;
  readonly charts?: readonly StatRef[] | null;
  readonly options?: ReadonlyMap<string, string>;
}

/** vCPUs charted without being asked for: as many rows as a heat strip shows at a look. */
const CHARTED_AT_FIRST = 64;

export const initialState: State = {
  engine: { kind: "starting" },
  recordings: [],
  active: null,
  problems: [],
};

/** The next state. Pure; unknown recordings are ignored (their last messages may still be under way). */
export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "ready":
      return { ...state, engine: { kind: "ready", isolated: action.isolated, workers: action.workers } };
    case "failed":
      return { ...state, engine: { kind: "failed", message: action.message } };
    case "opened":
      // what is open stays on the screen until something of the new one was read
      return {
        ...state,
        recordings: [...state.recordings, emptyRecording(action)],
        active: state.active ?? action.id,
      };
    case "handed":
      return change(state, action.id, (recording) => ({
        ...recording,
        handed: { done: action.done, all: action.all },
      }));
    case "event":
      return receive(state, action.event);
    case "rename":
      return change(state, action.id, (recording) => ({ ...recording, name: action.name.trim() || recording.name }));
    case "activate":
      return state.recordings.some((each) => each.id === action.id) ? { ...state, active: action.id } : state;
    case "closed":
      return { ...close(state, action.id), problems: withoutProblems(state.problems, action.id) };
    case "chart sources":
      return change(state, action.id, (recording) => {
        const charted = new Set(recording.charted);
        for (const source of action.sources) {
          if (action.on) charted.add(source);
          else charted.delete(source);
        }
        return { ...recording, charted, chosenSources: true };
      });
    case "toggle chart":
      return change(state, action.id, (recording) => {
        const others = recording.charts.filter((each) => !sameChart(each, action.chart));
        if (others.length === recording.charts.length) return revealed(recording, action.chart);
        return { ...recording, charts: others, chosenCharts: true };
      });
    case "show chart":
      return change(state, action.id, (recording) => {
        const next = revealed(recording, action.chart);
        return { ...next, options: withOption(next.options, VIEW, null) };
      });
    case "move chart":
      return change(state, action.id, (recording) => ({
        ...recording,
        charts: moved(recording.charts, action.chart, action.to),
        chosenCharts: true,
      }));
    case "option":
      return change(state, action.id, (recording) => ({
        ...recording,
        options: withOption(recording.options, action.name, action.value),
      }));
    case "restore":
      return change(state, action.id, (recording) => restored(recording, action));
    case "notice":
      return addNotice(state, action);
    case "dismiss":
      return { ...state, problems: withoutProblems(state.problems, action.recording) };
  }
}

/** The recording with a chart in sight: added where it is missing, no other one maximised. */
function revealed(recording: OpenRecording, chart: StatRef): OpenRecording {
  const { charts, options } = recording;
  const there = charts.some((each) => sameChart(each, chart));
  const covered = (options.get(MAXIMISED) ?? chartId(chart)) !== chartId(chart);
  return {
    ...recording,
    charts: there ? charts : [...charts, chart],
    revealed: { ...chart },
    options: covered ? withOption(options, MAXIMISED, null) : options,
    chosenCharts: recording.chosenCharts || !there,
  };
}

/** Names a chart in options and on the page. */
export function chartId({ scope, key }: StatRef): string {
  return `${scope} ${key}`;
}

/** Whether two refer to the same chart. */
export function sameChart(a: StatRef, b: StatRef): boolean {
  return a.scope === b.scope && a.key === b.key;
}

function emptyRecording(opened: { id: RecordingId; name: string; bundled: boolean }): OpenRecording {
  return {
    id: opened.id,
    name: opened.name,
    bundled: opened.bundled,
    info: null,
    steady: null,
    progress: null,
    handed: null,
    charted: new Set(),
    charts: [],
    revealed: null,
    options: new Map(),
    chosenSources: false,
    chosenCharts: false,
  };
}

function restored(recording: OpenRecording, { charted, charts, options }: Restored): OpenRecording {
  const sources = recording.info?.sources ?? [];
  return {
    ...recording,
    ...(charted !== undefined && {
      charted: new Set(charted ?? firstSources(sources)),
      chosenSources: charted !== null,
    }),
    ...(charts !== undefined && { charts: charts ?? firstCharts(sources), chosenCharts: charts !== null }),
    ...(options !== undefined && { options }),
  };
}

function withOption(
  options: ReadonlyMap<string, string>,
  name: string,
  value: string | null,
): ReadonlyMap<string, string> {
  const next = new Map(options);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}

function receive(state: State, event: OpenEvent): State {
  switch (event.kind) {
    case "ready":
      return state;
    case "progress": {
      const { bytesRead, bytesTotal, dumps } = event;
      return change(state, event.recording, (recording) => ({
        ...recording,
        progress: { bytesRead, bytesTotal, dumps },
      }));
    }
    case "recording":
      return receiveInfo(state, event.info);
    case "problem":
      return addNotice(state, event);
    case "live":
    case "saved":
      // told too often, and to few: live/live-store.ts hears them
      return state;
    case "closed":
      return close(state, event.recording);
    case "crashed":
      return { ...state, engine: { kind: "failed", message: event.message } };
  }
}

/** The first sources of a recording bring it onto the screen; one that ends without any is not kept. */
function receiveInfo(state: State, info: RecordingInfo): State {
  const before = state.recordings.find((each) => each.id === info.id);
  if (before === undefined) return state;
  if (isEmptyEnd(info)) return { ...close(state, info.id), problems: orphanProblems(state.problems, info.id) };
  const next = change(state, info.id, (recording) => withInfo(recording, info));
  const first = info.sources.length > 0 && (before.info === null || before.info.sources.length === 0);
  if (!first) return next;
  // the page's own sample comes by itself: it answers no failed opening
  const problems = before.bundled ? next.problems : withoutEarlier(next.problems, info.id);
  return { ...next, active: info.id, problems };
}

/** The opening has ended and not one dump was found. */
export function isEmptyEnd(info: RecordingInfo): boolean {
  return info.state !== "opening" && info.sources.length === 0;
}

function withInfo(recording: OpenRecording, told: RecordingInfo): OpenRecording {
  const info = withKeptParts(recording.info, told);
  const steady = steadyInfo(recording.steady, info);
  const progress = info.state === "opening" ? recording.progress : null;
  const next = { ...recording, info, steady, progress };
  if (steady === recording.steady) return next;
  const charted = recording.chosenSources
    ? recording.charted
    : sameOrNew(recording.charted, firstSources(info.sources));
  const charts = recording.chosenCharts ? recording.charts : withKeptParts(recording.charts, firstCharts(info.sources));
  return { ...next, charted, charts };
}

function sameOrNew(before: ReadonlySet<SourceId>, sources: readonly SourceId[]): ReadonlySet<SourceId> {
  return before.size === sources.length && sources.every((each) => before.has(each)) ? before : new Set(sources);
}

/** Every VM source and the first vCPUs. */
function firstSources(sources: readonly SourceInfo[]): readonly SourceId[] {
  const vcpus = sources.filter((each) => each.scope !== "vm").slice(0, CHARTED_AT_FIRST);
  const vms = sources.filter((each) => each.scope === "vm").slice(0, CHARTED_AT_FIRST);
  return [...vms, ...vcpus].map((each) => each.id);
}

function change(state: State, id: RecordingId, make: (recording: OpenRecording) => OpenRecording): State {
  if (!state.recordings.some((each) => each.id === id)) return state;
  return { ...state, recordings: state.recordings.map((each) => (each.id === id ? make(each) : each)) };
}

function close(state: State, id: RecordingId): State {
  const recordings = state.recordings.filter((each) => each.id !== id);
  const active = state.active === id ? (recordings.at(-1)?.id ?? null) : state.active;
  return { ...state, recordings, active };
}

/** What is still said of a recording that was closed is of no interest. */
function addNotice(state: State, problem: Problem): State {
  const { recording } = problem;
  if (recording !== null && !state.recordings.some((each) => each.id === recording)) return state;
  return { ...state, problems: addProblem(state.problems, problem) };
}

function moved(charts: readonly StatRef[], chart: StatRef, to: StatRef): readonly StatRef[] {
  const from = charts.findIndex((each) => sameChart(each, chart));
  const place = charts.findIndex((each) => sameChart(each, to));
  if (from < 0 || place < 0) return charts;
  return charts.toSpliced(from, 1).toSpliced(place, 0, chart);
}
