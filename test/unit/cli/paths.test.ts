import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packTar } from "modern-tar";
import { afterAll, expect, test } from "vitest";
import type { ShownSample } from "../../../web/series/shown.ts";
import { kvmscope } from "../../support/command.ts";
import { buildDump } from "../../support/dump-builder.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-paths-"));

afterAll(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, exits: bigint, id = "kvm-1"): string {
  const path = join(FOLDER, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, buildDump({ id, stats: [{ name: "exits", values: [exits] }] }));
  return path;
}

async function shown(...argv: string[]) {
  const { text, ...ran } = await kvmscope("show", "--json", ...argv);
  const samples: ShownSample[] = JSON.parse(text);
  return { ...ran, samples: samples.map((each) => [each.file, each.stats[0]?.values[0]]) };
}

test("files of one name in two folders stay two sources, each under the path it was given by", async () => {
  const a = file("a/1700000000.bin", 1n);
  const b = file("b/1700000000.bin", 1n);
  file("b/1700000001.bin", 5n);
  expect((await shown(a, b)).samples).toEqual([
    [a, "1"],
    [b, "1"],
  ]);
  expect((await shown(join(FOLDER, "a"), join(FOLDER, "b"))).samples).toEqual([
    [a, "1"],
    [b, "1"],
    [join(FOLDER, "b/1700000001.bin"), "5"],
  ]);
  expect((await shown(join(FOLDER, "b"))).samples.map(([name]) => name)).toEqual(["1700000000.bin", "1700000001.bin"]);
});

test("two archives in one folder stay two VMs", async () => {
  mkdirSync(join(FOLDER, "archives"));
  const body = buildDump({ id: "kvm-1", stats: [{ name: "exits", values: [4n] }] });
  const archive = await packTar([{ header: { name: "1700000000.bin", size: body.length }, body }]);
  for (const name of ["friday.tar", "monday.tar"]) writeFileSync(join(FOLDER, "archives", name), archive);
  expect((await shown(join(FOLDER, "archives"))).samples).toEqual([
    ["friday/1700000000.bin", "4"],
    ["monday/1700000000.bin", "4"],
  ]);
});

test("a file that cannot be opened is one sentence; everything readable is still printed", async () => {
  const good = file("broken/1700000000.bin", 3n);
  symlinkSync("nowhere", join(FOLDER, "broken/1700000001.bin"));
  const gone = join(FOLDER, "gone.bin");
  const { code, err, samples } = await shown(gone, good);
  expect(code).toBe(1);
  expect(err).toBe(`kvmscope: ${gone}: Cannot open the file: ENOENT\n`);
  expect(samples).toEqual([[good, "3"]]);
  const folder = await shown(join(FOLDER, "broken"));
  expect(folder.err).toBe("kvmscope: 1700000001.bin: Cannot open the file: ENOENT\n");
  expect(folder.samples).toEqual([["1700000000.bin", "3"]]);
});

test("a link to a dump is the dump", async () => {
  const dump = file("real.bin", 9n);
  mkdirSync(join(FOLDER, "links"));
  symlinkSync(dump, join(FOLDER, "links/vm.bin"));
  symlinkSync("..", join(FOLDER, "links/up"));
  expect((await shown(join(FOLDER, "links"))).samples).toEqual([["vm.bin", "9"]]);
});

test.each([[FOLDER], [join(FOLDER, "gone.bin")]])(
  "read of what is no file says so in one sentence: %s",
  async (path) => {
    const { code, err } = await kvmscope("read", path);
    expect(code).toBe(2);
    expect(err).toMatch(/^kvmscope: .+: Cannot open the file: (?:ENOENT|it is a folder)\n$/);
  },
);

test("names from a folder act on no terminal, also where they are part of a sentence", async () => {
  const hostile = "1-\u001b[31m\u202e.bin";
  mkdirSync(join(FOLDER, "hostile"));
  for (const [i, digit] of ["1", "2"].entries()) {
    const bytes = buildDump({ id: "other", stats: [{ name: "exits", values: [BigInt(i)] }] });
    writeFileSync(join(FOLDER, "hostile", hostile.replace("1", digit)), bytes);
  }
  const { err } = await kvmscope("show", join(FOLDER, "hostile"));
  expect(err).not.toContain("\u001b");
  expect(err).not.toContain("\u202e");
});

test("read of what is no dump, and sources of one label, are named by their paths", async () => {
  writeFileSync(join(FOLDER, "notes.txt"), "dear diary");
  expect((await kvmscope("read", join(FOLDER, "notes.txt"))).err).toContain(
    `${join(FOLDER, "notes.txt")}: Cannot open`,
  );
  for (const name of ["one", "two"]) {
    for (const i of [1, 2]) utimesSync(file(`twins/${name}/${i}.bin`, BigInt(i)), 1_700_000_000, 1_700_000_000);
  }
  const { err } = await kvmscope("show", join(FOLDER, "twins"));
  expect(err).toMatch(/^kvmscope: vm of one\/\S*: 2 dumps carry no time/);
  expect(err).toMatch(/\nkvmscope: vm of two\/\S*: 2 dumps carry no time/);
});

test("an interval that no clock can count is wrong usage", async () => {
  const { code, err } = await kvmscope("show", file("x.bin", 1n), "--interval", "99999999999m");
  expect(code).toBe(2);
  expect(err).toMatch(/^kvmscope: Cannot read --interval: expected at most a day/);
});

test("an interval given in so many words wins over modification times that rise: copies are made in file order", async () => {
  for (const i of [1, 2, 3]) utimesSync(file(`rising/${i}.bin`, BigInt(i)), 1_700_000_000 + i, 1_700_000_000 + i);
  const times = async (...more: string[]) => {
    const samples: ShownSample[] = JSON.parse((await kvmscope("show", "--json", join(FOLDER, "rising"), ...more)).text);
    return samples.map(({ time, elapsed }) => elapsed ?? time);
  };
  expect(await times()).toEqual([1, 2, 3].map((i) => `${1_700_000_000 + i}000000000`));
  expect(await times("--interval", "250ms")).toEqual(["0", "250000000", "500000000"]);
});
