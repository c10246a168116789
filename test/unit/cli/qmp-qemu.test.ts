import { afterEach, describe, expect, test } from "vitest";
import { connectMonitor } from "../../../cli/record/qmp-client.ts";
import { openQmp } from "../../../cli/record/qmp-reader.ts";
import { decodeDump } from "../../support/decode-dump.ts";
import { type Qemu, startQemu, whyNoQemu } from "../../support/qemu.ts";

const now = () => BigInt(Date.now()) * 1_000_000n;

describe.skipIf(whyNoQemu() !== null)("a real QEMU under KVM", () => {
  const running: Qemu[] = [];
  afterEach(async () => {
    for (const qemu of running.splice(0)) await qemu.kill();
  });

  test("read, stopped, read again by a query of its own: equal value by value; then counters move", async () => {
    const qemu = await startQemu({ vcpus: 3, name: "real", monitors: 2 });
    running.push(qemu);
    const [socket = "", second = ""] = qemu.sockets;
    const reader = await openQmp(socket);
    expect({ vm: reader.vm, pid: reader.pid, how: reader.how }).toEqual({ vm: "real", pid: qemu.pid, how: "qmp" });
    const other = await connectMonitor(second);
    const { major, minor, micro } = ((await other.ask("query-version")).value as { qemu: Record<string, number> })
      .qemu as {
      major: number;
      minor: number;
      micro: number;
    };
    const disturbs = major * 100 + minor < 801;
    expect(reader.disturbs).toEqual(
      disturbs ? expect.stringContaining(`QEMU ${major}.${minor}.${micro} interrupts`) : null,
    );

    const first = await reader.read(now);
    expect(first.map(({ source }) => source)).toEqual(["vm", "vcpu-0", "vcpu-1", "vcpu-2"]);
    await other.ask("stop");
    const before = await reader.read(now);
    for (const [target, from] of [
      ["vm", 0],
      ["vcpu", 1],
    ] as const) {
      const { value } = await other.ask("query-stats", { target });
      const replies = (value as { provider: string; stats: { name: string; value: unknown }[] }[])
        .filter(({ provider }) => provider === "kvm")
        .toReversed();
      for (const [i, { stats }] of replies.entries()) {
        const dump = decodeDump(before[from + i]?.bytes ?? new Uint8Array());
        const asked = stats.map(({ name, value: v }) => [
          name,
          Array.isArray(v) ? v.toReversed().map(BigInt) : [BigInt(v as number)],
        ]);
        expect(new Map(dump.stats.map(({ name, values }) => [name, values]))).toEqual(
          new Map(asked as [string, bigint[]][]),
        );
        expect(dump.id).toMatch(target === "vm" ? new RegExp(`^kvm-${qemu.pid}$`) : new RegExp(`^kvm-\\d+/vcpu-${i}$`));
      }
    }
    await other.ask("cont");
    const exits = (bytes: Uint8Array | undefined) =>
      decodeDump(bytes ?? new Uint8Array()).stats.find(({ name }) => name === "exits")?.values[0] ?? 0n;
    await expect.poll(async () => exits((await reader.read(now))[1]?.bytes)).toBeGreaterThan(exits(before[1]?.bytes));
    other.close();
    await reader.close();
  });

  test("two VMs at once; one ends: a sentence, the other goes on", async () => {
    const [a, b] = await Promise.all([startQemu({ vcpus: 1, name: "a" }), startQemu({ vcpus: 1 })]);
    running.push(a, b);
    const readers = await Promise.all([a, b].map(({ sockets }) => openQmp(sockets[0] ?? "")));
    expect(readers.map(({ vm }) => vm)).toEqual(["a", `qemu-${b.pid}`]);
    await a.kill();
    await expect(readers[0]?.read(now)).rejects.toThrow(
      /^the monitor ".*" was closed: the VM ended, or its monitor did$/,
    );
    expect(await readers[1]?.read(now)).toHaveLength(2);
    for (const reader of readers) await reader.close();
  });

  test("a monitor that another client holds is told, with the remedy", async () => {
    const qemu = await startQemu({ vcpus: 1 });
    running.push(qemu);
    const holder = await connectMonitor(qemu.sockets[0] ?? "");
    await expect(openQmp(qemu.sockets[0] ?? "", { greeting: 200 })).rejects.toThrow(
      /did not greet within 0\.2 s: another client, probably libvirt, holds this monitor\..* -qmp unix:PATH/,
    );
    holder.close();
    const reader = await openQmp(qemu.sockets[0] ?? "");
    await reader.close();
  });
});
