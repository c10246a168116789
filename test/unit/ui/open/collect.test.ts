import { expect, test } from "vitest";
import { coarseFirst, collectEntries, nameOf } from "../../../../web/ui/open/collect.ts";
import type { PageFile } from "../../../../web/worker/protocol.ts";

function file(path: string): FileSystemEntry {
  const name = path.split("/").at(-1) ?? "";
  const entry = {
    isFile: true,
    isDirectory: false,
    name,
    fullPath: `/${path}`,
    file(done: (file: File) => void, fail: (reason: unknown) => void) {
      if (name.startsWith("locked")) fail(new Error("no permission"));
      else done(new File(["x"], name));
    },
  };
  return entry as unknown as FileSystemEntry;
}

/** A folder as Chromium lists it: 100 entries at a time, then an empty batch. */
function folder(path: string, children: readonly FileSystemEntry[]): FileSystemEntry {
  const entry = {
    isFile: false,
    isDirectory: true,
    name: path.split("/").at(-1) ?? "",
    fullPath: `/${path}`,
    createReader() {
      let at = 0;
      return {
        readEntries(done: (entries: readonly FileSystemEntry[]) => void) {
          done(children.slice(at, at + 100));
          at += 100;
        },
      };
    },
  };
  return entry as unknown as FileSystemEntry;
}

async function collect(entries: readonly FileSystemEntry[], signal = new AbortController().signal) {
  const files: PageFile[] = [];
  const problems: string[] = [];
  const counts: string[] = [];
  await collectEntries(entries, {
    add: (batch) => files.push(...batch),
    progress: (done, all) => counts.push(`${done}/${all}`),
    problem: (path, message) => problems.push(`${path}: ${message}`),
    signal,
  });
  return { paths: files.map((each) => each.path), problems, counts };
}

test("a folder is read to its last batch and below, every 64th file first", async () => {
  const names = Array.from({ length: 250 }, (_, index) => `vm/a/${String(index).padStart(4, "0")}.bin`);
  const { paths, counts } = await collect([folder("vm", [folder("vm/a", names.map(file)), file("vm/z.bin")])]);
  expect(paths).toHaveLength(251);
  expect(paths.slice(0, 4)).toEqual(["vm/a/0000.bin", "vm/a/0064.bin", "vm/a/0128.bin", "vm/a/0192.bin"]);
  expect(paths[4]).toBe("vm/a/0032.bin");
  expect([...paths].sort()).toEqual([...names, "vm/z.bin"]);
  expect(counts.at(-1)).toBe("251/251");
});

test("a file that cannot be opened is a sentence, the others come", async () => {
  const { paths, problems } = await collect([file("a.bin"), file("locked.bin"), file("c.bin")]);
  expect(paths).toEqual(["a.bin", "c.bin"]);
  expect(problems).toEqual(["locked.bin: Cannot open file: no permission"]);
});

test("nothing more is handed on after a cancel", async () => {
  const abort = new AbortController();
  abort.abort();
  expect((await collect([folder("vm", [file("vm/a")])], abort.signal)).paths).toEqual([]);
});

test("coarse first keeps every item once", () => {
  const items = Array.from({ length: 1000 }, (_, index) => index);
  expect([...coarseFirst(items)].sort((a, b) => a - b)).toEqual(items);
  expect(coarseFirst([3, 1, 2])).toEqual([3, 1, 2]);
  expect(coarseFirst(items).slice(0, 3)).toEqual([0, 64, 128]);
});

test("names of drops", () => {
  expect(nameOf(["vm.bin"])).toBe("vm.bin");
  expect(nameOf(["host/vm/1.bin", "host/vcpu-0/1.bin"])).toBe("host");
  expect(nameOf(["a.bin", "b.bin"])).toBe("2 files");
});
