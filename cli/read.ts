import { readFile } from "node:fs/promises";
import { EFAULT, EINVAL } from "../assembly/layout.ts";
import { createStaging } from "../web/engine/staging.ts";
import { describeBytes } from "../web/format/describe-bytes.ts";
import { layoutOf } from "../web/format/stats-file.ts";
import { byteCount, parse } from "./arguments.ts";
import { startEngine } from "./engine.ts";
import { reasonOf } from "./files.ts";
import { type Io, Usage } from "./io.ts";

const ERRNO = new Map([
  [EINVAL, "EINVAL: the offset is negative, or offset + size passes 2^63"],
  [EFAULT, "EFAULT: the size is not below 2^47, more than any buffer has"],
]);

/** kvmscope read FILE [--offset N] [--size N]: one pread through WASM, its bytes to stdout. */
export async function read(argv: readonly string[], io: Io): Promise<number> {
  const { values, files } = parse(argv, { offset: { type: "string" }, size: { type: "string" } });
  const [path, more] = files;
  if (path === undefined || more !== undefined) throw new Usage("Cannot read: give exactly one dump");
  const bytes = await bytesOf(path);
  const layout = layoutOf(bytes);
  if (layout === null) throw new Error(`${path}: ${describeBytes(bytes.subarray(0, 64), bytes.length)}`);
  const offset = byteCount(String(values.get("offset") ?? "0"), "--offset");
  const size = byteCount(String(values.get("size") ?? String(bytes.length)), "--size");
  if (size < 0n || size >= 2n ** 64n) throw new Usage("Cannot read --size: expected 0 to 2^64 - 1");
  if (offset >= 2n ** 63n || offset < -(2n ** 63n)) throw new Usage("Cannot read --offset: expected an i64");

  const engine = await startEngine();
  const file = createStaging(engine).place(bytes, layout);
  const buffer = engine.arena.alloc(bytes.length);
  engine.reads++;
  const got = engine.kernel.pread(file, buffer, buffer + bytes.length, size, offset);
  if (got < 0) throw new Error(`Cannot read ${size} bytes at byte ${offset}: ${ERRNO.get(-got) ?? `errno ${-got}`}`);
  await io.out(new Uint8Array(engine.bytes().subarray(buffer, buffer + got)));
  return 0;
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new Error(`${path}: Cannot open the file: ${reasonOf(error)}`);
  }
}
