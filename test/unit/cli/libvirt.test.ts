import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openLibvirt } from "../../../cli/record/libvirt.ts";

const STAND_IN = fileURLToPath(new URL("../../support/libvirt-proxy.mjs", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kvmscope-path-"));
  const program = join(folder, "virt-qemu-qmp-proxy");
  writeFileSync(program, `#!/bin/sh\necho $$ >${folder}/pid\nexec "${process.execPath}" "${STAND_IN}" "$@"\n`);
  chmodSync(program, 0o755);
});

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

function withProxy(): void {
  vi.stubEnv("PATH", [folder, process.env["PATH"]].join(delimiter));
  vi.stubEnv("TMPDIR", folder);
}

const left = () => readdirSync(folder).filter((name) => name.startsWith("kvmscope-libvirt-"));

test.each(["web", "slow"])("a domain %s is read through the proxy, and nothing is left behind", async (domain) => {
  withProxy();
  const reader = await openLibvirt(domain);
  expect(reader).toMatchObject({ vm: domain, how: "qmp" });
  // the VM's own version, not the one in the greeting
  expect(reader.disturbs).toContain("QEMU 7.2.22");
  expect((await reader.read(() => 1n)).map(({ source }) => source)).toEqual(["vm", "vcpu-0"]);
  expect((await reader.read(() => 2n)).map(({ source }) => source)).toEqual(["vm", "vcpu-0"]);
  expect(left()).toHaveLength(1);
  await reader.close();
  expect(left()).toEqual([]);
});

test("a domain that libvirt does not know, and one named like an option", async () => {
  withProxy();
  for (const name of ["nobody", "--help"]) {
    await expect(openLibvirt(name)).rejects.toThrow(
      `Cannot read the libvirt domain "${name}": Domain not found: no domain with matching name '${name}'`,
    );
  }
  expect(left()).toEqual([]);
});

test("without the proxy: what to do instead", async () => {
  vi.stubEnv("PATH", tmpdir());
  await expect(openLibvirt("web")).rejects.toThrow(
    /^Cannot read the libvirt domain "web": virt-qemu-qmp-proxy is not installed\..*virsh qemu-monitor-command/,
  );
});
