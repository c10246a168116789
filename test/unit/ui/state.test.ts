import { describe, expect, test } from "vitest";
import type { StatRef } from "../../../web/series/catalog.ts";
import type { RecordingInfo, SourceInfo } from "../../../web/series/model.ts";
import { firstOf, problemsText, withoutSaid } from "../../../web/ui/page/problems.ts";
import { type Action, initialState, MAXIMISED, reduce, type State, VIEW } from "../../../web/ui/state.ts";
import { PLAIN, sourceInfo } from "../../support/page-info.ts";

function vcpu(id: number, names: readonly string[] = ["exits"]): SourceInfo {
  const stats = names.map((name) => ({ key: name, descriptor: { ...PLAIN, name }, changed: true, nonzero: true }));
  return sourceInfo(id, { stats });
}

function info(sources: readonly SourceInfo[], state: RecordingInfo["state"] = "opening"): RecordingInfo {
  return {
    id: 1,
    name: "drop",
    state,
    start: 0n,
    duration: 1,
    clock: "time",
    vms: [],
    sources,
    findings: [],
    findingCount: 0,
    facts: [],
    dumps: 5,
    bytes: 100,
  };
}

function stateAfter(...actions: readonly Action[]): State {
  return actions.reduce(reduce, initialState);
}

const OPENED: Action = { kind: "opened", id: 1, name: "drop", bundled: false };

function received(sources: readonly SourceInfo[], state?: RecordingInfo["state"]): Action {
  return { kind: "event", event: { kind: "recording", info: info(sources, state) } };
}

describe("recordings", () => {
  test("a new one comes onto the screen with its first source, what was open stays", () => {
    const state = stateAfter({ kind: "opened", id: 2, name: "other", bundled: false }, OPENED);
    expect(state.recordings.map((each) => each.id)).toEqual([2, 1]);
    expect(state.active).toBe(2);
    expect(reduce(state, received([])).active).toBe(2);
    expect(reduce(state, received([vcpu(0)])).active).toBe(1);
  });

  test("more of one that is open takes the screen from nobody", () => {
    const state = stateAfter(
      OPENED,
      received([vcpu(0)]),
      { kind: "opened", id: 2, name: "other", bundled: false },
      { kind: "activate", id: 2 },
      received([vcpu(0), vcpu(1)]),
    );
    expect(state.active).toBe(2);
  });

  test("files without one dump leave no recording", () => {
    const state = stateAfter({ kind: "opened", id: 2, name: "other", bundled: false }, OPENED, received([], "failed"));
    expect(state.recordings.map((each) => each.id)).toEqual([2]);
    expect(state.active).toBe(2);
  });

  test("closing the active one activates another, closing the last none", () => {
    const one = stateAfter(OPENED, { kind: "opened", id: 2, name: "other", bundled: false }, { kind: "closed", id: 1 });
    expect(one.active).toBe(2);
    expect(reduce(one, { kind: "closed", id: 2 }).active).toBeNull();
  });

  test("messages of a closed recording change nothing", () => {
    const state = stateAfter(OPENED, { kind: "closed", id: 1 });
    expect(reduce(state, received([vcpu(0)])).recordings).toEqual([]);
  });

  test("an empty new name is refused", () => {
    expect(stateAfter(OPENED, { kind: "rename", id: 1, name: " " }).recordings[0]?.name).toBe("drop");
    expect(stateAfter(OPENED, { kind: "rename", id: 1, name: " bad VM " }).recordings[0]?.name).toBe("bad VM");
  });

  test("progress goes when the opening ends", () => {
    const progress: Action = {
      kind: "event",
      event: { kind: "progress", recording: 1, bytesRead: 1, bytesTotal: 2, dumps: 3 },
    };
    expect(stateAfter(OPENED, progress).recordings[0]?.progress).toEqual({ bytesRead: 1, bytesTotal: 2, dumps: 3 });
    expect(stateAfter(OPENED, progress, received([vcpu(0)], "open")).recordings[0]?.progress).toBeNull();
  });
});

describe("first choice of sources and charts", () => {
  test("all few vCPUs, at most 64 of many", () => {
    const many = Array.from({ length: 90 }, (_, index) => vcpu(index));
    expect(stateAfter(OPENED, received(many)).recordings[0]?.charted.size).toBe(64);
  });

  test("while it is read, charts follow what has moved so far, the telling ones first", () => {
    const state = stateAfter(OPENED, received([vcpu(0, ["beta"])]), received([vcpu(0, ["beta", "exits"])]));
    expect(state.recordings[0]?.charts.map((each) => each.key)).toEqual(["exits", "beta"]);
  });

  test("the user's choice is never overruled", () => {
    const state = stateAfter(
      OPENED,
      received([vcpu(0), vcpu(1)]),
      { kind: "toggle chart", id: 1, chart: { scope: "vcpu", key: "exits" } },
      { kind: "chart sources", id: 1, sources: [1], on: false },
      received([vcpu(0), vcpu(1)], "open"),
    );
    expect(state.recordings[0]?.charts).toEqual([]);
    expect([...(state.recordings[0]?.charted ?? [])]).toEqual([0]);
  });

  test("a chart takes the place of another one, those between make room", () => {
    const start = stateAfter(OPENED, received([vcpu(0, ["a", "b", "c"])]));
    const keys = (state: State) => state.recordings[0]?.charts.map((each) => each.key);
    const [a, b, c] = ["a", "b", "c"].map((key) => ({ scope: "vcpu", key }) as const) as [StatRef, StatRef, StatRef];
    expect(keys(reduce(start, { kind: "move chart", id: 1, chart: c, to: b }))).toEqual(["a", "c", "b"]);
    expect(keys(reduce(start, { kind: "move chart", id: 1, chart: c, to: a }))).toEqual(["c", "a", "b"]);
    expect(keys(reduce(start, { kind: "move chart", id: 1, chart: a, to: c }))).toEqual(["b", "c", "a"]);
    expect(keys(reduce(start, { kind: "move chart", id: 1, chart: a, to: { scope: "vm", key: "b" } }))).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  test("a chart that is asked for is added once, and nothing stands before it", () => {
    const chart = { scope: "vcpu", key: "z" } as const;
    const state = stateAfter(
      OPENED,
      received([vcpu(0)]),
      { kind: "option", id: 1, name: VIEW, value: "bytes" },
      { kind: "option", id: 1, name: MAXIMISED, value: "vcpu exits" },
      { kind: "show chart", id: 1, chart },
    ).recordings[0];
    expect(state?.charts.map((each) => each.key)).toEqual(["exits", "z"]);
    expect(state?.revealed).toEqual(chart);
    expect(state?.options.size).toBe(0);

    const again = stateAfter(
      OPENED,
      received([vcpu(0)]),
      { kind: "option", id: 1, name: MAXIMISED, value: "vcpu exits" },
      { kind: "show chart", id: 1, chart: { scope: "vcpu", key: "exits" } },
    ).recordings[0];
    expect(again?.charts).toHaveLength(1);
    expect(again?.options.get(MAXIMISED)).toBe("vcpu exits");
    expect(again?.chosenCharts).toBe(false);
  });
});

describe("problems", () => {
  const notice = (path: string, recording: number | null = null): Action => ({
    kind: "notice",
    recording,
    path,
    message: "Cannot open the file: expected a KVM statistics dump (24-byte header), found text",
  });

  test("the same sentence stands once", () => {
    expect(stateAfter(notice("a"), notice("a")).problems).toMatchObject([{ count: 1 }]);
  });

  test("10,000 bad files keep 200 sentences and the count", () => {
    let state = initialState;
    for (let i = 0; i < 10_000; i++) state = reduce(state, notice(`${i}`));
    expect(state.problems[0]?.notices).toHaveLength(200);
    expect(state.problems[0]).toMatchObject({ count: 10_000, skipped: 10_000 });
    expect(reduce(state, { kind: "dismiss", recording: null }).problems).toEqual([]);
  });

  test("they belong to their recording and go with it", () => {
    const state = stateAfter(OPENED, notice("a", 1), notice("b"));
    expect(state.problems.map((each) => each.recording)).toEqual([1, null]);
    const closed = reduce(state, { kind: "closed", id: 1 });
    expect(closed.problems.map((each) => each.recording)).toEqual([null]);
    expect(reduce(closed, notice("late", 1))).toEqual(closed);
  });

  test("those of files without one dump stay, together", () => {
    let state = stateAfter(OPENED, notice("a"));
    for (let i = 0; i < 300; i++) state = reduce(state, notice(`${i}`, 1));
    const ended = reduce(state, received([], "open"));
    expect(ended.problems).toMatchObject([{ recording: null, count: 301, skipped: 301 }]);
    expect(ended.problems[0]?.notices).toHaveLength(200);

    // until something else is open: then only what is not of that opening is left
    const other: Action = { kind: "opened", id: 2, name: "good", bundled: false };
    const read: Action = { kind: "event", event: { kind: "recording", info: { ...info([vcpu(1)]), id: 2 } } };
    const good = [other, read].reduce(reduce, ended);
    expect(good.problems).toMatchObject([{ recording: null, count: 1, skipped: 1, notices: [{ path: "a" }] }]);
    // the page's own sample answers nothing, and what failed later stays
    const sample = [{ ...other, bundled: true }, read].reduce(reduce, ended);
    expect(sample.problems).toMatchObject([{ count: 301 }]);
    const before: Action = { ...read, event: { kind: "recording", info: { ...info([vcpu(1)]), id: 0 } } };
    expect([{ ...other, id: 0 }, before].reduce(reduce, ended).problems).toMatchObject([{ count: 301 }]);
  });
});

test.each([
  [{ count: 2, skipped: 2 }, "2 files skipped: not KVM dumps"],
  [{ count: 3, skipped: 1 }, "1 file skipped: not a KVM dump, 2 other problems"],
  [{ count: 12_001, skipped: 12_000 }, "12,000 files skipped: not KVM dumps, 1 other problem"],
  [{ count: 2, skipped: 0 }, "2 problems"],
])("many problems in one line: %o", (counts, text) => {
  expect(problemsText({ recording: 1, notices: [], ...counts })).toBe(text);
});

test("a link or session brings back sources, charts and options; what it leaves out stays or is as at first", () => {
  const open = stateAfter(OPENED, received([vcpu(0, ["a"]), vcpu(1, ["a"])], "open"));
  const first = open.recordings[0];
  const charts = [{ scope: "vcpu" as const, key: "b" }];
  const options = new Map([["view", "compare"]]);
  const changed = reduce(open, { kind: "restore", id: 1, charted: [1], charts, options });
  expect(changed.recordings[0]).toMatchObject({ charts, options, chosenSources: true, chosenCharts: true });
  expect([...(changed.recordings[0]?.charted ?? [])]).toEqual([1]);

  expect(reduce(changed, { kind: "restore", id: 1 }).recordings[0]).toEqual(changed.recordings[0]);
  const back = reduce(changed, { kind: "restore", id: 1, charted: null, charts: null, options: new Map() });
  expect(back.recordings[0]).toEqual(first);
});

test("of several problems the first is said, and none that stands elsewhere on the page", () => {
  const notices = ["a", "b"].map((message, id) => ({ id, path: "", message }));
  const two = { recording: 1, notices, count: 2, skipped: 0 };
  expect(firstOf(two)?.message).toBe("a");
  // files of a folder that are no dumps: their number says more
  expect(firstOf({ ...two, skipped: 1 })).toBe(null);
  expect(withoutSaid([two], ({ message }) => message === "a")).toMatchObject([
    { count: 1, notices: [{ message: "b" }] },
  ]);
  expect(withoutSaid([two], () => true)).toEqual([]);
});

test("the page's failed start is of no interest when something else is open, whichever it is", () => {
  const failed: Action = { kind: "notice", recording: null, path: "", message: "Cannot show it", opening: 0 };
  const opened: Action = { kind: "opened", id: 1, name: "good", bundled: false };
  const read: Action = { kind: "event", event: { kind: "recording", info: { ...info([vcpu(1)]), id: 1 } } };
  expect([failed, opened].reduce(reduce, initialState).problems).toHaveLength(1);
  expect([failed, opened, read].reduce(reduce, initialState).problems).toEqual([]);
});
