import { expect, test } from "vitest";
import { MARK_FIRST, MARK_GAP } from "../../../assembly/layout.ts";
import { createMemoryOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter } from "../../../cli/recording/writer.ts";
import { intervalsOf, listed, missingOf } from "../../../web/series/quality.ts";
import { BOOLEAN, buildDump, INSTANT, LOG_HISTOGRAM, type StatSpec } from "../../support/dump-builder.ts";
import { fixture } from "../../support/fixtures.ts";
import { type Given, openGiven } from "../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

/** Dumps of one vCPU; `at` in seconds. */
function series(rows: readonly (readonly StatSpec[])[], at = (i: number) => i, owner = "vcpu-0"): Given[] {
  return rows.map((stats, i) => ({
    path: `vm/${owner}-${START + (BigInt(Math.round(at(i) * 1000)) * SECOND) / 1000n}.bin`,
    bytes: buildDump({ id: owner === "vm" ? "kvm-1" : `kvm-1/${owner}`, stats }),
  }));
}

async function quality(files: readonly Given[], label = "vcpu-0") {
  const { info, ask, source } = await openGiven(files);
  return ask({ kind: "quality", source: source(label).id, among: info.sources.map(({ id }) => id) });
}

const NOTHING = { count: 0, first: [] };

test("a recording without faults has none", async () => {
  const rounds = Array.from({ length: 20 }, (_, i) => String(i).padStart(4, "0"));
  const files = ["vm", "vcpu0", "vcpu1"].flatMap((owner) =>
    rounds.map((round, i) => ({
      path: `${owner}-${START + (BigInt(i) * SECOND) / 4n}.bin`,
      bytes: fixture(`x86_64-linux-6.18/series/${round}-${owner}.bin`),
    })),
  );
  for (const label of ["vm", "vcpu-0", "vcpu-1"]) {
    expect(await quality(files, label)).toMatchObject({
      samples: 20,
      gaps: NOTHING,
      late: NOTHING,
      resets: NOTHING,
      short: NOTHING,
      impossible: NOTHING,
      missing: NOTHING,
    });
  }
});

test("the bundled sample: as many gaps as its intervals say, and nothing impossible", async () => {
  const { info, ask, source } = await openGiven([
    { path: "sample.tar.gz", bytes: fixture("x86_64-linux-6.1-svm.tar.gz") },
  ]);
  const among = info.sources.map(({ id }) => id);
  for (const { id, label, samples, from, to } of info.sources) {
    const answer = ask({ kind: "quality", source: id, among });
    const view = { from, to: to + 1, pixels: samples };
    const stat = source(label).stats[0]?.key ?? "";
    const { points } = ask({ kind: "window", source: id, stat, element: 0, view });
    expect(answer.gaps.count).toBe([...(points?.marks ?? [])].filter((mark) => (mark & MARK_GAP) !== 0).length);
    expect(answer.gaps.count).toBeGreaterThan(0);
    expect(answer).toMatchObject({ samples, resets: NOTHING, short: NOTHING, impossible: NOTHING });
  }
});

test("late is over one and a half median intervals, a gap over three; nothing is both", () => {
  const at = [0, 10, 20, 36, 46, 77, 87, 102, 112].map((ms) => BigInt(ms) * 1_000_000n);
  const times = BigInt64Array.from(at);
  const marks = Uint8Array.from(at, (_, i) => (i === 5 ? MARK_GAP : 0));
  const missing = new Uint8Array(at.length);
  const found = intervalsOf({ times, missing }, marks, (i) => Number(times[i]) / 1e6);
  expect(found).toEqual({ rounds: [], gaps: [{ from: 46, to: 77 }], late: [{ from: 20, to: 36 }] });
  // the recorder knows better than the clock, for gaps and for what looks late
  missing[5] = 2;
  missing[3] = 255;
  expect(intervalsOf({ times, missing }, marks, (i) => Number(times[i]) / 1e6)).toEqual({
    rounds: [
      { from: 20, to: 36, rounds: 255, more: true },
      { from: 46, to: 77, rounds: 2, more: false },
    ],
    gaps: [],
    late: [],
  });
});

test("between two lives of a source there is no rate: a long time is a gap, a short one nothing", () => {
  const at = [0, 10, 20, 36, 46, 1046, 1056, 1072].map((ms) => BigInt(ms) * 1_000_000n);
  const times = BigInt64Array.from(at);
  const marks = Uint8Array.from(at, (_, i) => (i === 0 || i === 3 || i === 5 ? MARK_FIRST : 0));
  const missing = new Uint8Array(at.length);
  const found = intervalsOf({ times, missing }, marks, (i) => Number(times[i]) / 1e6);
  expect(found).toEqual({ rounds: [], gaps: [{ from: 46, to: 1046 }], late: [{ from: 1056, to: 1072 }] });
});

/** A recording with a round at each of these numbers, taken that many tenths of a second after the start. */
async function recordingOf(rounds: readonly number[], late = (_: number) => 0n): Promise<Given> {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output);
  for (const sequence of rounds) {
    const time = START + BigInt(sequence) * (SECOND / 10n);
    const facts = { vm: "web", source: "vcpu-0", generation: 0, pid: null, how: null, disturbs: null };
    const bytes = buildDump({ id: "kvm-1/vcpu-0", stats: [{ name: "exits", values: [BigInt(sequence)] }] });
    const stamp = { sequence, logTime: time + late(sequence), publishTime: time };
    await writer.add({ ...facts, reconstructed: false }, bytes, stamp);
  }
  await writer.end();
  return { path: "web.mcap", bytes: output.bytes() };
}

test("rounds that a recorder counted and took no sample in are missing, exactly; a late sample is of no missing round", async () => {
  // 3, 6 and 7 are missing, then 10 to 263 (254), then 265 to 519 (255: that many or more); 9 came 80 ms late
  const rounds = [0, 1, 2, 4, 5, 8, 9, 264, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529];
  const late = (sequence: number) => (sequence === 9 ? 80_000_000n : 0n);
  const expected = {
    count: 4,
    first: [
      { from: 0.2, to: 0.4, rounds: 1, more: false },
      { from: 0.5, to: 0.8, rounds: 2, more: false },
      { from: 0.98, to: 26.4, rounds: 254, more: false },
      { from: 26.4, to: 52, rounds: 255, more: true },
    ],
  };
  const found = await quality([await recordingOf(rounds, late)]);
  expect(found).toMatchObject({
    rounds: expected,
    gaps: NOTHING,
    late: { count: 1, first: [{ from: 0.8, to: 0.98 }] },
  });
  // out of order: the same
  expect((await quality([await recordingOf(rounds.toReversed(), late)])).rounds).toEqual(expected);
});

test("a reset is one moment however many statistics fell, histograms and peaks too", async () => {
  const row = (count: bigint): StatSpec[] => [
    { name: "exits", values: [count] },
    { name: "wait", type: LOG_HISTOGRAM, values: [count, 5n] },
    { name: "longest", type: 2, values: [count] },
    { name: "pages", type: INSTANT, values: [count] },
  ];
  const { resets } = await quality(series([1n, 5n, 2n, 3n, 4n].map(row)));
  expect(resets).toEqual({ count: 1, first: [{ time: 2, stats: ["exits", "wait", "longest"], count: 3 }] });
});

test("a sample that was cut says what it lacks", async () => {
  const files = series([1n, 2n, 3n].map((count) => ["a", "b", "c"].map((name) => ({ name, values: [count] }))));
  const [, second] = files;
  if (!second) throw new Error("no second file");
  files[1] = { ...second, bytes: second.bytes.slice(0, second.bytes.length - 16) };
  expect((await quality(files)).short).toEqual({ count: 1, first: [{ time: 1, stat: "b", count: 2 }] });
});

test("booleans over 1 and instants below 0 are runs, with the one that is off most", async () => {
  const row = (flag: bigint, pages: bigint): StatSpec[] => [
    { name: "blocking", type: INSTANT, unit: BOOLEAN, values: [flag] },
    { name: "pages", type: INSTANT, values: [pages] },
  ];
  const rows = [row(1n, 5n), row(2n, 5n), row(7n, 5n), row(0n, 2n ** 64n - 1n), row(2n, 5n)];
  const { impossible } = await quality(series(rows));
  const boolean = { rule: "boolean", stat: "blocking", against: "", relation: "at most" };
  expect(impossible).toEqual({
    count: 3,
    first: [
      { ...boolean, from: 1, to: 2, samples: 2, worst: { time: 2, found: 7n, expected: 1n } },
      {
        rule: "negative",
        stat: "pages",
        against: "",
        relation: "at most",
        from: 3,
        to: 3,
        samples: 1,
        worst: { time: 3, found: 2n ** 64n - 1n, expected: 2n ** 63n - 1n },
      },
      { ...boolean, from: 4, to: 4, samples: 1, worst: { time: 4, found: 2n, expected: 1n } },
    ],
  });
});

test("identities may be off by a few counts, not by more", async () => {
  const row = (tried: bigint, done: bigint, wins: bigint, losses: bigint): StatSpec[] => [
    { name: "halt_attempted_poll", values: [tried] },
    { name: "halt_successful_poll", values: [done] },
    { name: "halt_poll_success_hist", type: LOG_HISTOGRAM, values: [wins, 1n] },
    { name: "halt_poll_fail_hist", type: LOG_HISTOGRAM, values: [1n, losses] },
  ];
  const rows = [
    row(100n, 40n, 39n, 59n),
    row(100n, 40n, 47n, 51n),
    row(200n, 40n, 139n, 159n),
    row(200n, 40n, 239n, 159n),
    row(300n, 400n, 399n, 500n),
  ];
  const { impossible } = await quality(series(rows));
  const identity = { rule: "identity", samples: 1 };
  expect(impossible.first.map((each) => ({ ...each, worst: each.worst.found - each.worst.expected }))).toEqual([
    {
      ...identity,
      stat: "halt_poll_success_hist",
      against: "halt_successful_poll",
      relation: "equal",
      from: 2,
      to: 3,
      samples: 2,
      worst: 200n,
    },
    {
      ...identity,
      stat: "halt_successful_poll",
      against: "halt_attempted_poll",
      relation: "at most",
      from: 4,
      to: 4,
      worst: 100n,
    },
  ]);
});

test("a source without samples while others of its VM have some is missing, a round that is late is not", () => {
  const seconds = (...at: readonly number[]) => BigInt64Array.from(at, (each) => BigInt(each) * SECOND);
  const vm = seconds(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const missing = (...times: readonly number[]) =>
    missingOf(seconds(...times), [vm, seconds(0, 15)]).map(({ from, to, samples }) => [
      Number(from / SECOND),
      Number(to / SECOND),
      samples,
    ]);
  expect(missing(...Array.from(vm, (_, i) => i))).toEqual([]);
  expect(missing(0, 1, 2, 3, 9, 10, 11, 12, 13, 14, 15)).toEqual([[3, 9, 5]]);
  expect(missing(5, 6, 7, 8, 9, 10)).toEqual([
    [0, 5, 5],
    [10, 15, 5],
  ]);
  expect(missing(0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)).toEqual([]);
  expect(missingOf(seconds(0, 1, 2, 9, 10, 11), [seconds(0, 1, 2, 9, 10, 11)])).toEqual([]);
});

test("all are counted, the first are listed", () => {
  const all = Array.from({ length: 1000 }, (_, i) => i);
  const { count, first } = listed(all);
  expect(count).toBe(1000);
  expect(first).toEqual(all.slice(0, first.length));
  expect(first.length).toBeLessThan(1000);
});
