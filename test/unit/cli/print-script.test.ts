import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { ShownSample } from "../../../web/series/shown.ts";
import { kvmscope } from "../../support/command.ts";
import { decodeDump } from "../../support/decode-dump.ts";
import { startMonitor } from "../../support/monitor.mjs";
import { needVmm, type Vmm, whyNoVmm } from "../../support/vmm.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-script-"));
const SCRIPT = join(FOLDER, "record.py");
writeFileSync(SCRIPT, (await kvmscope("record", "--print-script")).out);

const noPython = spawnSync("python3", ["--version"]).status === 0 ? null : "python3 is not installed";
if (noPython !== null) process.stdout.write(`no test of the printed recorder: ${noPython}\n`);
const reason = noPython ?? (await whyNoVmm());

const running: Vmm[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((vmm) => vmm.kill()));
});

afterAll(() => rmSync(FOLDER, { recursive: true }));

async function vmm(...options: string[]): Promise<Vmm> {
  const started = await needVmm(...options);
  running.push(started);
  return started;
}

interface Ran {
  readonly code: number | null;
  readonly err: string;
}

async function run(program: string, ...argv: string[]): Promise<Ran> {
  const child = spawn(program, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, err };
}

/** Runs the printed script. */
function script(...argv: string[]): Promise<Ran> {
  return run("python3", SCRIPT, ...argv);
}

/** The bytes of every file, by folder. */
function dumps(folder: string): Map<string, Uint8Array[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".bin"));
  const byFolder = new Map<string, Uint8Array[]>();
  for (const path of files.sort()) {
    const source = path.replace(/\/\d{19}\.bin$/, "");
    byFolder.set(source, [...(byFolder.get(source) ?? []), new Uint8Array(readFileSync(join(folder, path)))]);
  }
  return byFolder;
}

test.skipIf(reason !== null)(`what the script writes is what the VMM reads, and opens as one VM`, async () => {
  const process = await vmm("-name", "guest=../web 1,debug-threads=on");
  await process.pause();
  const output = join(FOLDER, "by-pid");
  const ran = await script("--pid", `${process.pid}`, "--interval", "20ms", "--duration", "40ms", "--output", output);
  expect(ran).toEqual({ code: 0, err: expect.stringMatching(/^\d+ samples in .*by-pid\n/) });
  const own = new Map<string, Uint8Array>();
  for (const { source, fd } of process.sources()) own.set(`_web_1-${process.pid}/${source}`, await process.read(fd));
  const written = dumps(output);
  expect([...written.keys()].sort()).toEqual([...own.keys()].sort());
  for (const [source, samples] of written) {
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) expect(sample, source).toEqual(own.get(source));
  }

  const shown = await kvmscope("show", "--json", output);
  expect(shown).toMatchObject({ code: 0, err: "" });
  const samples: ShownSample[] = JSON.parse(shown.text);
  expect(samples).toHaveLength([...written.values()].flat().length);
  for (const { id, time, stats } of samples) {
    expect(time).toMatch(/^\d{19}$/);
    const plain = [...own.values()].map(decodeDump).find((dump) => dump.id === id);
    const values = stats.map(({ name, values }) => [name, values]);
    expect(values).toEqual(plain?.stats.map(({ name, values }) => [name, values.map(String)]));
  }
});

test.skipIf(reason !== null)("a vCPU comes, the VM ends before the time is over", async () => {
  const process = await vmm("--vcpus", "1");
  const output = join(FOLDER, "ended");
  const ran = script("--pid", `${process.pid}`, "--interval", "10ms", "--duration", "1m", "--output", output);
  const written = (sources: number) =>
    vi.waitFor(() => expect(existsSync(output) ? dumps(output).size : 0).toBe(sources), 20_000);
  await written(2);
  await process.change("vcpu 0");
  await written(3);
  await process.kill();
  const { code, err } = await ran;
  expect(code).toBe(1);
  expect(err).toMatch(new RegExp(`^process ${process.pid} has ended\n\\d+ samples in `));
  expect((await kvmscope("check", output)).code).toBe(0);
});

const AS_NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/env", "python3"];
const nobody =
  reason ?? (spawnSync("setpriv", [...AS_NOBODY, "--version"]).status === 0 ? null : "no other user to be");

test.skipIf(nobody !== null)("another user may not trace the VM: the remedy", async () => {
  const { pid } = await vmm("--vcpus", "1");
  // the folder is root's: the script comes by -c
  const program = readFileSync(SCRIPT, "utf8");
  const ran = await run("setpriv", ...AS_NOBODY, "-c", program, "--pid", `${pid}`);
  expect(ran.err).toBe(
    `Cannot read the statistics of process ${pid}: EACCES: this takes the right to trace it: run as root or with CAP_SYS_PTRACE\nCannot record: no VM to read\n`,
  );
  expect(ran.code).toBe(2);
});

test.skipIf(noPython !== null)("a monitor's replies open too", async () => {
  const socket = join(FOLDER, "qmp.sock");
  const monitor = await startMonitor(socket, { version: "7.2.22", name: "web" });
  const output = join(FOLDER, "by-qmp");
  const ran = await script("--qmp", socket, "--interval", "20ms", "--duration", "60ms", "--output", output);
  await monitor.close();
  expect(ran.code).toBe(0);
  expect(ran.err).toMatch(/^QEMU before 8\.1 stops every vCPU at each query/);
  const shown = await kvmscope("show", "--json", output);
  expect(shown).toMatchObject({ code: 0 });
  const samples: ShownSample[] = JSON.parse(shown.text);
  expect(samples.length).toBeGreaterThanOrEqual(3 * 2);
  expect(samples.every(({ time }) => /^\d{19}$/.test(time ?? ""))).toBe(true);
  expect(samples.some(({ stats }) => stats.some(({ name }) => name === "halt_wait_hist"))).toBe(true);
});

test.skipIf(noPython !== null)(
  "two VMs of one name stay two; a folder that cannot be made is one sentence",
  async () => {
    const sockets = ["one.sock", "two.sock"].map((name) => join(FOLDER, name));
    const monitors = await Promise.all(
      sockets.map((socket) => startMonitor(socket, { version: "8.1.0", name: "web" })),
    );
    const output = join(FOLDER, "by-name");
    const both = sockets.flatMap((socket) => ["--qmp", socket]);
    const ran = await script(...both, "--interval", "10ms", "--duration", "10ms", "--output", output);
    expect(ran.code).toBe(0);
    expect(readdirSync(output).sort()).toEqual(["web", "web (2)"]);
    const [first, second] = ["web", "web (2)"].map((name) => readFileSync(join(output, name, "monitor.json"), "utf8"));
    expect(first?.split("\n").length).toBe(second?.split("\n").length);

    const nowhere = await script("--qmp", sockets[0] ?? "", "--output", SCRIPT);
    await Promise.all(monitors.map((monitor) => monitor.close()));
    expect(nowhere).toEqual({
      code: 2,
      err: `Cannot write to ${SCRIPT}: Not a directory\nCannot record: no VM to read\n`,
    });
  },
);

test.skipIf(noPython !== null)("wrong usage, and what cannot be read", async () => {
  expect(await script()).toMatchObject({ code: 2, err: expect.stringContaining("expected --pid, --qmp or --all") });
  const { code, err } = await script("--pid", `${2 ** 22 + 1}`, "--qmp", join(FOLDER, "nobody.sock"));
  expect(code).toBe(2);
  expect(err.split("\n").slice(0, 3)).toEqual([
    `Cannot read the statistics of process ${2 ** 22 + 1}: there is no such process, or it has ended`,
    `${FOLDER}/nobody.sock: No such file or directory`,
    "Cannot record: no VM to read",
  ]);
});

test.skipIf(noPython !== null)(`rounds do not drift; those that cannot begin on time are counted`, () => {
  const program = `
import ast, json, runpy, sys
ast.parse(open(sys.argv[1]).read(), feature_version=(3, 6))
script = runpy.run_path(sys.argv[1])
took, began, clock = [10, 30, 250, 5, 99, 100, 1], [], [0]
class Reader:
    def round(self):
        began.append(clock[0])
        clock[0] += took[len(began) - 1]
inside = script["record"].__globals__
inside["monotonic"] = lambda: clock[0]
inside["time"].sleep = lambda seconds: clock.__setitem__(0, clock[0] + round(seconds * 1e9))
counts = {"late": 0, "ended": 0}
script["record"]([Reader()], 100, 800, counts)
print(json.dumps([began, counts["late"]]))
`;
  const { stdout } = spawnSync("python3", ["-c", program, SCRIPT], { encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual([[0, 100, 200, 500, 600, 700, 800], 2]);
});
