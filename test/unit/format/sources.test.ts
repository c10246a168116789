import { describe, expect, test } from "vitest";
import type { Scope } from "../../../web/format/model.ts";
import { type DumpPlace, groupVms, type SourcePlace, sourceOf } from "../../../web/format/sources.ts";

/** "dir/name vm", "dir/name vcpu-3", "dir/name" for a dump without an id. */
function place(text: string): DumpPlace {
  const [path = "", who = ""] = text.split(" ");
  const vcpu = /^vcpu-(\d+)$/.exec(who)?.[1];
  const scope: Scope = who === "vm" ? "vm" : vcpu === undefined ? "unknown" : "vcpu";
  return { path, scope, vcpu: vcpu === undefined ? null : Number(vcpu) };
}

/** The different sources of dumps, in order of their first. */
function sourcesOf(dumps: readonly string[]): SourcePlace[] {
  return [...new Map(dumps.map((dump) => sourceOf(place(dump))).map((source) => [source.key, source])).values()];
}

/** VM name -> "directory/stem scope vcpu" of its sources. */
function vms(...dumps: string[]): Record<string, string[]> {
  const sources = sourcesOf(dumps);
  return Object.fromEntries(
    groupVms(sources, "drop").map((vm) => [
      vm.name,
      vm.sources.map((i) => `${sources[i]?.directory}/${sources[i]?.stem} ${sources[i]?.vcpu ?? sources[i]?.scope}`),
    ]),
  );
}

describe("sources", () => {
  test.each([
    ["0-vm.bin vm", "1-vm.bin vm", true],
    ["a/0.bin vcpu-1", "a/1795342440.bin vcpu-1", true],
    ["0-cpu.bin vcpu-0", "0-cpu.bin vcpu-1", false],
    ["0-cpu.bin vcpu-0", "0-cpu.bin vm", false],
    ["0-cpu.bin vcpu-0", "0-cpu.bin", false],
    ["0-a.bin vm", "0-b.bin vm", false],
    ["a/0.bin vm", "b/0.bin vm", false],
  ])("%s and %s are the same: %s", (a, b, same) => {
    expect(sourcesOf([a, b])).toHaveLength(same ? 1 : 2);
  });
});

describe("VMs", () => {
  test("of an archive with one VM", () => {
    expect(vms("vm/1.bin vm", "vcpu-0/1.bin vcpu-0", "vcpu-1/1.bin vcpu-1")).toEqual({
      drop: ["vm/.bin vm", "vcpu-0/.bin 0", "vcpu-1/.bin 1"],
    });
  });

  test("the nearest directory upwards that has exactly one VM below it", () => {
    expect(
      vms("h/a/vm/1.bin vm", "h/a/cpu/0/1.bin vcpu-0", "h/b/1-vm.bin vm", "h/b/1-cpu.bin vcpu-0", "h/c/1.bin vcpu-0"),
    ).toEqual({
      "h/a": ["h/a/vm/.bin vm", "h/a/cpu/0/.bin 0"],
      "h/b": ["h/b/vm.bin vm", "h/b/cpu.bin 0"],
      drop: ["h/c/.bin 0"],
    });
  });

  test("a directory's own VM comes before those below it", () => {
    expect(vms("d/1-vm.bin vm", "d/1-cpu.bin vcpu-0", "d/series/1-vm.bin vm", "d/series/1-cpu.bin vcpu-0")).toEqual({
      d: ["d/vm.bin vm", "d/cpu.bin 0"],
      "d/series": ["d/series/vm.bin vm", "d/series/cpu.bin 0"],
    });
  });

  test("two VM sources in one directory stay apart, their vCPUs belong to the drop", () => {
    expect(vms("d/1-a.bin vm", "d/1-b.bin vm", "d/1-c.bin vcpu-0")).toEqual({
      "d/a": ["d/a.bin vm"],
      "d/b": ["d/b.bin vm"],
      drop: ["d/c.bin 0"],
    });
  });

  test("without a VM source everything is the drop's", () => {
    expect(vms("1-a.bin vcpu-0", "1-a.bin vcpu-1", "x/1.bin")).toEqual({
      drop: ["/a.bin 0", "/a.bin 1", "x/.bin unknown"],
    });
  });

  test("names are never shared", () => {
    expect(Object.keys(vms("1.bin vm", "1-.dat vm", "1-cpu.bin vcpu-0"))).toHaveLength(3);
  });

  test("names of objects' own members are only names", () => {
    expect(vms("__proto__/1.bin vm", "constructor/1.bin vm")).toEqual({
      ["__proto__"]: ["__proto__/.bin vm"],
      constructor: ["constructor/.bin vm"],
    });
  });
});
