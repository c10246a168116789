import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ShownSample } from "../../../web/series/shown.ts";
import { kvmscope } from "../../support/command.ts";
import { buildDump } from "../../support/dump-builder.ts";
import { fixture, realDumps, twin } from "../../support/fixtures.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-cli-"));
const FIXTURES = join(import.meta.dirname, "../../fixtures");
const VCPU = join(FIXTURES, "x86_64-linux-6.18/vcpu-0.bin");

afterAll(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, bytes);
  return path;
}

test.each(realDumps().withTwin)("show --json of %s is its twin with flags, file and time", async (path) => {
  const { code, text } = await kvmscope("show", "--json", join(FIXTURES, path));
  expect(code).toBe(0);
  const [sample, ...more]: ShownSample[] = JSON.parse(text);
  expect(more).toEqual([]);
  const expected = twin(path);
  expect(sample?.file).toBe(path.split("/").at(-1));
  expect(sample).toMatchObject({ id: expected.id, length: expected.length });
  expect(sample?.stats.map(({ flags: _, ...stat }) => stat)).toEqual(expected.stats);
  expect(sample?.stats.every(({ flags }) => Number.isInteger(flags))).toBe(true);
});

test("show prints human scale and the exact number, histograms by their true edges", async () => {
  const { code, text } = await kvmscope("show", join(FIXTURES, "x86_64-linux-6.18/series/0019-vcpu0.bin"));
  expect(code).toBe(0);
  expect(text).toContain("kvm-6235/vcpu-0");
  expect(text).toMatch(/halt_wait_ns +4\.75\u00a0s {2}\(4\u2009753\u2009009\u2009776\)/);
  expect(text).toMatch(/halt_poll_fail_hist +\[128\u00a0ns, 256\u00a0ns\): 598/);
});

test("show --csv has a row per value and defuses formulas", async () => {
  const path = file(
    "a.bin",
    buildDump({ id: "kvm-1", stats: [{ name: "=cmd|'x'!A1", values: [7n, 2n ** 64n - 1n] }] }),
  );
  const { text } = await kvmscope("show", "--csv", path);
  expect(text.split("\r\n")).toEqual([
    "file,time,elapsed,id,name,type,unit,base,exponent,element,value",
    "a.bin,,,kvm-1,'=cmd|'x'!A1,cumulative,none,10,0,0,7",
    "a.bin,,,kvm-1,'=cmd|'x'!A1,cumulative,none,10,0,1,18446744073709551615",
    "",
  ]);
});

test("times: from the names, from --interval, and said when there is none", async () => {
  const series = join(FOLDER, "series");
  cpSync(join(FIXTURES, "x86_64-linux-6.18/series"), series, { recursive: true });
  for (const name of readdirSync(series)) utimesSync(join(series, name), 1_700_000_000, 1_700_000_000);
  const named = file("1700000000123456789.bin", fixture("x86_64-linux-6.18/vm.bin"));
  const times = async (...argv: string[]) => {
    const ran = await kvmscope("show", "--json", ...argv);
    const samples: ShownSample[] = JSON.parse(ran.text);
    return { ...ran, times: samples.map(({ time }) => time), elapsed: samples.map(({ elapsed }) => elapsed) };
  };
  expect((await times(named)).times).toEqual(["1700000000123456789"]);
  const untold = await times(series);
  expect(new Set(untold.times)).toEqual(new Set([undefined]));
  expect(untold.err).toContain("--interval");
  const told = await times(series, "--interval", "250ms");
  expect(told.elapsed.slice(0, 3)).toEqual(["0", "250000000", "500000000"]);
  expect(new Set(told.times)).toEqual(new Set([undefined]));
  const { text } = await kvmscope("show", series, "--interval", "250ms");
  expect(text).toMatch(/^0001-vm\.bin {2}kvm-\d+ {2}\+0\.250 s {2}\d+ bytes/m);
  expect(text).not.toContain("1970");
});

test("a cut dump: everything readable is printed, missing values are null, exit 1", async () => {
  const path = file("cut.bin", fixture("x86_64-linux-6.18/vm.bin").slice(0, 1032 + 20));
  const { code, text, err } = await kvmscope("show", "--json", path);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^kvmscope: cut\.bin: error: data-bulk: expected 1152 bytes, found the end of the file at byte 1052/,
  );
  const [sample]: ShownSample[] = JSON.parse(text);
  expect(sample?.stats.map(({ values }) => values[0])).toEqual(["0", "0", ...Array.from({ length: 13 }, () => null)]);
  const { code: checked, text: findings } = await kvmscope("check", path);
  expect(checked).toBe(1);
  expect(findings).toMatch(/cut\.bin: error: [a-z-]+: bytes \d+ to \d+: expected .*, found .*/);
});

test("check is silent about real dumps and prints findings as JSON", async () => {
  const fine = await kvmscope("check", VCPU);
  expect(fine).toMatchObject({ code: 0, text: "1 dump checked: 0 errors, 0 warnings, 0 notes\n", err: "" });
  const bad = file("bad.bin", buildDump({ id: "kvm-1", stats: [{ name: "x", values: [1n], extraFlags: 7 }] }));
  const { text } = await kvmscope("check", "--json", bad);
  const [finding] = JSON.parse(text);
  expect(finding).toMatchObject({ file: "bad.bin", rule: "type-max", descriptor: 0 });
  expect(finding.to).toBeGreaterThan(finding.from);
});

test("read is one pread: byte-exact anywhere, the kernel's answer at every edge", async () => {
  const bytes = fixture("x86_64-linux-6.18/vcpu-0.bin");
  expect((await kvmscope("read", VCPU)).out).toEqual(bytes);
  expect((await kvmscope("read", VCPU, "--offset", "0x17", "--size", "50")).out).toEqual(bytes.slice(23, 73));
  expect(await kvmscope("read", VCPU, "--offset", "4056")).toMatchObject({ code: 0, text: "" });
  expect(await kvmscope("read", VCPU, "--size", String(2n ** 46n))).toMatchObject({ code: 0 });
  expect((await kvmscope("read", VCPU, "--offset=-1")).err).toContain("EINVAL");
  expect((await kvmscope("read", VCPU, "--size", String(2n ** 47n))).err).toContain("EFAULT");
});

test("wrong usage and unreadable files: one sentence, exit 2", async () => {
  const text = file("notes.txt", "dear diary");
  for (const argv of [
    ["show"],
    ["frobnicate"],
    ["show", "--frob", VCPU],
    ["read", VCPU, "--offset", "x"],
    ["check", "/nonexistent"],
  ]) {
    const { code, err } = await kvmscope(...argv);
    expect(code, argv.join(" ")).toBe(2);
    expect(err, argv.join(" ")).toMatch(/^kvmscope: .*Cannot/);
  }
  const { code, err, out } = await kvmscope("show", text);
  expect(code).toBe(2);
  expect(out).toHaveLength(0);
  expect(err).toContain("64 65 61 72");
  expect(err).toContain("expected a KVM statistics dump");
});

test("one bad file among good ones does not hide them", async () => {
  const { code, text, err } = await kvmscope("check", file("x.txt", "hello"), VCPU);
  expect(code).toBe(1);
  expect((await kvmscope("show", file("x.txt", "hello"), VCPU)).code).toBe(1);
  expect(text).toContain("1 dump checked");
  expect(err).toContain("x.txt");
});

test("of files without dumps in a folder 20 are named, the others counted", async () => {
  const folder = mkdtempSync(join(FOLDER, "wrong-"));
  for (let i = 0; i < 25; i++) writeFileSync(join(folder, `${i}.txt`), "no dump");
  const { code, err } = await kvmscope("check", folder);
  expect(code).toBe(2);
  expect(err.split("\n")).toHaveLength(22);
  expect(err).toMatch(/\nkvmscope: and 5 more files that gave no dump\n$/);
});

test("errors of many dumps are said for 20 of them", async () => {
  const folder = mkdtempSync(join(FOLDER, "cut-"));
  for (let i = 0; i < 22; i++)
    writeFileSync(join(folder, `${i}.bin`), fixture("x86_64-linux-6.18/vm.bin").slice(0, 1100));
  const { code, err } = await kvmscope("show", folder);
  expect(code).toBe(1);
  expect(err).toMatch(/\nkvmscope: and 2 more errors, which kvmscope check lists\n$/);
});

test.each([
  [["show", VCPU, "--interval", "-1s"], 'Cannot read --interval: expected a time like 250ms, 1.5s or 1m, found "-1s"'],
  [
    ["read", VCPU, "--offset", "-1"],
    "Cannot read 4056 bytes at byte -1: EINVAL: the offset is negative, or offset + size passes 2^63",
  ],
  [["read", VCPU, "--offset"], "Cannot read the options: --offset needs a value"],
  [["show", VCPU, "--json=1"], "Cannot read the options: --json takes no value"],
  [["show", VCPU, "--frob"], "Cannot read the options: there is no --frob"],
])("%j: our words", async (argv, sentence) => {
  expect((await kvmscope(...argv)).err.split("\n")[0]).toBe(`kvmscope: ${sentence}`);
});

test("the jq example of the help picks the vCPU's samples", async () => {
  const { text: help } = await kvmscope("--help");
  const filter = /\| jq -c '([^']+)'/.exec(help)?.[1] ?? "";
  expect((await kvmscope("show", "--help")).text).toContain(filter);
  const { text } = await kvmscope("show", "--json", VCPU, join(FIXTURES, "x86_64-linux-6.18/vm.bin"));
  const jq = spawnSync("jq", ["-c", filter], { input: text });
  // without jq: what the filter is made of, step by step
  expect(filter).toBe('.[] | select(.id | endswith("vcpu-0")) | [.time, .length]');
  const samples: ShownSample[] = JSON.parse(text);
  const picked = samples.filter(({ id }) => id.endsWith("vcpu-0")).map(({ time, length }) => [time ?? null, length]);
  expect(picked).toEqual([[null, 4056]]);
  if (jq.error === undefined) expect(jq.stdout.toString()).toBe("[null,4056]\n");
});

test("hostile names come out escaped", async () => {
  const name = "a\u202eb\u001b[31mc\u0000";
  const path = file("hostile.bin", buildDump({ id: "kvm-1\u0007", stats: [{ name, values: [1n] }] }));
  const { text } = await kvmscope("show", path);
  for (const control of ["\u202e", "\u001b", "\u0007"]) expect(text).not.toContain(control);
});

test("--help and --version", async () => {
  expect(await kvmscope("--help")).toMatchObject({ code: 0 });
  expect((await kvmscope("show", "--help")).text).toContain("--interval T ");
  expect((await kvmscope("check", "-h")).text).not.toContain("--interval");
  expect((await kvmscope("help", "read")).text).toBe((await kvmscope("read", "--help")).text);
  expect((await kvmscope("--version")).text).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await kvmscope()).code).toBe(2);
});
