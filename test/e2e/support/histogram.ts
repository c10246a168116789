// A histogram's panel in the words of whoever uses it.

import type { Locator } from "@playwright/test";
import type { Viewer } from "../viewer.ts";

export interface Histogram {
  readonly panel: Locator;
  /** "Distribution", "Table". */
  readonly shape: (name: string) => Locator;
  readonly bars: Locator;
  readonly buckets: Locator;
}

/** The panel of a histogram's chart. */
export function histogramOf(viewer: Viewer, name: string): Histogram {
  const { panel } = viewer.chart(name);
  return {
    panel,
    shape: (shape) =>
      panel
        .getByRole("group", { name: `Distribution of ${name} as` })
        .getByRole("button", { name: shape, exact: true }),
    bars: panel.getByRole("figure", { name: `Distribution of ${name}` }),
    buckets: panel.getByRole("table", { name: new RegExp(`^${name}: `) }),
  };
}

/** Cells of the rows of a table's body, spaces made plain. */
export function cellsOf(table: Locator): Promise<string[][]> {
  // through one element: Firefox 153 crashes when a driver takes many at once
  return table.evaluate((all) =>
    [...all.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => (cell.textContent ?? "").replaceAll("\u2009", "").replaceAll("\u00a0", " ")),
    ),
  );
}
