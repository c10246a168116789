import { describe, expect, it } from "vitest";
import type { RecordingInfo } from "../../../../web/series/model.ts";
import { recordingCommands } from "../../../../web/ui/commands/recording-commands.ts";
import { type Action, initialState, type OpenRecording, reduce, type State } from "../../../../web/ui/state.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

const STATS = ["idle", "exits"].map((name) => ({
  key: name,
  descriptor: { ...PLAIN, name },
  changed: name === "exits",
  nonzero: name === "exits",
}));

const INFO: RecordingInfo = {
  id: 1,
  name: "drop",
  state: "open",
  start: 0n,
  duration: 1,
  clock: "time",
  vms: [{ id: 0, recording: 1, name: "web" }],
  sources: [sourceInfo(0, { stats: STATS }), sourceInfo(1, { stats: STATS })],
  findings: [],
  findingCount: 0,
  facts: [],
  dumps: 10,
  bytes: 100,
};

/** Recording 1 with its sources and recording 2, still empty. */
function opened(): State {
  const actions: readonly Action[] = [
    { kind: "opened", id: 1, name: "drop", bundled: false },
    { kind: "opened", id: 2, name: "other\u202e", bundled: false },
    { kind: "event", event: { kind: "recording", info: INFO } },
  ];
  return actions.reduce(reduce, initialState);
}

/** Runs a command by its title; the state after it and the charts that were shown. */
function run(title: string, state = opened()) {
  const shown: string[] = [];
  let next = state;
  const recording = state.recordings[0] as OpenRecording;
  const all = recordingCommands({
    info: INFO,
    recording,
    recordings: state.recordings,
    dispatch(action) {
      next = reduce(next, action);
    },
    focusChart: (chart) => shown.push(chart.key),
  });
  all.find((each) => each.title === title)?.run();
  return { all, state: next, first: next.recordings[0] as OpenRecording, shown };
}

describe("recordingCommands()", () => {
  it("lists each statistic once for all sources of a scope, what moved first", () => {
    const statistics = run("").all.filter((each) => each.group === "Statistics");
    expect(statistics.map((each) => [each.title, each.detail])).toEqual([
      ["exits", "vCPU · count · charted"],
      ["idle", "vCPU · count · always 0"],
    ]);
    expect(new Set(run("").all.map((each) => each.id)).size).toBe(run("").all.length);
  });

  it("charts a statistic, and only shows it when it is charted already", () => {
    const idle = run("idle");
    expect(idle.first.charts.map((each) => each.key)).toEqual(["exits", "idle"]);
    expect(idle.shown).toEqual(["idle"]);
    const exits = run("exits");
    expect(exits.first.charts.map((each) => each.key)).toEqual(["exits"]);
    expect(exits.shown).toEqual(["exits"]);
  });

  it("shows only one vCPU, unticks it, and shows all again", () => {
    const only = run("Show only vcpu-1").state;
    expect([...(only.recordings[0]?.charted ?? [])]).toEqual([1]);
    const none = run("Untick vcpu-1", only).state;
    expect([...(none.recordings[0]?.charted ?? [])]).toEqual([]);
    const all = run("Show all sources", none).state;
    expect([...(all.recordings[0]?.charted ?? [])]).toEqual([0, 1]);
  });

  it("goes to another recording, its name without control characters", () => {
    const { all } = run("");
    const [go] = all.filter((each) => each.group === "Recordings");
    expect(go?.title).toMatch(/^Go to other/);
    expect(go?.title).not.toContain("\u202e");
    expect(run(go?.title ?? "").state.active).toBe(2);
  });
});
