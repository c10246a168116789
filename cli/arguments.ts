import { parseArgs } from "node:util";
import { Usage } from "./io.ts";

type Options = Record<string, { readonly type: "string" | "boolean" }>;

/** Options and file names of one command. Throws Usage. */
export function parse(
  argv: readonly string[],
  options: Options,
): { values: Map<string, string | boolean>; files: string[] } {
  try {
    const args = withNegatives(argv, options);
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: new Map(Object.entries(values).filter(hasValue)), files: positionals };
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
  if (scale === undefined)
    throw new Usage(`Cannot read ${option}: expected a time like 250ms, 1.5s or 1m, found "${text}"`);
  const ns = BigInt(whole) * scale + (BigInt(fraction.padEnd(9, "0")) * scale) / 1_000_000_000n;
  if (ns > DAY) throw new Usage(`Cannot read ${option}: expected at most a day, found "${text}"`);
  if (ns <= 0n) throw new Usage(`Cannot read ${option}: expected more than 0, found "${text}"`);
  return ns;
}
