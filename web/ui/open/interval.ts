// The sampling interval as a user types it. Pure.

export const INTERVAL_UNITS = ["ns", "µs", "ms", "s", "min"] as const;
export type IntervalUnit = (typeof INTERVAL_UNITS)[number];

/** Digits after the decimal point that a unit has in whole nanoseconds. */
const DIGITS: Readonly<Record<Exclude<IntervalUnit, "min">, number>> = { ns: 0, µs: 3, ms: 6, s: 9 };
/** A year: above it somebody has mistaken the unit. */
const LONGEST = 31_536_000_000_000_000n;

/** ns, exact; null when it is no positive decimal number, not a whole number of ns, or over a year. */
export function parseInterval(text: string, unit: IntervalUnit): bigint | null {
  const parts = /^\s*(\d{1,18})(?:[.,](\d{1,9}))?\s*$/.exec(text);
  if (parts === null) return null;
  const [, whole = "0", fraction = ""] = parts;
  const scaled = unit === "min" ? 60n : 1n;
  const digits = unit === "min" ? DIGITS.s : DIGITS[unit];
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const ns = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0")) * scaled;
  return ns > 0n && ns <= LONGEST ? ns : null;
}
