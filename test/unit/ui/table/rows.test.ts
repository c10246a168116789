import { describe, expect, test } from "vitest";
import type { Descriptor } from "../../../../web/format/model.ts";
import type {
  FileFinding,
  HistogramAnswer,
  RecordingInfo,
  SourceInfo,
  StatInfo,
} from "../../../../web/series/model.ts";
import { addHistograms, colourOf, kindOf, planChart } from "../../../../web/ui/charts/chart-data.ts";
import { sourceName } from "../../../../web/ui/sources/source-names.ts";
import { checkOf, treeItems } from "../../../../web/ui/sources/tree-items.ts";
import type { Reading } from "../../../../web/ui/table/reading.ts";
import { type Filter, filterRows, rowsOf, type StatRow, sortRows } from "../../../../web/ui/table/table-rows.ts";
import { PLAIN, sourceInfo } from "../../../support/page-info.ts";

function stat(name: string, change: Partial<StatInfo> = {}, descriptor: Partial<Descriptor> = {}): StatInfo {
  return { key: name, descriptor: { ...PLAIN, name, ...descriptor }, changed: true, nonzero: true, ...change };
}

function info(sources: readonly SourceInfo[], change: Partial<RecordingInfo> = {}): RecordingInfo {
  return {
    id: 1,
    name: "drop",
    state: "open",
    start: 0n,
    duration: 1,
    clock: "time",
    vms: [{ id: 0, recording: 1, name: "web" }],
    sources,
    findings: [],
    findingCount: 0,
    facts: [],
    dumps: 5,
    bytes: 100,
    ...change,
  };
}

const ALL: Filter = { query: "", changedOnly: false, source: null, group: null };
const names = (rows: readonly StatRow[]) => rows.map((row) => `${row.sourceName} ${row.name}`);

describe("table rows", () => {
  const sources = [
    sourceInfo(0, { stats: [stat("exits"), stat("pf_taken", { changed: false, nonzero: true })] }),
    sourceInfo(1, { stats: [stat("exits"), stat("", { changed: false, nonzero: false })] }),
  ];
  const rows = rowsOf(info(sources), new Set([0, 1]));

  test("one per statistic of a charted source; an empty name is said to be one", () => {
    expect(names(rows)).toEqual(["vcpu-0 exits", "vcpu-0 pf_taken", "vcpu-1 exits", "vcpu-1 (no name)"]);
    expect(names(rowsOf(info(sources), new Set([1])))).toHaveLength(2);
  });

  test("changed only says how many it hides; in one dump it hides what is 0", () => {
    const changed = filterRows(rows, { ...ALL, changedOnly: true }, true);
    expect(names(changed.rows)).toEqual(["vcpu-0 exits", "vcpu-1 exits"]);
    expect(changed.hidden).toBe(2);
    expect(filterRows(rows, { ...ALL, changedOnly: true }, false).hidden).toBe(1);
  });

  test("search finds names, sources, units and meanings", () => {
    const find = (query: string) => names(filterRows(rows, { ...ALL, query }, true).rows);
    expect(find("vcpu-1 exits")).toEqual(["vcpu-1 exits"]);
    expect(find("memory faults")).toEqual(["vcpu-0 pf_taken"]);
    expect(find("nothing like that")).toEqual([]);
  });

  test("source and group filters", () => {
    expect(filterRows(rows, { ...ALL, source: 1 }, true).rows).toHaveLength(2);
    expect(names(filterRows(rows, { ...ALL, group: "Page faults and MMU" }, true).rows)).toEqual(["vcpu-0 pf_taken"]);
  });

  test("sorted by exact values, rows without one last in both directions", () => {
    const values = new Map([
      ["0 exits", 2n ** 53n],
      ["0 pf_taken", 2n ** 53n + 1n],
      ["1 exits", null],
    ]);
    const reading = (row: StatRow): Reading | null => {
      const value = values.get(row.id);
      return value === undefined ? null : { descriptor: PLAIN, value, rate: null, absence: "none" };
    };
    const sorted = (descending: boolean) => names(sortRows(rows, { column: "value", descending }, reading));
    expect(sorted(true)).toEqual(["vcpu-0 pf_taken", "vcpu-0 exits", "vcpu-1 exits", "vcpu-1 (no name)"]);
    expect(sorted(false)).toEqual(["vcpu-0 exits", "vcpu-0 pf_taken", "vcpu-1 exits", "vcpu-1 (no name)"]);
    expect(names(sortRows(rows, { column: "name", descending: false }, reading))[0]).toBe("vcpu-1 (no name)");
  });
});

describe("rows of different units", () => {
  const times: Partial<Descriptor> = { unit: "seconds", exponent: -9 };
  const rows = rowsOf(
    info([sourceInfo(0, { stats: [stat("wait", {}, times), stat("exits"), stat("long", {}, times), stat("few")] })]),
    new Set([0]),
  );
  const numbers = new Map([
    ["wait", 5],
    ["exits", 2],
    ["long", 9_000_000],
    ["few", 1],
  ]);
  const reading = (row: StatRow): Reading => ({
    descriptor: row.stat.descriptor,
    value: BigInt(numbers.get(row.name) ?? 0),
    rate: numbers.get(row.name) ?? 0,
    absence: "none",
  });
  const sorted = (descending: boolean, column: "value" | "rate") =>
    sortRows(rows, { column, descending }, reading).map((row) => row.name);

  test.each(["value", "rate"] as const)("are sorted by unit, then by %s", (column) => {
    expect(sorted(true, column)).toEqual(["exits", "few", "long", "wait"]);
    expect(sorted(false, column)).toEqual(["few", "exits", "wait", "long"]);
  });

  test("µs and ns are compared as time; a negative instant comes below 0", () => {
    const micro: Partial<Descriptor> = { ...times, exponent: -6 };
    const gauge: Partial<Descriptor> = { type: "instant" };
    const mixed = rowsOf(
      info([
        sourceInfo(0, {
          stats: [stat("a", {}, times), stat("b", {}, micro), stat("c", {}, gauge), stat("d", {}, gauge)],
        }),
      ]),
      new Set([0]),
    );
    const values = new Map([
      ["a", 900n],
      ["b", 1n],
      ["c", 2n ** 64n - 1n],
      ["d", 0n],
    ]);
    const read = (row: StatRow): Reading => ({ ...reading(row), value: values.get(row.name) ?? null });
    expect(sortRows(mixed, { column: "value", descending: true }, read).map((row) => row.name)).toEqual([
      "d",
      "c",
      "b",
      "a",
    ]);
  });
});

describe("tree", () => {
  const sources = [
    sourceInfo(2, { vcpu: 2 }),
    sourceInfo(0, { vcpu: 0 }),
    sourceInfo(9, { label: "vm", scope: "vm", vcpu: null }),
  ];

  test("the VM, its own source first, vCPUs by number; folded only the VM", () => {
    const labels = (folded: ReadonlySet<number>) => treeItems(info(sources), folded).map((item) => item.name);
    expect(labels(new Set())).toEqual(["web", "vm", "vcpu-0", "vcpu-2"]);
    expect(labels(new Set([0]))).toEqual(["web"]);
  });

  test("findings are counted where they are, notes are not", () => {
    const finding: FileFinding = {
      rule: "r",
      severity: "warning",
      from: 0,
      to: 1,
      expected: "",
      found: "",
      path: "",
      source: 2,
      time: null,
    };
    const all = info(sources, { findings: [finding, { ...finding, severity: "note" }] });
    expect(treeItems(all, new Set()).map((item) => item.findings)).toEqual([0, 0, 0, 1]);
    expect(treeItems(all, new Set([0])).map((item) => item.findings)).toEqual([1]);
  });

  test("a VM is ticked when all of it is charted, mixed when some is", () => {
    const [vm] = treeItems(info(sources), new Set());
    if (vm === undefined) throw new Error("Cannot check the tree: it is empty");
    expect(checkOf(vm, new Set())).toBe("false");
    expect(checkOf(vm, new Set([2]))).toBe("mixed");
    expect(checkOf(vm, new Set([0, 2, 9]))).toBe("true");
  });
});

describe("charts", () => {
  test("the kind follows the descriptor", () => {
    expect(kindOf({ ...PLAIN, type: "log-histogram" })).toBe("heatmap");
    expect(kindOf({ ...PLAIN, type: "instant", unit: "boolean" })).toBe("strip");
    expect(kindOf({ ...PLAIN, type: "cumulative", unit: "boolean" })).toBe("line");
    expect(kindOf({ ...PLAIN, type: "unknown-9" })).toBe("line");
  });

  test("all charted sources that have the statistic, by number of the vCPU", () => {
    const many = Array.from({ length: 40 }, (_, id) => sourceInfo(id, { stats: [stat("exits")] }));
    const plan = planChart({ scope: "vcpu", key: "exits" }, info(many), new Set(many.map((each) => each.id)));
    expect(plan?.sources.map(({ id }) => id)).toEqual(many.map(({ id }) => id));
    expect(planChart({ scope: "vm", key: "exits" }, info(many), new Set([1]))).toBeNull();
  });

  test("several VMs: names carry the VM, colours do not repeat a vCPU number", () => {
    const sources = [sourceInfo(10, { vcpu: 0, label: "vcpu-0" }), sourceInfo(11, { vm: 1, vcpu: 0, label: "vcpu-0" })];
    const two = info(sources, {
      vms: [
        { id: 0, recording: 1, name: "web" },
        { id: 1, recording: 1, name: "db" },
      ],
    });
    expect(sources.map((each) => sourceName(each, two))).toEqual(["web/vcpu-0", "db/vcpu-0"]);
    expect(sources.map((each) => colourOf(each, two))).toEqual([0, 1]);
    expect(colourOf(sourceInfo(10, { vcpu: 5 }), info([]))).toBe(5);
  });

  test("a VM and its vCPU 0 have different colours, VMs differ among themselves", () => {
    const vms = Array.from({ length: 10 }, (_, id) => sourceInfo(id, { scope: "vm", vcpu: null, label: "vm" }));
    const all = info([...vms, sourceInfo(20, { vcpu: 0 })]);
    const colours = all.sources.map((each) => colourOf(each, all));
    expect(colours.slice(0, 10)).toEqual([7, 6, 5, 4, 3, 2, 1, 0, 15, 14]);
    expect(colours[10]).toBe(0);
  });

  test("histograms of several sources add up exactly", () => {
    const answer: HistogramAnswer = {
      kind: "histogram",
      from: 0,
      to: 1,
      buckets: 2,
      counts: Float64Array.of(1, 2),
      marks: Uint8Array.of(1),
      total: BigUint64Array.of(2n ** 53n, 1n),
    };
    const sum = addHistograms([answer, { ...answer, marks: Uint8Array.of(4) }]);
    expect([...(sum?.counts ?? [])]).toEqual([2, 4]);
    expect([...(sum?.marks ?? [])]).toEqual([5]);
    expect([...(sum?.total ?? [])]).toEqual([2n ** 54n, 2n]);
    expect(addHistograms([])).toBeNull();
  });

  test("histograms of another length add up bucket by bucket", () => {
    const answer = (buckets: number, counts: readonly number[]): HistogramAnswer => ({
      kind: "histogram",
      from: 0,
      to: 2,
      buckets,
      counts: Float64Array.from(counts),
      marks: new Uint8Array(2),
      total: BigUint64Array.from({ length: buckets }, (_, i) => BigInt((counts[i] ?? 0) + (counts[i + buckets] ?? 0))),
    });
    for (const both of [
      [answer(2, [1, 2, 3, 4]), answer(3, [10, 20, 30, 40, 50, 60])],
      [answer(3, [10, 20, 30, 40, 50, 60]), answer(2, [1, 2, 3, 4])],
    ]) {
      const sum = addHistograms(both);
      expect(sum?.buckets).toBe(3);
      expect([...(sum?.counts ?? [])]).toEqual([11, 22, 30, 43, 54, 60]);
      expect([...(sum?.total ?? [])]).toEqual([54n, 76n, 90n]);
    }
  });
});
