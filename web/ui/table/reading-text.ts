// A reading in words and digits.

import { formatRate, formatRaw, formatValue } from "../../series/units.ts";
import { countedQuantity, isCounter, type Reading } from "./reading.ts";

const NO_VALUE = "–";

const ABSENCES: Readonly<Record<Reading["absence"], string>> = {
  none: NO_VALUE,
  first: NO_VALUE,
  gap: "gap",
  reset: "reset",
  cut: "cut",
};

/** At human scale: "3.78 µs"; a histogram's value is the number of its samples. */
export function valueText(reading: Reading | null): string {
  if (reading === null) return NO_VALUE;
  if (reading.value === null) return "cut";
  return formatValue(reading.value, countedQuantity(reading.descriptor));
}

/** Every digit of the u64 as read. */
export function rawText(reading: Reading | null): string {
  return reading === null || reading.value === null ? NO_VALUE : formatRaw(reading.value);
}

/** "52.7 k/s", or in a word why there is none. Without a clock there are no rates. */
export function rateText(reading: Reading | null, timed: boolean): string {
  if (reading === null || !timed || !isCounter(reading.descriptor)) return NO_VALUE;
  return reading.rate === null
    ? ABSENCES[reading.absence]
    : formatRate(reading.rate, countedQuantity(reading.descriptor));
}

/** What a chart of the statistic shows at this moment: a counter's rate, anything else's value. */
export function shownText(reading: Reading | null, timed: boolean): string {
  if (reading === null) return NO_VALUE;
  return timed && isCounter(reading.descriptor) ? rateText(reading, timed) : valueText(reading);
}
