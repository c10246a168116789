import { describe, expect, test } from "vitest";
import type { Descriptor, Scope } from "../../../web/format/model.ts";
import { architectureOf, explain, firstCharts, groupOf, groupsAmong, matches } from "../../../web/series/catalog.ts";
import type { SourceInfo, StatInfo } from "../../../web/series/model.ts";
import { fixture } from "../../support/fixtures.ts";
import { openGiven } from "../../support/opened.ts";

function stat(name: string, changed = true): StatInfo {
  const descriptor: Descriptor = {
    index: 0,
    name,
    flags: 0,
    type: "cumulative",
    unit: "none",
    base: 10,
    exponent: 0,
    size: 1,
    offset: 0,
    bucketSize: 0,
  };
  return { key: name, descriptor, changed, nonzero: changed };
}

function source(id: number, scope: Scope, stats: readonly StatInfo[], samples = 10): SourceInfo {
  return {
    id,
    recording: 1,
    vm: 1,
    label: `${scope}-${id}`,
    path: "",
    scope,
    vcpu: scope === "vcpu" ? id : null,
    samples,
    from: 0,
    to: 1,
    period: 0.1,
    timing: "name",
    generations: [],
    stats,
    short: 0,
    how: null,
    pid: null,
    disturbs: null,
    reconstructed: false,
  };
}

describe("explain", () => {
  test("knows the statistics of both scopes and nothing else", () => {
    expect(explain("exits", "vcpu", null)?.text).toContain("VM exits");
    expect(explain("remote_tlb_flush", "vm", null)?.architectures).toEqual([]);
    expect(explain("exits", "vm", null)).toBeNull();
    expect(explain("no_such_statistic", "vcpu", null)).toBeNull();
  });

  test("hostile names find nothing", () => {
    for (const name of ["__proto__", "constructor", "toString", ""]) expect(explain(name, "vcpu", null)).toBeNull();
  });

  test("the same name means different things on different architectures", () => {
    const x86 = explain("mmio_exits", "vcpu", "x86")?.text;
    const powerpc = explain("mmio_exits", "vcpu", "powerpc")?.text;
    expect(x86).not.toBe(powerpc);
    expect(explain("mmio_exits", "vcpu", null)?.text).toContain(`${powerpc}`);
  });

  test("an unknown scope looks in both", () => {
    expect(explain("exits", "unknown", null)).not.toBeNull();
    expect(explain("remote_tlb_flush", "unknown", null)).not.toBeNull();
  });
});

test("the architecture follows from the names that only one has", () => {
  expect(architectureOf(["exits", "io_exits", "halt_wakeup"], "vcpu")).toBe("x86");
  expect(architectureOf(["exits", "hvc_exit_stat"], "vcpu")).toBe("arm64");
  expect(architectureOf(["halt_wakeup"], "vcpu")).toBeNull();
  expect(architectureOf([], "vcpu")).toBeNull();
});

test("groups", () => {
  expect(groupOf("halt_exits")).toBe("Exits");
  expect(groupOf("halt_wait_hist")).toBe("Halts and polling");
  expect(groupOf("remote_tlb_flush")).toBe("TLB");
  expect(groupOf("pages_2m")).toBe("Page faults and MMU");
  expect(groupOf("something_new")).toBe("Other");
  expect(groupsAmong([stat("something_new"), stat("exits")])).toEqual(["Exits", "Other"]);
});

test("search needs every word, anywhere, in any case", () => {
  expect(matches("", ["x"])).toBe(true);
  expect(matches("  EXITS vcpu-1 ", ["io_exits", "vcpu-1"])).toBe(true);
  expect(matches("exits vcpu-2", ["io_exits", "vcpu-1"])).toBe(false);
  const waste = ["halt_poll_fail_ns", "Host CPU time spent busy-polling in halts that then slept anyway. Pure waste."];
  for (const query of ["wasted polling", "polling wasted", "polled halt"]) expect(matches(query, waste)).toBe(true);
  expect(matches("wasted exits", waste)).toBe(false);
});

test("search takes us for µs, and a unit is a whole word", () => {
  for (const query of ["us", "µs", "μs", "US"]) expect(matches(query, ["3.78 µs"])).toBe(true);
  expect(matches("us", ["used"])).toBe(false);
  expect(matches("ms", ["items"])).toBe(false);
  expect(matches("pf", ["pf_taken"])).toBe(true);
  expect(matches("f", ["pf_taken"])).toBe(false);
});

describe("first charts", () => {
  test("telling names first, then others by how many sources move, unchanged ones never", () => {
    const sources = [
      source(0, "vcpu", [stat("alpha"), stat("beta"), stat("exits"), stat("pf_taken", false)]),
      source(1, "vcpu", [stat("beta"), stat("exits")]),
    ];
    expect(firstCharts(sources).map((each) => each.key)).toEqual(["exits", "beta", "alpha"]);
  });

  test("one dump has no change: what is not 0 is shown", () => {
    expect(firstCharts([source(0, "vm", [{ ...stat("pages_4k"), changed: false, nonzero: true }], 1)])).toEqual([
      { scope: "vm", key: "pages_4k" },
    ]);
  });

  test("figures that moved are among the first, others only where they are asked for", async () => {
    const { info } = await openGiven([{ path: "a.tar.gz", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") }]);
    const keys = firstCharts(info.sources).map((each) => each.key);
    expect(keys.slice(0, 5)).toEqual(["exits", "\0asleep", "halt_wait_hist", "\0poll-success", "\0poll-waste"]);
    expect(keys).not.toContain("\0mean-sleep");
    // one dump has totals, but no course of time
    const idle = await openGiven([{ path: "vcpu-1.bin", bytes: fixture("x86_64-linux-6.18/series/0019-vcpu0.bin") }]);
    expect(firstCharts(idle.info.sources).filter(({ key }) => key.startsWith("\0"))).toEqual([]);
  });

  test("the same key in VM and vCPU are two charts", () => {
    expect(firstCharts([source(0, "vm", [stat("x")]), source(1, "vcpu", [stat("x")])])).toHaveLength(2);
  });
});
