import { describe, expect, test } from "vitest";
import type { FactsInfo } from "../../../../web/series/model.ts";
import { hostEntries, hostsOf, otherRecords } from "../../../../web/ui/sources/host-facts.ts";

function host(entries: FactsInfo["entries"], name = "kvmstats.host"): FactsInfo {
  return { name, entries };
}

const KERNEL = ["kernel", "6.18.5"] as const;

describe("the host of a recording", () => {
  test("known names first and in words, polling parameters beside them, the other parameters apart", () => {
    const [found, ...more] = hostsOf({
      facts: [
        host([
          ["kvm.halt_poll_ns", "200000"],
          ["kvm.halt_poll_ns_grow", "2"],
          ["kvm.halt_poll_ns_grow_start", "10000"],
          ["kvm.min_timer_period_us", "200"],
          ["kvm.tsc_tolerance_ppm", "250"],
          ["kvm_intel.ept", "Y"],
          ["kvm_intel.nested", "N"],
          ["interval", "100000000"],
          ["boot_id", "0f"],
          ["cpu_model", "Xeon"],
          ["architecture", "x86_64"],
          ["site", "lab"],
          KERNEL,
        ]),
      ],
    });
    expect(more).toEqual([]);
    expect(found?.title).toBe("6.18.5, x86_64");
    expect(found?.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      "Kernel: 6.18.5",
      "Architecture: x86_64",
      "CPU: Xeon",
      "Interval: 100\u00a0ms (100\u2009000\u2009000\u00a0ns)",
      "Boot id: 0f",
      "kvm.halt_poll_ns: 200\u00a0µs (200\u2009000\u00a0ns)",
      "kvm.halt_poll_ns_grow: 2",
      "kvm.halt_poll_ns_grow_start: 10\u00a0µs (10\u2009000\u00a0ns)",
      "site: lab",
    ]);
    expect(found?.parameters.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      "kvm.min_timer_period_us: 200\u00a0µs",
      "kvm.tsc_tolerance_ppm: 250\u00a0ppm",
      "kvm_intel.ept: yes",
      "kvm_intel.nested: no",
    ]);
  });

  test("a value that is no number of its unit is shown as it is", () => {
    const [found] = hostsOf({
      facts: [
        host([
          ["kvm.halt_poll_ns", "soon"],
          ["interval", "-1"],
          ["kvm.zero_ns", "0"],
        ]),
      ],
    });
    expect(found?.title).toBe("unnamed");
    expect(found?.facts.map(({ value }) => value)).toEqual(["-1", "soon"]);
    expect(found?.parameters).toEqual([{ name: "kvm.zero_ns", value: "0\u00a0ns" }]);
  });

  test("the same said twice counts once; another boot is another host", () => {
    const facts = [
      host([KERNEL]),
      host([KERNEL]),
      host([KERNEL, ["boot_id", "2"]]),
      host([["realtime", "1"]], "kvmstats.clock"),
      host([["a", "b"]], "other"),
    ];
    expect(hostEntries({ facts })).toHaveLength(2);
    expect(otherRecords({ facts })).toEqual([{ title: "other", facts: [{ name: "a", value: "b" }] }]);
  });

  test("hostile text: shown with its controls visible, cut, and never a key of an object", () => {
    const facts = [
      host([
        ["kernel", "6\u202e.18"],
        ["__proto__", "x".repeat(5000)],
        ["constructor", "\u0007"],
        ["", ""],
        ...Array.from({ length: 5000 }, (_, i) => [`kvm.p${i}`, "1"] as const),
      ]),
      host([["toString", "\u001b[2J"]], "\u2066meta"),
    ];
    const [found] = hostsOf({ facts });
    expect(found?.title).toBe("6\\u202e.18");
    expect(found?.facts.map(({ name, value }) => [name, value.length])).toEqual([
      ["Kernel", 10],
      ["__proto__", 201],
      ["constructor", 4],
      ["(no name)", 0],
    ]);
    expect(found?.parameters.length).toBeLessThan(200);
    expect(otherRecords({ facts })).toEqual([
      { title: "\\u2066meta", facts: [{ name: "toString", value: "\\x1b[2J" }] },
    ]);
    expect(hostsOf({ facts: Array.from({ length: 99 }, (_, i) => host([["kernel", `${i}`]])) })).toHaveLength(16);
  });
});
