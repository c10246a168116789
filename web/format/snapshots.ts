// File names are the only clock most dumps have, and with the id the only thing that says which dumps are one series.

/** What a base name says about when its dump was taken. */
export interface NameTime {
  /** ns since 1970. */
  readonly ns: bigint;
  /** The base name without the time. */
  readonly stem: string;
}

const NS_PER_SECOND = 1_000_000_000n;
const FROM = BigInt(Date.UTC(2010, 0, 1) / 1000) * NS_PER_SECOND;
const TO = BigInt(Date.UTC(2100, 0, 1) / 1000) * NS_PER_SECOND;

/** ns per count, by the digits that a time between 2010 and 2100 has in that unit. */
const UNIT_OF_DIGITS = new Map([
  [10, NS_PER_SECOND],
  [13, 1_000_000n],
  [16, 1_000n],
  [19, 1n],
]);

/** Time of a base name: its last run of 10, 13, 16 or 19 digits that falls in 2010 to 2100, else ISO 8601, else null. */
export function timeInName(base: string): NameTime | null {
  return digitTime(base) ?? isoTime(base);
}

/** The base name without its time, else without its leading counter: what the dumps of one source share. */
export function stemOf(base: string): string {
  return timeInName(base)?.stem ?? tidy(base.replace(/^\d+/, ""));
}

function digitTime(base: string): NameTime | null {
  for (const run of [...base.matchAll(/\d+/g)].reverse()) {
    const unit = UNIT_OF_DIGITS.get(run[0].length);
    if (unit !== undefined) {
      const ns = BigInt(run[0]) * unit;
      if (ns >= FROM && ns < TO) {
        return { ns, stem: without(base, run) };
      }
    }
  }
  return null;
}

// Date T time as ISO 8601 writes it, basic or extended, also with the ":" that file names cannot hold as "-" or "_".
// A space or "_" for the "T" only in the extended form: 20261122_000001 may be a day's first file.
const ISO =
  /(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)[Tt _](\d\d)[:\-_](\d\d)(?:[:\-_](\d\d)(?:[.,](\d+))?)?|(\d{4})-?(\d\d)-?(\d\d)[Tt](\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)(?!\d)(?:[Zz](?![a-z])|([+-])(\d\d):?(00|15|30|45)(?!\d))?/g;

function isoTime(base: string): NameTime | null {
  for (const found of [...base.matchAll(ISO)].reverse()) {
    const ns = nsOf(found);
    if (ns !== null && ns >= FROM && ns < TO) {
      return { ns, stem: without(base, found) };
    }
  }
  return null;
}

/** ns since 1970 of one match of ISO; null for a 13th month or a 31st of February. */
function nsOf(found: RegExpExecArray): bigint | null {
  const parts = found[1] === undefined ? found.slice(8, 15) : found.slice(1, 8);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map((p) => Number(p ?? 0));
  const fraction = (parts[6] ?? "").slice(0, 9).padEnd(9, "0");
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const [zoneHour, zoneMinute] = [Number(found[16] ?? 0), Number(found[17] ?? 0)];
  if (!real || hour > 23 || minute > 59 || second > 60 || zoneHour > 14) {
    return null;
  }
  const zone = (found[15] === "-" ? -1 : 1) * (zoneHour * 60 + zoneMinute);
  const seconds = date.getTime() / 1000 + hour * 3600 + (minute - zone) * 60 + second;
  return BigInt(seconds) * NS_PER_SECOND + BigInt(fraction);
}

function without(base: string, found: RegExpExecArray): string {
  const [before, after] = [base.slice(0, found.index), base.slice(found.index + found[0].length)];
  // "vm-<time>.bin" -> "vm.bin", "a-<time>-b" -> "a-b"
  return tidy(/^[-_. ]/.test(after) || after === "" ? before.replace(/[-_. @]+$/, "") + after : before + after);
}

/** Without the separators that a time or counter left at the front. A lone extension keeps its dot. */
function tidy(stem: string): string {
  const bare = stem.replace(/^[-_ @]+/, "");
  return /^[.][^.]*$/.test(bare) ? bare : bare.replace(/^[-_. @]+/, "");
}

/** Directory of a path, "" at the top. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A run of digits or of anything else in a name. */
interface Part {
  readonly text: string;
  /** Digits without leading zeros; null for anything else. */
  readonly digits: string | null;
}

/** Order in which people read numbered names: a2 before a10. 0 only for equal names. */
export function compareNatural(a: string, b: string): number {
  return compareAll(partsOf(a), partsOf(b)) || compareText(a, b);
}

/** The items by the natural order of their paths; each path is taken apart once, not once per comparison. */
export function inNaturalOrder<T extends { readonly path: string }>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, parts: partsOf(item.path) }));
  keyed.sort((a, b) => compareAll(a.parts, b.parts) || compareText(a.item.path, b.item.path));
  return keyed.map(({ item }) => item);
}

function partsOf(name: string): Part[] {
  return (name.match(/\d+|\D+/g) ?? []).map((text) => ({
    text,
    digits: /^\d/.test(text) ? text.replace(/^0+/, "") : null,
  }));
}

function compareAll(left: readonly Part[], right: readonly Part[]): number {
  for (const [i, a] of left.entries()) {
    const b = right[i];
    const order = b === undefined ? 1 : compareParts(a, b);
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

function compareParts(a: Part, b: Part): number {
  if (a.digits === null || b.digits === null) {
    return compareText(a.text, b.text);
  }
  return a.digits.length - b.digits.length || compareText(a.digits, b.digits);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One sample of a source whose name tells no time. */
export interface UntimedSample {
  readonly path: string;
  /** ns since 1970. */
  readonly modified: bigint | undefined;
}

/** Where the times of a source come from: modification times only if each is later than the one of the name before it. */
export function timesFor(samples: readonly UntimedSample[]): "modified" | "ask" {
  const ordered = inNaturalOrder(samples);
  const rising = ordered.every(({ modified }, i) => {
    const before = ordered[i - 1];
    return modified !== undefined && (before === undefined || (before.modified ?? modified) < modified);
  });
  return rising ? "modified" : "ask";
}
