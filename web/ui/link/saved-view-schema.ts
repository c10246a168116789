// What a saved view must look like, part by part: links and session files come from anywhere.

import * as v from "valibot";

/** A century: longer is no recording. */
const LONGEST = 3.2e9;
const MOST_CHARTS = 500;
const MOST_SOURCES = 10_000;
const MOST_OPTIONS = 1000;
/** Characters of a statistic's or source's name; longer ones are not kept. */
export const LONGEST_NAME = 600;
const LONGEST_OPTION = 300_000;

const seconds = v.pipe(v.number(), v.finite(), v.minValue(-LONGEST), v.maxValue(LONGEST));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME));

export const RANGE = v.pipe(
  v.strictObject({ from: seconds, to: seconds }),
  v.check(({ from, to }) => from < to, "ends before it begins"),
);

export const AT = seconds;

export const SOURCES = v.strictObject({
  except: v.boolean(),
  names: v.pipe(v.array(name), v.maxLength(MOST_SOURCES)),
});

export const CHARTS = v.pipe(
  v.array(v.strictObject({ scope: v.picklist(["vm", "vcpu", "unknown"]), key: name })),
  v.maxLength(MOST_CHARTS),
  v.transform((charts) => [...new Map(charts.map((chart) => [`${chart.scope} ${chart.key}`, chart])).values()]),
);

const optionName = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME), v.regex(/^[^\r\n]*$/));

/** Pairs of name and value. */
const OPTIONS = v.pipe(
  v.array(v.tuple([optionName, v.pipe(v.string(), v.maxLength(LONGEST_OPTION))])),
  v.maxLength(MOST_OPTIONS),
  v.transform((pairs): ReadonlyMap<string, string> => new Map(pairs)),
);

/** The valid pairs, and whether all are: one name that does not pass must not take the notes with it. */
export function validOptions(pairs: readonly unknown[]): {
  readonly options: ReadonlyMap<string, string>;
  readonly all: boolean;
} {
  const valid = pairs.flatMap((pair) => [...(part(OPTIONS, [pair]) ?? [])]);
  const options = part(OPTIONS, valid);
  return { options: options ?? new Map(), all: options !== null && valid.length === pairs.length };
}

/** The valid value, else null. */
export function part<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}
