import { expect, test } from "vitest";
import { hostSetting } from "../../../../web/ui/advisor/host-setting.ts";

function setting(...hosts: (readonly (readonly [string, string])[])[]): bigint | null {
  return hostSetting({ facts: hosts.map((entries) => ({ name: "kvmstats.host", entries })) });
}

test("the host's halt_poll_ns, where it says one that the kernel would take", () => {
  expect(setting([["kvm.halt_poll_ns", "200000"]])).toBe(200_000n);
  expect(setting([["halt_poll_ns", "0"]])).toBe(0n);
  expect(setting([["kvm.halt_poll_ns", "4294967295"]])).toBe(4_294_967_295n);
  for (const text of ["4294967296", "soon", "", "-1", "1e5", "200,000", "2".repeat(5000), " 1"])
    expect(setting([["kvm.halt_poll_ns", text]])).toBeNull();
  expect(setting()).toBeNull();
  expect(setting([["kvm.halt_poll_ns_grow", "2"]])).toBeNull();
});

test("hosts that differ, or one that does not say, leave it to the user", () => {
  const one = [["kvm.halt_poll_ns", "200000"]] as const;
  expect(setting(one, [["kernel", "6.18"], ...one])).toBe(200_000n);
  expect(setting(one, [["kvm.halt_poll_ns", "0"]])).toBeNull();
  expect(setting(one, [["kernel", "6.18"]])).toBeNull();
});
