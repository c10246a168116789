// record as a process of its own: real VMs of the test VMM, signals, VMs that end, a full disk.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectMonitor } from "../../../cli/record/qmp-client.ts";
import type { ShownSample } from "../../../web/series/shown.ts";
import { type BuiltCommand, buildCommand } from "../../support/built-command.ts";
import { kvmscope } from "../../support/command.ts";
import { decodeDump } from "../../support/decode-dump.ts";
import { startMonitor } from "../../support/monitor.mjs";
import { type FoundMessage, indexed, streamed } from "../../support/official-readers.ts";
import { startQemu, whyNoQemu } from "../../support/qemu.ts";
import { startVmm, type Vmm } from "../../support/vmm.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-record-process-"));

const probe = await startVmm("--vcpus", "1");
const reason = typeof probe === "string" ? probe : null;
if (typeof probe !== "string") await probe.kill();
const NEEDS_KVM = reason === null ? "real KVM" : `not run: ${reason}`;

const running: Vmm[] = [];
let command: BuiltCommand;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(async () => {
  await Promise.all(running.map((vmm) => vmm.kill()));
  command.remove();
  rmSync(FOLDER, { recursive: true });
});

async function vmm(...options: string[]): Promise<Vmm> {
  const started = await startVmm(...options);
  if (typeof started === "string") throw new Error(started);
  running.push(started);
  return started;
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Messages of a recording as it is now; none before its file is there. */
function messagesOf(name: string): readonly FoundMessage[] {
  return existsSync(join(FOLDER, name)) ? streamed(bytesOf(name)).messages : [];
}

const bytesOf = (name: string) => new Uint8Array(readFileSync(join(FOLDER, name)));

/** Bytes of the data block of a whole dump: header words 4 and 5 are id and descriptors, 6 is data_offset. */
const dataOf = (dump: Uint8Array) => dump.slice(new DataView(dump.buffer).getUint32(20, true));

test.runIf(reason === null)(`two VMs at once, values equal to their own reads (${NEEDS_KVM})`, async () => {
  const [still, busy] = [await vmm("--vcpus", "2"), await vmm("--vcpus", "1")];
  await still.pause();
  const ran = command.start(
    ...["record", "--pid", String(still.pid), "--pid", String(busy.pid)],
    ...["--interval", "20ms", "--duration", "400ms", "-o", join(FOLDER, "two.mcap")],
  );
  expect(await ran.ended).toBe(0);
  const { messages, statistics } = await indexed(bytesOf("two.mcap"));
  expect(streamed(bytesOf("two.mcap")).messages.length).toBe(messages.length);
  const of = (pid: number, source: string) =>
    messages.filter(
      ({ channel }) => channel.metadata.get("pid") === String(pid) && channel.topic.split("/").at(-1) === source,
    );
  for (const { source, fd } of still.sources()) {
    const own = dataOf(await still.read(fd));
    const found = of(still.pid, source);
    expect(found.length).toBeGreaterThan(10);
    for (const { data } of found) expect(data).toEqual(own);
  }
  const counts = of(busy.pid, "vcpu-0").map(({ data }) => Buffer.from(data).toString("hex"));
  expect(new Set(counts).size).toBeGreaterThan(1);
  // 3 + 2 sources, each in each round: as many rounds as the summary counts
  const rounds = Number(/, (\d+) rounds?, /.exec(ran.err())?.[1]);
  expect(Number(statistics?.messageCount)).toBe(5 * rounds);
  expect(ran.err()).toMatch(/^Recording 2 VMs into .*two\.mcap, a round every 20 ms; Ctrl-C ends it$/m);
  expect(ran.err()).toMatch(/samples, \d+\.\d bytes per sample$/m);
  expect(ran.err()).toMatch(/the recorder took \d+\.\d % of one CPU$/m);
});

test.runIf(reason === null)(`SIGINT ends it with a summary, the file is complete (${NEEDS_KVM})`, async () => {
  const { pid } = await vmm("--vcpus", "1");
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const name = `${signal}.mcap`;
    const ran = command.start("record", "--pid", String(pid), "--interval", "5ms", "-o", join(FOLDER, name));
    await ran.said("Recording 1 VM");
    ran.child.kill(signal);
    expect(await ran.ended).toBe(0);
    expect(ran.err()).toMatch(/1 VM into .*\n.*: \d+ bytes, [\s\S]* rounds?, /);
    expect(streamed(bytesOf(name)).done).toBe(true);
  }
});

test.runIf(reason === null)(
  `without a terminal, as under nohup, SIGHUP does not end it; nor does a stderr that is closed (${NEEDS_KVM})`,
  async () => {
    const { pid } = await vmm("--vcpus", "1");
    const file = join(FOLDER, "nohup.mcap");
    const ran = command.start("record", "--pid", String(pid), "--interval", "5ms", "--flush", "20ms", "-o", file);
    await ran.said("Recording 1 VM");
    ran.child.kill("SIGHUP");
    const before = messagesOf("nohup.mcap").length;
    await until(() => messagesOf("nohup.mcap").length > before + 20);
    ran.child.stderr?.destroy();
    ran.child.kill("SIGINT");
    expect(await ran.ended).toBe(0);
    expect(streamed(bytesOf("nohup.mcap")).done).toBe(true);
  },
);

test.runIf(reason === null)(`VMs that end: one line each, the last one ends the recording (${NEEDS_KVM})`, async () => {
  const [a, b] = [await vmm("--vcpus", "1", "--name", "first"), await vmm("--vcpus", "1", "--name", "second")];
  const ran = command.start(
    ...["record", "--pid", String(a.pid), "--pid", String(b.pid), "--interval", "5ms", "--flush", "20ms"],
    ...["-o", join(FOLDER, "end.mcap")],
  );
  await until(() => messagesOf("end.mcap").length > 8);
  await a.kill();
  await ran.said(`The VM ended: process ${a.pid} `);
  expect(ran.err()).not.toContain(`process ${b.pid} `);
  await b.kill();
  expect(await ran.ended).toBe(0);
  const sentences = ran.err().match(/^kvmscope: .*/gm);
  // its files may be seen to close before it is seen to be gone
  const ended = (pid: number) => expect.stringMatching(`: The VM ended: process ${pid} (is gone|closed )`);
  expect(sentences).toEqual([ended(a.pid), ended(b.pid)]);
  const { messages, done } = streamed(bytesOf("end.mcap"));
  expect(done).toBe(true);
  const last = (pid: number) => messages.filter(({ channel }) => channel.metadata.get("pid") === String(pid)).at(-1);
  expect(last(a.pid)?.sequence).toBeLessThan(last(b.pid)?.sequence ?? 0);
});

test("a monitor that hangs and one that closes hold up no other: gaps, one line each", async () => {
  const socket = (name: string) => join(FOLDER, `${name}.qmp`);
  const monitors = await Promise.all([
    startMonitor(socket("good"), { vcpus: 1, name: "good" }),
    startMonitor(socket("stuck"), { vcpus: 1, name: "stuck", silentAfter: 6 }),
    startMonitor(socket("cut"), { vcpus: 1, name: "cut", cutAfter: 6 }),
  ]);
  const ran = command.start(
    ...["record", "--qmp", socket("good"), "--qmp", socket("stuck"), "--qmp", socket("cut")],
    ...["--interval", "50ms", "--duration", "1s", "-o", join(FOLDER, "three.mcap")],
  );
  expect(await ran.ended).toBe(1);
  await Promise.all(monitors.map(({ close }) => close()));
  expect(ran.err().match(/^kvmscope: .*$/gm)).toEqual([expect.stringMatching(/^kvmscope: cut: .*closed/)]);
  const rounds = Number(/, (\d+) rounds, /.exec(ran.err())?.[1]);
  const good = Number(/^ {2}good: \d+ samples in (\d+) rounds/m.exec(ran.err())?.[1]);
  // a busy machine makes it late for some; a VM that held it up would make it late for all
  expect(good).toBeGreaterThan(rounds / 2);
  expect(ran.err()).toMatch(/^ {2}stuck: 6 samples in 3 rounds; not back in time for \d+$/m);
  expect(ran.err()).toMatch(/^ {2}cut: 6 samples in 3 rounds; not back in time for \d+; /m);
  const { messages } = await indexed(bytesOf("three.mcap"));
  expect(messages.length).toBe(2 * good + 6 + 6);
});

const NEEDS_QEMU = whyNoQemu() ?? reason;
test.runIf(NEEDS_QEMU === null)(
  `a real QEMU by its monitor and a VMM by pid at once, recorded while they stand still: equal to what they say themselves${NEEDS_QEMU === null ? "" : ` (not run: ${NEEDS_QEMU})`}`,
  async () => {
    const still = await vmm("--vcpus", "1");
    const qemu = await startQemu({ vcpus: 2, name: "bios", monitors: 2 });
    const [socket = "", second = ""] = qemu.sockets;
    try {
      const other = await connectMonitor(second);
      await other.ask("stop");
      await still.pause();
      const file = join(FOLDER, "both.mcap");
      const ran = command.start(
        ...["record", "--qmp", socket, "--pid", String(still.pid), "--interval", "50ms", "--flush", "50ms"],
        ...["-o", file],
      );
      const count = (topic: RegExp) =>
        messagesOf("both.mcap").filter(({ channel }) => topic.test(channel.topic)).length;
      await until(() => count(/^\/bios\/vcpu-1$/) > 1 && count(/(?<!bios)\/vcpu-0$/) > 1);
      ran.child.kill("SIGINT");
      expect(await ran.ended).toBe(0);
      const samples: ShownSample[] = JSON.parse((await kvmscope("show", "--json", file)).text);
      const valuesOf = (name: string, source: string) =>
        samples
          .filter(({ file: path }) => path.startsWith(`${name}/${source} `))
          .map(({ stats }) => Object.fromEntries(stats.map(({ name, values }) => [name, values])));
      // each reading by a monitor of QEMU before 8.1 moves what the next one finds: the last one is compared
      const { value } = await other.ask("query-stats", { target: "vm" });
      const [vm] = value as unknown as { stats: { name: string; value: unknown }[] }[];
      const own = Object.fromEntries((vm?.stats ?? []).map(({ name, value }) => [name, [String(value)]]));
      expect(valuesOf("bios", "vm").at(-1)).toEqual(own);
      expect(valuesOf("bios", "vcpu-1").length).toBeGreaterThan(1);
      const name = /^ {2}(.*): \d+ samples/gm;
      const names = [...ran.err().matchAll(name)].map(([, each]) => each ?? "");
      const vmmName = names.find((each) => each !== "bios") ?? "";
      for (const { source, fd } of still.sources()) {
        const dump = decodeDump(await still.read(fd));
        const theirs = Object.fromEntries(dump.stats.map(({ name, values }) => [name, values.map(String)]));
        const found = valuesOf(vmmName, source);
        expect(found.length).toBeGreaterThan(1);
        for (const values of found) expect(values).toEqual(theirs);
      }
      other.close();
    } finally {
      await qemu.kill();
    }
  },
);

const disk = join(FOLDER, "disk");
mkdirSync(disk);
const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", disk]);
const NEEDS_MOUNT = status === 0 ? NEEDS_KVM : `not run: ${String(stderr).trim()}`;
afterAll(() => void spawnSync("umount", [disk]));

test.runIf(reason === null && status === 0)(
  `a full disk ends it with one line, what is there opens (${NEEDS_MOUNT})`,
  async () => {
    const { pid } = await vmm("--vcpus", "4");
    const file = join(disk, "full.mcap");
    const ran = command.start("record", "--pid", String(pid), "--interval", "1ms", "--flush", "50ms", "-o", file);
    expect(await ran.ended).toBe(1);
    expect(ran.err().match(/^kvmscope: .*$/gm)).toEqual([
      `kvmscope: Cannot write to ${file}: the disk is full; what was written until then can be opened`,
    ]);
    const bytes = bytesOf("disk/full.mcap");
    expect(bytes.length).toBeGreaterThan(50_000);
    const { messages } = streamed(bytes);
    const counted = /, ([\d]+) samples, /.exec(ran.err())?.[1];
    expect(messages.length).toBeGreaterThan(Number(counted) / 2);
    const sequences = messages
      .filter(({ channel }) => channel.topic.endsWith("/vcpu-0"))
      .map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  },
);

test("SIGINT while VMs are opened: no file, and a sentence", async () => {
  const socket = join(FOLDER, "slow");
  const monitor = await startMonitor(socket, { slow: 200 });
  const ran = command.start("record", "--qmp", socket, "-o", join(FOLDER, "none.mcap"));
  await until(() => monitor.connections() > 0);
  ran.child.kill("SIGINT");
  expect(await ran.ended).toBe(1);
  await monitor.close();
  expect(ran.err()).toBe("kvmscope: Stopped before the first round: nothing is recorded\n");
  expect(existsSync(join(FOLDER, "none.mcap"))).toBe(false);
});
