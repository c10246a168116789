import fc from "fast-check";
import { expect, test } from "vitest";
import { describeBytes } from "../../../web/format/describe-bytes.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test.each([
  [
    "ELF",
    new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
    "found an ELF file of 8 bytes, first bytes 7f 45 4c 46 02 01 01 00",
  ],
  ["PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "found a PNG picture"],
  ["MCAP", new Uint8Array([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 13, 10]), "found an MCAP recording"],
  ["JSON", bytesOf('\n {"a": []}'), "found JSON text"],
  ["a JSON array", bytesOf("[ -1.5e3, 2]"), "found JSON text"],
  ["an empty JSON array", bytesOf("[]"), "found JSON text"],
  ["settings", bytesOf("[core]\n\tbare = false\n"), 'found text starting with "[core]\\x0a\\x09bare = false\\x0a" of'],
  ["a brace", bytesOf("{ echo; }"), 'found text starting with "{ echo; }"'],
  ["a quoted text", bytesOf('say "x" \\'), 'found text starting with "say "x" \\" of 9 bytes'],
  ["markup", bytesOf("<!doctype html>"), "found markup"],
  ["zeros", new Uint8Array(64), "found all zero bytes"],
  [
    "text",
    bytesOf("hello, this is no dump but a longer text"),
    'found text starting with "hello, this is no dump b…" of 40 bytes',
  ],
  ["a cut character", bytesOf("zähler ü").subarray(0, 9), 'found text starting with "zähler "'],
  ["binary", new Uint8Array([1, 2, 3, 0xff]), "found unknown binary data of 4 bytes, first bytes 01 02 03 ff"],
  ["nothing", new Uint8Array(0), "found an empty file"],
  ["one byte", new Uint8Array([7]), "of 1 byte, first bytes 07"],
])("%s", (_name, bytes, sentence) => {
  expect(describeBytes(bytes, bytes.length)).toContain(sentence);
  expect(describeBytes(bytes, bytes.length)).toMatch(/^Cannot open the file: expected a KVM statistics dump/);
});

test("zeros at the start of more", () => {
  expect(describeBytes(new Uint8Array(64), 4096)).toContain("found zero bytes at the start of 4096 bytes");
});

test("a size that is not known", () => {
  expect(describeBytes(new Uint8Array([1, 2]), Number.POSITIVE_INFINITY)).toContain("of over 2 bytes");
});

test("any bytes give one line without control characters", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(describeBytes(bytes, bytes.length)).toMatch(/^\P{Cc}+$/u);
    }),
  );
});
