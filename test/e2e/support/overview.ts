// The overview in the words of whoever uses it: sections, tiles, folds, the tools of a panel.

import type { Locator, Page } from "@playwright/test";

export interface OverviewPage {
  /** A group of meaning, or "Pinned". */
  section(title: string): Locator;
  /** Names of the charts of a section, in order. */
  namesIn(title: string): Locator;
  tile(name: string): Locator;
  /** "4 more moved in Exits" */
  fold(words: string, group: string): Locator;
  /** A button of a chart's panel: "Pin", "Maximise", "Restore". */
  tool(what: string, name: string): Locator;
}

export function overviewOf(page: Page): OverviewPage {
  const main = page.getByRole("main", { name: "Charts" });
  const section = (title: string) => main.getByRole("region", { name: title, exact: true });
  return {
    section,
    namesIn: (title) => section(title).getByRole("heading", { level: 3 }),
    tile: (name) => main.getByRole("listitem").getByRole("button", { name: new RegExp(`^${name}`) }),
    fold: (words, group) => main.getByRole("button", { name: new RegExp(`^\\d+ (more )?${words} in ${group}$`) }),
    tool: (what, name) => main.getByRole("button", { name: `${what} ${name}`, exact: true }),
  };
}
