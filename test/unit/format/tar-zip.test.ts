import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import {
  type Bytes,
  dump,
  file,
  flipped,
  gzip,
  mtime,
  other,
  paths,
  read,
  same,
  text,
  zip,
} from "../../support/archives.ts";

describe("tar", () => {
  test("regular files in order; directories, links and desktop files are ignored; times are kept", async () => {
    const tar = await packTar([
      { header: { name: "d/", size: 0, type: "directory" } },
      file("./d/2.bin", dump),
      { header: { name: "d/link", size: 0, type: "symlink", linkname: "2.bin" } },
      file("d/._2.bin", text),
      file("__MACOSX/d/2.bin", text),
      file("d/1.bin", other, { mtime: "1795342440.0956296" }),
    ]);
    const { dumps, problems } = await read(tar);
    expect(problems).toEqual([]);
    expect(dumps).toEqual([
      { path: "d/2.bin", bytes: dump, modified: BigInt(mtime.getTime()) * 1_000_000n },
      { path: "d/1.bin", bytes: other, modified: 1795342440_095629600n },
    ]);
  });

  test("a file that is no dump is a problem of its own", async () => {
    const { dumps, problems } = await read(await packTar([file("README", text), file("1.bin", dump)]));
    expect(dumps).toHaveLength(1);
    expect(problems).toEqual([
      {
        path: "README",
        message: expect.stringMatching(/found text starting with "a text that is no dump".* first bytes 61 20/),
      },
    ]);
  });

  test("names over 100 characters: ustar prefix, pax and GNU", async () => {
    const name = `${"long/".repeat(25)}${"n".repeat(90)}.bin`;
    const longer = `${"x".repeat(300)}.bin`;
    const written = await read(await packTar([file(name, dump), file(longer, dump)]));
    expect(paths(written)).toEqual([name, longer]);
    expect(paths(await read(gnuLongName(await packTar([file(longer, dump)]))))).toEqual([longer]);
  });

  test("v7, without a magic", async () => {
    const tar = await packTar([file("1.bin", dump)]);
    tar.fill(0, 257, 512);
    checksum(tar.subarray(0, 512));
    expect(paths(await read(tar))).toEqual(["1.bin"]);
  });

  test("an entry over the limit is passed over", async () => {
    const large = new Uint8Array(3_000_000);
    const tar = await packTar([file("1.bin", dump), file("2.bin", large), file("3.bin", dump)]);
    const found = await read(tar, "drop", { caps: { entry: 1_000_000 } });
    expect(paths(found)).toEqual(["1.bin", "3.bin"]);
    expect(found.problems).toEqual([
      { path: "2.bin", message: "Cannot open the file: it has 3000000 bytes, the limit is 1000000" },
    ]);
  });

  test("damage: all before it, then the byte", async () => {
    const tar = await packTar([file("1.bin", dump), file("2.bin", dump), file("3.bin", dump)]);
    const second = 512 + 1536;
    const found = await read(flipped(tar, second + 3));
    expect(paths(found)).toEqual(["1.bin"]);
    expect(found.problems.map(({ message }) => message)).toEqual([
      `Cannot read the tar archive further: expected a header with a valid checksum at byte ${second}, found damaged bytes`,
    ]);
  });

  test("every cut: the whole entries before it, then one sentence", async () => {
    const tar = await packTar([file("1.bin", dump), file("2.bin", dump)]);
    for (let size = 512; size < tar.length - 1024; size += 256) {
      const { dumps, problems } = await read(tar.subarray(0, size));
      expect(dumps).toHaveLength(Math.floor(size / 2048));
      expect(problems).toHaveLength(1);
    }
  });

  test("larger than any buffer, in small pieces", async () => {
    const large = new Uint8Array(2_500_000);
    large.set(dump);
    const tar = await packTar([file("1.bin", large), file("2.bin", dump), file("3.bin", large)]);
    const found = await read(gzip(tar));
    expect(found.dumps.map(({ bytes }) => bytes.length)).toEqual([2_500_000, dump.length, 2_500_000]);
    expect(same(found.dumps[2]?.bytes, large)).toBe(true);
  });
});

describe("zip", () => {
  test.each([
    ["stored", { level: 0 }],
    ["deflated", { level: 6 }],
    ["zip64", { zip64: true }],
    ["with data descriptors", { dataDescriptor: true }],
  ])("%s", async (_name, options) => {
    const archive = await zip({ "a/1.bin": dump, "a/2.bin": other, "a/x.txt": text }, options);
    const { dumps, problems } = await read(archive);
    expect(dumps.map(({ path, bytes }) => ({ path, bytes }))).toEqual([
      { path: "a/1.bin", bytes: dump },
      { path: "a/2.bin", bytes: other },
    ]);
    expect(dumps[0]?.modified).toBe(BigInt(mtime.getTime()) * 1_000_000n);
    expect(problems.map(({ path }) => path)).toEqual(["a/x.txt"]);
  });

  test("more entries than are inflated at once", async () => {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.bin`, i % 2 ? dump : other]));
    const found = await read(await zip(files));
    expect(found.dumps.map(({ path }) => path).sort()).toEqual(Object.keys(files).sort());
    expect(found.dumps.every(({ path, bytes }) => bytes.length === files[path]?.length)).toBe(true);
  });

  test("a bad CRC is a problem of that entry", async () => {
    const archive = await zip({ "1.bin": dump, "2.bin": dump }, { level: 0 });
    const found = await read(flipped(archive, 30 + 5 + 200));
    expect(paths(found)).toEqual(["2.bin"]);
    expect(found.problems).toEqual([
      {
        path: "1.bin",
        message: expect.stringMatching(
          /^Cannot read the zip entry: .* at byte 0, found bytes whose size or CRC-32 is another$/,
        ),
      },
    ]);
  });

  test("an encrypted entry is a problem of that entry", async () => {
    const found = await read(await zip({ "1.bin": dump }, { password: "secret" }));
    expect(found.problems[0]?.message).toMatch(/found an encrypted entry$/);
  });

  test("without its directory", async () => {
    const archive = await zip({ "1.bin": dump });
    const found = await read(archive.subarray(0, archive.length - 40));
    expect(found.dumps).toEqual([]);
    expect(found.problems).toHaveLength(1);
    expect(found.problems[0]?.message).toMatch(/^Cannot read the zip directory: /);
  });

  test("an entry over the limit", async () => {
    const found = await read(await zip({ "1.bin": new Uint8Array(2_000_000), "2.bin": dump }), "drop", {
      caps: { entry: 1_000_000 },
    });
    expect(paths(found)).toEqual(["2.bin"]);
    expect(found.problems[0]?.message).toMatch(/found an entry of 2000000 bytes, over the limit of 1000000$/);
  });
});

/** Writes the checksum of a tar header. */
function checksum(block: Uint8Array): void {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}

/** A tar with a pax name as GNU tar writes it: an "L" entry holding the name. */
function gnuLongName(tar: Bytes): Bytes {
  const name = `${"x".repeat(300)}.bin\0`;
  const head = tar.slice(1024, 1536);
  head[156] = "L".charCodeAt(0);
  head.set(new TextEncoder().encode(`${name.length.toString(8).padStart(11, "0")}\0`), 124);
  checksum(head);
  const body = new Uint8Array(512);
  body.set(new TextEncoder().encode(name));
  return new Uint8Array([...head, ...body, ...tar.subarray(1024)]);
}
