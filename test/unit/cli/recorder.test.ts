import { expect, test, vi } from "vitest";
import { type Clock, systemClock } from "../../../cli/record/clock.ts";
import type { SourceOptions } from "../../../cli/record/options.ts";
import { type Candidate, type Openers, openFleet } from "../../../cli/record/readers.ts";
import { type Fleet, runRecorder } from "../../../cli/record/recorder.ts";
import { createSchedule } from "../../../cli/record/schedule.ts";
import { openSession } from "../../../cli/record/session.ts";
import { newTally, summaryOf } from "../../../cli/record/summary.ts";
import { type RoundSink, VmGone, type VmReader } from "../../../cli/recording/model.ts";
import { fakeClock, fakeVm, keepingSink, reading } from "../../support/fake-vm.ts";

const MS = 1_000_000n;

interface Told {
  readonly fleet?: Partial<Fleet>;
  readonly vms?: readonly VmReader[];
  readonly sink: RoundSink;
  readonly clock?: Clock;
  readonly interval?: bigint;
  readonly rounds: number;
}

/** Runs a recorder for so many rounds; gives its tally and what it said. */
async function run({ vms = [], fleet, sink, clock = fakeClock(), interval = 100n * MS, rounds }: Told) {
  const said: string[] = [];
  const signal = new AbortController().signal;
  const tally = newTally(clock.now());
  const arriving = [...vms];
  await runRecorder({
    fleet: { waits: false, arrivals: () => arriving.splice(0), ...fleet },
    sink,
    schedule: createSchedule({ clock, interval, duration: interval * BigInt(rounds - 1), signal }),
    clock,
    host: new Map([["kernel", "6"]]),
    signal,
    tally,
    say: (sentence) => said.push(sentence),
  });
  return { tally, said };
}

test("every VM is in every round, with its number, its time and the readers' times", async () => {
  const sink = keepingSink();
  const clock = fakeClock();
  const [a, b] = [fakeVm({ vm: "a" }), fakeVm({ vm: "b" })];
  const start = clock.now();
  const { tally } = await run({ vms: [a, b], sink, clock, rounds: 5 });
  expect(sink.rounds.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
  for (const [n, { scheduled, vms }] of sink.rounds.entries()) {
    expect(scheduled).toBe(start + BigInt(n) * 100n * MS);
    expect(vms.map(({ facts }) => facts.vm)).toEqual(["a", "b"]);
    expect(vms.map(({ readings }) => readings)).toEqual([[reading(n, scheduled)], [reading(n, scheduled)]]);
  }
  expect(tally).toMatchObject({ rounds: 5, late: 0 });
  expect(tally.vms.get("b")).toMatchObject({ rounds: 5, samples: 5, missed: 0 });
  expect([a.closed, b.closed, sink.ends]).toEqual([true, true, 1]);
});

test("the clock's pair stands at the start, every 60 s and at the end", async () => {
  const sink = keepingSink();
  await run({ vms: [fakeVm({ vm: "a" })], sink, interval: 10_000n * MS, rounds: 14 });
  expect(sink.told.map(([name]) => name)).toEqual(["kvmstats.host", ...Array(4).fill("kvmstats.clock")]);
  const seconds = sink.told.slice(1).map(([, entries]) => Number(entries.get("monotonic")) / 1e9);
  expect(seconds).toEqual([0, 60, 120, 130]);
  expect(sink.told[1]?.[1].get("realtime")).toMatch(/^\d{19}$/);
});

test("a VM that never answers stops no other; it counts as missing, and is closed in the end", async () => {
  const sink = keepingSink();
  const stuck = fakeVm({ vm: "stuck", read: () => new Promise(() => undefined) });
  const { tally } = await run({ vms: [stuck, fakeVm({ vm: "b" })], sink, interval: 4n * MS, rounds: 10 });
  expect(sink.rounds.map(({ vms }) => vms.map(({ facts }) => facts.vm))).toEqual(Array(10).fill(["b"]));
  expect(tally.vms.get("stuck")).toMatchObject({ rounds: 0, samples: 0, missed: 10 });
  expect([stuck.reads, stuck.closed]).toEqual([1, true]);
});

test("a VM slower than the interval is recorded at its own pace, nothing it gave is dropped", async () => {
  const sink = keepingSink();
  const clock = systemClock();
  const slow = fakeVm({
    vm: "slow",
    read: async (n, now) => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      return [reading(n, now())];
    },
  });
  const { tally } = await run({ vms: [slow, fakeVm({ vm: "b" })], sink, clock, interval: 80n * MS, rounds: 10 });
  const of = (name: string) => sink.rounds.filter(({ vms }) => vms.some(({ facts }) => facts.vm === name));
  const readings = sink.rounds.flatMap(({ vms }) => vms.filter(({ facts }) => facts.vm === "slow"));
  expect(of("b").length).toBe(tally.rounds);
  // all but the last, and those during which a busy machine let this process stand still
  expect(readings.length).toBeGreaterThan(slow.reads / 2 - 1);
  expect(readings.length).toBeGreaterThan(1);
  expect(tally.vms.get("slow")?.missed).toBe(tally.rounds - readings.length);
});

test.each([
  ["this process stood still while the answer waited", 100n, 7000n],
  ["it stood still for most of a round", 100n, 70n],
  ["the answer took longer than any round waits", 60_000n, 2001n],
])("no time is made up: %s; a gap, counted, and no false rate", async (_, interval, took) => {
  const sink = keepingSink();
  const clock = fakeClock();
  const vm = fakeVm({
    vm: "a",
    read: async (n, now) => {
      if (n === 2) clock.advance(took * MS);
      return [reading(n, now())];
    },
  });
  const { tally } = await run({ vms: [vm], sink, clock, interval: interval * MS, rounds: 100 });
  const times = sink.rounds.flatMap(({ vms }) => vms.flatMap(({ readings }) => readings.map(({ time }) => time)));
  expect(times.length).toBe(tally.rounds - 1);
  expect(tally.vms.get("a")).toMatchObject({ missed: 1, samples: times.length });
  // no two samples closer than the rounds they were read in
  for (const [i, time] of times.entries()) {
    if (i > 0) expect(time - (times[i - 1] ?? 0n)).toBeGreaterThanOrEqual(interval * MS);
  }
});

test("a VM that ends is said once and closed; the others go on, and the recording ends with the last one", async () => {
  const sink = keepingSink();
  const ending = (vm: string, at: number) =>
    fakeVm({
      vm,
      read: async (n, now) => {
        if (n >= at) throw new VmGone("The VM ended: process 7 is gone");
        return [reading(n, now())];
      },
    });
  const [a, b] = [ending("a", 2), ending("b", 5)];
  const { tally, said } = await run({ vms: [a, b], sink, rounds: 1000 });
  expect(said).toEqual(["a: The VM ended: process 7 is gone", "b: The VM ended: process 7 is gone"]);
  expect(sink.rounds.length).toBe(6);
  expect([tally.vms.get("a")?.samples, tally.vms.get("b")?.samples, sink.ends]).toEqual([2, 5, 1]);
  expect([a.closed, b.closed]).toEqual([true, true]);
});

test("a read that fails is a gap, counted, and said once", async () => {
  const sink = keepingSink();
  const failing = fakeVm({
    vm: "a",
    read: async (n, now) => {
      if (n % 2 === 1) throw new Error("Cannot read a statistics file: EIO");
      return [reading(n, now())];
    },
  });
  const { tally, said } = await run({ vms: [failing], sink, rounds: 6 });
  expect(said).toEqual(["a: Cannot read a statistics file: EIO"]);
  expect(sink.rounds.map(({ vms }) => vms.length)).toEqual([1, 0, 1, 0, 1, 0]);
  expect(tally.vms.get("a")?.failures).toEqual(new Map([["Cannot read a statistics file: EIO", 3]]));
  const text = summaryOf({ tally, paths: ["x.mcap"], bytes: 900, cpu: 6_000_000n });
  expect(text).toContain("x.mcap: 900 bytes, 3 samples, 300.0 bytes per sample");
  expect(text).toContain("3 × Cannot read a statistics file: EIO");
  expect(text).toMatch(/0\.5 s, 6 rounds, none late; the recorder took 1\.2 % of one CPU/);
});

test("of a VM that fails otherwise each time only so much is kept and said", async () => {
  const read = (n: number) => Promise.reject(new Error(`refused: ${n}`));
  const { tally, said } = await run({ vms: [fakeVm({ vm: "a", read })], sink: keepingSink(), rounds: 500 });
  expect(said).toEqual([...Array.from({ length: 10 }, (_, n) => `a: refused: ${n}`), "a: other failures"]);
  expect([...(tally.vms.get("a")?.failures ?? [])].at(-1)).toEqual(["other failures", 490]);
});

test("a full disk ends it: readers are closed, the error is the caller's", async () => {
  const sink = keepingSink(({ sequence }) => {
    if (sequence === 3) throw Object.assign(new Error("write"), { code: "ENOSPC" });
  });
  const a = fakeVm({ vm: "a" });
  await expect(run({ vms: [a], sink, rounds: 10 })).rejects.toMatchObject({ code: "ENOSPC" });
  expect([sink.rounds.length, sink.ends, a.closed]).toEqual([3, 1, true]);
});

test("VMs that come while recording join; the next life of a name is another generation of its sources", async () => {
  const sink = keepingSink();
  const life = (rounds: number) =>
    fakeVm({
      vm: "a",
      read: async (n, now) => {
        if (n === rounds) throw new VmGone("gone");
        return [reading(n, now(), { source: "vcpu-0", generation: n })];
      },
    });
  let asked = 0;
  const arrivals = () => [[fakeVm({ vm: "b" }), life(2)], [], [], [life(1)], [], [], [life(9)]][asked++] ?? [];
  await run({ fleet: { waits: true, arrivals }, sink, rounds: 10 });
  const generations = sink.rounds.map(({ vms }) => vms.find(({ facts }) => facts.vm === "a")?.readings[0]?.generation);
  expect(generations).toEqual([0, 1, undefined, 2, undefined, undefined, 3, 4, 5, 6]);
});

const NOTHING: SourceOptions = { qmp: [], pids: [], libvirt: [], all: false, interval: null, buckets: "last-first" };

function openersOf(more: Partial<Openers>): Openers {
  const refuse = () => Promise.reject(new Error("Cannot open"));
  return { qmp: refuse, pid: refuse, libvirt: refuse, search: async () => [], combine: (a) => a, ...more };
}

test("named VMs are opened side by side: one that cannot be is said, two of one name stay apart", async () => {
  const said: string[] = [];
  const fleet = await openFleet({
    sources: { ...NOTHING, qmp: ["/a", "/b", "/c"], pids: [5] },
    openers: openersOf({
      qmp: async (path) => {
        if (path === "/b") throw new Error("Cannot connect to /b: ENOENT");
        return [fakeVm({ vm: "guest", pid: path === "/a" ? 5 : 6 })];
      },
      pid: async (pid) => [fakeVm({ vm: "guest", pid, how: "stats-fd" })],
      combine: (fds, monitor) => fakeVm({ vm: `${fds.how}+${monitor.how}`, pid: fds.pid }),
    }),
    say: (sentence) => said.push(sentence),
  });
  expect(said).toEqual(["Cannot connect to /b: ENOENT"]);
  expect(fleet.unopened).toBe(1);
  // process 5 was named twice: by its monitor and by its pid
  expect(fleet.arrivals().map(({ vm, pid }) => [vm, pid])).toEqual([
    ["stats-fd+qmp", 5],
    ["guest", 6],
  ]);
});

test("a named socket that went is tried again while the recording lasts; a process id is not", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  let opens = 0;
  const openers = openersOf({
    qmp: async () => {
      if (++opens === 2) throw new Error("nobody listens there");
      return [fakeVm({ vm: "guest" })];
    },
    pid: async () => [fakeVm({ vm: "other", how: "stats-fd" })],
  });
  const fleet = await openFleet({
    sources: { ...NOTHING, qmp: ["/a"], pids: [5] },
    openers,
    patient: true,
    say: () => undefined,
  });
  const settled = () => new Promise(setImmediate);
  const lives = [];
  for (let round = 0; round < 8; round++) {
    const came = fleet.arrivals();
    lives.push(came.map(({ vm }) => vm));
    await Promise.all(came.slice(0, round === 0 ? 2 : 0).map((vm) => vm.close()));
    vi.advanceTimersByTime(1600);
    await settled();
  }
  vi.useRealTimers();
  // gone in round 0; refused once, 3 s later there again, under its name
  expect(opens).toBe(3);
  expect(lives.flat().sort()).toEqual(["guest", "guest", "other"]);
  expect(fleet.waits).toBe(true);
  await fleet.close();
});

test("--all: says each once, opens what can be read, and does not open again what is open", async () => {
  const said: string[] = [];
  let opens = 0;
  const candidates: Candidate[] = [
    { key: "1", pid: 1, sentence: "guest-1 is read by its stats fds", open: async () => [fakeVm({ vm: "g", pid: 1 })] },
    { key: "2", pid: 2, sentence: "guest-2 cannot be read: QEMU keeps no fds", open: null },
    {
      key: "3",
      pid: 3,
      sentence: "guest-3 is read by its monitor",
      open: async () => {
        opens++;
        throw new Error("Cannot open guest-3");
      },
    },
  ];
  const fleet = await openFleet({
    sources: { ...NOTHING, all: true },
    openers: openersOf({ search: async () => candidates }),
    say: (sentence) => said.push(sentence),
  });
  expect(said).toEqual([...candidates.map(({ sentence }) => sentence), "Cannot open guest-3"]);
  expect([fleet.vms.length, fleet.unopened, opens]).toEqual([1, 2, 1]);
});

test("a VM whose reading disturbs it is read once a second, unless --interval says otherwise", async () => {
  const openers = openersOf({ qmp: async () => [fakeVm({ vm: "old", disturbs: "QEMU 7.2 stops its vCPUs" })] });
  const signal = new AbortController().signal;
  const said: string[] = [];
  const options = { openers, duration: 1n, signal, version: "0", say: (line: string) => said.push(line) };
  const session = await openSession({ ...options, sources: { ...NOTHING, qmp: ["/a"] } });
  expect(session.interval).toBe(1_000_000_000n);
  await session.run(keepingSink());
  expect(said).toEqual(["old: QEMU 7.2 stops its vCPUs"]);
  const explicit = await openSession({ ...options, sources: { ...NOTHING, qmp: ["/a"], interval: 50n * MS } });
  expect(explicit.interval).toBe(50n * MS);
  const quiet = openersOf({ qmp: async () => [fakeVm({ vm: "new" })] });
  const fast = await openSession({ ...options, openers: quiet, sources: { ...NOTHING, qmp: ["/a"] } });
  expect(fast.interval).toBe(100n * MS);
  await Promise.all([explicit.close(), fast.close()]);
});
