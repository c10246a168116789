import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectMonitor } from "../../../cli/record/qmp-client.ts";
import { openQmp } from "../../../cli/record/qmp-reader.ts";
import { type Reading, VmGone } from "../../../cli/recording/model.ts";
import { decodeDump } from "../../support/decode-dump.ts";
import { type MonitorOptions, replayedValues, startMonitor } from "../../support/monitor.mjs";

let folder = "";
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kvmscope-qmp-"));
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function monitor(options?: MonitorOptions) {
  const path = join(folder, "monitor");
  const replaying = await startMonitor(path, options);
  closing.push(replaying.close);
  return { path, ...replaying };
}

async function open(options?: MonitorOptions) {
  const { path } = await monitor(options);
  const { mute = false, silentAfter, slow = 0 } = options ?? {};
  // who answers has time, however busy the machine is
  const silent = mute || silentAfter !== undefined || slow > 300;
  const reader = await openQmp(path, silent ? { greeting: 300, reply: 300 } : {});
  closing.unshift(reader.close);
  return reader;
}

let clock = 0n;
const now = () => ++clock;

function valuesOf({ bytes }: Reading): Map<string, readonly bigint[]> {
  return new Map(decodeDump(bytes).stats.map(({ name, values }) => [name, values]));
}

describe("rounds", () => {
  test.each<[string, MonitorOptions]>([
    ["QEMU 11.1.3", {}],
    ["QEMU 7.2.22", { version: "7.2.22" }],
    ["counters near 2^64", { start: 2n ** 64n - 40n }],
    ["every byte on its own", { split: 1 }],
    ["pieces of 100 bytes, over many lines, events between", { split: 100, pretty: true, events: true }],
    ["slowly", { slow: 20 }],
  ])("%s: every value of three rounds", async (_name, options) => {
    const reader = await open({ vcpus: 3, ...options });
    for (const query of [0, 1, 2]) {
      const readings = await reader.read(now);
      expect(readings.map(({ source }) => source)).toEqual(["vm", "vcpu-0", "vcpu-1", "vcpu-2"]);
      for (const reading of readings) {
        const vcpu = Number(reading.source.slice(5));
        const target = reading.source === "vm" ? "vm" : "vcpu";
        expect(valuesOf(reading)).toEqual(replayedValues({ ...options, target, vcpu, query }));
      }
    }
  });

  test("buckets as they are listed, should a QEMU turn them round", async () => {
    const { path } = await monitor();
    const reader = await openQmp(path, { lists: "first-first" });
    const [, vcpu] = await reader.read(now);
    const expected = replayedValues({ target: "vcpu", query: 0 });
    for (const [name, values] of vcpu ? valuesOf(vcpu) : []) expect(values).toEqual(expected.get(name)?.toReversed());
    await reader.close();
  });

  test("time is taken once per reply", async () => {
    const reader = await open();
    const [vm, first, second] = await reader.read(now);
    expect(first?.time).toBe((vm?.time ?? 0n) + 1n);
    expect(second?.time).toBe(first?.time);
  });

  test("ids of the process and its threads; the same layout every time", async () => {
    const reader = await open({ vcpus: 1 });
    const [vm, vcpu] = (await reader.read(now)).map(({ bytes }) => decodeDump(bytes));
    expect(reader.pid).toBe(process.pid);
    expect([vm?.id, vcpu?.id]).toEqual([`kvm-${process.pid}`, `kvm-${process.pid}/vcpu-0`]);
    const again = decodeDump((await reader.read(now))[1]?.bytes ?? new Uint8Array());
    const layout = (dump: typeof again | undefined) =>
      dump?.stats.map(({ values, ...stat }) => ({ ...stat, size: values.length }));
    expect(layout(again)).toEqual(layout(vcpu));
  });

  test("vCPUs come and go: a new life each time", async () => {
    const reader = await open({
      vcpus: 2,
      thread: 5_000_000,
      changes: [
        { vcpu: 1, after: 2, plug: false },
        { vcpu: 2, after: 3, plug: true },
        { vcpu: 1, after: 4, plug: true },
      ],
    });
    const rounds: string[][] = [];
    for (let i = 0; i < 6; i++) {
      rounds.push((await reader.read(now)).map(({ source, generation }) => `${source}:${generation}`));
    }
    expect(rounds).toEqual([
      ["vm:0", "vcpu-0:0", "vcpu-1:0"],
      ["vm:0", "vcpu-0:0", "vcpu-1:0"],
      ["vm:0", "vcpu-0:0"],
      ["vm:0", "vcpu-0:0", "vcpu-2:0"],
      ["vm:0", "vcpu-0:0", "vcpu-1:1", "vcpu-2:0"],
      ["vm:0", "vcpu-0:0", "vcpu-1:1", "vcpu-2:0"],
    ]);
  });
  test("one that came back between two rounds has a new life too", async () => {
    const changes = [
      { vcpu: 1, after: 1, plug: false },
      { vcpu: 1, after: 1, plug: true },
    ];
    const reader = await open({ vcpus: 2, thread: 5_000_000, changes });
    const lives: number[] = [];
    for (let i = 0; i < 2; i++) lives.push((await reader.read(now)).at(-1)?.generation ?? -1);
    expect(lives).toEqual([0, 1]);
  });
});

describe("who it is", () => {
  test.each<[string, MonitorOptions, string]>([
    ["its name", { name: "web" }, "web"],
    ["its UUID", { name: null, uuid: "0f0e-1" }, "0f0e-1"],
    ["its process", { name: null }, `qemu-${process.pid}`],
    ["its socket", { name: null, thread: 5_000_000 }, "monitor"],
    ["without query-name", { fail: "query-name", uuid: "0f0e-1" }, "0f0e-1"],
  ])("%s", async (_name, options, name) => {
    expect((await open(options)).vm).toBe(name);
  });

  test("a process of that number that is no VM is another's: QEMU in a container numbers its threads otherwise", async () => {
    const other = spawn("sleep", ["60"]);
    await once(other, "spawn");
    expect((await open({ thread: other.pid ?? 0 })).pid).toBeNull();
    other.kill();
  });

  test("QEMU below 8.1 disturbs, later ones do not", async () => {
    expect((await open({ version: "8.0.5" })).disturbs).toMatch(/^QEMU 8\.0\.5 interrupts every vCPU each time/);
    for (const close of closing.splice(0)) await close();
    expect((await open({ version: "8.1.0" })).disturbs).toBeNull();
  });
});

describe("what cannot be read is one sentence", () => {
  test.each<[string, MonitorOptions, RegExp]>([
    [
      "no greeting",
      { mute: true },
      /did not greet within 0\.3 s: another client, probably libvirt, holds this monitor/,
    ],
    ["QEMU 7.0", { version: "7.0.0" }, /^Cannot read ".*": it is QEMU 7\.0\.0, which has no query-stats/],
    ["no KVM", { tcg: true }, /^Cannot read ".*": its QEMU has no KVM statistics\. It runs without KVM/],
    ["a refusal", { fail: "query-stats-schemas" }, /^QEMU refused query-stats-schemas: query-stats-schemas was made/],
    ["silence", { slow: 400 }, /did not answer qmp_capabilities within 0\.3 s$/],
  ])("%s", async (_name, options, sentence) => {
    await expect(open(options)).rejects.toThrow(sentence);
  });

  test("no socket, nobody behind it, no socket at all", async () => {
    const refused = (path: string) =>
      openQmp(path).then(
        () => "",
        ({ message }: Error) => message,
      );
    expect(await refused(join(folder, "none"))).toMatch(/^Cannot open the monitor ".*": there is no such file$/);
    const left = spawn(process.execPath, [
      "-e",
      `require("net").createServer().listen(${JSON.stringify(join(folder, "left"))}, () => process.kill(process.pid, "SIGKILL"))`,
    ]);
    await once(left, "exit");
    expect(await refused(join(folder, "left"))).toMatch(/: nobody listens there: the VM ended, or it is no monitor's/);
    expect(await refused(folder)).toMatch(/^Cannot open the monitor/);
  });

  test("what speaks no QMP", async () => {
    const path = join(folder, "other");
    const server = createServer((socket) => socket.end("220 mail.example ESMTP\r\n")).listen(path);
    await once(server, "listening");
    await expect(openQmp(path)).rejects.toThrow(/speaks no QMP: expected an object at byte 0, found "2"$/);
    server.close();
  });
});

describe("the end", () => {
  test("a reply cut in the middle and closed: the VM is gone, in one sentence", async () => {
    const reader = await open({ cutAfter: 3 });
    await reader.read(now);
    const error = await reader.read(now).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VmGone);
    expect(String(error)).toMatch(/the monitor ".*" was closed: the VM ended, or its monitor did$/);
    await expect(reader.read(now)).rejects.toBeInstanceOf(VmGone);
  });

  test("no answer in time: an error, but the VM is not given up", async () => {
    const reader = await open({ silentAfter: 2 });
    await reader.read(now);
    const error = await reader.read(now).catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(VmGone);
    expect(String(error)).toMatch(/did not answer query-stats within 0\.3 s$/);
  });

  /** A monitor whose replies to query-stats are these, each once; the last one for good. */
  async function saying(...replies: readonly string[]) {
    const answers: Record<string, unknown> = {
      "query-version": { qemu: { major: 8, minor: 2, micro: 0 } },
      "query-name": { name: "web" },
      "query-cpus-fast": [{ "qom-path": "/a/0", "thread-id": 1, "cpu-index": 0 }],
      "query-stats-schemas": [{ provider: "kvm", target: "vm", stats: [{ name: "a", type: "cumulative" }] }],
    };
    const path = join(folder, `saying-${replies.length}`);
    const server = createServer((socket) => {
      socket.write('{"QMP": {}}\n');
      createInterface({ input: socket }).on("line", (line) => {
        const { execute, id } = JSON.parse(line);
        const [stats = ""] = replies;
        if (execute !== "query-stats") socket.write(`${JSON.stringify({ return: answers[execute] ?? {}, id })}\n`);
        else socket.write(`${stats.replace("ID", id)}\n`);
        if (execute === "query-stats" && replies.length > 1) replies = replies.slice(1);
      });
    }).listen(path);
    await once(server, "listening");
    return { reader: await openQmp(path), server };
  }

  test("no JSON any more: the VM is gone, for nothing more is read", async () => {
    const { reader, server } = await saying("<html>");
    const error = await reader.read(now).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VmGone);
    expect(String(error)).toMatch(/speaks no QMP: expected an object at byte \d+, found "<"$/);
    server.close();
  });

  test("replies without statistics are said, and the VM is not given up", async () => {
    const empty = [
      '{"return": null, "id": ID}',
      '{"return": [{"provider": "kvm", "stats": [{"name": "a", "value": -5}]}], "id": ID}',
    ];
    const full = '{"return": [{"provider": "kvm", "stats": [{"name": "a", "value": 5}]}], "id": ID}';
    const { reader, server } = await saying(empty[0] ?? "", empty[0] ?? "", empty[1] ?? "", empty[1] ?? "", full);
    for (const _ of empty) {
      const error = await reader.read(now).catch((reason: unknown) => reason);
      expect(error).not.toBeInstanceOf(VmGone);
      expect(String(error)).toMatch(/the monitor ".*" answered without KVM statistics$/);
    }
    expect(await reader.read(now)).toHaveLength(1);
    await reader.close();
    server.close();
  });

  test("a closed reader lets the next client in", async () => {
    const { path, connections } = await monitor();
    const first = await openQmp(path);
    const second = connectMonitor(path);
    await first.close();
    (await second).close();
    expect(connections()).toBe(2);
  });
});

test("the replaying monitor runs as a process", async () => {
  const path = join(folder, "process");
  const child = spawn(process.execPath, ["test/support/monitor.mjs", path, "--vcpus", "4", "--name", "forked"]);
  closing.push(async () => {
    child.kill();
    await once(child, "exit");
  });
  await once(child.stdout, "data");
  const reader = await openQmp(path);
  expect({ vm: reader.vm, pid: reader.pid }).toEqual({ vm: "forked", pid: child.pid });
  expect(await reader.read(now)).toHaveLength(5);
  await reader.close();
});
