import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

/** FileFacts as a link or a session file gives them. */
export const FILE_FACTS = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  size: count,
  files: v.pipe(count, v.minValue(1)),
  sum: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});
