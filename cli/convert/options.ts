// What a command line of kvmscope convert asks for.

import type { ListOrder } from "../../web/format/qmp-table.ts";
import { duration, listOrder, parse } from "../arguments.ts";
import { Usage } from "../io.ts";

/** One end of --trim. */
export type TrimEnd =
  | { readonly kind: "open" }
  /** ns since 1970 */
  | { readonly kind: "time"; readonly ns: bigint }
  /** ns since the first sample */
  | { readonly kind: "offset"; readonly ns: bigint };

export interface ConvertOptions {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly to: "mcap" | "raw";
  readonly from: TrimEnd;
  readonly until: TrimEnd;
  /** Whether a source is wanted, by the names of VM and source. */
  readonly wants: (vm: string, source: string) => boolean;
  readonly compact: boolean;
  readonly anonymise: boolean;
  readonly messageIndex: boolean;
  /** ns; null when not given. */
  readonly interval: bigint | null;
  /** How monitor replies list buckets. */
  readonly lists: ListOrder;
  readonly force: boolean;
}

/** Reads the command line of convert. Throws Usage. */
export function convertOptions(argv: readonly string[]): ConvertOptions {
  const { values, lists, files } = parse(argv, {
    output: { type: "string", short: "o" },
    to: { type: "string" },
    trim: { type: "string" },
    source: { type: "string", multiple: true },
    compact: { type: "boolean" },
    anonymise: { type: "boolean" },
    interval: { type: "string" },
    force: { type: "boolean" },
    "first-bucket-first": { type: "boolean" },
    "no-message-index": { type: "boolean" },
  });
  const text = (name: string) => values.get(name)?.toString();
  const output = text("output");
  if (files.length === 0) throw new Usage("Cannot convert: give at least one file or folder");
  if (output === undefined) throw new Usage("Cannot convert: say where to with -o");
  const to = text("to") ?? "mcap";
  if (to !== "mcap" && to !== "raw") throw new Usage(`Cannot read --to: expected mcap or raw, found "${to}"`);
  if (to === "raw" && values.has("compact"))
    throw new Usage("Cannot convert: --compact is for recordings, not --to raw");
  const [from, until] = trimEnds(text("trim"));
  const interval = text("interval");
  return {
    inputs: files,
    output,
    to,
    from,
    until,
    wants: wanted(lists.get("source") ?? []),
    compact: values.has("compact"),
    anonymise: values.has("anonymise"),
    messageIndex: !values.has("no-message-index"),
    interval: interval === undefined ? null : duration(interval, "--interval"),
    lists: listOrder(values),
    force: values.has("force"),
  };
}

function trimEnds(text: string | undefined): readonly [TrimEnd, TrimEnd] {
  if (text === undefined) return [{ kind: "open" }, { kind: "open" }];
  const ends = text.split("..");
  const [from, until] = ends;
  if (from === undefined || until === undefined || ends.length !== 2) {
    throw new Usage(`Cannot read --trim: expected FROM..TO like 10s..1m30s, found "${text}"`);
  }
  const [a, b] = [trimEnd(from), trimEnd(until)];
  if (a.kind !== "open" && a.kind === b.kind && a.ns > b.ns) {
    throw new Usage(`Cannot read --trim: expected FROM before TO, found "${text}"`);
  }
  return [a, b];
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/;

/** ns since 1970, ISO 8601 (UTC unless a zone is given), or a duration like 1m30s from the first sample on. */
function trimEnd(text: string): TrimEnd {
  if (text === "") return { kind: "open" };
  if (/^\d{1,19}$/.test(text)) return { kind: "time", ns: BigInt(text) };
  const date = DATE.exec(text);
  if (date) {
    const [, , fraction = "", zone] = date;
    const whole = text.replace(/[.,]\d+/, "");
    const ms = Date.parse(zone === undefined ? `${whole}Z` : whole);
    const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number);
    // a 31st of February is a day of March to Date.parse
    const real = Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (real && Number.isFinite(ms))
      return { kind: "time", ns: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) };
  }
  const parts = text.match(/\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d)/g) ?? [];
  if (parts.length > 0 && parts.join("") === text) {
    const ns = parts.map((part) => (Number.parseFloat(part) === 0 ? 0n : duration(part, "--trim", 3650n)));
    return { kind: "offset", ns: ns.reduce((sum, each) => sum + each, 0n) };
  }
  throw new Usage(
    `Cannot read --trim: expected ns since 1970, a date like 2026-11-22T10:00:00Z or a time like 1m30s from the start, found "${text}"`,
  );
}

/** Patterns with "*" for any text; one without "/" is about the source's name only. */
function wanted(patterns: readonly string[]): ConvertOptions["wants"] {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
    return { full: pattern.includes("/"), test: new RegExp(`^${parts.join(".*")}$`, "su") };
  });
  return (vm, source) => tests.some(({ full, test }) => test.test(full ? `${vm}/${source}` : source));
}
