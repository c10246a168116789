// The command as it is installed: from the checkout, and from the packed tarball in an empty folder.

import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { twin } from "../support/fixtures.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const FIXTURES = `${repository}test/fixtures/x86_64-linux-6.18`;
const run = promisify(execFile);

interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function command(cwd: string, file: string, ...args: readonly string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(file, args, { cwd, encoding: "buffer", maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr: stderr.toString() };
  } catch (reason) {
    const { code, stdout, stderr } = reason as { code: unknown; stdout?: Buffer; stderr?: Buffer };
    if (typeof code !== "number") throw reason;
    return { code, stdout: stdout ?? Buffer.alloc(0), stderr: String(stderr) };
  }
}

/** What every installation must do. */
async function expectWorks(cwd: string): Promise<void> {
  copyFileSync(`${FIXTURES}/series/0019-vcpu0.bin`, `${cwd}/dump.bin`);
  writeFileSync(`${cwd}/notes.txt`, "no dump");
  const kvmscope = (...args: readonly string[]) => command(cwd, "npx", "--no-install", "kvmscope", ...args);

  const help = await kvmscope("--help");
  expect(help.code).toBe(0);
  expect(help.stdout.toString()).toMatch(/show[\s\S]*check/);

  const shown = await kvmscope("show", "--json", "dump.bin");
  expect(shown.code, shown.stderr).toBe(0);
  const [dump] = JSON.parse(shown.stdout.toString());
  expect(dump).toMatchObject({ ...twin("x86_64-linux-6.18/series/0019-vcpu0.json") });

  const read = await kvmscope("read", "dump.bin", "--offset", "24", "--size", "15");
  expect(read.stdout.toString()).toBe("kvm-6235/vcpu-0");

  expect((await kvmscope("check", "dump.bin")).code).toBe(0);
  const refused = await kvmscope("show", "notes.txt");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("notes.txt");
}

test("npx kvmscope in the checkout", async () => {
  // below the checkout npx finds the package that it is in
  const { code, stdout } = await command(repository, "npx", "--no-install", "kvmscope", "--version");
  expect(code).toBe(0);
  expect(stdout.toString()).toMatch(/^\S*\s?\d+\.\d+\.\d+\n$/);
});

test("the packed tarball, installed without optional packages and without a network", async () => {
  const folder = test.info().outputPath("installed");
  mkdirSync(folder, { recursive: true });
  const packed = await command(repository, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename }] = JSON.parse(packed.stdout.toString());
  writeFileSync(`${folder}/package.json`, JSON.stringify({ name: "host", private: true }));
  const installed = await command(
    folder,
    "npm",
    "install",
    "--offline",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    `./${filename}`,
  );
  expect(installed.code, installed.stderr).toBe(0);
  await expectWorks(folder);
});
