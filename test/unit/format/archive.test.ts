import { gzipSync } from "node:zlib";
import { BlobWriter, configure, Uint8ArrayReader, ZipWriter, type ZipWriterConstructorOptions } from "@zip.js/zip.js";
import fc from "fast-check";
import { packTar, type TarEntry } from "modern-tar";
import { describe, expect, test } from "vitest";
import { isProblem, type ReadOptions, readDumps } from "../../../web/format/adapters.ts";
import type { Problem } from "../../../web/format/archive.ts";
import { blobSource } from "../../../web/format/blob-source.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { fixture, realDumps } from "../../support/fixtures.ts";

configure({ useWebWorkers: false });

type Bytes = Uint8Array<ArrayBuffer>;

interface Read {
  readonly dumps: { readonly path: string; readonly bytes: Uint8Array; readonly modified: bigint | undefined }[];
  readonly problems: Problem[];
}

async function read(bytes: Bytes, path = "drop", options: ReadOptions = {}): Promise<Read> {
  const read: Read = { dumps: [], problems: [] };
  for await (const item of readDumps({ path, source: memorySource(bytes), modified: 7n }, options)) {
    if (isProblem(item)) {
      read.problems.push(item);
    } else {
      read.dumps.push({ ...item, bytes: item.bytes.slice() });
    }
  }
  return read;
}

/** toEqual takes seconds for a megabyte. */
function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

function paths({ dumps }: Read): string[] {
  return dumps.map(({ path }) => path);
}

const dump = fixture("x86_64-linux-6.18/vm.bin");
const other = fixture("x86_64-linux-6.18/series/0019-vcpu0.bin");
const text = new TextEncoder().encode("a text that is no dump");
const mtime = new Date("2026-11-22T10:14:05Z");

function file(name: string, bytes: Uint8Array, pax?: Record<string, string>): TarEntry {
  return { header: { name, size: bytes.length, mtime, type: "file", ...(pax && { pax }) }, body: bytes };
}

async function zip(files: Record<string, Bytes>, options: ZipWriterConstructorOptions = {}): Promise<Bytes> {
  const writer = new ZipWriter(new BlobWriter(), options);
  for (const [name, bytes] of Object.entries(files)) {
    await writer.add(name, new Uint8ArrayReader(bytes), { lastModDate: mtime });
  }
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

function gzip(bytes: Uint8Array): Bytes {
  return new Uint8Array(gzipSync(bytes));
}

/** With one byte changed. */
function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}

describe("one dump", () => {
  test.each(realDumps().all)("%s", async (path) => {
    const bytes = fixture(path);
    expect(await read(bytes, path)).toEqual({ dumps: [{ path, bytes, modified: 7n }], problems: [] });
  });

  test("gzipped loses its ending", async () => {
    const { dumps, problems } = await read(gzip(dump), "a/vm-1.bin.gz");
    expect(dumps).toEqual([{ path: "a/vm-1.bin", bytes: dump, modified: 7n }]);
    expect(problems).toEqual([]);
  });

  test("an empty file is a dump of nothing", async () => {
    expect((await read(new Uint8Array(0))).dumps).toHaveLength(1);
  });

  test("larger than what is looked at first", async () => {
    const large = new Uint8Array(300_000);
    large.set(dump);
    expect(same((await read(large)).dumps[0]?.bytes, large)).toBe(true);
    expect(same((await read(gzip(large))).dumps[0]?.bytes, large)).toBe(true);
  });
});

describe("the 14,200 dumps of x86_64-linux-6.1-svm.tar.gz", () => {
  test("all there, by source, with the bytes read counted, fast", async () => {
    const archive = fixture("x86_64-linux-6.1-svm.tar.gz");
    const counts = new Map<string, number>();
    let reached = 0;
    let bytes = 0;
    const began = performance.now();
    const input = { path: "svm.tar.gz", source: blobSource(new Blob([archive])), modified: undefined };
    for await (const item of readDumps(input, { onBytes: (read) => (reached = read) })) {
      if (isProblem(item)) {
        throw new Error(item.message);
      }
      const source = item.path.split("/")[0] ?? "";
      counts.set(source, (counts.get(source) ?? 0) + 1);
      bytes += item.bytes.length;
    }
    expect(Object.fromEntries(counts)).toEqual({
      vm: 2846,
      "vcpu-0": 2841,
      "vcpu-1": 2839,
      "vcpu-2": 2837,
      "vcpu-3": 2837,
    });
    expect(bytes).toBe(49_330_416);
    expect(reached).toBe(archive.length);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("cut in the middle: most of the first half, then one sentence", async () => {
    const archive = fixture("x86_64-linux-6.1-svm.tar.gz");
    const { dumps, problems } = await read(archive.subarray(0, archive.length / 2));
    expect(dumps.length).toBeGreaterThan(4000);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(
      /^Cannot decompress gzip data: expected more of it at byte \d+, found damage or /,
    );
  });
});

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

describe("containers in containers", () => {
  test("tar.gz, zip and gz in a tar: their names are folders, one of them damaged", async () => {
    const inner = await packTar([file("vm/1.bin", dump)]);
    const archive = await packTar([
      file("h1.tar.gz", gzip(inner)),
      file("h2.zip", await zip({ "vm/1.bin": other })),
      file("h3.tar", flipped(inner, 3)),
      file("h4/1.bin.gz", gzip(dump)),
    ]);
    const found = await read(archive);
    expect(paths(found)).toEqual(["h1/vm/1.bin", "h2/vm/1.bin", "h4/1.bin"]);
    expect(found.problems.map(({ path }) => path)).toEqual(["h3.tar"]);
  });

  test("an archive in a dropped folder stands for a folder, an archive alone does not", async () => {
    const tar = gzip(await packTar([file("vm/1.bin", dump)]));
    expect(paths(await read(tar, "rec/host.tar.gz"))).toEqual(["rec/host/vm/1.bin"]);
    expect(paths(await read(tar, "host.tar.gz"))).toEqual(["vm/1.bin"]);
    expect(paths(await read(tar, "host.tgz"))).toEqual(["vm/1.bin"]);
  });

  test("only so deep", async () => {
    const deep = gzip(gzip(gzip(gzip(dump))));
    expect((await read(deep)).problems[0]?.message).toBe("Cannot open the file: it lies inside more than 3 archives");
    expect((await read(gzip(gzip(gzip(dump))))).dumps).toHaveLength(1);
  });
});

describe("limits", () => {
  test("decompressed bytes in all", async () => {
    const tar = await packTar(Array.from({ length: 50 }, (_, i) => file(`${i}.bin`, other)));
    const found = await read(gzip(tar), "drop", { caps: { total: 100_000 } });
    expect(found.problems.map(({ message }) => message)).toEqual([
      "Cannot decompress further: expected the end at byte 100000, found more decompressed bytes than the limit",
    ]);
  });

  test("entries", async () => {
    const tar = await packTar(Array.from({ length: 5 }, (_, i) => file(`${i}.bin`, dump)));
    const found = await read(tar, "drop", { caps: { entries: 3 } });
    expect(found.dumps).toHaveLength(3);
    expect(found.problems).toHaveLength(1);
  });

  test("bytes from each compressed byte", async () => {
    const bomb = new Uint8Array(8_000_000);
    bomb.set(dump);
    const found = await read(gzip(bomb), "drop", { caps: { ratio: 100, ratioFrom: 1_000_000 } });
    expect(found.dumps).toEqual([]);
    expect(found.problems[0]?.message).toMatch(/expected at most 100 bytes from each compressed byte/);
  });

  test("a signal stops it", async () => {
    const stop = new AbortController();
    const tar = await packTar(Array.from({ length: 5 }, (_, i) => file(`${i}.bin`, dump)));
    const dumps = readDumps({ path: "x", source: memorySource(tar), modified: undefined }, { signal: stop.signal });
    await dumps.next();
    stop.abort(new Error("enough"));
    await expect(dumps.next()).rejects.toThrow("enough");
  });
});

test("any bytes behind any magic: no throw, no hang", async () => {
  const magics = [[0x1f, 0x8b, 8], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6], [0x61], [0, 0, 0, 0, 48]];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 1500 }), async (magic, rest) => {
      await read(new Uint8Array([...magic, ...rest]));
    }),
    { numRuns: 60 },
  );
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
