import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checksumOf, differencesOf, EDGE, type FileFacts, factsOf } from "../../../../web/ui/open/fingerprint.ts";

function file(path: string, bytes: Uint8Array<ArrayBuffer>) {
  return { path, blob: new Blob([bytes]), modified: 0 };
}

function filled(length: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + seed) & 255);
}

function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

describe("the checksum", () => {
  test("of a small file is that of all of it, as sha256sum says", async () => {
    const bytes = filled(2 * EDGE, 1);
    expect(await checksumOf([file("a", bytes)])).toBe(sha256(bytes));
    expect(await checksumOf([file("b", filled(0, 0))])).toBe(sha256());
  });

  test("of a large file reads its first and its last MiB", async () => {
    const bytes = filled(3 * EDGE, 7);
    const sum = sha256(bytes.subarray(0, EDGE), bytes.subarray(2 * EDGE));
    expect(await checksumOf([file("a", bytes)])).toBe(sum);
    bytes[EDGE + 5] = 1;
    expect(await checksumOf([file("a", bytes)])).toBe(sum);
    bytes[3 * EDGE - 1] = 1;
    expect(await checksumOf([file("a", bytes)])).not.toBe(sum);
  });

  test("of several files does not depend on their order and sees every name and size", async () => {
    const [one, two, three] = [filled(10, 1), filled(20, 2), filled(30, 3)];
    const files = [file("h/b", two), file("h/c", three), file("h/a", one)];
    const sum = sha256("h/a\0" + "10\nh/b\0" + "20\nh/c\0" + "30\n", one, three);
    expect(await checksumOf(files)).toBe(sum);
    expect(await checksumOf(files.toReversed())).toBe(sum);
    expect(await checksumOf([...files.slice(1), file("h/bb", two)])).not.toBe(sum);
    expect(await checksumOf([...files.slice(1), file("h/b", filled(21, 2))])).not.toBe(sum);
  });
});

test("names, sizes and checksums tell whether it is the same", () => {
  const facts: FileFacts = { ...factsOf("a", [file("a", filled(5, 1))]), sum: "11" };
  expect(facts).toMatchObject({ name: "a", size: 5, files: 1 });
  expect(differencesOf(facts, facts)).toEqual([]);
  expect(differencesOf(facts, { ...facts, name: "a (1)" })).toEqual([]);
  expect(differencesOf(facts, { ...facts, sum: "22" })).toEqual(["sum"]);
  expect(differencesOf(facts, { ...facts, sum: null })).toEqual([]);
  expect(differencesOf({ ...facts, sum: null }, { ...facts, name: "b" })).toEqual(["name"]);
  expect(differencesOf(facts, { name: "b", size: 6, files: 2, sum: null })).toEqual(["name", "files", "size"]);
});
