import { expect, test } from "vitest";
import { blobSource } from "../../../web/format/blob-source.ts";

/** A file that changed on disk since it was handed over: no part of it can be read. */
function stale(size: number): Blob {
  const refuse = () => Promise.reject(new DOMException("changed", "NotReadableError"));
  return { size, slice: () => ({ arrayBuffer: refuse }) } as unknown as Blob;
}

test("a file that has grown is read on from where it was opened anew, up to its first size", async () => {
  let opened = 0;
  const again = () => {
    opened++;
    return Promise.resolve(new Blob([Uint8Array.of(1, 2, 3, 4, 5, 6)]));
  };
  const source = blobSource(stale(4), again);
  expect([...(await source.read(1, 10))]).toEqual([2, 3, 4]);
  expect([...(await source.read(0, 2))]).toEqual([1, 2]);
  expect(opened).toBe(1);
});

test("without a handle, or when it has shrunk, the error stands", async () => {
  await expect(blobSource(stale(4)).read(0, 1)).rejects.toThrow("changed");
  const shrunk = () => Promise.resolve(new Blob([Uint8Array.of(1)]));
  await expect(blobSource(stale(4), shrunk).read(0, 1)).rejects.toThrow("changed");
  const gone = () => Promise.reject(new Error("gone"));
  await expect(blobSource(stale(4), gone).read(0, 1)).rejects.toThrow("changed");
});
