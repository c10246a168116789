import { expect, test } from "vitest";
import type { RecordingInfo, SourceInfo } from "../../../../web/series/model.ts";
import { readingsOf, vmReadingText } from "../../../../web/ui/sources/readings.ts";
import { sourceInfo } from "../../../support/page-info.ts";

function info(sources: readonly SourceInfo[], vms = ["web"]): RecordingInfo {
  const named = vms.map((name, id) => ({ id, recording: 1, name }));
  return { vms: named, sources, facts: [] } as unknown as RecordingInfo;
}

const QMP = { how: "qmp", reconstructed: true } as const;
const FDS = { how: "stats-fd", pid: "4242" } as const;

test("how a VM was read, in the recorder's words", () => {
  const text = (change: Partial<SourceInfo>) => vmReadingText(0, info([sourceInfo(0, change)]));
  expect(text(FDS)).toBe("stats fds of process 4242");
  expect(text({ how: "stats-fd" })).toBe("stats fds");
  expect(text(QMP)).toBe("QEMU monitor: id and offsets reconstructed");
  expect(text({ ...QMP, pid: "7" })).toBe("QEMU monitor of process 7: id and offsets reconstructed");
  expect(text({ ...QMP, how: null })).toBe("QEMU monitor replies: id and offsets reconstructed");
  expect(text({ how: "file" })).toBe("dump files");
  expect(text({ pid: "7" })).toBe("process 7");
  expect(text({})).toBe("");
  expect(text({ ...FDS, pid: "1\u202e2".repeat(9) })).toBe(
    "stats fds of process 1\\u202e21\\u202e21\\u202e21\\u202e2…",
  );
});

test("sources of one VM that were read differently are named", () => {
  const vm = sourceInfo(9, { ...QMP, scope: "vm", vcpu: null, label: "vm" });
  const vcpus = [0, 1, 2, 3, 4, 5].map((id) => sourceInfo(id, FDS));
  expect(vmReadingText(0, info([vm, ...vcpus]))).toBe(
    "QEMU monitor: id and offsets reconstructed (vm); stats fds of process 4242 (vcpu-0, vcpu-1, vcpu-2, vcpu-3 and 2 more)",
  );
  expect(vmReadingText(0, info([vm, sourceInfo(0)]))).toBe("QEMU monitor: id and offsets reconstructed (vm)");
});

test("VMs of which nothing is known are left out, a fleet is cut", () => {
  const two = info([sourceInfo(0, { vm: 0 }), sourceInfo(1, { vm: 1, ...FDS })], ["a", "b\u202e"]);
  expect(readingsOf(two)).toEqual({
    vms: [{ vm: 1, name: "b\\u202e", text: "stats fds of process 4242" }],
    unlisted: 0,
  });
  const ids = Array.from({ length: 100 }, (_, i) => i);
  const fleet = info(
    ids.map((vm) => sourceInfo(vm, { vm, ...FDS })),
    ids.map((id) => `vm-${id}`),
  );
  const { vms, unlisted } = readingsOf(fleet);
  expect([vms.length, unlisted]).toEqual([64, 36]);
});
