// The one page object: the page in the words of whoever uses it. Waits for what is visible, never for time to pass.

import { expect as baseExpect, type Locator, type Page } from "@playwright/test";
import { dragFiles, type FileDrag } from "./support/drag.ts";
import { type GivenFile, writeFiles } from "./support/dumps.ts";
import { doubleClickAt, typeWhatIsFilled } from "./support/firefox.ts";

/** The machine may be busy with something else. */
export const expect = baseExpect.configure({ timeout: 20_000 });

/** A row of the table of statistics. */
export interface StatisticRow {
  readonly row: Locator;
  readonly value: Locator;
  readonly raw: Locator;
  readonly rate: Locator;
  readonly button: Locator;
  readonly disclose: Locator;
}

/** A row as text. */
export interface ShownRow {
  readonly name: string;
  readonly source: string;
  /** Of the value; a histogram's value is a count, its unit that of the bucket edges. */
  readonly unit: string;
  readonly type: string;
  readonly value: string;
  /** Decimal digits, the grouping spaces taken out. */
  readonly raw: string;
  readonly rate: string;
}

export interface Chart {
  /** The panel around it, with its name, legend and buttons. */
  readonly panel: Locator;
  /** What takes the pointer and the keys. */
  readonly plot: Locator;
  readonly crosshair: Locator;
  readonly tip: Locator;
  /** Value at the cursor, one per source. */
  readonly values: Locator;
  readonly rangeTable: Locator;
  close(): Promise<void>;
  /** Shares of the plot from its left edge. */
  point(share: number): Promise<void>;
  drag(from: number, to: number): Promise<void>;
  doubleClick(share: number): Promise<void>;
  ctrlWheel(share: number, delta: number): Promise<void>;
  /** Middle of the crosshair in the window, CSS pixels. */
  crosshairX(): Promise<number>;
}

export interface Viewer {
  readonly page: Page;
  /** Opens the page and waits until its sample is charted. */
  load(): Promise<void>;
  /** Nothing is read, scanned or awaited any more. */
  waitUntilIdle(): Promise<void>;
  /** Picks files with the button "Open files". */
  open(files: readonly GivenFile[] | string): Promise<void>;
  /** Picks a folder with the button "Open folder". */
  openFolder(path: string): Promise<void>;
  /** Drops files and folders from outside the browser. */
  drop(...paths: string[]): Promise<void>;
  drag(...paths: string[]): Promise<FileDrag>;
  /** The same without waiting for the end of the opening. */
  startDrop(...paths: string[]): Promise<void>;
  /** What is open, by name. */
  recording(name: string): Locator;
  readonly recordings: Locator;
  readonly sources: Locator;
  source(label: string): Locator;
  /** A line for each recording with problems. */
  readonly problems: Locator;
  /** The sentences behind a line that was unfolded. */
  readonly problemDetails: Locator;
  readonly findings: Locator;
  readonly charts: Locator;
  chart(name: string): Chart;
  /** "All 0.00 s – 4.75 s (4.75 s)" */
  readonly range: Locator;
  readonly table: Locator;
  readonly search: Locator;
  /** "at 4.75 s" */
  readonly cursorTime: Locator;
  showAllStatistics(): Promise<void>;
  statistic(name: string, source: string): Promise<StatisticRow>;
  /** Every row the table has now, also those that are scrolled out. */
  rows(): Promise<ShownRow[]>;
  readonly interval: Locator;
  setInterval(amount: string, unit: string): Promise<void>;
  readonly playback: Locator;
  readonly slider: Locator;
}

declare global {
  interface Window {
    /** How often something began to open; counted by a script of the page object. */
    kvmscopeOpenings?: number;
  }
}

/** Before anything of the page runs. */
function countOpenings(): void {
  window.kvmscopeOpenings = 0;
  let last: string | null = null;
  new MutationObserver(() => {
    const state = document.documentElement.getAttribute("data-state");
    if (state === "opening" && last !== "opening") window.kvmscopeOpenings = (window.kvmscopeOpenings ?? 0) + 1;
    last = state;
  }).observe(document, { attributes: true, attributeFilter: ["data-state"], subtree: true });
}

/** The page object of a page. `folder` holds the files that are opened; it must stay until the page is closed. */
export async function createViewer(page: Page, folder: string): Promise<Viewer> {
  await page.addInitScript(countOpenings);
  await typeWhatIsFilled(page);

  const statistics = page.getByRole("region", { name: "Statistics", exact: true });
  const table = page.getByRole("treegrid", { name: "Statistics" });
  const search = page.getByRole("searchbox", { name: "Search statistics" });
  const sources = page.getByRole("tree", { name: "Sources" }).getByRole("treeitem");
  const interval = page.getByRole("form", { name: "Sampling interval" });
  const changedOnly = page.getByRole("checkbox", { name: /^(Changed|Not 0) only$/ });

  async function waitUntilIdle(): Promise<void> {
    await page.waitForFunction(() => document.documentElement.dataset["state"] === "idle", null, { timeout: 45_000 });
  }

  /** Does something that opens, then waits for the end of the opening. */
  async function opening(act: () => Promise<void>): Promise<void> {
    const before = await page.evaluate(() => window.kvmscopeOpenings ?? 0);
    await act();
    await page.waitForFunction((count) => (window.kvmscopeOpenings ?? 0) > count, before, { timeout: 20_000 });
    await waitUntilIdle();
  }

  async function startDrop(...paths: string[]): Promise<void> {
    const drag = await dragFiles(page, paths);
    await drag.drop();
  }

  return {
    page,
    waitUntilIdle,
    startDrop,
    table,
    search,
    sources,
    interval,
    recordings: page.getByRole("region", { name: "Recordings" }).getByRole("listitem"),
    problems: page.getByRole("list", { name: "Problems" }).getByRole("listitem"),
    problemDetails: page.getByRole("region", { name: "Details of the problems" }).getByRole("listitem"),
    findings: page.getByRole("region", { name: /^Findings/ }).getByRole("listitem"),
    charts: page.getByRole("main", { name: "Charts" }).getByRole("application"),
    range: page.getByText(/^(All|Shown|Selected) .* \(.*\)$/),
    cursorTime: statistics.getByText(/^at /),
    playback: page.getByRole("region", { name: "Playback" }),
    slider: page.getByRole("slider", { name: "Time" }),

    async load() {
      await page.goto("./");
      await waitUntilIdle();
    },
    open: (files) =>
      opening(() =>
        page
          .locator('input[aria-label="Open files"]')
          .setInputFiles(typeof files === "string" ? files : writeFiles(folder, files)),
      ),
    openFolder: (path) => opening(() => page.locator('input[aria-label="Open folder"]').setInputFiles(path)),
    drop: (...paths) => opening(() => startDrop(...paths)),
    drag: (...paths) => dragFiles(page, paths),
    recording: (name) =>
      page.getByRole("region", { name: "Recordings" }).getByRole("button", { name: new RegExp(`^${escaped(name)}`) }),
    source: (label) => sources.filter({ has: page.getByText(label, { exact: true }) }),
    chart: (name) => chartOf(page, name),

    async showAllStatistics() {
      await changedOnly.uncheck();
    },
    async statistic(name, source) {
      await search.fill(name);
      const disclose = page.getByRole("button", { name: `Details of ${name}, ${source}`, exact: true });
      const row = table.getByRole("row").filter({ has: disclose });
      const cells = row.getByRole("gridcell");
      return {
        row,
        disclose,
        value: cells.nth(1),
        raw: cells.nth(2),
        rate: cells.nth(3),
        button: row.locator("button.stat-button"),
      };
    },
    async rows() {
      const size = page.viewportSize() ?? { width: 1440, height: 900 };
      // high enough for all of them, so that none is left out by the table's own scrolling
      const count = Number(await table.getAttribute("aria-rowcount"));
      await page.setViewportSize({ width: size.width, height: 400 + count * 60 });
      await expect(table.locator("tr.stat-row")).toHaveCount(count - 1);
      await waitUntilIdle();
      // through one element: Firefox 153 crashes when a driver takes many at once
      const rows = await table.evaluate((all) =>
        [...all.querySelectorAll("tr.stat-row")].map((element) => {
          const text = (selector: string) => element.querySelector(selector)?.textContent ?? "";
          const [source = "", unit = "", type = ""] = text(".stat-button .small").split(" · ");
          return {
            name: text(".name"),
            source,
            unit,
            type,
            value: text("td:nth-child(2)"),
            raw: text("td:nth-child(3)").replaceAll("\u2009", ""),
            rate: text("td:nth-child(4)"),
          };
        }),
      );
      await page.setViewportSize(size);
      return rows;
    },
    async setInterval(amount, unit) {
      await interval.getByRole("textbox").fill(amount);
      await interval.getByRole("combobox", { name: "Unit of the interval" }).selectOption(unit);
      await interval.getByRole("button", { name: "Apply" }).click();
    },
  };
}

function chartOf(page: Page, name: string): Chart {
  const panel = page.getByRole("main", { name: "Charts" }).getByRole("region", { name, exact: true });
  const plot = panel.getByRole("application", { name, exact: true });
  const crosshair = plot.locator('[data-part="cursor"]');

  async function place(share: number): Promise<{ x: number; y: number }> {
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.locator('[data-part="plot"]').boundingBox();
    if (box === null) throw new Error(`Cannot point at the chart ${name}: it has no plot`);
    return { x: box.x + box.width * share, y: box.y + box.height / 2 };
  }

  return {
    panel,
    plot,
    crosshair,
    tip: plot.locator('[data-part="tip"]'),
    values: panel.getByRole("list", { name: "Values" }).getByRole("listitem"),
    rangeTable: panel.getByRole("table", { name: `Selected time of ${name}` }),
    close: () => panel.getByRole("button", { name: `Close ${name}`, exact: true }).click(),
    async point(share) {
      const { x, y } = await place(share);
      await page.mouse.move(x, y);
    },
    async drag(from, to) {
      const [start, end] = [await place(from), await place(to)];
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, start.y, { steps: 3 });
      await page.mouse.move(end.x, end.y, { steps: 3 });
      await page.mouse.up();
    },
    async doubleClick(share) {
      const { x, y } = await place(share);
      await doubleClickAt(page, x, y);
    },
    async ctrlWheel(share, delta) {
      const { x, y } = await place(share);
      await page.mouse.move(x, y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, delta);
      await page.keyboard.up("Control");
    },
    async crosshairX() {
      const box = await crosshair.boundingBox();
      if (box === null) throw new Error(`Cannot measure the crosshair of ${name}: it is not shown`);
      return box.x + box.width / 2;
    },
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
