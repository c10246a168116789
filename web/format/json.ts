// JSON whose integers keep all their digits: a counter may be anything below 2^64.

import { parse } from "lossless-json";

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A value of JSON text. An integer beyond 2^53 is a bigint, any other number a number. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A number that a double may not hold has at least so many digits. */
const MANY_DIGITS = /\d{16}/;

/** Throws a SyntaxError for what is no JSON. Of two equal keys the last one counts. Deep text may exhaust the stack. */
export function parseJson(text: string): Json {
  if (!MANY_DIGITS.test(text)) {
    return JSON.parse(text);
  }
  return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue }) as Json;
}

function exactNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
}

/** True for `{…}`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a key the object has itself; undefined for others, "constructor" among them. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
