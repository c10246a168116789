import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { parse } from "../../../cli/arguments.ts";
import { clockFacts, hostFacts } from "../../../cli/record/host.ts";
import { RECORD_OPTIONS, recordOptions } from "../../../cli/record/options.ts";
import { openOutput } from "../../../cli/record/output-file.ts";
import { fileName } from "../../../cli/record/rotate.ts";
import { createStatus } from "../../../cli/record/status.ts";
import { kvmscope } from "../../support/command.ts";
import { fakeClock } from "../../support/fake-vm.ts";
import { indexed, streamed } from "../../support/official-readers.ts";
import { roundOf } from "../../support/rounds.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-record-"));

afterAll(() => rmSync(FOLDER, { recursive: true }));

const options = (...argv: string[]) => recordOptions(parse(argv, RECORD_OPTIONS));

test("options: sources in any number, times and sizes", () => {
  expect(options("--qmp", "/a", "--qmp=/b", "--pid", "7", "--libvirt", "web", "-o", "x.mcap")).toMatchObject({
    qmp: ["/a", "/b"],
    pids: [7],
    libvirt: ["web"],
    all: false,
    output: "x.mcap",
    interval: null,
    duration: null,
    rotate: null,
    flush: 5_000_000_000n,
    messageIndex: true,
  });
  const more = options("--all", "--interval", "20ms", "--duration", "36h", "--rotate", "1.5GiB", "--no-message-index");
  expect(more).toMatchObject({
    interval: 20_000_000n,
    duration: 36n * 3_600_000_000_000n,
    rotate: { kind: "size", bytes: 1.5 * 2 ** 30 },
    messageIndex: false,
  });
  expect(options("--all", "--rotate", "1h").rotate).toEqual({ kind: "time", ns: 3_600_000_000_000n });
});

test("a VM that is named twice is opened once", () => {
  const { qmp, pids, libvirt } = options(
    ...["--qmp", "/run/a.qmp", "--qmp", "/run/../run/a.qmp", "--qmp", "/run/b.qmp"],
    ...["--pid", "7", "--pid", "07", "--libvirt", "web", "--libvirt", "web"],
  );
  expect([qmp, pids, libvirt]).toEqual([["/run/a.qmp", "/run/b.qmp"], [7], ["web"]]);
});

test.each([
  [["record"], "Cannot record: name VMs by"],
  [["record", "vm.bin"], 'Cannot record "vm.bin": VMs are named by'],
  [["record", "--qmp", ""], "Cannot read --qmp: expected the path of a socket, found nothing"],
  [["record", "--libvirt", ""], "Cannot read --libvirt: expected the name of a domain, found nothing"],
  [["record", "--all", "-o", "-"], "Cannot record into -: a recording is a file, not standard output"],
  [["record", "--pid", "x"], 'Cannot read --pid: expected a process id, found "x"'],
  [["record", "--pid", "0"], "expected a process id"],
  [["record", "--all", "--interval", "10us"], "expected 1ms or more"],
  [["record", "--all", "--duration", "0s"], "expected more than 0"],
  [["record", "--all", "--rotate", "1GB"], 'expected a time like 1h or a size like 1GiB, found "1GB"'],
  [["record", "--all", "--rotate", "1KiB"], "expected 1s or 64KiB at least"],
  [["record", "--all", "--flush", "6s"], "expected 5s at most"],
  [["record", "--frob"], "there is no --frob"],
])("%j is wrong usage, said in one sentence", async (argv, sentence) => {
  const { code, err, text } = await kvmscope(...argv);
  expect([code, text]).toEqual([2, ""]);
  expect(err).toContain(sentence);
});

test("nothing to read: one sentence each, exit 2, no file", async () => {
  const output = join(FOLDER, "none.mcap");
  const { code, err } = await kvmscope("record", "--pid", String(2 ** 22 - 1), "-o", output);
  expect(code).toBe(2);
  expect(err.trimEnd().split("\n")).toEqual([expect.stringMatching(/^kvmscope: .*4194303/)]);
  expect(readdirSync(FOLDER)).not.toContain("none.mcap");
});

test("names of files: numbered only when there are several", () => {
  expect(fileName("a/run.mcap", null)).toBe("a/run.mcap");
  expect(fileName("a/run.mcap", 0)).toBe("a/run-0001.mcap");
  expect(fileName("a.b/run", 41)).toBe("a.b/run-0042");
});

test("a file that is there is never overwritten", async () => {
  const path = join(FOLDER, "mine.mcap");
  writeFileSync(path, "dear diary");
  await expect(openOutput(options("--all", "-o", path), fakeClock())).rejects.toThrow(
    `Cannot record into ${path}: there is such a file already, and no recording is overwritten`,
  );
  expect(readFileSync(path, "utf8")).toBe("dear diary");
});

test("why a file cannot be made: a folder that is not there, or one that takes no files", async () => {
  const fails = (path: string) => openOutput(options("--all", "-o", path), fakeClock());
  await expect(fails(join(FOLDER, "none", "x.mcap"))).rejects.toThrow("x.mcap: its folder does not exist");
  await expect(fails("/proc/x.mcap")).rejects.toThrow("/proc/x.mcap: its folder takes no new files");
});

test.each([
  ["size", "64KiB", 4000],
  ["time", "40s", 1600],
])("--rotate by %s: every file is complete by itself, no sample is lost or doubled", async (kind, rotate, rounds) => {
  const path = join(FOLDER, `${kind}.mcap`);
  const clock = fakeClock();
  const output = await openOutput(options("--all", "-o", path, "--rotate", rotate), clock);
  await output.facts("kvmstats.host", new Map([["kernel", "6.18"]]));
  await output.facts("kvmstats.clock", clockFacts(clock.pair()));
  for (let n = 0; n < rounds; n++) await output.round(roundOf(n));
  await output.end();
  expect(output.paths.length).toBeGreaterThan(2);
  expect(output.paths).toEqual(
    output.paths.map((_, i) => join(FOLDER, `${kind}-${String(i + 1).padStart(4, "0")}.mcap`)),
  );
  const sequences: number[] = [];
  for (const file of output.paths) {
    const bytes = new Uint8Array(readFileSync(file));
    const found = streamed(bytes);
    const { messages, statistics } = await indexed(bytes);
    expect(found.done).toBe(true);
    expect(messages.length).toBe(found.messages.length);
    expect(Number(statistics?.messageCount)).toBe(found.messages.length);
    const names = found.metadata.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(["kvmstats.host", "kvmstats.clock"]);
    if (file !== output.paths.at(-1)) expect(names.at(-1)).toBe("kvmstats.clock");
    sequences.push(...found.messages.map(({ sequence }) => sequence));
    if (kind === "time") expect(found.messages.length).toBe(3 * 400);
  }
  expect(sequences.sort((a, b) => a - b)).toEqual(Array.from({ length: 3 * rounds }, (_, i) => Math.floor(i / 3)));
  const bytes = output.paths.reduce((sum, file) => sum + readFileSync(file).length, 0);
  expect(output.bytes()).toBe(bytes);
});

test("the next file is there already: the one before is complete, the sentence names the other", async () => {
  const path = join(FOLDER, "taken.mcap");
  writeFileSync(join(FOLDER, "taken-0002.mcap"), "dear diary");
  const output = await openOutput(options("--all", "-o", path, "--rotate", "10s"), fakeClock());
  const rounds = async () => {
    for (let n = 0; n < 200; n++) await output.round(roundOf(n));
  };
  await expect(rounds()).rejects.toThrow(/^Cannot record into .*taken-0002.mcap: there is such a file already/);
  await output.end();
  const found = streamed(new Uint8Array(readFileSync(join(FOLDER, "taken-0001.mcap"))));
  expect([found.done, found.messages.length]).toEqual([true, 300]);
  expect(readFileSync(join(FOLDER, "taken-0002.mcap"), "utf8")).toBe("dear diary");
});

test("a terminal gets one line that is rewritten; sentences stand alone, hostile text escaped", () => {
  vi.useFakeTimers();
  const written: string[] = [];
  const err = (text: string) => written.push(text);
  const status = createStatus({ out: () => undefined, err, errIsTerminal: true });
  let n = 0;
  status.start(() => `round ${++n}`);
  vi.advanceTimersByTime(2000);
  status.say("web\x1b[2J: gone");
  status.stop();
  vi.advanceTimersByTime(2000);
  vi.useRealTimers();
  const clear = "\r\x1b[K";
  expect(written.join("")).toBe(`round 1${clear}round 2${clear}kvmscope: web\\x1b[2J: gone\n`);
});

test("what is said of the host: kernel, model, every parameter of the kvm modules that can be read", () => {
  const root = join(FOLDER, "root");
  for (const [module, name, value] of [
    ["kvm", "halt_poll_ns", "200000\n"],
    ["kvm_amd", "npt", "Y\n"],
    ["kvmgt", "other", "1\n"],
    ["kvm", "empty", "\n"],
  ] as const) {
    mkdirSync(join(root, "sys/module", module, "parameters"), { recursive: true });
    writeFileSync(join(root, "sys/module", module, "parameters", name), value);
  }
  const facts = hostFacts({ interval: 100_000_000n, version: "1.2.3" });
  expect(facts.get("interval")).toBe("100000000");
  expect(facts.get("kvmscope")).toBe("1.2.3");
  expect(facts.get("kernel")).toMatch(/^\d+\.\d+/);
  expect([...facts.values()].every((value) => value !== "")).toBe(true);
  const bare = hostFacts({ interval: 1n, version: "1", root });
  expect([...bare].filter(([key]) => key.startsWith("kvm"))).toEqual([
    ["kvmscope", "1"],
    ["kvm.halt_poll_ns", "200000"],
    ["kvm_amd.npt", "Y"],
  ]);
  expect(bare.has("boot_id")).toBe(false);
});
