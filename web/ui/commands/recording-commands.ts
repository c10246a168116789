// What can be done with what is in a recording: a command for each statistic, VM, vCPU and other recording. Made only
// while the palette is open: there are hundreds. Pure.

import type { Scope } from "../../format/model.ts";
import { displayName } from "../../format/text.ts";
import { explain, groupOf, type StatRef } from "../../series/catalog.ts";
import { FIGURES, figureMoves, figuresOf } from "../../series/figures.ts";
import type { RecordingInfo, SourceId, StatInfo } from "../../series/model.ts";
import { unitName } from "../../series/units.ts";
import { nameInVm, vmName } from "../sources/source-names.ts";
import { type Action, type OpenRecording, sameChart } from "../state.ts";
import { architectureIn } from "../table/table-rows.ts";
import type { Command } from "./commands.ts";

/** Characters of a name in the palette. */
const NAME = 80;

/** What the commands act on. */
interface Target {
  readonly info: RecordingInfo;
  readonly recording: OpenRecording;
  readonly recordings: readonly OpenRecording[];
  readonly dispatch: (action: Action) => void;
  /** Gives a chart the focus once it is there. */
  readonly focusChart: (chart: StatRef) => void;
}

/** Commands of the active recording: statistics in descriptor order, those that moved first; sources; recordings. */
export function recordingCommands(target: Target): readonly Command[] {
  return [
    ...figureCommands(target),
    ...statisticCommands(target),
    ...sourceCommands(target),
    ...otherRecordings(target),
  ];
}

function statisticCommands({ info, recording, dispatch, focusChart }: Target): readonly Command[] {
  const architecture = architectureIn(info);
  return statistics(info).map(({ chart, stat }) => {
    const name = displayName(stat.descriptor.name, NAME) || "(no name)";
    const charted = recording.charts.some((each) => sameChart(each, chart));
    const where = chart.scope === "vm" ? "VM" : chart.scope === "vcpu" ? "vCPU" : "unknown";
    const state = charted ? "charted" : stat.changed || stat.nonzero ? "" : "always 0";
    return {
      id: `statistic ${chart.scope} ${chart.key}`,
      title: name,
      group: "Statistics",
      detail: [where, unitName(stat.descriptor), state].filter(Boolean).join(" · "),
      words: `chart statistic ${groupOf(stat.descriptor.name)} ${explain(stat.descriptor.name, chart.scope, architecture)?.text ?? ""}`,
      run() {
        dispatch({ kind: "show chart", id: recording.id, chart });
        focusChart(chart);
      },
    };
  });
}

/** What follows from several statistics, where something of it moved. */
function figureCommands({ info, recording, dispatch, focusChart }: Target): readonly Command[] {
  return FIGURES.filter((figure) =>
    info.sources.some((source) => figuresOf(source).includes(figure) && figureMoves(figure, source)),
  ).map(({ id, key, scope, name, group, text, needs, format }) => {
    const chart = { scope, key };
    const charted = recording.charts.some((each) => sameChart(each, chart));
    return {
      id: `figure ${id}`,
      title: name,
      group: "Figures",
      detail: [scope === "vm" ? "VM" : "vCPU", format.name, charted ? "charted" : ""].filter(Boolean).join(" · "),
      words: `chart figure ${group} ${text} ${needs.join(" ")}`,
      run() {
        dispatch({ kind: "show chart", id: recording.id, chart });
        focusChart(chart);
      },
    };
  });
}

/** Each statistic once per scope, however many sources have it. */
function statistics(info: RecordingInfo): readonly { readonly chart: StatRef; readonly stat: StatInfo }[] {
  const found = new Map<string, { chart: { scope: Scope; key: string }; stat: StatInfo }>();
  for (const { scope, stats } of info.sources) {
    for (const stat of stats) {
      const id = `${scope} ${stat.key}`;
      const before = found.get(id)?.stat;
      // what moved in one source has moved
      const merged = before === undefined ? stat : { ...before, changed: before.changed || stat.changed };
      found.set(id, { chart: { scope, key: stat.key }, stat: merged });
    }
  }
  const all = [...found.values()];
  return [...all.filter(({ stat }) => stat.changed), ...all.filter(({ stat }) => !stat.changed)];
}

function sourceCommands({ info, recording, dispatch }: Target): readonly Command[] {
  const all = info.sources.map((each) => each.id);
  const { id, charted } = recording;

  function commandsOf(name: string, key: string, sources: readonly SourceId[], words: string): readonly Command[] {
    const on = sources.some((each) => !charted.has(each));
    const rest = all.filter((each) => !sources.includes(each));
    const common = { group: "Sources", words };
    return [
      {
        ...common,
        id: `only ${key}`,
        title: `Show only ${name}`,
        run() {
          dispatch({ kind: "chart sources", id, sources: rest, on: false });
          dispatch({ kind: "chart sources", id, sources, on: true });
        },
      },
      {
        ...common,
        id: `tick ${key}`,
        title: on ? `Tick ${name}` : `Untick ${name}`,
        run: () => dispatch({ kind: "chart sources", id, sources, on }),
      },
    ];
  }

  const vms = info.vms.flatMap((vm) => {
    const own = info.sources.filter((source) => source.vm === vm.id).map((source) => source.id);
    const name = displayName(vmName(vm.id, info), NAME);
    return commandsOf(`all of ${name}`, `vm ${vm.id}`, own, `vm guest ${vm.name}`);
  });
  const several = info.vms.length > 1;
  const sources = info.sources.flatMap((source) => {
    const name = nameInVm(source, info);
    const shown = displayName(several ? `${vmName(source.vm, info)}/${name}` : name, NAME);
    return commandsOf(shown, `source ${source.id}`, [source.id], `vcpu cpu source ${source.vcpu ?? "vm"}`);
  });
  const everything: Command = {
    id: "tick all",
    title: "Show all sources",
    group: "Sources",
    words: "vm vcpu tick",
    run: () => dispatch({ kind: "chart sources", id, sources: all, on: true }),
  };
  return all.length > 1 ? [everything, ...vms, ...sources] : [];
}

function otherRecordings({ recording, recordings, dispatch }: Target): readonly Command[] {
  return recordings
    .filter((each) => each.id !== recording.id)
    .map((each) => ({
      id: `recording ${each.id}`,
      title: `Go to ${displayName(each.name, NAME)}`,
      group: "Recordings",
      words: "recording switch open",
      run: () => dispatch({ kind: "activate", id: each.id }),
    }));
}
