// The lists of differences: "What changed" and "Compare".

import type { Locator, Page } from "@playwright/test";

/** A row of a list as text. */
export interface ShownDifference {
  readonly name: string;
  readonly source: string;
  readonly before: string;
  readonly after: string;
  /** Ratio and evidence. */
  readonly change: string;
}

export interface Changes {
  readonly tab: Locator;
  readonly table: Locator;
  /** "17 of 106 statistics changed more than by chance; …" */
  readonly summary: Locator;
  /** What the selection is compared with. */
  readonly against: Locator;
  readonly showAll: Locator;
  readonly useVisible: Locator;
  row(name: string, source: string): { readonly chart: Locator };
  rows(): Promise<ShownDifference[]>;
}

/** The view "What changed". */
export function changesOf(page: Page): Changes {
  const main = page.getByRole("main", { name: "What changed" });
  const table = page.getByRole("table", { name: "What changed in the selection, the largest change first" });
  return {
    tab: page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "What changed" }),
    table,
    summary: main.getByRole("status"),
    against: main.getByText(/^Against the/),
    showAll: main.getByRole("button", { name: /^Show all \d+$/ }),
    useVisible: main.getByRole("button", { name: "Use the visible range" }),
    row: (name, source) => ({ chart: table.getByRole("button", { name: `${name} ${source}`, exact: true }) }),
    rows: () => rowsOf(table),
  };
}

function rowsOf(table: Locator): Promise<ShownDifference[]> {
  return table.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent ?? "";
      return {
        name: text("th .name"),
        source: text("th .small"),
        before: text("td:nth-child(2)"),
        after: text("td:nth-child(3)"),
        change: text("td:nth-child(4)"),
      };
    }),
  );
}
