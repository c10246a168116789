// JSON objects out of a stream of bytes, one at a time: concatenated, line by line, or in one array. Every byte is checked
// against the grammar as it comes, so that damage is found where it is and what lies around it can still be read.

import { type JsonObject, parseJson } from "./json.ts";

/** An object outside any other, or inside one that is damaged. */
export interface JsonValue {
  readonly kind: "value";
  /** Its first byte in the stream. */
  readonly offset: number;
  /** Bytes of its text. */
  readonly bytes: number;
  readonly value: JsonObject;
}

/** Where the text stops being JSON. What follows, up to the next line with an object of its own, is not complained about again. */
export interface JsonDamage {
  readonly kind: "damage";
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

export interface JsonScanner {
  /** What a further piece of the stream completes. */
  push(chunk: Uint8Array): Generator<JsonValue | JsonDamage, void, undefined>;
  /** The stream is over. */
  end(): Generator<JsonValue | JsonDamage, void, undefined>;
}

/** Deeper than any monitor's replies. Also bounds how often a byte of a damaged file is looked at. */
const MAX_DEPTH = 32;
const MAX_BYTES = 64 * 2 ** 20;
/** A number's text, or a literal's. */
const MAX_TOKEN = 400;
const TOKEN = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, COLON, BACKSLASH, LETTER_U] = [0x22, 0x2c, 0x3a, 0x5c, 0x75];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
const ESCAPES = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));
const BOM = [0xef, 0xbb, 0xbf];

type State =
  | "outside"
  | "value"
  | "value-or-end"
  | "key"
  | "key-or-end"
  | "colon"
  | "next"
  | "string"
  | "escape"
  | "hex"
  | "token"
  | "skipped-string"
  | "skipped-escape";

const EXPECTED: Record<State, string> = {
  outside: "an object",
  value: "a value",
  "value-or-end": 'a value or "]"',
  key: "a key",
  "key-or-end": 'a key or "}"',
  colon: '":"',
  next: '"," or the closing bracket',
  string: "the end of the string",
  escape: "an escape",
  hex: "four hexadecimal digits",
  token: "a number, true, false or null",
  "skipped-string": "the end of the string",
  "skipped-escape": "an escape",
};

/** A scanner at the start of a stream. Holds the bytes of one value, `maxBytes` at most. */
export function createJsonScanner(maxBytes = MAX_BYTES): JsonScanner {
  let held = new Uint8Array(64 * 1024);
  let length = 0;
  /** Offset of held[0] in the stream. */
  let base = 0;
  let at = 0;
  /** Where the value that is being read begins in `held`; -1 outside. */
  let start = -1;
  let state: State = "outside";
  /** true: inside an object, false: inside a list; outermost first. */
  const open: boolean[] = [];
  let inKey = false;
  let hexDigits = 0;
  let token = 0;
  /** Lists around the values. */
  let lists = 0;
  let recovering = false;
  let damaged = false;
  /** Offset in the stream up to which strings are known to be whole, though what holds them is damaged. */
  let wholeUntil = 0;
  let last = NEWLINE;

  function append(chunk: Uint8Array): void {
    const keep = start >= 0 ? start : at;
    if (length + chunk.length > held.length) {
      const room = length - keep + chunk.length;
      const target = room > held.length ? new Uint8Array(Math.max(room, held.length * 2)) : held;
      target.set(held.subarray(keep, length));
      held = target;
      base += keep;
      at -= keep;
      length -= keep;
      token -= keep;
      if (start >= 0) start = 0;
    }
    held.set(chunk, length);
    length += chunk.length;
  }

  function* scan(): Generator<JsonValue | JsonDamage, void, undefined> {
    while (at < length) {
      if (state === "string") at = textEnd(held, at, Math.min(length, start + maxBytes));
      else if (state === "token") at = tokenEnd(held, at, Math.min(length, token + MAX_TOKEN));
      if (at === length) break;
      const byte = held[at] ?? 0;
      const done = start < 0 ? outside(byte) : inside(byte);
      if (done !== null) yield done;
    }
  }

  /** Looks at a byte between values. */
  function outside(byte: number): JsonDamage | null {
    const before = last;
    last = byte;
    at++;
    if (state === "skipped-escape") state = "skipped-string";
    else if (state === "skipped-string") {
      if (byte === BACKSLASH) state = "skipped-escape";
      else if (byte === QUOTE || base + at > wholeUntil) state = "outside";
    } else if (byte === OPEN) {
      if (before === NEWLINE && base + at > wholeUntil) recovering = false;
      start = at - 1;
      open.push(true);
      state = "key-or-end";
    } else if (recovering) {
      if (byte === QUOTE && base + at <= wholeUntil) state = "skipped-string";
    } else if (byte === OPEN_LIST) lists++;
    else if (byte === CLOSE_LIST && (lists > 0 || damaged)) lists = Math.max(0, lists - 1);
    else if (!isSpace(byte) && byte !== COMMA && BOM[base + at - 1] !== byte) {
      recovering = true;
      damaged = true;
      return damage(base + at - 1, EXPECTED.outside, shown(byte));
    }
    return null;
  }

  /** Looks at a byte of a value. */
  function inside(byte: number): JsonValue | JsonDamage | null {
    if (at - start >= maxBytes) return fail(`the end of the object that begins at byte ${base + start}`, "more bytes");
    switch (state) {
      case "string":
        if (byte === QUOTE) state = inKey ? "colon" : "next";
        else if (byte === BACKSLASH) state = "escape";
        else if (byte < SPACE) return fail();
        break;
      case "escape":
        if (byte === LETTER_U) {
          state = "hex";
          hexDigits = 0;
        } else if (ESCAPES.has(byte)) state = "string";
        else return fail();
        break;
      case "hex":
        if (!isHex(byte)) return fail();
        if (++hexDigits === 4) state = "string";
        break;
      case "token":
        if (isTokenByte(byte) && at - token < MAX_TOKEN) break;
        if (!TOKEN.test(String.fromCharCode(...held.subarray(token, at)))) {
          at = token;
          return fail();
        }
        state = "next";
        return structure(byte);
      default:
        return structure(byte);
    }
    at++;
    return null;
  }

  /** Looks at a byte between the strings and numbers of a value. */
  function structure(byte: number): JsonValue | JsonDamage | null {
    if (isSpace(byte)) {
      at++;
      return null;
    }
    switch (state) {
      case "key-or-end":
      case "key":
        if (byte === QUOTE) {
          inKey = true;
          state = "string";
        } else if (byte === CLOSE && state === "key-or-end") return close();
        else return fail();
        break;
      case "colon":
        if (byte !== COLON) return fail();
        state = "value";
        break;
      case "next":
        if (byte === COMMA) state = open.at(-1) === true ? "key" : "value";
        else if (byte === (open.at(-1) === true ? CLOSE : CLOSE_LIST)) return close();
        else return fail();
        break;
      default:
        if (byte === QUOTE) {
          inKey = false;
          state = "string";
        } else if (byte === OPEN || byte === OPEN_LIST) {
          if (open.length === MAX_DEPTH) return fail(`at most ${MAX_DEPTH} values inside each other`, "another");
          open.push(byte === OPEN);
          state = byte === OPEN ? "key-or-end" : "value-or-end";
        } else if (byte === CLOSE_LIST && state === "value-or-end") return close();
        else if (isTokenByte(byte)) {
          token = at;
          state = "token";
        } else return fail();
    }
    at++;
    return null;
  }

  function close(): JsonValue | null {
    open.pop();
    last = held[at] ?? 0;
    at++;
    state = "next";
    if (open.length > 0) return null;
    const bytes = held.subarray(start, at);
    const offset = base + start;
    start = -1;
    state = "outside";
    return { kind: "value", offset, bytes: bytes.length, value: parseJson(decoded(bytes)) as JsonObject };
  }

  /** Gives the value up: objects inside it may still be whole. */
  function fail(expected = EXPECTED[state], found = at < length ? shown(held[at] ?? 0) : "the end"): JsonDamage | null {
    const offset = base + at;
    wholeUntil = Math.max(wholeUntil, offset);
    last = OPEN;
    at = start + 1;
    start = -1;
    open.length = 0;
    state = "outside";
    if (recovering) return null;
    recovering = true;
    damaged = true;
    return damage(offset, expected, found);
  }

  return {
    *push(chunk) {
      append(chunk);
      yield* scan();
    },
    *end() {
      while (start >= 0) {
        const failed = fail();
        if (failed !== null) yield failed;
        yield* scan();
      }
      if (lists > 0 && !damaged) yield damage(base + at, '"]"', "the end");
    },
  };
}

function damage(offset: number, expected: string, found: string): JsonDamage {
  return { kind: "damage", offset, expected, found };
}

/** First byte of a string, from `at` on, that is none of its plain characters. */
function textEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE || byte === BACKSLASH || byte < SPACE) break;
  }
  return i;
}

function tokenEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isTokenByte(bytes[i] ?? 0)) i++;
  return i;
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function shown(byte: number): string {
  const hex = `0x${byte.toString(16).padStart(2, "0")}`;
  return byte > SPACE && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : hex;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/** What numbers, true, false and null are made of. */
function isTokenByte(byte: number): boolean {
  return isHex(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e || (byte >= 0x61 && byte <= 0x7a);
}
