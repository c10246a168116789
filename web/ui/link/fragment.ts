// The address's fragment: what is on the screen, never data. Empty for a page as it opens.
//
//   #v2?file=cloud7.tar.gz&size=3100000&sum=9f86…&view=changes&range=12.5,40&charts=vcpu.exits,vm.pages_4k
//
//   file size files sum   of what was opened: name, bytes, number of files if not one, checksum (fingerprint.ts); none: the sample
//   view                  the option "view"
//   range sel             FROM,TO in seconds since the recording's start: the visible and the selected time
//   at                    seconds where playback stands
//   sources               names with commas between them; "*" all, "*,a,b" all but a and b
//   charts                scope.key with commas between them, in their order
//   o.NAME                an option (ui/options.ts)
//
// Names and values are percent-encoded UTF-8, a space is "+". A part that is not valid is left out, the others count.
// A change of meaning is a new version and one more step in UPGRADES.

import type { StatRef } from "../../series/catalog.ts";
import type { FileFacts } from "../open/fingerprint.ts";
import { FILE_FACTS } from "./file-facts-schema.ts";
import { linkedOptions, type NamedSources, PLAIN_VIEW, type SavedView } from "./saved-view.ts";
import { AT, CHARTS, LONGEST_NAME, part, RANGE, SOURCES, validOptions } from "./saved-view-schema.ts";

export interface Link {
  /** null: the sample of the page. */
  readonly file: FileFacts | null;
  readonly view: SavedView;
}

export interface ReadLink {
  readonly link: Link;
  /** Parts that were left out, by name. */
  readonly ignored: readonly string[];
}

/** Parameters as they stand in the fragment, still encoded; the first of a name counts. */
export type Parameters = ReadonlyMap<string, string>;

/** Step i turns the parameters of version i + 1 into those of version i + 2. */
const UPGRADES: readonly ((parameters: Parameters) => Parameters)[] = [
  // the clock had a parameter of its own and is now an option
  (parameters) => new Map([...parameters].map(([name, value]) => [name === "clock" ? "o.clock" : name, value])),
];

/** Characters of a fragment that are looked at. */
const LONGEST = 1_000_000;
const MOST_PARAMETERS = 5000;
/** Characters of an option's value in a link. */
const LONGEST_VALUE = 4000;
const OPTION = "o.";

/** The fragment without "#"; empty when there is nothing to say. */
export function writeFragment({ file, view }: Link): string {
  const parts: [string, string][] = [];
  if (file !== null) {
    parts.push(["file", encode(file.name)], ["size", `${file.size}`]);
    if (file.files !== 1) parts.push(["files", `${file.files}`]);
    if (file.sum !== null) parts.push(["sum", file.sum]);
  }
  const { range, selection, at, sources, charts } = view;
  const options = new Map([...linkedOptions(view.options)].filter(([, value]) => value.length <= LONGEST_VALUE));
  const viewId = options.get("view");
  if (viewId !== undefined) parts.push(["view", encode(viewId)]);
  if (range !== null) parts.push(["range", `${decimal(range.from)},${decimal(range.to)}`]);
  if (selection !== null) parts.push(["sel", `${decimal(selection.from)},${decimal(selection.to)}`]);
  if (at !== null) parts.push(["at", decimal(at)]);
  if (sources !== null) parts.push(["sources", writeSources(sources)]);
  if (charts !== null) parts.push(["charts", charts.filter(isShort).map(writeChart).join(",")]);
  for (const [name, value] of options) if (name !== "view") parts.push([OPTION + encode(name), encode(value)]);
  if (parts.length === 0) return "";
  return `v${UPGRADES.length + 1}?${parts.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/** What a fragment says; null when it is none of ours or of a version that is not known yet. `steps` for tests. */
export function readFragment(fragment: string, steps = UPGRADES): ReadLink | null {
  const [, digits = "", query = ""] = /^#?v(\d{1,4})\?(.*)$/s.exec(fragment.slice(0, LONGEST)) ?? [];
  const version = Number(digits);
  if (version < 1 || version > steps.length + 1) return null;
  const parameters = steps.slice(version - 1).reduce((before, step) => step(before), parametersOf(query));
  const ignored: string[] = [];

  /** The valid value of a parameter, null without one. */
  function take<T>(name: string, read: (text: string) => T | null): T | null {
    const text = parameters.get(name);
    if (text === undefined) return null;
    const value = read(text);
    if (value === null) ignored.push(name);
    return value;
  }

  const options = readOptions(parameters, ignored);
  const view: SavedView = {
    ...PLAIN_VIEW,
    range: take("range", readRange),
    selection: take("sel", readRange),
    at: take("at", (text) => part(AT, numberOf(text))),
    sources: take("sources", readSources),
    charts: take("charts", readCharts),
    options,
  };
  const file = readFile(parameters);
  // a view of who knows which file is of no use for the sample
  if (file === undefined) return { link: { file: null, view: PLAIN_VIEW }, ignored: ["file"] };
  return { link: { file, view }, ignored };
}

function parametersOf(query: string): Parameters {
  const found = new Map<string, string>();
  for (const pair of query.split("&", MOST_PARAMETERS)) {
    const at = pair.indexOf("=");
    if (at > 0 && !found.has(pair.slice(0, at))) found.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return found;
}

/** null: none is named; undefined: it is not valid. */
function readFile(parameters: Parameters): FileFacts | null | undefined {
  const named = parameters.get("file");
  if (named === undefined) return null;
  const facts = {
    name: decode(named),
    size: numberOf(parameters.get("size") ?? ""),
    files: numberOf(parameters.get("files") ?? "1"),
    sum: parameters.get("sum") ?? null,
  };
  return part(FILE_FACTS, facts) ?? undefined;
}

function readOptions(parameters: Parameters, ignored: string[]): ReadonlyMap<string, string> {
  const pairs: (readonly [string | null, string | null])[] = [];
  for (const [name, value] of parameters) {
    if (name === "view") pairs.push(["view", decode(value)]);
    else if (name.startsWith(OPTION)) pairs.push([decode(name.slice(OPTION.length)), decode(value)]);
  }
  const { options, all } = validOptions(pairs);
  if (!all) ignored.push("options");
  return linkedOptions(options);
}

function readRange(text: string): SavedView["range"] {
  const [from, to, ...more] = text.split(",").map(numberOf);
  return more.length > 0 ? null : part(RANGE, { from, to });
}

function writeSources({ except, names }: NamedSources): string {
  return [...(except ? ["*"] : []), ...names.filter((each) => each.length <= LONGEST_NAME).map(encode)].join(",");
}

function readSources(text: string): NamedSources | null {
  const items = text === "" ? [] : text.split(",");
  const except = items[0] === "*";
  return part(SOURCES, { except, names: items.slice(except ? 1 : 0).map(decode) });
}

function isShort({ key }: StatRef): boolean {
  return key.length > 0 && key.length <= LONGEST_NAME;
}

function writeChart({ scope, key }: StatRef): string {
  return `${scope}.${encode(key)}`;
}

function readCharts(text: string): readonly StatRef[] | null {
  const items = text === "" ? [] : text.split(",");
  return part(
    CHARTS,
    items.map((item) => {
      const [, scope, key = ""] = /^([a-z]+)\.(.*)$/s.exec(item) ?? [];
      return { scope, key: decode(key) };
    }),
  );
}

/** To the nanosecond, without an exponent. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, "");
}

function numberOf(text: string): number {
  return /^-?\d{1,15}(\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
}

/** Percent-encoded, what may stand in a fragment left readable. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"))
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replace(/%(?:3A|2F|40)/g, decodeURIComponent);
}

/** null when it is not encoded right. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}
