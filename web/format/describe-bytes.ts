// What a file is that is no dump, in one sentence to whoever gave it.

import { quoted } from "./text.ts";

/** Beginnings that tell what a file is. */
const MAGICS: readonly (readonly [readonly number[], string])[] = [
  [[0x7f, 0x45, 0x4c, 0x46], "an ELF file"],
  [[0x89, 0x50, 0x4e, 0x47], "a PNG picture"],
  [[0xff, 0xd8, 0xff], "a JPEG picture"],
  [[0x47, 0x49, 0x46, 0x38], "a GIF picture"],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], "a PDF document"],
  [[0x00, 0x61, 0x73, 0x6d], "a WebAssembly module"],
  [[0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a], "an MCAP recording"],
  [[0x28, 0xb5, 0x2f, 0xfd], "a zstd file (not opened by this version)"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file (not opened by this version)"],
  [[0x42, 0x5a, 0x68], "a bzip2 file (not opened by this version)"],
  [[0x04, 0x22, 0x4d, 0x18], "an lz4 file (not opened by this version)"],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive (not opened by this version)"],
  [[0x52, 0x61, 0x72, 0x21], "a RAR archive (not opened by this version)"],
  [[0x1f, 0x8b], "a gzip file"],
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive"],
  [[0x50, 0x4b, 0x05, 0x06], "an empty zip archive"],
  [[0xd4, 0xc3, 0xb2, 0xa1], "a packet capture"],
  [[0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45, 0x32], "a perf recording"],
  [[0x17, 0x08, 0x44, 0x74, 0x72, 0x61, 0x63, 0x69, 0x6e, 0x67], "a trace-cmd recording"],
  [[0x51, 0x46, 0x49, 0xfb], "a QEMU disk image"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], "an SQLite database"],
];

/** Bytes shown in hex, and characters of a text that are quoted. */
const SHOWN_BYTES = 16;
const SHOWN_TEXT = 24;

const EXPECTED =
  "Cannot open the file: expected a KVM statistics dump (24-byte header with flags 0, name_size and three offsets inside the file, then an id that begins with kvm), a tar, zip or gzip of dumps, replies of QEMU's monitor, a recording of kvmscope record";

/** An object with a key, or an array whose first value JSON allows: "[core]" opens a settings file. */
const JSON_START = /^(?:\{\s*["}]|\[\s*(?:[{["\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]))/;

/** The sentence for a file that cannot be opened: what was expected and what a file of `size` bytes (Infinity: not known) that begins with `head` looks like. */
export function describeBytes(head: Uint8Array, size: number): string {
  const known = head.subarray(0, Math.min(head.length, size));
  if (known.length === 0) {
    return `${EXPECTED}, found an empty file`;
  }
  const hex = Array.from(known.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const length = Number.isFinite(size) ? `${size} ${size === 1 ? "byte" : "bytes"}` : `over ${known.length} bytes`;
  return `${EXPECTED}, found ${kindOf(known, size)} of ${length}, first bytes ${hex}`;
}

function kindOf(head: Uint8Array, size: number): string {
  const magic = MAGICS.find(([bytes]) => bytes.every((byte, i) => head[i] === byte));
  if (magic) {
    return magic[1];
  }
  if (head.every((byte) => byte === 0)) {
    return head.length === size ? "all zero bytes" : "zero bytes at the start";
  }
  const text = textIn(head);
  if (text === null) {
    return "unknown binary data";
  }
  const start = text.trimStart();
  if (JSON_START.test(start)) {
    return "JSON text";
  }
  if (start.startsWith("<")) {
    return "markup (HTML, XML or SVG)";
  }
  return `text starting with ${quoted(start, SHOWN_TEXT)}`;
}

/** The bytes as text; null when they are none: not UTF-8, or with control characters. */
function textIn(head: Uint8Array): string | null {
  // up to 3 bytes less: the head may end inside a character
  for (let cut = 0; cut < Math.min(4, head.length); cut++) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(head.slice(0, head.length - cut));
      return /^[\t\n\r\P{Cc}]*$/u.test(text) ? text : null;
    } catch {
      // not the end of a character: try one byte less
    }
  }
  return null;
}
