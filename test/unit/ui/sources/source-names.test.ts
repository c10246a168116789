import { describe, expect, test } from "vitest";
import type { RecordingInfo, SourceInfo } from "../../../../web/series/model.ts";
import { cutMiddle, nameInVm, pathText, sourceName, vmName } from "../../../../web/ui/sources/source-names.ts";
import { sourceInfo } from "../../../support/page-info.ts";

function source(id: number, change: Partial<SourceInfo>): SourceInfo {
  return sourceInfo(id, { label: "vcpu-0", vcpu: 0, ...change });
}

function info(vms: readonly string[], sources: readonly SourceInfo[]): RecordingInfo {
  return {
    id: 1,
    name: "drop",
    state: "open",
    start: 0n,
    duration: 1,
    clock: "time",
    vms: vms.map((name, id) => ({ id, recording: 1, name })),
    sources,
    findings: [],
    findingCount: 0,
    facts: [],
    dumps: 5,
    bytes: 100,
  };
}

describe("names of sources", () => {
  test("several VMs: the folders they share are left out, the vCPU number stays", () => {
    const vms = ["dumps/rack/host-a", "dumps/rack/host-b"];
    const sources = [source(0, { vm: 0 }), source(1, { vm: 1, label: "vcpu-17" })];
    const recording = info(vms, sources);
    expect(sources.map((each) => sourceName(each, recording))).toEqual(["host-a/vcpu-0", "host-b/vcpu-17"]);
    expect(sources.map((each) => nameInVm(each, recording))).toEqual(["vcpu-0", "vcpu-17"]);
    expect([0, 1].map((vm) => vmName(vm, recording))).toEqual(["host-a", "host-b"]);
  });

  test("a folder that is a VM and holds others keeps its own name", () => {
    const recording = info(["dumps", "dumps/a"], []);
    expect([0, 1].map((vm) => vmName(vm, recording))).toEqual(["dumps", "a"]);
  });

  test("the same vCPU of several files is told apart by the file", () => {
    const sources = [source(0, { path: "x/a.bin" }), source(1, { path: "x/b.bin" }), source(2, { label: "vcpu-7" })];
    const recording = info(["6 files"], sources);
    expect(sources.map((each) => sourceName(each, recording))).toEqual(["vcpu-0 a.bin", "vcpu-0 b.bin", "vcpu-7"]);
    expect(sources.map((each) => nameInVm(each, recording))).toEqual(["vcpu-0 a.bin", "vcpu-0 b.bin", "vcpu-7"]);
  });

  test("no two are alike, however long and alike their folders are", () => {
    const long = "a-very-long-name-of-a-machine";
    const vms = Array.from({ length: 40 }, (_, id) => `${long}-${String(id).padStart(3, "0")}-${long}`);
    const sources = vms.map((_, id) => source(id, { vm: id, label: "vcpu-123" }));
    const recording = info(vms, sources);
    const names = sources.map((each) => sourceName(each, recording));
    expect(new Set(names).size).toBe(40);
    for (const name of names) expect(name).toMatch(/vcpu-123( \(\d+\))?$/);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(26);
  });

  test("prototype names are names", () => {
    const sources = [source(0, { label: "__proto__" }), source(1, { label: "constructor" })];
    const recording = info([""], sources);
    expect(sources.map((each) => sourceName(each, recording))).toEqual(["__proto__", "constructor"]);
    expect(vmName(0, recording)).toBe("VM");
  });
});

test("what a series' file names share stands with a star", () => {
  expect(pathText({ path: "vcpu-0/.bin" })).toBe("vcpu-0/*.bin");
  expect(pathText({ path: "-vcpu0.bin" })).toBe("*-vcpu0.bin");
  expect(pathText({ path: "a.d/vm.bin" })).toBe("a.d/vm.bin");
});

test("a cut in the middle keeps both ends and whole characters", () => {
  expect(cutMiddle("short", 10)).toBe("short");
  expect(cutMiddle("0123456789abcdef", 10)).toBe("0123…bcdef");
  expect([...cutMiddle("😀".repeat(30), 10)]).toHaveLength(10);
});
