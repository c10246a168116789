import { describe, expect, test } from "vitest";
import type { RecordingInfo, SourceInfo, StatInfo } from "../../../web/series/model.ts";
import { type Action, initialState, reduce } from "../../../web/ui/state.ts";
import { steadyInfo, withKeptParts } from "../../../web/ui/steady-info.ts";
import { PLAIN, sourceInfo } from "../../support/page-info.ts";

/** As it crosses from the worker: nothing in it is what was there before. */
function picture(samples: number, change: Partial<RecordingInfo> = {}): RecordingInfo {
  const stats: StatInfo[] = ["exits", "halt_exits"].map((name) => ({
    key: name,
    descriptor: { ...PLAIN, name },
    changed: true,
    nonzero: true,
  }));
  const source = (id: number): SourceInfo => sourceInfo(id, { samples, to: samples / 10, stats });
  return structuredClone({
    id: 1,
    name: "web",
    state: "open",
    start: 1_700_000_000_000_000_000n,
    duration: samples / 10,
    clock: "time",
    vms: [{ id: 0, recording: 1, name: "web" }],
    sources: [source(0), source(1)],
    findings: [],
    findingCount: 0,
    facts: [{ name: "kvmstats.host", entries: [["kernel", "6.1"]] }],
    dumps: 2 * samples,
    bytes: 1104 * samples,
    ...change,
  });
}

describe("parts of a picture", () => {
  test("what is equal is the same object, what differs is new", () => {
    const before = picture(10);
    const next = withKeptParts(before, picture(11));
    expect(next).toEqual(picture(11));
    expect(next.vms).toBe(before.vms);
    expect(next.facts).toBe(before.facts);
    expect(next.findings).toBe(before.findings);
    expect(next.sources).not.toBe(before.sources);
    expect(next.sources[0]?.stats).toBe(before.sources[0]?.stats);
    expect(withKeptParts(before, picture(10))).toBe(before);
  });

  test("of a list that changed in one place all other places stay", () => {
    const before = picture(10);
    const changed = picture(10);
    const [first, second] = changed.sources;
    if (first === undefined || second === undefined) throw new Error("no sources");
    const next = withKeptParts(before, { ...changed, sources: [first, { ...second, short: 1 }] });
    expect(next.sources[0]).toBe(before.sources[0]);
    expect(next.sources[1]).toEqual({ ...second, short: 1 });
  });

  test("one that lost or gained a member is new", () => {
    expect(withKeptParts([1, 2], [1])).toEqual([1]);
    expect(withKeptParts({ a: 1, b: undefined }, { a: 1 })).toEqual({ a: 1 });
    expect(withKeptParts({ a: 1 }, { a: 1, b: undefined })).toEqual({ a: 1, b: undefined });
    expect(withKeptParts(null, { a: 1 })).toEqual({ a: 1 });
  });

  test("views of memory, maps and sets are taken as they come", () => {
    for (const [a, b] of [
      [new Uint8Array(1), new Uint8Array(1)],
      [new Map(), new Map()],
      [new Set(), new Set()],
    ])
      expect(withKeptParts(a, b)).toBe(b);
  });
});

describe("steady", () => {
  test("more samples change nothing", () => {
    const first = picture(10);
    const more = withKeptParts(first, picture(500, { findingCount: 7 }));
    expect(steadyInfo(first, more)).toBe(first);
  });

  test.each<[string, Partial<RecordingInfo>]>([
    ["a name", { name: "db" }],
    ["the end of an opening", { state: "opening" }],
    ["a clock", { clock: "none", start: null }],
    ["a VM", { vms: [] }],
    ["a record of facts", { facts: [] }],
    ["a source more", { sources: [sourceInfo(0), sourceInfo(1), sourceInfo(2)] }],
    ["another period", { sources: [sourceInfo(0), sourceInfo(1, { period: 1 })] }],
  ])("%s does", (_, change) => {
    const first = picture(10);
    const next = withKeptParts(first, picture(11, change));
    expect(steadyInfo(first, next)).toBe(next);
  });

  test("so does a statistic that moves for the first time", () => {
    const first = picture(10);
    const moved = picture(11);
    const sources = moved.sources.map((source) => ({
      ...source,
      stats: source.stats.map((stat) => ({ ...stat, changed: false })),
    }));
    const next = withKeptParts(first, { ...moved, sources });
    expect(steadyInfo(first, next)).toBe(next);
  });

  test("the second sample of a source does", () => {
    const first = picture(1);
    expect(steadyInfo(first, withKeptParts(first, picture(2)))).not.toBe(first);
  });
});

test("pictures of a recording that grows keep what the page renders by", () => {
  const told = (info: RecordingInfo): Action => ({ kind: "event", event: { kind: "recording", info } });
  let state = reduce(initialState, { kind: "opened", id: 1, name: "web", bundled: false });
  state = reduce(state, told(picture(10)));
  const [before] = state.recordings;
  state = reduce(state, told(picture(11)));
  const [after] = state.recordings;
  expect(after?.info?.dumps).toBe(22);
  expect(after?.steady).toBe(before?.steady);
  expect(after?.charted).toBe(before?.charted);
  expect(after?.charts).toBe(before?.charts);
  // a third vCPU is plugged in: it is charted as well
  const third = sourceInfo(2, { stats: picture(11).sources[0]?.stats ?? [] });
  state = reduce(state, told(picture(12, { sources: [...picture(12).sources, third] })));
  expect([...(state.recordings[0]?.charted ?? [])]).toEqual([0, 1, 2]);
});
