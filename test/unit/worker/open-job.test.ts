import { expect, test, vi } from "vitest";
import { createStaging } from "../../../web/engine/staging.ts";
import { createEngine, createMemory } from "../../../web/engine/start.ts";
import type { Publish } from "../../../web/series/published.ts";
import { canAbsorb, createRecording } from "../../../web/series/recording.ts";
import { startJob } from "../../../web/worker/open-job.ts";
import type { OpenEvent, PageFile } from "../../../web/worker/protocol.ts";
import { createPublisher } from "../../../web/worker/publisher.ts";
import { buildDump } from "../../support/dump-builder.ts";
import { fixture } from "../../support/fixtures.ts";
import { moduleBytes } from "../../support/wasm.ts";

const START = 1_700_000_000;

async function setup() {
  const engine = createEngine(await WebAssembly.compile(moduleBytes()), createMemory());
  const staging = createStaging(engine);
  return {
    engine,
    make: (id: number, more: { readonly apart?: boolean } = {}) =>
      createRecording(engine, staging, { id, name: "drop", ...more }),
  };
}

function pageFile(path: string, bytes: Uint8Array<ArrayBuffer>): PageFile {
  return { path, blob: new Blob([bytes]), modified: 0 };
}

function dump(exits: number): Uint8Array<ArrayBuffer> {
  return buildDump({ id: "kvm-1", stats: [{ name: "exits", values: [BigInt(exits)] }] });
}

/** Runs a job over files until it is done. */
async function run(files: readonly PageFile[], on: { progress?: (dumps: number) => void; cancelAt?: number } = {}) {
  const { engine, make } = await setup();
  const recording = make(1);
  const problems: string[] = [];
  let state = "";
  const job = startJob(engine, recording, {
    progress(_read, _total, dumps) {
      on.progress?.(dumps);
      if (on.cancelAt !== undefined && dumps >= on.cancelAt) job.cancel();
    },
    problem: (path, message) => problems.push(`${path}: ${message}`),
    done(end) {
      state = end;
    },
  });
  job.add(files);
  job.end();
  await job.finished;
  return { recording, problems, state, info: recording.snapshot().info };
}

test("files in batches become one recording, whatever lies among them", async () => {
  const files = Array.from({ length: 300 }, (_, i) => pageFile(`run/${START + i}.bin`, dump(i)));
  files.push(pageFile("run/notes.txt", new TextEncoder().encode("hello")));
  const { info, problems, state } = await run(files);
  expect(state).toBe("open");
  expect(info.sources.map(({ samples }) => samples)).toEqual([300]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^run\/notes\.txt: .*expected a KVM statistics dump/);
});

test("two archives in one drop stay two VMs, though their folders have the same names", async () => {
  const archive = fixture("x86_64-linux-6.1-svm.tar.gz");
  const { info } = await run([pageFile("monday.tar.gz", archive), pageFile("friday.tar.gz", archive)]);
  expect(info.vms.map(({ name }) => name).sort()).toEqual(["friday", "monday"]);
  expect(info.sources).toHaveLength(10);
});

test("a file that cannot be read any more is one sentence; the rest opens", async () => {
  const gone = {
    path: "gone.bin",
    modified: 0,
    blob: { size: 10, arrayBuffer: () => Promise.reject(new Error("gone")) },
  };
  const { info, problems } = await run([gone as unknown as PageFile, pageFile("vm.bin", dump(1))]);
  expect(problems).toEqual(["gone.bin: Cannot read the file: gone"]);
  expect(info.sources).toHaveLength(1);
});

test("cancel keeps what was read, ends soon, and leaves the recording usable", async () => {
  const { info, state } = await run([pageFile("svm.tar.gz", fixture("x86_64-linux-6.1-svm.tar.gz"))], {
    cancelAt: 500,
  });
  expect(state).toBe("cancelled");
  expect(info.dumps).toBeGreaterThanOrEqual(500);
  expect(info.dumps).toBeLessThan(14_200);
  expect(info.sources[0]?.samples).toBeGreaterThan(0);
});

test("the same drop again adds nothing; more of the same source merges by time; another VM does not", async () => {
  const { make } = await setup();
  const fill = (id: number, seconds: readonly number[], vm = "kvm-1", apart = false) => {
    const recording = make(id, { apart });
    for (const second of seconds) {
      const bytes = buildDump({ id: vm, stats: [{ name: "exits", values: [BigInt(second)] }] });
      recording.add({ path: `${START + second}.bin`, bytes, modified: undefined });
    }
    recording.finish();
    recording.state = "open";
    return recording;
  };
  const first = fill(1, [0, 2, 4]);
  const more = fill(2, [1, 2, 3]);
  expect(canAbsorb(first, more)).toBe(true);
  first.absorb(more);
  expect(first.snapshot().info).toMatchObject({ dumps: 5, bytes: 5 * dump(0).length });
  expect(first.snapshot().info.sources.map(({ samples, generations }) => [samples, generations.length])).toEqual([
    [5, 1],
  ]);
  expect(canAbsorb(first, fill(3, [9], "kvm-2"))).toBe(false);
  expect(canAbsorb(fill(4, [0]), fill(5, [1]))).toBe(true);
  expect(canAbsorb(fill(6, [0], "kvm-1", true), fill(7, [1]))).toBe(false);
});

test("the same damaged dump dropped again is found damaged once", async () => {
  const { engine, make } = await setup();
  const fill = (id: number, seconds: readonly number[]) => {
    const recording = make(id);
    for (const second of seconds) {
      const bytes = buildDump({ id: "kvm-1", stats: [{ name: "exits", values: [1n], extraFlags: 7 }] });
      recording.add({
        path: `${START + second}.bin`,
        bytes: bytes.slice(0, bytes.length - second),
        modified: undefined,
      });
    }
    recording.finish();
    recording.findings.settle(engine, Number.POSITIVE_INFINITY);
    recording.state = "open";
    return recording;
  };
  const first = fill(1, [0, 1]);
  const { findingCount, findings } = first.snapshot().info;
  expect(findingCount).toBeGreaterThan(0);
  first.absorb(fill(2, [0, 1]));
  expect(first.snapshot().info).toMatchObject({ findingCount, findings });
});

test("the page hears of a recording only when the scans have it, and of unchanged sources once", async () => {
  const { make } = await setup();
  const recording = make(1);
  const log: string[] = [];
  const publisher = createPublisher(
    async (publish: Publish) => {
      await Promise.resolve();
      log.push(publish.kind === "sources" ? `scan ${publish.sources.length}` : publish.kind);
    },
    (event: OpenEvent) => log.push(event.kind),
  );
  recording.add({ path: "vm.bin", bytes: dump(1), modified: undefined });
  void publisher.show(recording);
  void publisher.show(recording);
  recording.add({ path: "other/vm.bin", bytes: dump(2), modified: undefined });
  await publisher.forget(1);
  expect(log).toEqual(["scan 2", "recording", "recording", "forget"]);
});

test("a growing recording is shown one picture at a time, however long the scans take", async () => {
  const { make } = await setup();
  const recording = make(1);
  recording.add({ path: "vm.bin", bytes: dump(1), modified: undefined });
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  const pictures: OpenEvent[] = [];
  let inForce = () => {};
  const slow = () =>
    new Promise<void>((resolve) => {
      inForce = resolve;
    });
  const publisher = createPublisher(slow, (event) => pictures.push(event));
  expect(publisher.follow(recording)).toBeUndefined();
  now = 250;
  const first = publisher.follow(recording);
  await Promise.resolve();
  for (now = 260; now < 1250; now += 10) expect(publisher.follow(recording)).toBeUndefined();
  inForce();
  await first;
  expect(pictures).toHaveLength(1);
  // it took a second: the next one waits longer than that
  now = 2300;
  expect(publisher.follow(recording)).toBeUndefined();
  now = 6000;
  await publisher.follow(recording);
  expect(pictures).toHaveLength(2);
  clock.mockRestore();
});
