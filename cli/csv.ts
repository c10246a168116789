// One row per value.

import { csvCell } from "../web/series/csv.ts";
import type { ShownSample } from "../web/series/shown.ts";

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
      rows.push(`${cells.map(csvCell).join(",")}\r\n`);
    }
  }
  return rows.join("");
}
