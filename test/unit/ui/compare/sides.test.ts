import { expect, test } from "vitest";
import type { RecordingInfo, SourceInfo } from "../../../../web/series/model.ts";
import { alignedView, hasCommonClock, placeSides, viewOf } from "../../../../web/ui/compare/aligned-view.ts";
import {
  firstSides,
  parseSide,
  recordingRef,
  resolveSide,
  type Side,
  sideLabel,
  sideText,
  sourceChoices,
} from "../../../../web/ui/compare/sides.ts";
import type { OpenRecording } from "../../../../web/ui/state.ts";
import { sourceInfo } from "../../../support/page-info.ts";

function recording(id: number, name: string, sources: readonly SourceInfo[], start: bigint | null = 0n): OpenRecording {
  const info = {
    id,
    name,
    state: "open",
    start,
    duration: 100,
    clock: "time",
    vms: [...new Set(sources.map(({ vm }) => vm))].map((vm) => ({ id: vm, recording: id, name: `vm ${vm}` })),
    sources,
  } as unknown as RecordingInfo;
  return { id, name, info, bundled: false } as unknown as OpenRecording;
}

const vm = (id: number, of = 0) => sourceInfo(id, { scope: "vm", vcpu: null, label: "vm", vm: of });
const vcpu = (id: number, number: number, of = 0) => sourceInfo(id, { vcpu: number, label: `vcpu-${number}`, vm: of });
const ONE = recording(1, "one", [vm(1), vcpu(2, 0), vcpu(3, 1)]);
const TWO = recording(2, "two", [vcpu(4, 0)], 5_000_000_000n);

function sides(active: OpenRecording, recordings: readonly OpenRecording[]): { readonly a: Side; readonly b: Side } {
  const around = { recordings, active, selection: null };
  const first = firstSides(around);
  const [a, b] = [first?.a, first?.b].map((each) => (each ? resolveSide(each, around) : null));
  if (!a || !b) throw new Error("no sides");
  return { a, b };
}

test("what of a recording can be a side", () => {
  const names = sourceChoices(ONE.info as RecordingInfo).map(({ name, sources }) => `${name}: ${sources.length}`);
  expect(names).toEqual(["VM and all vCPUs: 3", "all 2 vCPUs: 2", "vm: 1", "vcpu-0: 1", "vcpu-1: 1"]);
});

test("a choice survives its text, anything else a link may bring does not", () => {
  const choice = { recording: ['a"b', 1], source: "vcpus 0", range: { from: 1.5, to: 2 } } as const;
  expect(parseSide(sideText(choice))).toEqual(choice);
  expect(parseSide(sideText({ recording: null, source: "", range: "selection" }))?.range).toBe("selection");
  for (const text of [
    null,
    "",
    "1",
    "[]",
    '[1,"x","all"]',
    '[null,2,"all"]',
    '[null,"x",[2,1]]',
    '[null,"x",[1,"2"]]',
    '[null,"x","some"]',
  ])
    expect(parseSide(text), String(text)).toBeNull();
});

test("to begin with: another recording, else two vCPUs, else two halves", () => {
  expect(sides(ONE, [TWO, ONE])).toMatchObject({ a: { recording: TWO, name: "vcpu-0" }, b: { recording: ONE } });
  expect(sides(ONE, [ONE])).toMatchObject({ a: { name: "vcpu-0" }, b: { name: "vcpu-1" } });
  const halves = sides(TWO, [TWO]);
  expect([halves.a.range, halves.b.range]).toEqual([
    { from: 0, to: 50 },
    { from: 50, to: 100 },
  ]);
  const vms = recording(3, "vms", [vm(1), vcpu(2, 0), vm(3, 1), vcpu(4, 0, 1)]);
  expect(sides(vms, [vms])).toMatchObject({
    a: { name: "vm 0: VM and all vCPUs" },
    b: { name: "vm 1: VM and all vCPUs" },
  });
});

test("what is not open any more falls back to what is; a range is cut", () => {
  const around = { recordings: [ONE], active: ONE, selection: { from: 10, to: 20 } };
  const gone = resolveSide({ recording: ["two", 0], source: "source 7", range: { from: 90, to: 900 } }, around);
  expect(gone).toMatchObject({ recording: ONE, name: "VM and all vCPUs", range: { from: 90, to: 100 } });
  const selected = resolveSide({ recording: null, source: "vcpus 0", range: "selection" }, around);
  expect(selected).toMatchObject({ name: "all 2 vCPUs", range: { from: 10, to: 20 } });
});

test("recordings of the same name stay apart", () => {
  const twin = recording(9, "two", [vcpu(1, 0)]);
  expect(recordingRef(twin, [TWO, ONE, twin], ONE)).toEqual(["two", 1]);
  expect(recordingRef(ONE, [TWO, ONE, twin], ONE)).toBeNull();
});

test("two recordings on one axis: from their starts, or at the time of day", () => {
  const { a, b } = sides(ONE, [TWO, ONE]);
  expect(sideLabel(a, b)).toBe("two · vcpu-0");
  expect(hasCommonClock(a, b)).toBe(true);
  expect(placeSides(a, b, "start").b).toEqual({ by: -0, within: { from: 0, to: 100 } });
  // ONE began 5 s before TWO
  expect(placeSides(a, b, "clock").b).toEqual({ by: -5, within: { from: -5, to: 95 } });
  expect(viewOf({ by: -5, within: { from: -5, to: 95 } }, { from: 0, to: 1, pixels: 3 })).toEqual({
    from: 5,
    to: 6,
    pixels: 3,
  });
  expect(alignedView(a, b, "clock").get()).toMatchObject({ extent: { from: -5, to: 100 }, labels: "utc" });
  expect(hasCommonClock(a, { ...b, info: { ...b.info, start: null } })).toBe(false);
});
