import { expect, test } from "vitest";
import { MARK_ABSENT, MARK_GAP, MARK_RESET, MARK_WRAP } from "../../../assembly/layout.ts";
import { valueAt } from "../../../web/format/stats-file.ts";
import { buildDump, type DumpSpec, LOG_HISTOGRAM, SECONDS } from "../../support/dump-builder.ts";
import { fixture, realDumps, twin } from "../../support/fixtures.ts";
import { type Given, type Opened, openGiven } from "../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

/** A series of one counter and one instant, one second apart. */
function series(values: readonly bigint[], change: (spec: DumpSpec, i: number) => DumpSpec = (spec) => spec): Given[] {
  return values.map((value, i) => {
    const stats = [
      { name: "exits", values: [value] },
      { name: "pages", type: 1, values: [BigInt(i)] },
    ];
    return { path: `${START + BigInt(i) * SECOND}.bin`, bytes: buildDump(change({ stats }, i)) };
  });
}

function counters(opened: Opened, stat = "exits") {
  const [source] = opened.info.sources;
  if (!source) throw new Error("nothing opened");
  const view = { from: source.from, to: source.to + 1, pixels: source.samples };
  const answer = opened.ask({ kind: "window", source: source.id, stat, element: 0, view });
  if (!answer.points) throw new Error("no points");
  return { source, ...answer.points };
}

test.each(realDumps().withTwin)("%s reads digit for digit as its twin", async (path) => {
  const opened = await openGiven([{ path: "a.bin", bytes: fixture(path) }]);
  const [source] = opened.info.sources;
  const expected = twin(path);
  const table = source?.generations[0]?.table;
  if (!source || !table) throw new Error("nothing opened");
  expect(table.id).toBe(expected.id);
  const [read] = opened.ask({ kind: "sample", sources: [source.id], time: source.to }).reads;
  const values = table.descriptors.map((descriptor) => ({
    name: descriptor.name,
    values: Array.from({ length: descriptor.size }, (_, i) =>
      String(valueAt(read?.data ?? new Uint8Array(), descriptor, i, table.order)),
    ),
  }));
  expect(values).toEqual(expected.stats.map(({ name, values }) => ({ name, values })));
});

test("opening a source is the interface's four steps, each a read; a look at a sample is one more", async () => {
  const bytes = fixture("x86_64-linux-6.18/vcpu-0.bin");
  const { engine, ask, source } = await openGiven([{ path: "a.bin", bytes }]);
  // header, id, descriptors, data; and the three blocks once more to where the file can be read again as a whole
  expect(engine.reads).toBe(4 + 3);
  const before = engine.reads;
  ask({ kind: "sample", sources: [source("vcpu-0").id], time: 0 });
  expect(engine.reads - before).toBe(1);
});

test("nothing shown depends on the door: staging and the format's bytes are overwritten after opening", async () => {
  const paths = Array.from(
    { length: 20 },
    (_, i) => `x86_64-linux-6.18/series/${String(i).padStart(4, "0")}-vcpu0.bin`,
  );
  const files = paths.map((path, i) => ({ path: `${START + BigInt(i) * SECOND}-vcpu0.bin`, bytes: fixture(path) }));
  const opened = await openGiven(files);
  const [source] = opened.info.sources;
  if (!source) throw new Error("nothing opened");
  const look = () => {
    const view = { from: 0, to: source.to + 1, pixels: 8 };
    return structuredClone([
      ...source.stats.map(({ key }) => opened.ask({ kind: "window", source: source.id, stat: key, element: 0, view })),
      opened.ask({ kind: "histogram", source: source.id, stat: "halt_wait_hist", view }),
      opened.ask({ kind: "sample", sources: [source.id], time: 7 }),
      opened.ask({ kind: "file", source: source.id, sample: 19 }),
      opened.refresh(),
    ]);
  };
  const before = look();
  for (const { bytes } of files) bytes.fill(0xa5);
  opened.staging.scribble(0xa5);
  expect(look()).toEqual(before);
});

test("a truncated sample is a gap for what it lacks, no reset and no zero", async () => {
  const files = series(Array.from({ length: 1000 }, (_, i) => BigInt(i) * 100n));
  const cut = files[500];
  if (!cut) throw new Error("no sample 500");
  files[500] = { ...cut, bytes: cut.bytes.slice(0, 100) };
  const opened = await openGiven(files);
  const { source, value, marks } = counters(opened);
  expect(source.samples).toBe(1000);
  expect(source.short).toBe(1);
  expect(source.generations.filter(({ samples }) => samples > 0)).toHaveLength(1);
  expect([...value.keys()].filter((i) => Number.isNaN(value[i]))).toEqual([0, 500, 501]);
  expect([...value].filter((rate) => !Number.isNaN(rate)).every((rate) => rate === 100)).toBe(true);
  expect((marks[500] ?? 0) & MARK_ABSENT).toBeTruthy();
  expect((marks[501] ?? 0) & MARK_GAP).toBeTruthy();
  expect(marks.every((mark) => (mark & MARK_RESET) === 0)).toBe(true);
  const [range] = opened.ask({ kind: "range", source: source.id, stats: ["exits"], from: 0, to: 1001 }).stats;
  expect(range?.total).toBe(99_900n);
  const [read] = opened.ask({ kind: "sample", sources: [source.id], time: 500 }).reads;
  expect(read?.data).toHaveLength(0);
  expect(opened.info.findings.map(({ severity }) => severity)).toContain("error");
});

test("an empty file and the first sample cut short belong to their series", async () => {
  const files = series([0n, 10n, 20n, 30n]).map((file, i) => ({
    ...file,
    bytes: i === 0 ? file.bytes.slice(0, 90) : i === 2 ? new Uint8Array(0) : file.bytes,
  }));
  const opened = await openGiven(files);
  expect(opened.problems).toEqual([]);
  expect(opened.info.sources).toHaveLength(1);
  const { source, value } = counters(opened);
  expect(source.samples).toBe(4);
  expect([...value]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});

test("a fall is a reset with its new value as growth, a pass of 2^64 a wrap", async () => {
  const opened = await openGiven(series([100n, 40n, 2n ** 64n - 10n, 5n].map(BigInt)));
  const { source, value, marks } = counters(opened);
  expect(value[1]).toBeNaN();
  expect((marks[1] ?? 0) & MARK_RESET).toBeTruthy();
  expect(value[3]).toBe(15);
  expect((marks[3] ?? 0) & MARK_WRAP).toBeTruthy();
  const [range] = opened.ask({ kind: "range", source: source.id, stats: ["exits"], from: 0, to: 9 }).stats;
  expect(range).toMatchObject({ resets: 1, total: 40n + (2n ** 64n - 10n - 40n) + 15n });
});

test("a missing round is a gap: an interval of more than three median ones has no rate", async () => {
  const opened = await openGiven(series([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]).filter((_, i) => i < 3 || i > 6));
  const { value, marks } = counters(opened);
  expect([...value]).toEqual([Number.NaN, 1, 1, Number.NaN, 1]);
  expect((marks[3] ?? 0) & MARK_GAP).toBeTruthy();
});

test("a new descriptor table is a new generation: no rate across, statistics matched by name", async () => {
  const extra = { name: "mmu_shadow_pages", values: [7n] };
  const opened = await openGiven(
    series([10n, 20n, 30n, 40n], (spec, i) => (i < 2 ? spec : { ...spec, stats: [extra, ...(spec.stats ?? [])] })),
  );
  const { source, value } = counters(opened);
  expect(source.generations.map(({ samples }) => samples)).toEqual([2, 2]);
  expect([...value]).toEqual([Number.NaN, 10, Number.NaN, 10]);
  expect([...counters(opened, "mmu_shadow_pages").value].slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
});

test("a big-endian series reads like its little-endian twin", async () => {
  const values = [5n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];
  const little = counters(await openGiven(series(values)));
  const big = counters(await openGiven(series(values, (spec) => ({ ...spec, order: "big" }))));
  expect(big.source.generations[0]?.table.order).toBe("big");
  expect([...big.value]).toEqual([...little.value]);
});

test.each<[string, Partial<DumpSpec>]>([
  ["permuted", { blocks: ["data", "descriptors", "id"] }],
  ["apart", { gap: 24, blocks: ["descriptors", "data", "id"] }],
  ["long names", { nameSize: 72 }],
  ["trailing", { trailing: 40, undescribed: 48 }],
  ["big-endian", { order: "big", gap: 8 }],
])("a legal dump that no kernel writes (%s) is read back byte for byte", async (_, part) => {
  const files = series([1n, 2n, 3n], (spec) => ({ ...spec, ...part }));
  const opened = await openGiven(files);
  const [source] = opened.info.sources;
  for (const [sample, { bytes }] of files.entries()) {
    const whole = opened.ask({ kind: "file", source: source?.id ?? 0, sample });
    expect(whole.bytes).toEqual(bytes);
  }
  expect([...counters(opened).value]).toEqual([Number.NaN, 1, 1]);
});

test("every prefix of a real dump opens and is read back whole", async () => {
  const bytes = fixture("x86_64-linux-6.18/vm.bin");
  for (let length = 1; length <= bytes.length; length += length < 100 ? 1 : 13) {
    const opened = await openGiven([{ path: "a.bin", bytes: bytes.slice(0, length) }]);
    const [source] = opened.info.sources;
    if (!source) {
      expect(opened.problems, `${length} bytes`).toHaveLength(1);
      continue;
    }
    const whole = opened.ask({ kind: "file", source: source.id, sample: 0 });
    expect(whole.bytes).toEqual(bytes.slice(0, length));
    if (length < bytes.length) expect(opened.info.findings.some(({ severity }) => severity === "error")).toBe(true);
  }
});

test("the recorded VM opens as one VM with its five sources", async () => {
  const opened = await openGiven([{ path: "svm.tar.gz", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") }]);
  const { info } = opened;
  expect(info.dumps).toBe(14_200);
  expect(info.vms).toHaveLength(1);
  const counts = Object.fromEntries(info.sources.map(({ label, samples }) => [label, samples]));
  expect(counts).toEqual({ vm: 2846, "vcpu-0": 2841, "vcpu-1": 2839, "vcpu-2": 2837, "vcpu-3": 2837 });
  expect(info.findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  const vcpu = opened.source("vcpu-0");
  expect(vcpu.period).toBeGreaterThan(0.1);
  expect(vcpu.period).toBeLessThan(0.13);
  // facts: 92 to 98 of the 138 u64 of a vCPU never move
  expect(vcpu.stats.filter(({ changed }) => changed).length).toBeGreaterThan(10);
  expect(vcpu.stats.filter(({ changed }) => !changed).length).toBeGreaterThan(10);
});

test("histograms: counts per column add up to the exact totals, a fall of one bucket resets all", async () => {
  const files = [
    [1n, 5n, 0n],
    [3n, 9n, 1n],
    [2n, 10n, 1n],
    [2n, 12n, 1n],
  ].map((values, i) => ({
    path: `${START + BigInt(i) * SECOND}.bin`,
    bytes: buildDump({ stats: [{ name: "wait", type: LOG_HISTOGRAM, unit: SECONDS, exponent: -9, values }] }),
  }));
  const opened = await openGiven(files);
  const [source] = opened.info.sources;
  const view = { from: 0, to: 4, pixels: 4 };
  const answer = opened.ask({ kind: "histogram", source: source?.id ?? 0, stat: "wait", view });
  expect([...answer.counts]).toEqual([0, 0, 0, 2, 4, 1, 2, 10, 1, 0, 2, 0]);
  expect([...answer.total]).toEqual([4n, 16n, 2n]);
  expect((answer.marks[2] ?? 0) & MARK_RESET).toBeTruthy();
});

test("dumps without a time ask for the interval, and have no rates until it is known", async () => {
  const files = series([0n, 10n, 20n]).map(({ bytes }, i) => ({ path: `${i}-vm.bin`, bytes }));
  const opened = await openGiven(files);
  expect(opened.info.sources[0]?.timing).toBe("ask");
  expect(opened.info.clock).toBe("none");
  expect([...counters(opened).value].every(Number.isNaN)).toBe(true);
  opened.recording.setInterval({ ns: 250_000_000n, overModified: false });
  const info = opened.refresh();
  expect(info.sources[0]).toMatchObject({ timing: "interval", from: 0, to: 0.5 });
  const [source] = info.sources;
  const answer = opened.ask({
    kind: "window",
    source: source?.id ?? 0,
    stat: "exits",
    element: 0,
    view: { from: 0, to: 1, pixels: 100 },
  });
  expect([...(answer.points?.value ?? [])]).toEqual([Number.NaN, 40, 40]);
});

test("rising modification times are a clock; equal ones are not", async () => {
  const dumps = series([0n, 10n, 20n]).map(({ bytes }, i) => ({ path: `${i}-vm.bin`, bytes }));
  const rising = await openGiven(dumps.map((dump, i) => ({ ...dump, modified: START + BigInt(i) * SECOND })));
  expect(rising.info).toMatchObject({ clock: "time", start: START });
  expect(rising.info.sources[0]?.timing).toBe("modified");
  const equal = await openGiven(dumps.map((dump) => ({ ...dump, modified: START })));
  expect(equal.info.sources[0]?.timing).toBe("ask");
});

test("samples come in time order whatever the order of the files; identical ones count once", async () => {
  const files = series([0n, 10n, 20n, 30n, 40n]);
  const [a, b, c, d, e] = files;
  if (!a || !b || !c || !d || !e) throw new Error("five files");
  const twice = { path: `copy/../${b.path}`, bytes: b.bytes };
  const opened = await openGiven([e, a, d, b, c, { ...twice, path: b.path }]);
  const { source, value } = counters(opened);
  expect(source.samples).toBe(5);
  expect([...value]).toEqual([Number.NaN, 10, 10, 10, 10]);
});

test("a view between two samples still has both, so that its line can be drawn", async () => {
  const opened = await openGiven(series([0n, 10n, 30n, 60n]));
  const view = { from: 1.2, to: 1.8, pixels: 100 };
  const { points, count } = opened.ask({
    kind: "window",
    source: opened.source("vcpu-0").id,
    stat: "exits",
    element: 0,
    view,
  });
  expect([...count].some(Boolean)).toBe(false);
  expect([...(points?.time ?? [])]).toEqual([1, 2]);
  expect([...(points?.value ?? [])]).toEqual([10, 20]);
});

test("sources come as the VM and its vCPUs by number, whatever the order of the files", async () => {
  const names = ["vcpu-10", "vcpu-2", "vm", "vcpu-0"];
  const files = names.map((name) => ({
    path: `${name}.bin`,
    bytes: buildDump({ id: name === "vm" ? "kvm-1" : `kvm-2/${name}`, stats: [{ name: "exits", values: [1n] }] }),
  }));
  const { info } = await openGiven(files);
  expect(info.sources.map(({ label }) => label)).toEqual(["vm", "vcpu-0", "vcpu-2", "vcpu-10"]);
});

test("a data block laid over the descriptors does not hide that the table is another one", async () => {
  const files = ["exits", "pages"].map((name, i) => {
    const stats = [{ name, values: [7n] }];
    return { path: `${START + BigInt(i) * SECOND}.bin`, bytes: buildDump({ stats, header: { dataOffset: 80 } }) };
  });
  const { info } = await openGiven(files);
  const names = info.sources.flatMap(({ generations }) => generations.map(({ table }) => table.descriptors[0]?.name));
  expect(names).toEqual(["exits", "pages"]);
});

test("steps go from sample to sample and stop at the ends", async () => {
  const opened = await openGiven(series([0n, 1n, 2n]));
  const sources = opened.info.sources.map(({ id }) => id);
  const step = (time: number, direction: -1 | 1) => opened.ask({ kind: "step", sources, time, direction }).time;
  expect([step(0, 1), step(0.5, 1), step(1, -1), step(1.5, -1), step(0, -1), step(2, 1)]).toEqual([
    1,
    1,
    0,
    1,
    null,
    null,
  ]);
});

test("a statistic that the first dump was cut before still moves", async () => {
  const files = series([1n, 2n, 3n, 4n]).map((file, i) =>
    i === 0 ? { ...file, bytes: file.bytes.slice(0, file.bytes.length - 8) } : file,
  );
  const { source } = counters(await openGiven(files));
  expect(source.stats.map(({ key, changed }) => [key, changed])).toEqual([
    ["exits", true],
    ["pages", true],
  ]);
});
