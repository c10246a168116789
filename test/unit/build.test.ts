import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { isStale } from "../../scripts/build.mjs";

const folder = mkdtempSync(join(tmpdir(), "kvmscope-build-"));
const output = join(folder, "out.wasm");
const sources = [join(folder, "src"), join(folder, "package.json")];
const paths = ["out.wasm", "package.json", "src", "src/deep", "src/deep/a.ts"].map((path) => join(folder, path));

beforeEach(() => {
  mkdirSync(join(folder, "src", "deep"), { recursive: true });
  for (const path of paths.filter((name) => /\.[a-z]+$/.test(name))) writeFileSync(path, "");
  for (const path of paths) utimesSync(path, 1000, 1000);
});

afterAll(() => rmSync(folder, { recursive: true }));

it("isStale() is false when nothing changed, or a source is not there", () => {
  expect(isStale(output, sources)).toBe(false);
  expect(isStale(output, [...sources, join(folder, "cli")])).toBe(false);
});

it("isStale() sees a missing output", () => {
  rmSync(output);
  expect(isStale(output, sources)).toBe(true);
});

it("isStale() sees a changed file at any depth, and a removed one", () => {
  utimesSync(join(folder, "src/deep/a.ts"), 1001, 1001);
  expect(isStale(output, sources)).toBe(true);
  utimesSync(output, 1002, 1002);
  expect(isStale(output, sources)).toBe(false);
  rmSync(join(folder, "src/deep/a.ts"));
  expect(isStale(output, sources)).toBe(true);
});
