import { describe, expect, test } from "vitest";
import type { StatsTable } from "../../../../web/format/model.ts";
import type { RecordingInfo, StatInfo } from "../../../../web/series/model.ts";
import { planChart } from "../../../../web/ui/charts/chart-data.ts";
import { overviewOf } from "../../../../web/ui/charts/sections.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

function stat(name: string, did: "moved" | "still" | "zero"): StatInfo {
  return {
    key: name,
    descriptor: { ...PLAIN, name },
    changed: did === "moved",
    nonzero: did !== "zero",
  };
}

const SOURCES = [
  sourceInfo(0, { scope: "vm", stats: [stat("remote_tlb_flush", "moved"), stat("max_mmu_rmap_size", "still")] }),
  sourceInfo(1, {
    stats: [stat("exits", "moved"), stat("io_exits", "zero"), stat("hypercalls", "zero"), stat("tlb_flush", "zero")],
  }),
  sourceInfo(2, {
    stats: [stat("exits", "moved"), stat("io_exits", "moved"), stat("hypercalls", "zero"), stat("tlb_flush", "still")],
  }),
];

const INFO: RecordingInfo = {
  id: 1,
  name: "drop",
  state: "open",
  start: 0n,
  duration: 1,
  clock: "time",
  vms: [],
  sources: SOURCES,
  findings: [],
  findingCount: 0,
  facts: [],
  dumps: 15,
  bytes: 100,
};

function overview(charts: readonly string[], pinned: readonly string[] = [], charted: readonly number[] = [0, 1, 2]) {
  const chosen = new Set(charted);
  const plans = charts.map((key) => planChart({ scope: "vcpu", key }, INFO, chosen)).filter((plan) => plan !== null);
  return overviewOf({ info: INFO, charted: chosen, plans, isPinned: ({ key }) => pinned.includes(key) });
}

/** "Exits: exits | moved | still | zero" for each section. */
function words({ sections }: ReturnType<typeof overview>): readonly string[] {
  return sections.map(({ group, plans, folds }) => {
    const lists = [folds.moved, folds.still, folds.zero].map((list) => list.map((each) => each.name).join(" "));
    return `${group}: ${[plans.map((plan) => plan.chart.key).join(" "), ...lists].join(" | ")}`;
  });
}

describe("the overview", () => {
  test("each statistic stands once in the section of its group, by what it did in any source", () => {
    const all = words(overview(["exits"]));
    expect(all).toContain("Exits: exits | io_exits |  | hypercalls");
    expect(all).toContain("TLB:  | remote_tlb_flush | tlb_flush | ");
    const { sections } = overview(["exits"]);
    expect(sections.reduce((sum, each) => sum + each.statistics, 0)).toBe(6);
  });

  test("pinned charts leave their section, and are not listed as folded", () => {
    const made = overview(["exits", "io_exits"], ["io_exits"]);
    expect(made.pinned.map((plan) => plan.chart.key)).toEqual(["io_exits"]);
    expect(words(made)).toContain("Exits: exits |  |  | hypercalls");
  });

  test("only charted sources count", () => {
    expect(words(overview([], [], [1]))).toEqual([
      "Exits:  | exits |  | io_exits hypercalls",
      "TLB:  |  |  | tlb_flush",
    ]);
    expect(words(overview([], [], []))).toEqual([]);
  });

  test("a name that the VM and its vCPUs have says which", () => {
    const info = {
      ...INFO,
      sources: [sourceInfo(0, { scope: "vm", stats: [stat("exits", "zero")] }), ...SOURCES.slice(1)],
    };
    const made = overviewOf({ info, charted: new Set([0, 1]), plans: [], isPinned: () => false });
    const names = made.sections.flatMap(({ folds }) => [...folds.moved, ...folds.zero]).map((each) => each.name);
    expect(names).toContain("exits (vm)");
    expect(names).toContain("exits (vcpu)");
  });

  test("a figure stands in its group where a charted source has what it needs and something moved", () => {
    const polls = ["halt_successful_poll", "halt_attempted_poll"];
    const table: StatsTable = {
      id: "",
      order: "little",
      scope: "vcpu",
      vcpu: 5,
      header: { flags: 0, nameSize: 48, numDesc: 2, idOffset: 24, descOffset: 72, dataOffset: 200 },
      descriptors: polls.map((name) => ({ ...PLAIN, name })),
    };
    const vcpu = sourceInfo(5, {
      stats: polls.map((name) => stat(name, "moved")),
      generations: [{ table, samples: 5, from: 0, to: 1 }],
    });
    const made = (info: RecordingInfo) =>
      overviewOf({ info, charted: new Set([5]), plans: [], isPinned: () => false }).sections.flatMap((section) =>
        section.figures.map(({ figure }) => `${section.group}: ${figure.id}`),
      );
    expect(made({ ...INFO, sources: [vcpu] })).toEqual(["Halts and polling: poll-success"]);
    const still = { ...vcpu, stats: polls.map((name) => stat(name, "zero")) };
    expect(made({ ...INFO, sources: [still] })).toEqual([]);
  });
});
