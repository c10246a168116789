import fc from "fast-check";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { isDump, isProblem, readDumps } from "../../../web/format/adapters.ts";
import { blobSource } from "../../../web/format/blob-source.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { dump, file, flipped, gzip, other, paths, read, same, zip } from "../../support/archives.ts";
import { fixture, realDumps } from "../../support/fixtures.ts";

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
      if (!isDump(item)) {
        throw new Error(JSON.stringify(item));
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

test("bytes count as they are used, not as they are pulled", async () => {
  const archive = await packTar(Array.from({ length: 400 }, (_, i) => file(`${i}.bin`, other)));
  const seen: number[] = [];
  let reached = 0;
  const input = { path: "a.tar", source: memorySource(archive), modified: undefined };
  for await (const item of readDumps(input, { onBytes: (bytes) => (reached = bytes) })) {
    expect(isProblem(item)).toBe(false);
    seen.push(reached / archive.length);
  }
  expect(seen[20]).toBeLessThan(0.1);
  expect(seen[200]).toBeGreaterThan(0.4);
  expect(seen[200]).toBeLessThan(0.6);
  expect(reached).toBe(archive.length);
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
