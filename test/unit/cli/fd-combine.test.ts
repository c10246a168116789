import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { combine } from "../../../cli/record/fd-combine.ts";
import { openQmp } from "../../../cli/record/qmp-reader.ts";
import { type Reading, type SourceName, VmGone, type VmReader } from "../../../cli/recording/model.ts";
import { startMonitor } from "../../support/monitor.mjs";

const reading = (source: SourceName, time: bigint): Reading => ({
  source,
  time,
  bytes: new Uint8Array(8),
  generation: 0,
});

function reader(how: VmReader["how"], read: VmReader["read"]): VmReader & { closed: number } {
  const made = {
    vm: how,
    pid: 1,
    how,
    disturbs: null,
    closed: 0,
    read,
    async close() {
      made.closed++;
    },
  };
  return made;
}

const fds = () => reader("stats-fd", async (now) => [reading("vcpu-0", now())]);

let ticks = 0n;
const now = () => ++ticks;

const shown = (readings: readonly Reading[]) => readings.map(({ source, how }) => `${source} ${how ?? "as the VM"}`);

test("vCPUs by stats fds, the VM by its monitor: each says how", async () => {
  const asked: unknown[] = [];
  const [ours, monitor] = [
    fds(),
    reader("qmp", async (now, only) => {
      asked.push(only);
      return [reading("vm", now()), reading("vcpu-1", now())];
    }),
  ];
  const both = combine(ours, monitor);
  expect(shown(await both.read(now))).toEqual(["vm qmp", "vcpu-0 as the VM"]);
  expect(asked).toEqual(["vm"]);
  expect(both).toMatchObject({ vm: "stats-fd", how: "stats-fd", pid: 1 });
  await both.close();
  expect([ours.closed, monitor.closed]).toEqual([1, 1]);
});

test("a monitor that answers late does not hold the vCPUs up: its answer is in the next round, once", async () => {
  const answers: ((readings: readonly Reading[]) => void)[] = [];
  const monitor = reader("qmp", () => new Promise((resolve) => answers.push(resolve)));
  const both = combine(fds(), monitor);
  expect(shown(await both.read(now))).toEqual(["vcpu-0 as the VM"]);
  expect(shown(await both.read(now))).toEqual(["vcpu-0 as the VM"]);
  expect(answers).toHaveLength(1);
  answers[0]?.([reading("vm", 7n)]);
  const [late, ...rest] = await both.read(now);
  expect(late).toMatchObject({ source: "vm", time: 7n });
  expect(shown(rest)).toEqual(["vcpu-0 as the VM"]);
  expect(shown(await both.read(now))).toEqual(["vcpu-0 as the VM"]);
  expect(answers).toHaveLength(2);
});

test("a closed monitor is said once, the vCPUs go on; a VM that is gone is gone", async () => {
  const monitor = reader("qmp", () => Promise.reject(new VmGone("The monitor was closed")));
  const both = combine(fds(), monitor);
  await expect(both.read(now)).rejects.toThrow(
    "The monitor was closed: its own statistics end, those of its vCPUs go on",
  );
  expect(shown(await both.read(now))).toEqual(["vcpu-0 as the VM"]);
  const gone = combine(
    reader("stats-fd", () => Promise.reject(new VmGone("The VM ended"))),
    monitor,
  );
  await expect(gone.read(now)).rejects.toBeInstanceOf(VmGone);
});

test("a monitor that answers with an error at every round is said once", async () => {
  const both = combine(
    fds(),
    reader("qmp", () => Promise.reject(new Error("No answer in 2 s"))),
  );
  await expect(both.read(now)).rejects.toThrow(/^No answer in 2 s: its own statistics are missing/);
  for (let round = 0; round < 3; round++) expect(shown(await both.read(now))).toEqual(["vcpu-0 as the VM"]);
});

test("QEMU is asked for the VM only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-combine-"));
  const socket = join(folder, "qmp.sock");
  const monitor = await startMonitor(socket, { version: "11.1.3" });
  const both = combine(fds(), await openQmp(socket));
  for (let round = 0; round < 3; round++) expect(shown(await both.read(now))).toEqual(["vm qmp", "vcpu-0 as the VM"]);
  expect(monitor.queries()).toBe(0);
  await both.close();
  await monitor.close();
  rmSync(folder, { recursive: true });
});
