// How one chart draws its sources: what of it is on the page.

import type { Locator, Page } from "@playwright/test";
import { type GivenFile, roundOf, timedSeries, valuesOf } from "./dumps.ts";
import { textsIn } from "./firefox.ts";

export interface ModeTools {
  readonly select: Locator;
  readonly log: Locator;
  readonly own: Locator;
  /** Cells of small multiples. */
  readonly cells: Locator;
  readonly note: Locator;
  /** What stands at both axes. */
  axes(): Promise<readonly string[]>;
}

/** The mode and scale tools of a chart. */
export function modeTools(page: Page, name: string): ModeTools {
  const panel = page.getByRole("main", { name: "Charts" }).getByRole("region", { name, exact: true });
  return {
    select: panel.getByRole("combobox", { name: `Draw ${name} as` }),
    log: panel.getByRole("button", { name: `Logarithmic scale of ${name}` }),
    own: panel.getByRole("button", { name: `Own value axes in ${name}` }),
    cells: panel.getByRole("group", { name, exact: true }).getByRole("application"),
    note: panel.locator(".chart-note"),
    axes: () => textsIn(panel, ".chart-svg text"),
  };
}

/** Two vCPUs, the second of which lacks the rounds from 8 to 11. */
export function twoWithGap(): GivenFile[] {
  return timedSeries(["vcpu0", "vcpu1"]).filter(
    ({ path }, index) => !(path.startsWith("vcpu1") && index % 20 >= 8 && index % 20 < 12),
  );
}

/** Growth per second of exits up to a round of 250 ms. */
export function exitsPerSecond(source: "vcpu0" | "vcpu1", round: number): number {
  const [before, after] = [round - 1, round].map((each) => valuesOf(roundOf(source, each)).get("exits")?.[0] ?? 0n);
  return Number((after ?? 0n) - (before ?? 0n)) * 4;
}
