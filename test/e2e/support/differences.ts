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
    summary: main.getByText(/^(\d+|None) of \d+ statistics changed/),
    against: main.getByText(/^Against the/),
    showAll: main.getByRole("button", { name: /^Show all \d+$/ }),
    useVisible: main.getByRole("button", { name: "Use the visible range" }),
    row: (name, source) => ({ chart: table.getByRole("button", { name: `${name} ${source}`, exact: true }) }),
    rows: () => rowsOf(table),
  };
}

function rowsOf(table: Locator): Promise<ShownDifference[]> {
  // through one element: Firefox 153 crashes when a driver takes many at once
  return table.evaluate((all) =>
    [...all.querySelectorAll("tbody tr")].map((row) => {
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

/** A side's controls. */
export interface SideControls {
  readonly source: Locator;
  readonly recording: Locator;
  readonly time: Locator;
  readonly capture: Locator;
  range(from: string, to: string): Promise<void>;
}

export interface Compare {
  readonly tab: Locator;
  readonly table: Locator;
  /** "15 of 26 differ more than by chance" */
  readonly summary: Locator;
  readonly search: Locator;
  readonly swap: Locator;
  readonly clear: Locator;
  readonly layout: Locator;
  readonly axis: Locator;
  /** Charts of the statistic that is charted. */
  readonly plots: Locator;
  /** "A vcpu-0 · 0 s – 10 s" */
  readonly legend: Locator;
  side(letter: "A" | "B"): SideControls;
  chart(name: string): Promise<void>;
  /** Name, A, B, B - A, B / A, evidence. */
  rows(): Promise<string[][]>;
}

/** The view "Compare". */
export function compareOf(page: Page): Compare {
  const main = page.getByRole("main", { name: "Compare" });
  const table = main.getByRole("table", { name: "What differs most between A and B" });
  return {
    tab: page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Compare" }),
    table,
    summary: main.getByText(/^\d+ of \d+ differ more than by chance$/),
    search: main.getByRole("searchbox", { name: "Search differences" }),
    swap: main.getByRole("button", { name: "Swap A and B" }),
    clear: main.getByRole("button", { name: "Clear", exact: true }),
    layout: main.getByRole("combobox", { name: "Layout" }),
    axis: main.getByRole("combobox", { name: "Time axis" }),
    plots: main.getByRole("application"),
    legend: main.getByRole("list", { name: "Sides" }).getByRole("listitem"),
    side(letter) {
      const side = main.getByRole("region", { name: `Side ${letter}` });
      return {
        source: side.getByRole("combobox", { name: `Source of ${letter}` }),
        recording: side.getByRole("combobox", { name: `Recording of ${letter}` }),
        time: side.getByRole("combobox", { name: `Time of ${letter}` }),
        capture: side.getByRole("button", { name: `Use selection as ${letter}` }),
        async range(from, to) {
          await side.getByRole("combobox", { name: `Time of ${letter}` }).selectOption("from … to");
          await side.getByRole("textbox", { name: `${letter} from, seconds` }).fill(from);
          await side.getByRole("textbox", { name: `${letter} to, seconds` }).fill(to);
          await side.getByRole("button", { name: "Apply" }).click();
        },
      };
    },
    chart: (name) => table.getByRole("button", { name: new RegExp(`^${name} `) }).click(),
    rows: () =>
      table.evaluate((all) =>
        [...all.querySelectorAll("tbody tr")].map((row) => [
          row.querySelector("th .name")?.textContent ?? "",
          ...[...row.querySelectorAll("td")].map((cell) => cell.textContent ?? ""),
        ]),
      ),
  };
}
