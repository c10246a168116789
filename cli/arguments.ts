import { parseArgs } from "node:util";
import type { ListOrder } from "../web/format/qmp-table.ts";
import { Usage } from "./io.ts";

/** `multiple`: may be given again and again; `short`: one letter that says the same. */
export type Options = Record<
  string,
  { readonly type: "string" | "boolean"; readonly multiple?: boolean; readonly short?: string }
>;

export interface Parsed {
  readonly values: Map<string, string | boolean>;
  /** Of options that may be given several times, in their order. */
  readonly lists: Map<string, string[]>;
  readonly files: string[];
}

/** Options and file names of one command. Throws Usage. */
export function parse(argv: readonly string[], options: Options): Parsed {
  try {
    const args = withNegatives(argv, options);
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const entries = Object.entries(values);
    return { values: new Map(entries.filter(hasValue)), lists: new Map(entries.filter(isList)), files: positionals };
  } catch (error) {
    throw new Usage(`Cannot read the options: ${refusalOf(error)}`);
  }
}

/** "--offset -1" as "--offset=-1": what follows an option that takes a value is its value, unless it is an option too. */
function withNegatives(argv: readonly string[], options: Options): string[] {
  const args: string[] = [];
  for (const arg of argv) {
    const before = args.at(-1) ?? "";
    const takesValue = before.startsWith("--") && options[before.slice(2)]?.type === "string" && !args.includes("--");
    if (takesValue && /^-[\d.]/.test(arg)) args[args.length - 1] = `${before}=${arg}`;
    else args.push(arg);
  }
  return args;
}

/** Node's refusal in our words. */
function refusalOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const option = /'(?:-\w, )?(--?[^\s']*)/.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `there is no ${option}`;
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return message;
  return message.includes("does not take") ? `${option} takes no value` : `${option} needs a value`;
}

function hasValue(entry: [string, unknown]): entry is [string, string | boolean] {
  return typeof entry[1] === "string" || typeof entry[1] === "boolean";
}

function isList(entry: [string, unknown]): entry is [string, string[]] {
  return Array.isArray(entry[1]);
}

/** How monitor replies list the buckets of a histogram: --first-bucket-first, should a QEMU turn them round one day. */
export function listOrder(values: Parsed["values"]): ListOrder {
  return values.has("first-bucket-first") ? "first-first" : "last-first";
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
  ["h", 3_600_000_000_000n],
  ["d", 86_400_000_000_000n],
]);

/** More would carry a long series past the end of i64 ns. */
const DAY = 86_400_000_000_000n;

/** ns of "250ms", "1s", "0.5s"; `most` days at most. */
export function duration(text: string, option: string, most = 1n): bigint {
  const [, whole = "", fraction = "", unit = ""] = /^(\d+)(?:\.(\d{1,9}))?(ns|us|ms|s|m|h|d)$/.exec(text) ?? [];
  const scale = UNITS.get(unit);
  if (scale === undefined)
    throw new Usage(`Cannot read ${option}: expected a time like 250ms, 1.5s or 1m, found "${text}"`);
  const ns = BigInt(whole) * scale + (BigInt(fraction.padEnd(9, "0")) * scale) / 1_000_000_000n;
  const limit = most === 1n ? "a day" : `${most} days`;
  if (ns > most * DAY) throw new Usage(`Cannot read ${option}: expected at most ${limit}, found "${text}"`);
  if (ns <= 0n) throw new Usage(`Cannot read ${option}: expected more than 0, found "${text}"`);
  return ns;
}

const SIZES = new Map([
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
  ["TiB", 2 ** 40],
]);

/** Bytes of "1GiB", "1.5MiB"; null when it is no size. */
export function byteSize(text: string): number | null {
  const [, count = "", unit = ""] = /^(\d+(?:\.\d{1,3})?)([KMGT]iB)$/.exec(text) ?? [];
  const scale = SIZES.get(unit);
  return scale === undefined ? null : Math.round(Number(count) * scale);
}
