// One row per value. A cell that a spreadsheet would take for a formula is defused with a leading apostrophe.

import { displayName } from "../web/format/text.ts";
import type { ShownSample } from "./shown.ts";

const COLUMNS = [
  "file",
  "time",
  "elapsed",
  "id",
  "name",
  "type",
  "unit",
  "base",
  "exponent",
  "element",
  "value",
] as const;

/** The line with the column names. */
export function csvHeader(): string {
  return `${COLUMNS.join(",")}\r\n`;
}

/** The rows of one sample. */
export function csvRows({ file, time, elapsed, id, stats }: ShownSample): string {
  const rows: string[] = [];
  for (const { name, type, unit, base, exponent, values } of stats) {
    for (const [element, value] of values.entries()) {
      const cells = [
        file,
        time ?? "",
        elapsed ?? "",
        id,
        name,
        type,
        unit,
        String(base),
        String(exponent),
        String(element),
        value ?? "",
      ];
      rows.push(`${cells.map(cell).join(",")}\r\n`);
    }
  }
  return rows.join("");
}

/** RFC 4180 quoting; numbers stay numbers, also negative ones. */
function cell(text: string): string {
  const shown = displayName(text, Number.POSITIVE_INFINITY);
  const safe = /^[=+\-@\t\r]/.test(shown) && !/^-?\d+$/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
