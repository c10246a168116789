import { displayName } from "../format/text.ts";
import type { ExportColumn } from "./model.ts";

/**
 * A cell of CSV by RFC 4180. What a spreadsheet would take for a formula is defused with a leading apostrophe; numbers stay
 * numbers, also negative ones.
 */
export function csvCell(text: string): string {
  const shown = displayName(text, Number.POSITIVE_INFINITY);
  const safe = /^[=+\-@\t\r]/.test(shown) && !/^-?\d+(\.\d+)?$/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The first columns of every row. */
const LEADING = ["time_utc", "time_ns", "seconds", "source"] as const;

/** The line with the column names; a histogram's columns carry the bucket's number. */
export function exportHeader(
  columns: readonly (ExportColumn & { readonly name: string; readonly size: number })[],
): string {
  const names = columns.map(({ name, element, size }) => (size > 1 ? `${name}[${element}]` : name));
  return `${[...LEADING, ...names].map(csvCell).join(",")}\r\n`;
}
