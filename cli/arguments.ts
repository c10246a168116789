import { parseArgs } from "node:util";
import { Usage } from "./io.ts";

type Options = Record<string, { readonly type: "string" | "boolean" }>;

/** Options and file names of one command. Throws Usage. */
export function parse(
  argv: readonly string[],
  options: Options,
): { values: Map<string, string | boolean>; files: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: new Map(Object.entries(values).filter(hasValue)), files: positionals };
  } catch (error) {
    throw new Usage(`Cannot read the options: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function hasValue(entry: [string, unknown]): entry is [string, string | boolean] {
  return typeof entry[1] === "string" || typeof entry[1] === "boolean";
}

/** A byte count: decimal or 0x hexadecimal, "-" allowed (the kernel refuses negative offsets itself). */
export function byteCount(text: string, option: string): bigint {
  if (!/^-?(\d+|0x[0-9a-f]+)$/i.test(text)) {
    throw new Usage(`Cannot read ${option}: expected a number of bytes, found "${text}"`);
  }
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

const UNITS = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
]);

/** More would carry a long series past the end of i64 ns. */
const DAY = 86_400_000_000_000n;

/** ns of "250ms", "1s", "0.5s". */
export function duration(text: string, option: string): bigint {
  const [, whole = "", fraction = "", unit = ""] = /^(\d+)(?:\.(\d{1,9}))?(ns|us|ms|s|m)$/.exec(text) ?? [];
  const scale = UNITS.get(unit);
  if (scale === undefined) throw new Usage(`Cannot read ${option}: expected a time like 250ms or 1s, found "${text}"`);
  const ns = BigInt(whole) * scale + (BigInt(fraction.padEnd(9, "0")) * scale) / 1_000_000_000n;
  if (ns > DAY) throw new Usage(`Cannot read ${option}: expected at most a day, found "${text}"`);
  if (ns <= 0n) throw new Usage(`Cannot read ${option}: expected more than 0, found "${text}"`);
  return ns;
}
